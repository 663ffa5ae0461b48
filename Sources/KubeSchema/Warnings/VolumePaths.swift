import KubeAPI
import Manifest

/// Files of one volume that would lie in each other's place.
enum VolumePaths {
  private struct Entry {
    var path: String
    var source: String

    var shown: String {
      let quoted = FieldError.show(.string(path))
      return source.isEmpty ? quoted : "\(quoted) (\(source))"
    }
  }

  static func overlaps(_ spec: Value, _ warnings: inout WarningList) {
    for volume in spec["volumes"]?.array ?? [] {
      let name = FieldError.show(.string(volume.text("name")))
      for (kind, title, key) in [
        ("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"), ("downwardAPI", "DownwardAPI", ""),
      ] {
        guard let source = volume.there(kind) else { continue }
        let what = key.isEmpty ? title : "\(title) \(FieldError.show(.string(source.text(key))))"
        check(items(source, ""), "volume \(name) (\(what)): overlapping paths: ", &warnings)
      }
      guard let projected = volume.there("projected") else { continue }
      var all: [Entry] = []
      for source in projected["sources"]?.array ?? [] {
        if source.object?.isEmpty != false {
          warnings.add("volume \(name) (Projected) has no sources provided")
          continue
        }
        all += entries(source)
      }
      check(all, "volume \(name) (Projected): overlapping paths: ", &warnings)
    }
  }

  private static func items(_ source: Value, _ title: String) -> [Entry] {
    (source["items"]?.array ?? []).map { Entry(path: $0.text("path"), source: title) }
  }

  private static func entries(_ source: Value) -> [Entry] {
    func quoted(_ text: String) -> String { FieldError.show(.string(text)) }
    if let map = source.there("configMap"), map.has("items") {
      return items(map, "ConfigMap \(quoted(map.text("name")))")
    }
    if let secret = source.there("secret"), secret.has("items") {
      return items(secret, "Secret \(quoted(secret.text("name")))")
    }
    if let downward = source.there("downwardAPI"), downward.has("items") { return items(downward, "DownwardAPI") }
    if let token = source.there("serviceAccountToken") {
      return [Entry(path: token.text("path"), source: "ServiceAccountToken")]
    }
    if let bundle = source.there("clusterTrustBundle") {
      let name = bundle.there("name")?.string ?? bundle.text("signerName")
      return [Entry(path: bundle.text("path"), source: "ClusterTrustBundle \(quoted(name))")]
    }
    guard let certificate = source.there("podCertificate") else { return [] }
    return [
      ("certificateChainPath", "PodCertificate chain"), ("keyPath", "PodCertificate key"),
      ("credentialBundlePath", "PodCertificate credential bundle"),
    ].filter { !certificate.text($0.0).isEmpty }.map { Entry(path: certificate.text($0.0), source: $0.1) }
  }

  private static func check(_ entries: [Entry], _ prefix: String, _ warnings: inout WarningList) {
    var before: [Entry] = []
    for entry in entries {
      var entry = entry
      while entry.path.hasSuffix("/") { entry.path.removeLast() }
      for other in before where !entry.path.isEmpty && !other.path.isEmpty {
        let (a, b) = (entry.path + "/", other.path + "/")
        if a.hasPrefix(b) || b.hasPrefix(a) { warnings.add(prefix + "\(entry.shown) with \(other.shown)") }
      }
      before.append(entry)
    }
  }
}
