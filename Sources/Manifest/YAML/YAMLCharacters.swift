/// Classes of bytes, so that the scanner decides with one look-up.
enum YAMLCharacters {
  /// Does not simply begin a plain scalar.
  static let indicator: UInt8 = 1
  /// May stop a plain scalar in block context: blank, end, line break, `:`.
  static let stopsBlockPlain: UInt8 = 2
  /// May stop a plain scalar in flow context.
  static let stopsFlowPlain: UInt8 = 4
  /// Ends a line, or begins a character that may.
  static let mayEndLine: UInt8 = 8
  /// Letters, digits, `_` and `-`: names of anchors, tags and directives.
  static let word: UInt8 = 16
  static let continuation: UInt8 = 32
  /// Anything that a quoted scalar cannot take as it is.
  static let stopsQuoted: UInt8 = 64

  /// Never freed and never written after it is made.
  nonisolated(unsafe) static let table: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    table.initialize(repeating: 0, count: 256)
    func mark(_ text: StaticString, _ kind: UInt8) {
      for i in 0..<text.utf8CodeUnitCount { table[Int(text.utf8Start[i])] |= kind }
    }
    mark("-?:,[]{}#&*!|>'\"%@` \t\r\n.", indicator)
    mark(" \t\r\n:", stopsBlockPlain | stopsFlowPlain)
    mark(",?[]{}", stopsFlowPlain)
    mark("\r\n", mayEndLine)
    mark(" \t\r\n'\"\\", stopsQuoted)
    for byte in [0, 0xC2, 0xE2] {
      table[byte] |= stopsBlockPlain | stopsFlowPlain | mayEndLine | indicator | stopsQuoted
    }
    for byte in 0x80...0xBF { table[byte] |= continuation | stopsBlockPlain | stopsFlowPlain | stopsQuoted }
    for byte in 0..<128 {
      switch UInt8(byte) {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        table[byte] |= word
      default: break
      }
    }
    return UnsafePointer(table)
  }()
}
