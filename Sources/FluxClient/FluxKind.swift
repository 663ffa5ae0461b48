import Flux
import KubeAPI
import Manifest

/// A kind that `get`, `reconcile`, `suspend` and `resume` know, with the words that flux has for it.
public struct FluxKind: Sendable, Hashable {
  enum Column: Sendable { case revision, source, suspended, ready, message }

  public let type: GroupKind
  /// `source git`, `kustomization`: how flux speaks of it.
  public let humanName: String
  /// Words that name it on the command line, without `sources`.
  let words: [String]
  let isSource: Bool
  let columns: [Column]
  /// Has no `spec.suspend` or no reconciler.
  let isStatic: Bool

  private init(
    _ type: GroupKind, _ humanName: String, _ words: [String], isSource: Bool = false,
    columns: [Column] = [.revision, .suspended, .ready, .message], isStatic: Bool = false
  ) {
    self.type = type
    self.humanName = humanName
    self.words = words
    self.isSource = isSource
    self.columns = columns
    self.isStatic = isStatic
  }

  static let git = FluxKind(
    Flux.gitRepository, "source git", ["git", "gitrepository", "gitrepositories", "gitrepo"], isSource: true)
  static let oci = FluxKind(
    Flux.ociRepository, "source oci", ["oci", "ocirepository", "ocirepositories", "ocirepo"], isSource: true)
  static let bucket = FluxKind(Flux.bucket, "source bucket", ["bucket", "buckets"], isSource: true)
  static let helm = FluxKind(
    Flux.helmRepository, "source helm", ["helm", "helmrepository", "helmrepositories", "helmrepo"], isSource: true)
  static let chart = FluxKind(
    Flux.helmChart, "source chart", ["chart", "helmchart", "helmcharts", "hc"], isSource: true)
  static let external = FluxKind(
    GroupKind("source.toolkit.fluxcd.io", "ExternalArtifact"), "source external-artifact",
    ["external", "externalartifact", "externalartifacts"], isSource: true,
    columns: [.revision, .source, .ready, .message], isStatic: true)
  static let kustomization = FluxKind(
    Flux.kustomization, "kustomization", ["kustomization", "kustomizations", "ks"])
  static let helmRelease = FluxKind(Flux.helmRelease, "helmrelease", ["helmrelease", "helmreleases", "hr"])
  static let receiver = FluxKind(
    GroupKind("notification.toolkit.fluxcd.io", "Receiver"), "receiver", ["receiver", "receivers"],
    columns: [.suspended, .ready, .message])
  static let provider = FluxKind(
    GroupKind("notification.toolkit.fluxcd.io", "Provider"), "alert provider",
    ["alert-provider", "alert-providers", "provider", "providers"], columns: [.ready, .message], isStatic: true)
  static let alert = FluxKind(
    GroupKind("notification.toolkit.fluxcd.io", "Alert"), "alert", ["alert", "alerts"],
    columns: [.suspended, .ready, .message], isStatic: true)

  /// In the order of `flux get all`.
  static let all = [oci, bucket, git, helm, chart, external, helmRelease, kustomization, receiver, provider, alert]

