import Files
import KubeAPI
import Manifest

/// Writes objects as `<namespace>/<kind>-<name>.yaml`; Secret values are replaced by their lengths.
enum KeptObjects {
  static func write(_ objects: [Value], to folder: String) throws(SourceError) {
    for object in objects {
      let key = ObjectKey(of: object)
      if key.type.kind == "Event" { continue }
      let group = key.type.group.isEmpty ? "" : ".\(key.type.group)"
      let name = "\(key.type.kind.lowercased())\(group)-\(key.name)".map { $0 == "/" || $0 == ":" ? "_" : $0 }
      let path = "\(folder)/\(key.namespace.isEmpty ? "_cluster" : key.namespace)/\(String(name)).yaml"
      do {
        try DiskFile.write(Array(YAML.write(masked(object)).utf8), to: path)
      } catch {
        throw SourceError(file: path, error.description)
      }
    }
  }

  private static func masked(_ object: Value) -> Value {
    guard GroupKind(of: object) == GroupKind("", "Secret"), let data = object["data"]?.object else { return object }
    var copy = object
    copy["data"] = .object(
      Object(
        pairs: data.map { ($0.key, .string("<\((Base64.decode(($0.value.string ?? "").utf8) ?? []).count) bytes>")) }))
    return copy
  }
}
