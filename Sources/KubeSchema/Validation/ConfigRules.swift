import CEL
import KubeAPI
import Manifest

/// Validation of ConfigMaps and Secrets.
enum ConfigRules {
  static func configMap(_ object: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    if let old { immutability(object, old, ["data", "binaryData"], &errors) }
    var size = 0
    let data = object["data"]?.object ?? Object()
    let binary = object["binaryData"]?.object ?? Object()
    for pair in data.sorted() {
      errors.invalid("data[\(pair.key)]", pair.key, each: NameRules.configMapKey(pair.key))
      if binary[pair.key] != nil {
        errors.invalid("data[\(pair.key)]", .string(pair.key), "duplicate of key present in binaryData")
      }
      size += (pair.value.string ?? "").utf8.count
    }
    for pair in binary.sorted() {
      errors.invalid("binaryData[\(pair.key)]", pair.key, each: NameRules.configMapKey(pair.key))
      size += bytes(pair.value)
    }
    if size > 1_048_576 { errors.add(.tooLong("[]", 1_048_576)) }
    return errors.list
  }

  private static func bytes(_ value: Value) -> Int {
    let text = value.string ?? ""
    return text.utf8.count / 4 * 3 - (text.hasSuffix("==") ? 2 : text.hasSuffix("=") ? 1 : 0)
  }

  private static func immutability(
    _ object: Value, _ old: Value, _ parts: [String], _ errors: inout ErrorList
  ) {
    guard old["immutable"]?.bool == true else { return }
    if object["immutable"]?.bool != true {
      errors.forbidden("immutable", "field is immutable when `immutable` is set")
    }
    for part in parts where (object[part] ?? [:]) != (old[part] ?? [:]) {
      errors.forbidden(part, "field is immutable when `immutable` is set")
    }
  }

  static func secret(_ object: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    if let old {
      errors.immutable("type", object["type"], old["type"])
      immutability(object, old, ["data"], &errors)
    }
    let data = object["data"]?.object ?? Object()
    var size = 0
    for pair in data.sorted() {
      errors.invalid("data[\(pair.key)]", pair.key, each: NameRules.configMapKey(pair.key))
      size += bytes(pair.value)
    }
    if size > 1_048_576 { errors.add(.tooLong("data", 1_048_576)) }
    func need(_ keys: [String]) {
      for key in keys where data[key] == nil { errors.required("data[\(key)]") }
    }
    switch object.text("type") {
    case "kubernetes.io/service-account-token":
      if (object.annotation("kubernetes.io/service-account.name") ?? "").isEmpty {
        errors.required("metadata.annotations[kubernetes.io/service-account.name]")
      }
    case "kubernetes.io/dockercfg": json(data, ".dockercfg", &errors)
    case "kubernetes.io/dockerconfigjson": json(data, ".dockerconfigjson", &errors)
    case "kubernetes.io/basic-auth":
      if data["username"] == nil && data["password"] == nil { need(["username", "password"]) }
    case "kubernetes.io/ssh-auth":
      if (data["ssh-privatekey"]?.string ?? "").isEmpty { errors.required("data[ssh-privatekey]") }
    case "kubernetes.io/tls": need(["tls.crt", "tls.key"])
    default: break
    }
    return errors.list
  }

  private static func json(_ data: Object, _ key: String, _ errors: inout ErrorList) {
    guard let text = data[key]?.string else {
      errors.required("data[\(key)]")
      return
    }
    let bytes = Base64.decode(text) ?? []
    do throws(SourceError) {
      _ = try JSON.parse(bytes)
    } catch {
      errors.invalid("data[\(key)]", "<secret contents redacted>", error.message)
    }
  }
}
