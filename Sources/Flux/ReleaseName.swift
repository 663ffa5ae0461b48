import KubeAPI
import Manifest

/// The names that helm-controller derives from a HelmRelease (helm-controller `api/v2`, `GetReleaseName` and others).
extension Flux {
  /// `spec.releaseName`, else `<targetNamespace>-<name>`, else `<name>`; above 53 characters the first 40 and a hash.
  ///
  /// `sha256Hex` gives the lower-case hex SHA-256 of a text; it is asked only for names that are too long.
  public static func releaseName(of release: Value, sha256Hex: (String) -> String) -> String {
    var name = release.at("spec", "releaseName")?.string ?? ""
    if name.isEmpty {
      let target = release.at("spec", "targetNamespace")?.string ?? ""
      name = target.isEmpty ? release.name : "\(target)-\(release.name)"
    }
    if name.utf8.count <= 53 { return name }
    let head = String(decoding: name.utf8.prefix(40), as: UTF8.self)
    return "\(head)-\(sha256Hex(name).prefix(12))"
  }

  /// Where the release's objects go: `spec.targetNamespace`, else the HelmRelease's own namespace.
  public static func releaseNamespace(of release: Value) -> String {
    release.at("spec", "targetNamespace")?.string.flatMap { $0.isEmpty ? nil : $0 } ?? release.namespace
  }

  /// Where Helm keeps its records: `spec.storageNamespace`, else the HelmRelease's own namespace.
  public static func storageNamespace(of release: Value) -> String {
    release.at("spec", "storageNamespace")?.string.flatMap { $0.isEmpty ? nil : $0 } ?? release.namespace
  }

  /// The HelmChart that a HelmRelease makes: `<namespace>-<name>` in the source's namespace; `nil` with a chartRef.
  public static func chartKey(of release: Value) -> ObjectKey? {
    guard let chart = release.at("spec", "chart", "spec") else { return nil }
    let namespace = chart.at("sourceRef", "namespace")?.string ?? release.namespace
    return ObjectKey(helmChart, namespace, "\(release.namespace)-\(release.name)")
  }
}
