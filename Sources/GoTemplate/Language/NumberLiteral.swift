#if canImport(Glibc)
  import Glibc
#endif

/// A number constant, under all the types that can hold it (text/template/parse `NumberNode`).
struct NumberLiteral: Sendable {
  let text: String
  var int: Int64?
  var uint: UInt64?
  var float: Double?
  var complex: GoComplex?

  enum Failure: Error { case text(String) }

  /// A character constant such as `'a'`.
  init(char literal: ArraySlice<UInt8>) throws(ParseFailure) {
    text = ByteString.text(literal)
    var rest = literal.dropFirst()
    guard let (value, _) = GoUnquote.char(&rest, quote: UInt8(ascii: "'")) else { throw ParseFailure("invalid syntax") }
    guard rest.count == 1, rest.first == UInt8(ascii: "'") else {
      throw ParseFailure("malformed character constant: " + text)
    }
    int = Int64(value)
    uint = UInt64(value)
    float = Double(value)
  }

  init(_ literal: ArraySlice<UInt8>, isComplex: Bool) throws(ParseFailure) {
    text = String(decoding: literal, as: UTF8.self)
    if isComplex {
      guard let value = NumberLiteral.complex(Array(literal)) else {
        throw ParseFailure("syntax error scanning complex number")
      }
      complex = value
      simplify(value)
      return
    }
    if text.utf8.last == UInt8(ascii: "i"), let value = NumberSyntax.parseFloat(String(text.dropLast())) {
      let value = GoComplex(0, value)
      complex = value
      simplify(value)
      return
    }
    uint = NumberSyntax.parseUnsigned(text, base: 0)
    int = NumberSyntax.parseInteger(text, base: 0)
    if int == 0 { uint = uint ?? 0 }
    if let int {
      float = Double(int)
    } else if let uint {
      float = Double(uint)
    } else if let value = NumberSyntax.parseFloat(text) {
      if !text.utf8.contains(where: { ".eEpP".utf8.contains($0) }) {
        throw ParseFailure("integer overflow: " + GoQuote.quote(text))
      }
      float = value
      int = Int64(exactly: value)
      uint = UInt64(exactly: value)
    }
    if int == nil && uint == nil && float == nil { throw ParseFailure("illegal number syntax: " + GoQuote.quote(text)) }
  }

  private mutating func simplify(_ value: GoComplex) {
    guard value.imaginary == 0 else { return }
    float = value.real
    int = Int64(exactly: value.real)
    uint = UInt64(exactly: value.real)
  }

  private static func complex(_ bytes: [UInt8]) -> GoComplex? {
    // The sign that parts real and imaginary is the last one that does not belong to an exponent.
    let hex = bytes.contains { $0 | 0x20 == UInt8(ascii: "x") }
    let marks: [UInt8] = hex ? Array("pP".utf8) : Array("eE".utf8)
    for at in bytes.indices.reversed() where at > 0 {
      guard bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-"), !marks.contains(bytes[at - 1]) else {
        continue
      }
      let imaginary = String(decoding: bytes[at..<(bytes.count - 1)], as: UTF8.self)
      guard let real = NumberSyntax.parseFloat(String(decoding: bytes[..<at], as: UTF8.self)),
        let other = NumberSyntax.parseFloat(imaginary)
      else { return nil }
      return GoComplex(real, other)
    }
    return nil
  }

  /// Whether the constant reads as a float where nothing else asks for a type.
  var looksLikeFloat: Bool {
    guard float != nil else { return false }
    let bytes = Array(text.utf8)
    if bytes.first == UInt8(ascii: "'") { return false }
    let isHex = bytes.count > 2 && bytes[0] == 0x30 && bytes[1] | 0x20 == UInt8(ascii: "x")
    if isHex && !bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "p") }) { return false }
    return bytes.contains { ".eEpP".utf8.contains($0) }
  }
}

/// A `complex128`.
public final class GoComplex: GoObject {
  public let real: Double
  public let imaginary: Double

  public init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  public var goType: String { "complex128" }
  public var goKind: GoKind { .complex128 }
  public var truth: Bool { real != 0 || imaginary != 0 }
  public func isEqual(_ other: any GoObject) -> Bool {
    guard let other = other as? GoComplex else { return false }
    return real == other.real && imaginary == other.imaginary
  }
}
