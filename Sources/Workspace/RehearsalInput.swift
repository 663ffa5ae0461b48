import Files
import Manifest

/// `rehearsal.yaml` of an app: what the cluster has that git must not hold. Fake values only.
///
///     apiVersion: drydock.dev/v1alpha1
///     kind: Rehearsal
///     tailnet: example-tailnet.ts.net
///     git: {branch: mg/feat/deploy-coder}
///     flux: "2.9"
///     secrets:
///       - {name: 1password-operator-token, namespace: 1password, stringData: {token: fake}}
///     vaults:
///       - name: setup-coder-prod
///         items:
///           - title: coder-cluster-db-prod
///             fields: [{label: username, value: coder}]
///     databases:
///       - {host: db.internal, port: 5432, name: coder, user: coder, password: fake/password}
///     dns:                      # what the tailnet and a DNS provider are told by hand
///       - {zone: coder, server: coder/coder-dns}
///       - {name: "*.coder.example.com", service: coder/coder-tailnet}
///     objects:                  # what lies in the cluster already; one with a deletionTimestamp is being deleted
///       - {apiVersion: v1, kind: Namespace, metadata: {name: coder}}
public struct RehearsalInput: Sendable {
  /// The file, relative to the root; empty when the app has none.
  public var file: String
  /// The whole document.
  public var document: Value

  static func read(_ tree: some FileTree, path: String) throws(SourceError) -> RehearsalInput {
    guard tree.exists(path) else { return RehearsalInput(file: "", document: [:]) }
    let bytes: [UInt8]
    do {
      bytes = try tree.read(path)
    } catch {
      throw SourceError(file: path, error.reason.rawValue)
    }
    let documents = try YAML.documents(bytes, file: path)
    guard let first = documents.first, first.value["kind"]?.string == "Rehearsal" else {
      throw SourceError(
        file: path, line: documents.first?.line ?? 1, "expected one document of kind Rehearsal",
        nextStep: "start it with apiVersion: drydock.dev/v1alpha1 and kind: Rehearsal")
    }
    let known: Set<String> = [
      "apiVersion", "kind", "metadata", "tailnet", "git", "flux", "kubernetes", "cluster", "secrets", "vaults",
      "faults", "variables", "databases", "objects", "dns",
    ]
    for pair in first.value.object ?? Object() where !known.contains(pair.key) {
      throw SourceError(
        file: path, line: first.line(of: [.key(pair.key)]) ?? first.line, "unknown key \"\(pair.key)\"",
        nextStep: "known keys: \(known.sorted().joined(separator: ", "))")
    }
    return RehearsalInput(file: path, document: first.value)
  }

  /// The tailnet's DNS name; `tailnet.ts.net` when the app does not say.
  public var tailnet: String {
    let written = document["tailnet"]?.string ?? ""
    if written.isEmpty { return "tailnet.ts.net" }
    return written.hasSuffix(".ts.net") ? written : "\(written).ts.net"
  }

  /// The branch to which the commit goes; `nil` when any is fine.
  public var branch: String? { document.at("git", "branch")?.string }

  /// Flux's minor version: `2.9` gives 9.
  public var fluxMinor: Int {
    let text = document["flux"]?.string ?? document["flux"]?.double.map { "\($0)" } ?? "2.9"
    return text.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 9
  }

  /// What `.Capabilities.KubeVersion` says in the rehearsed cluster.
  public var kubeVersion: String { document["kubernetes"]?.string ?? "v1.36.2" }
}
