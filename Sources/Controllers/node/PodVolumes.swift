import ClusterState
import KubeAPI
import Manifest

/// Volumes of a pod that come from Secrets, ConfigMaps and claims.
enum PodVolumes {
  struct Problem {
    var volume: String
    var message: String
  }

  /// Volumes that cannot be set up now, in the kubelet's words.
  static func problems(_ pod: Value, in cluster: ClusterState) -> [Problem] {
    var problems: [Problem] = []
    for volume in pod.items("spec", "volumes") {
      let name = volume.text("name")
      func fail(_ cause: String) {
        problems.append(Problem(volume: name, message: "MountVolume.SetUp failed for volume \"\(name)\" : \(cause)"))
      }
      if let source = volume["secret"], !source.isNull {
        let secret = source.text("secretName")
        if let cause = missing(Kind.secret, secret, source, "secret", pod, cluster) { fail(cause) }
      } else if let source = volume["configMap"], !source.isNull {
        let map = source.text("name")
        if let cause = missing(Kind.configMap, map, source, "configmap", pod, cluster) { fail(cause) }
      } else if let sources = volume.at("projected", "sources")?.array {
        for entry in sources {
          if let source = entry["secret"], !source.isNull,
            let cause = missing(Kind.secret, source.text("name"), source, "secret", pod, cluster)
          {
            fail(cause)
          }
          if let source = entry["configMap"], !source.isNull,
            let cause = missing(Kind.configMap, source.text("name"), source, "configmap", pod, cluster)
          {
            fail(cause)
          }
        }
      }
    }
    return problems
  }

  private static func missing(
    _ type: GroupKind, _ name: String, _ source: Value, _ word: String, _ pod: Value, _ cluster: ClusterState
  ) -> String? {
    if source.flag("optional") == true { return nil }
    guard let object = cluster.get(ObjectKey(type, pod.namespace, name)) else { return "\(word) \"\(name)\" not found" }
    for item in source["items"]?.array ?? [] {
      let key = item.text("key")
      if object.at("data", key) == nil && object.at("binaryData", key) == nil {
        let kind = word == "secret" ? "secret" : "config"
        return "references non-existent \(kind) key: \(key)"
      }
    }
    return nil
  }

  /// The files that a container sees from Secrets and ConfigMaps, by path.
  static func files(_ container: Value, of pod: Value, in cluster: ClusterState) -> [MountedFile] {
    var files: [MountedFile] = []
    for mount in container["volumeMounts"]?.array ?? [] {
      let name = mount.text("name")
      guard let volume = pod.items("spec", "volumes").first(where: { $0.text("name") == name }) else { continue }
      var base = mount.text("mountPath")
      while base.hasSuffix("/") { base.removeLast() }
      let subPath = mount.text("subPath")
      for file in contents(volume, pod, cluster) {
        if subPath.isEmpty {
          files.append(MountedFile(path: base + "/" + file.path, bytes: file.bytes))
        } else if file.path == subPath {
          files.append(MountedFile(path: base, bytes: file.bytes))
        }
      }
    }
    return files
  }

  private static func contents(_ volume: Value, _ pod: Value, _ cluster: ClusterState) -> [MountedFile] {
    if let source = volume["secret"], !source.isNull {
      return contents(Kind.secret, source.text("secretName"), source, pod, cluster)
    }
    if let source = volume["configMap"], !source.isNull {
      return contents(Kind.configMap, source.text("name"), source, pod, cluster)
    }
    var files: [MountedFile] = []
    for entry in volume.at("projected", "sources")?.array ?? [] {
      if let source = entry["secret"], !source.isNull {
        files += contents(Kind.secret, source.text("name"), source, pod, cluster)
      }
      if let source = entry["configMap"], !source.isNull {
        files += contents(Kind.configMap, source.text("name"), source, pod, cluster)
      }
    }
    return files
  }

  private static func contents(
    _ type: GroupKind, _ name: String, _ source: Value, _ pod: Value, _ cluster: ClusterState
  ) -> [MountedFile] {
    guard let object = cluster.get(ObjectKey(type, pod.namespace, name)) else { return [] }
    func bytes(_ key: String) -> [UInt8]? {
      if type == Kind.secret { return object.at("data", key)?.string.flatMap { Base64.decode($0) } }
      if let text = object.at("data", key)?.string { return Array(text.utf8) }
      return object.at("binaryData", key)?.string.flatMap { Base64.decode($0) }
    }
    if let items = source["items"]?.array, !items.isEmpty {
      return items.compactMap { item in
        bytes(item.text("key")).map { MountedFile(path: item.text("path"), bytes: $0) }
      }
    }
    let keys = (object["data"]?.object?.sorted() ?? []) + (object["binaryData"]?.object?.sorted() ?? [])
    return keys.compactMap { pair in bytes(pair.key).map { MountedFile(path: pair.key, bytes: $0) } }
  }
}