  /// What words of a command line name, and the words after them (names of objects).
  ///
  /// `sources git setup`, `gitrepository setup`, `ks coder-prod`, `all`, `sources`.
  public static func read(_ words: [String]) throws(SourceError) -> (kinds: [FluxKind], isAll: Bool, names: [String]) {
    guard let first = words.first?.lowercased() else {
      throw SourceError("say what: a kind such as kustomizations", nextStep: known)
    }
    if first == "all" { return (all, true, Array(words.dropFirst())) }
    if first == "source" || first == "sources" {
      guard words.count > 1, words[1].lowercased() != "all" else {
        return (all.filter(\.isSource), true, Array(words.dropFirst(2)))
      }
      let second = words[1].lowercased()
      guard let kind = all.first(where: { $0.isSource && $0.words.contains(second) }) else {
        throw SourceError(
          "no kind of source is called \(second)", nextStep: "git, oci, bucket, helm, chart, external or all")
      }
      return ([kind], false, Array(words.dropFirst(2)))
    }
    // kind/name, as kubectl writes it
    let parts = first.split(separator: "/", maxSplits: 1).map(String.init)
    let word = parts.first ?? first
    guard
      let kind = all.first(where: {
        $0.words.contains(word) && ($0.isSource ? $0.words.first != word || $0 == bucket : true)
      })
    else {
      throw SourceError("no kind is called \(first)", nextStep: known)
    }
    let name = words[0].split(separator: "/", maxSplits: 1).dropFirst().map(String.init)
    return ([kind], false, name + words.dropFirst())
  }

  private static let known =
    "kustomizations (ks), helmreleases (hr), gitrepositories, ocirepositories, helmrepositories, helmcharts, buckets, "
    + "receivers, alerts, alert-providers, sources git|oci|helm|chart|bucket, all"

  public static func == (a: FluxKind, b: FluxKind) -> Bool { a.type == b.type }
  public func hash(into hasher: inout Hasher) { hasher.combine(type) }
}

extension FluxKind {
  /// What the object stands at: an artifact's revision, the applied one, the chart's version.
  func revision(of object: Value) -> String {
    if self == .kustomization { return object.at("status", "lastAppliedRevision")?.string ?? "" }
    if self == .helmRelease {
      if let latest = object.at("status", "history")?[0]?["chartVersion"]?.string { return latest }
      return object.at("status", "lastAttemptedRevision")?.string ?? ""
    }
    return object.at("status", "artifact", "revision")?.string ?? ""
  }

  /// What flux says when a reconciliation went well.
  func successMessage(_ object: Value) -> String {
    if self == .helm, isOCI(object) { return object.condition("Ready")?["message"]?.string ?? "" }
    if self == .kustomization || self == .helmRelease { return "applied revision \(revision(of: object))" }
    if isSource { return "fetched revision \(revision(of: object))" }
    return "\(type.kind) reconciliation completed"
  }

  func isOCI(_ object: Value) -> Bool { object.at("spec", "type")?.string == "oci" }

  /// Nothing reconciles it.
  func isStatic(_ object: Value) -> Bool { isStatic || (self == .helm && isOCI(object)) }

  /// The object that its content comes from; `nil` when it is a source itself.
  func source(of object: Value) -> ObjectKey? {
    func key(_ reference: Value?, sameNamespace: Bool = false) -> ObjectKey? {
      guard let kind = reference?["kind"]?.string, let name = reference?["name"]?.string else { return nil }
      let namespace = sameNamespace ? "" : reference?["namespace"]?.string ?? ""
      return ObjectKey(
        GroupKind("source.toolkit.fluxcd.io", kind), namespace.isEmpty ? object.namespace : namespace, name)
    }
    if self == .kustomization { return key(object.at("spec", "sourceRef")) }
    if self == .chart { return key(object.at("spec", "sourceRef"), sameNamespace: true) }
    guard self == .helmRelease else { return nil }
    if let reference = object.at("spec", "chartRef"), !reference.isNull { return key(reference) }
    return Flux.chartKey(of: object)
  }

  /// The source as `--show-source` writes it.
  func shownSource(of object: Value) -> String {
    let reference =
      self == .helmRelease
      ? object.at("spec", "chartRef") ?? object.at("spec", "chart", "spec", "sourceRef")
      : object.at("spec", "sourceRef")
    guard let reference, !reference.isNull else { return "" }
    var namespace = reference["namespace"]?.string ?? ""
    if namespace.isEmpty && self != .external { namespace = object.namespace }
    return "\(reference["kind"]?.string ?? "")/\(namespace)/\(reference["name"]?.string ?? "")"
  }
}
