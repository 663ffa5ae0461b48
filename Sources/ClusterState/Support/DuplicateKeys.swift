/// Finds members that a JSON text has twice in one object, which a parsed value cannot show any more.
struct DuplicateKeys {
  private let text: [UInt8]
  private var i = 0
  private var found: [String] = []
  private var depth = 0

  /// `duplicate field "data.a"` for each, in the order of their second appearance. The text must be valid JSON.
  static func find(in text: [UInt8]) -> [String] {
    var finder = DuplicateKeys(text: text)
    finder.value("")
    return finder.found.map { "duplicate field \"\($0)\"" }
  }

  private init(text: [UInt8]) { self.text = text }

  private mutating func space() {
    while i < text.count, text[i] == 0x20 || (text[i] >= 0x09 && text[i] <= 0x0D) { i += 1 }
  }

  private mutating func value(_ path: String) {
    space()
    guard i < text.count, depth < 900 else { return }
    switch text[i] {
    case UInt8(ascii: "{"):
      depth += 1
      object(path)
      depth -= 1
    case UInt8(ascii: "["):
      depth += 1
      array(path)
      depth -= 1
    case UInt8(ascii: "\""): _ = string()
    default:
      while i < text.count, ![UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(text[i]) { i += 1 }
    }
  }

  private mutating func object(_ path: String) {
    i += 1
    var seen: Set<String> = []
    while true {
      space()
      guard i < text.count else { return }
      if text[i] == UInt8(ascii: "}") {
        i += 1
        return
      }
      if text[i] == UInt8(ascii: ",") {
        i += 1
        continue
      }
      guard text[i] == UInt8(ascii: "\"") else { return }
      let key = string()
      let place = path.isEmpty ? key : "\(path).\(key)"
      if !seen.insert(key).inserted { found.append(place) }
      space()
      if i < text.count, text[i] == UInt8(ascii: ":") { i += 1 }
      value(place)
    }
  }

  private mutating func array(_ path: String) {
    i += 1
    var index = 0
    while true {
      space()
      guard i < text.count else { return }
      if text[i] == UInt8(ascii: "]") {
        i += 1
        return
      }
      if text[i] == UInt8(ascii: ",") {
        i += 1
        index += 1
        continue
      }
      let before = i
      value("\(path)[\(index)]")
      if i == before { return }
    }
  }

  private mutating func string() -> String {
    i += 1
    let start = i
    while i < text.count, text[i] != UInt8(ascii: "\"") { i += text[i] == UInt8(ascii: "\\") ? 2 : 1 }
    let end = min(i, text.count)
    i = min(i + 1, text.count)
    return String(decoding: text[min(start, end)..<end], as: UTF8.self)
  }
}
