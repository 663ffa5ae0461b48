import GoLibrary
import Manifest

/// How Go prints an unstructured value and its type (`%v`, `%T`).
enum GoWords {
  static func plain(_ value: Value) -> String {
    switch value {
    case .null: "<nil>"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .double(let number): GoNumber.formatFloat(number, "g")
    case .string(let text): text
    case .array(let items): "[" + items.map { plain($0) }.joined(separator: " ") + "]"
    case .object(let object):
      "map[" + object.sorted().map { "\($0.key):\(plain($0.value))" }.joined(separator: " ") + "]"
    }
  }
}
