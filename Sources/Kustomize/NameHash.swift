import Crypto
import Manifest

/// The suffix that kustomize appends to the names of generated objects: ten characters of a SHA-256 over name, type and
/// data (`api/hasher/hasher.go`).
enum NameHash {
  static func of(_ value: Value) throws(SourceError) -> String {
    func field(_ key: String) -> Value {
      guard let value = value[key], !value.isNull else { return "" }
      return value
    }
    var content = Object()
    // kustomize looks the name up under a key that no object has.
    let name = Value.string("")
    switch value["kind"]?.scalarText {
    case "ConfigMap":
      content = ["kind": "ConfigMap", "name": name, "data": field("data")]
      if field("binaryData").object != nil { content["binaryData"] = field("binaryData") }
    case "Secret":
      content = ["kind": "Secret", "type": field("type"), "name": name, "data": field("data")]
      if field("stringData").object != nil { content["stringData"] = field("stringData") }
    default:
      throw SourceError("a name's hash is supported for ConfigMap and Secret only")
    }
    let digest = SHA256.hash(data: JSON.bytes(.object(content), escapeHTML: true))
    var text = ""
    for byte in digest.prefix(5) {
      for nibble in [byte >> 4, byte & 15] { text.append(letter(nibble)) }
    }
    return text
  }

  /// Hexadecimal digits without those that could make a word.
  private static func letter(_ nibble: UInt8) -> Character {
    switch nibble {
    case 0x0: "g"
    case 0x1: "h"
    case 0x3: "k"
    case 0xA: "m"
    case 0xE: "t"
    default: Character(String(nibble, radix: 16))
    }
  }
}
