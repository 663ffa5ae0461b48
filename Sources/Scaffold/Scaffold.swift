import Files
import Manifest

/// Writes app directories: every file of a private deployment by Flux, right in what can be right before a cluster exists.
///
/// In go ``CoderApp`` or ``PrivateApp`` with the names that only the user knows; out come file paths (relative to the
/// monorepo) and texts. Nothing is read and nothing is written here; the command line does that, and refuses to
/// overwrite. Each decision that a reader may wonder about has one line of comment; docs/new.md says why.
public enum Scaffold {
  public struct File: Sendable, Hashable {
    /// Relative to the root of the monorepo.
    public var path: String
    public var text: String
    public init(_ path: String, _ text: String) {
      self.path = path
      self.text = text
    }
  }

  /// A DNS label as Kubernetes wants names: lower case, digits and dashes, at most 63 characters.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 63 else { return false }
    func isLetter(_ b: UInt8) -> Bool { (97...122).contains(b) || (48...57).contains(b) }
    return isLetter(first) && isLetter(last) && text.utf8.allSatisfy { isLetter($0) || $0 == 0x2D }
  }

  static func check(_ value: String, _ option: String) throws(SourceError) {
    guard isName(value) else {
      throw SourceError(
        "\(option): \"\(value)\" is no DNS label", nextStep: "use lower case letters, digits and dashes, at most 63")
    }
  }

  /// A scalar as YAML text, quoted when it must be.
  static func scalar(_ text: String) -> String {
    String(YAML.write(.string(text)).dropLast())
  }

  static func namespace(_ name: String) -> String {
    """
    apiVersion: v1
    kind: Namespace
    metadata:
      name: \(scalar(name))
      annotations:
        # losing this file from git must not delete the namespace with all that is in it
        kustomize.toolkit.fluxcd.io/prune: disabled

    """
  }

  static func gitRepository(_ name: String, url: String, branch: String, secret: String?) -> String {
    var text = """
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata:
        name: \(scalar(name))
        namespace: flux-system
        annotations:
          kustomize.toolkit.fluxcd.io/prune: disabled
      spec:
        interval: 5m
        url: \(scalar(url))
        ref:
          branch: \(scalar(branch))

      """
    if let secret { text += "  secretRef:\n    name: \(scalar(secret))\n" }
    return text
  }

  static func rootKustomization(_ name: String, source: String, path: String) -> String {
    """
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata:
      name: \(scalar(name))
      namespace: flux-system
      annotations:
        # it applies itself: a commit that loses this file must not take everything down
        kustomize.toolkit.fluxcd.io/prune: disabled
    spec:
      interval: 30m
      # without it a failed first pass waits the whole interval
      retryInterval: 1m
      timeout: 15m
      sourceRef:
        kind: GitRepository
        name: \(scalar(source))
      path: ./\(path)
      prune: true
      wait: true

    """
  }

  static func resources(_ files: [String]) -> String {
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
      + files.map { "  - \($0)\n" }.joined()
  }
}
