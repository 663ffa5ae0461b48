import Exposure
import Manifest

/// Whether every reference between rendered objects leads to something: down to the key of a Secret and the port of a
/// pod.
///
/// In: the objects with their sources, and what exists outside the set. Out: findings with object, field path, file,
/// line
/// and next step, in the order of the objects. An object that is not in the set and not known is missing; a Secret
/// whose
/// keys are not known is taken as it is. Rules: ``WorkloadReferences`` (env, envFrom, volumes), ``RouteReferences``
/// (Ingress, routes, Service), ``FluxReferences`` (dependsOn, sources, paths, cycles).
public enum References {
  /// What exists beside the objects.
  public struct Known: Sendable {
    /// The fields of vault items by `itemPath` as OnePasswordItems name it (`vaults/V/items/I`): labels of fields that
    /// hold something. An item that is not here has unknown fields.
    public var itemFields: [String: [String]] = [:]
    /// Objects outside the set, as `Kind/namespace/name` (`Kind/name` for cluster-wide ones).
    public var objects: Set<String> = []
    /// Keys of Secrets and ConfigMaps outside the set, as `Kind/namespace/name`.
    public var keys: [String: [String]] = [:]
    /// Whether a folder exists in the repository, for a Kustomization's `spec.path`; `nil` where it cannot be told.
    public var hasPath: @Sendable (_ path: String) -> Bool? = { _ in nil }
    /// The 1-based line of a field of the object at that position of the input; `nil` falls back to the object's line.
    public var line: @Sendable (_ object: Int, _ path: [PathStep]) -> Int? = { _, _ in nil }
    /// Whether objects of that kind that are neither in the set nor known are missing; else they are passed over.
    public var isComplete: @Sendable (_ kind: String, _ namespace: String) -> Bool = { _, _ in true }

    public init() {}
  }

  public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// A warning is what works in some cluster; an error works in none.
    public enum Severity: String, Sendable { case error, warning }
    public var severity: Severity
    /// `secret-key`, `service-port`, `depends-on`, ….
    public var rule: String
    /// `Kind/namespace/name`.
    public var object: String
    /// `spec.containers[0].env[1].valueFrom.secretKeyRef.key`.
    public var field: String
    public var file: String
    /// 1-based; 0 when unknown.
    public var line: Int
    public var message: String
    public var nextStep: String

    public var description: String {
      SourceError(file: file, line: line, "\(object) \(field): \(message)", nextStep: nextStep).description
    }
  }

  /// All findings, in the order of the objects.
  public static func check(objects: [ExposedObject], known: Known = Known()) -> [Finding] {
    var checker = Checker(objects, known)
    checker.run()
    return checker.findings
  }

  /// The key that the 1Password operator makes of a field's label.
  ///
  /// Letters, digits, `-`, `_` and `.` stay; other runs become `-`; ends that may not stand there go
  /// (onepassword-operator pkg/kubernetessecrets formatSecretDataName).
  public static func secretKey(ofLabel label: String) -> String {
    var key = ""
    var gap = false
    for scalar in label.unicodeScalars {
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      if isPlain || scalar == "-" || scalar == "_" || scalar == "." {
        if gap && !key.isEmpty { key += "-" }
        gap = false
        key.unicodeScalars.append(scalar)
      } else {
        gap = true
      }
    }
    while let last = key.last, "-_.".contains(last) { key.removeLast() }
    while let first = key.first, "-_.".contains(first) { key.removeFirst() }
    return key
  }
}

/// One object with what the rules ask for.
struct Subject {
  var index: Int
  var value: Value
  var group: String
  var kind: String
  var namespace: String
  var name: String
  var file: String
  var fileLine: Int
  var title: String { namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)" }
  var spec: Value { value["spec"] ?? .null }
}

/// One run.
struct Checker {
  let known: References.Known
  var subjects: [Subject] = []
  var findings: [References.Finding] = []
  private var byTitle: [String: [Int]] = [:]
  private var byName: [String: [Int]] = [:]
  /// Namespace → workloads, and makers of Secrets.
  private(set) var workloads: [String: [Int]] = [:]
  private(set) var makers: [String: [Int]] = [:]

  init(_ objects: [ExposedObject], _ known: References.Known) {
    self.known = known
    for (index, object) in objects.enumerated() {
      for one in ExposedObject.flatten([object]) {
        let reference = ObjectReference(of: one.value)
        let isWide = Checker.clusterKinds.contains(reference.kind)
        let subject = Subject(
          index: index, value: one.value, group: reference.group, kind: reference.kind,
          namespace: isWide ? "" : reference.namespace.isEmpty ? "default" : reference.namespace, name: reference.name,
          file: one.file, fileLine: one.line)
        byTitle[subject.title, default: []].append(subjects.count)
        byName[subject.name, default: []].append(subjects.count)
        if Checker.podSpec(subject) != nil { workloads[subject.namespace, default: []].append(subjects.count) }
        if ["SealedSecret", "ExternalSecret", "Certificate"].contains(subject.kind) {
          makers[subject.namespace, default: []].append(subjects.count)
        }
        subjects.append(subject)
      }
    }
  }

  private static let clusterKinds: Set<String> = [
    "Namespace", "ClusterRole", "ClusterRoleBinding", "IngressClass", "GatewayClass", "StorageClass", "PriorityClass",
    "CustomResourceDefinition", "PersistentVolume", "ClusterIssuer", "ClusterSecretStore",
  ]

  mutating func run() {
    for subject in subjects {
      workload(subject)
      routes(subject)
      flux(subject)
    }
    cycles()
  }

  /// The objects of that kind, namespace and name.
  func find(_ kind: String, _ namespace: String, _ name: String) -> [Subject] {
    (byTitle[namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)"] ?? []).map { subjects[$0] }
  }

  /// Whether it is in the set or known outside it, or may be where nobody looked.
  func exists(_ kind: String, _ namespace: String, _ name: String) -> Bool {
    let title = namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)"
    return byTitle[title] != nil || known.objects.contains(title) || known.keys[title] != nil
      || !known.isComplete(kind, namespace)
  }

  /// Objects of another kind with that name, or of that kind in another namespace: what was perhaps meant.
  func lookalikes(_ kind: String, _ namespace: String, _ name: String) -> [Subject] {
    let same = (byName[name] ?? []).map { subjects[$0] }.filter { $0.kind == kind || $0.namespace == namespace }
    if !same.isEmpty { return same }
    return subjects.filter { $0.kind == kind && $0.namespace == namespace && Checker.isNear($0.name, name) }
  }

  /// At most two letters apart.
  static func isNear(_ a: String, _ b: String) -> Bool {
    let a = Array(a.utf8.prefix(64))
    let b = Array(b.utf8.prefix(64))
    guard abs(a.count - b.count) <= 2 else { return false }
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let cost = min(row[j + 1] + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count] <= 2
  }

  mutating func report(
    _ severity: References.Finding.Severity, _ rule: String, _ subject: Subject, _ path: [PathStep], _ message: String,
    next: String
  ) {
    findings.append(
      References.Finding(
        severity: severity, rule: rule, object: subject.title, field: Checker.text(path), file: subject.file,
        line: known.line(subject.index, path) ?? subject.fileLine, message: message, nextStep: next))
  }

  /// `spec.rules[0].http`.
  static func text(_ path: [PathStep]) -> String {
    var text = ""
    for step in path {
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  /// `a, b and 3 more`.
  static func list(_ names: [String]) -> String {
    names.count <= 8
      ? names.joined(separator: ", ") : names.prefix(8).joined(separator: ", ") + " and \(names.count - 8) more"
  }
}
