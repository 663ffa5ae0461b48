/// The protobuf messages of the Kubernetes API, read from ``messageRows``.
///
/// A line `@name` starts a message (without its leading `k8s.io.`); `number name type` are its fields, a `*` after the
/// type means repeated. Types: protobuf's scalars, `map<string,T>`, `Name` of the same package, `.package.Name`.
public struct MessageTable: Sendable {
  static let builtin = MessageTable(messageRows)

  private let messages: [String: Message]

  /// The message of that full name: `k8s.io.api.core.v1.Pod`.
  public func named(_ name: String) -> Message? { messages[name] }

  /// The message of that type name in OpenAPI: `io.k8s.api.core.v1.Pod`.
  public func ofType(_ name: String) -> Message? {
    guard name.hasPrefix("io.k8s.") else { return nil }
    let rest = name.dropFirst("io.k8s.".count)
    if rest.hasPrefix("apiextensions-apiserver.") {
      return messages["k8s.io.apiextensions_apiserver." + rest.dropFirst("apiextensions-apiserver.".count)]
    }
    return messages["k8s.io." + rest]
  }

  public struct Message: Sendable {
    public let name: String
    /// In the order of their numbers.
    public let fields: [MessageField]

    public func field(number: Int) -> MessageField? { fields.first { $0.number == number } }
    public func field(named name: String) -> MessageField? { fields.first { $0.name == name } }
  }

  public struct MessageField: Sendable {
    public let number: Int
    public let name: String
    public let type: MessageType
    public let isRepeated: Bool
  }

  public indirect enum MessageType: Sendable, Hashable {
    case string, bytes, bool, int32, int64, double
    case map(MessageType)
    /// Full name, for ``MessageTable/named(_:)``.
    case message(String)
  }

  init(_ rows: StaticString) {
    var messages: [String: Message] = [:]
    var name = ""
    var package = ""
    var fields: [MessageField] = []
    func finish() {
      if !name.isEmpty { messages[name] = Message(name: name, fields: fields) }
      fields = []
    }
    forEachLine(of: rows) { line in
      if line.utf8.first == UInt8(ascii: "@") {
        finish()
        name = "k8s.io." + line.dropFirst()
        package = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? ""
        return
      }
      let columns = line.split(separator: " ")
      guard columns.count == 3, let number = Int(columns[0]) else { return }
      let isRepeated = columns[2].hasSuffix("*")
      let type = MessageTable.type(isRepeated ? columns[2].dropLast() : columns[2], package)
      fields.append(MessageField(number: number, name: String(columns[1]), type: type, isRepeated: isRepeated))
    }
    finish()
    self.messages = messages
  }

  private static func type(_ text: Substring, _ package: String) -> MessageType {
    switch text {
    case "string": return .string
    case "bytes": return .bytes
    case "bool": return .bool
    case "int32": return .int32
    case "int64": return .int64
    case "double": return .double
    default:
      if text.hasPrefix("map<string,") { return .map(type(text.dropFirst(11).dropLast(), package)) }
      if text.hasPrefix(".") { return .message("k8s.io" + text) }
      return .message("\(package).\(text)")
    }
  }
}
