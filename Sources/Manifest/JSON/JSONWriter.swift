/// Writes JSON as Go's `encoding/json` does.
struct JSONWriter {
  var out: [UInt8] = []
  let sortedKeys: Bool
  let escapeHTML: Bool
  let indent: [UInt8]?
  private var depth = 0

  init(sortedKeys: Bool, escapeHTML: Bool, indent: [UInt8]?) {
    self.sortedKeys = sortedKeys
    self.escapeHTML = escapeHTML
    self.indent = indent
    out.reserveCapacity(256)
  }

  mutating func write(_ value: Value) {
    switch value {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    case .int(let number): out.append(contentsOf: String(number).utf8)
    case .double(let number): out.append(contentsOf: (GoNumber.json(number) ?? "null").utf8)
    case .string(let text): write(text)
    case .array(let items):
      out.append(0x5B)
      depth += 1
      for (i, item) in items.enumerated() {
        if i > 0 { out.append(0x2C) }
        breakLine()
        write(item)
      }
      depth -= 1
      if !items.isEmpty { breakLine() }
      out.append(0x5D)
    case .object(let object):
      out.append(0x7B)
      depth += 1
      var first = true
      for pair in sortedKeys ? object.sorted() : object.pairs {
        if !first { out.append(0x2C) }
        first = false
        breakLine()
        write(pair.key)
        out.append(0x3A)
        if indent != nil { out.append(0x20) }
        write(pair.value)
      }
      depth -= 1
      if !object.isEmpty { breakLine() }
      out.append(0x7D)
    }
  }

  private mutating func breakLine() {
    guard let indent else { return }
    out.append(0x0A)
    for _ in 0..<depth { out.append(contentsOf: indent) }
  }

  private mutating func write(_ text: String) {
    var text = text
    out.append(0x22)
    text.withUTF8 { bytes in
      var start = 0
      var i = 0
      while i < bytes.count {
        let byte = bytes[i]
        if byte >= 0x20 && byte != 0x22 && byte != 0x5C && byte != 0xE2
          && !(escapeHTML && (byte == 0x3C || byte == 0x3E || byte == 0x26))
        {
          i += 1
          continue
        }
        if byte == 0xE2 {
          // Line and paragraph separators end lines in JavaScript.
          guard i + 2 < bytes.count, bytes[i + 1] == 0x80, bytes[i + 2] & 0xFE == 0xA8 else {
            i += 1
            continue
          }
          out.append(contentsOf: bytes[start..<i])
          out.append(contentsOf: "\\u202".utf8)
          out.append(bytes[i + 2] == 0xA8 ? 0x38 : 0x39)
          i += 3
          start = i
          continue
        }
        out.append(contentsOf: bytes[start..<i])
        escape(byte)
        i += 1
        start = i
      }
      out.append(contentsOf: bytes[start...])
    }
    out.append(0x22)
  }

  private mutating func escape(_ byte: UInt8) {
    out.append(0x5C)
    switch byte {
    case 0x22, 0x5C: out.append(byte)
    case 0x08: out.append(UInt8(ascii: "b"))
    case 0x0C: out.append(UInt8(ascii: "f"))
    case 0x0A: out.append(UInt8(ascii: "n"))
    case 0x0D: out.append(UInt8(ascii: "r"))
    case 0x09: out.append(UInt8(ascii: "t"))
    default:
      out.append(contentsOf: "u00".utf8)
      for digit in [byte >> 4, byte & 15] { out.append(digit < 10 ? digit + 0x30 : digit + 0x61 - 10) }
    }
  }
}
