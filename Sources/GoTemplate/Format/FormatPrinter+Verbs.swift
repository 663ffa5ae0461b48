extension FormatPrinter {
  // MARK: - Strings and bytes

  mutating func string(_ text: String, _ verb: Unicode.Scalar, _ value: GoValue) {
    switch verb {
    case "v": if flags.sharpV { quoted(text) } else { padTruncated(text) }
    case "s": padTruncated(text)
    case "x": hexadecimal(ByteString.bytes(text), upper: false)
    case "X": hexadecimal(ByteString.bytes(text), upper: true)
    case "q": quoted(text)
    default: badVerb(verb, value)
    }
  }

  mutating func bytes(_ bytes: [UInt8], _ slice: GoSlice, _ verb: Unicode.Scalar, _ value: GoValue, _ depth: Int) {
    switch verb {
    case "s": padTruncated(ByteString.text(bytes))
    case "q": quoted(ByteString.text(bytes))
    case "x": hexadecimal(bytes, upper: false)
    case "X": hexadecimal(bytes, upper: true)
    default:
      if flags.sharpV {
        // fmt writes `[]byte` at the top and the reflected name inside.
        write(depth == 0 ? "[]byte" : slice.typeName)
        if slice.isNil { return write("(nil)") }
        write("{" + bytes.map { "0x" + String($0, radix: 16) }.joined(separator: ", ") + "}")
        return
      }
      write("[")
      for (at, element) in slice.elements.enumerated() {
        if at > 0 { write(" ") }
        print(element, verb, depth: depth + 1)
      }
      write("]")
    }
  }

  private mutating func quoted(_ text: String) {
    let text = truncated(text)
    if flags.sharp, GoQuote.canBackquote(text) { return pad("`" + text + "`") }
    pad(GoQuote.quote(text, ascii: flags.plus))
  }

  private mutating func hexadecimal(_ bytes: [UInt8], upper: Bool) {
    let bytes = bytes.prefix(flags.precision ?? bytes.count)
    var text = ""
    let prefix = upper ? "0X" : "0x"
    for (at, byte) in bytes.enumerated() {
      if flags.space, at > 0 { text += " " }
      if flags.sharp, flags.space || at == 0 { text += prefix }
      let digits = String(byte, radix: 16, uppercase: upper)
      text += byte < 16 ? "0" + digits : digits
    }
    pad(text)
  }

  // MARK: - Numbers

  mutating func integer(_ number: Int64, _ kind: GoIntKind, _ verb: Unicode.Scalar, _ value: GoValue) {
    let signed = kind.isSigned
    switch verb {
    case "v":
      if flags.sharpV, !signed {
        let sharp = flags.sharp
        flags.sharp = true
        digits(number, signed, 16, verb)
        flags.sharp = sharp
      } else {
        digits(number, signed, 10, verb)
      }
    case "d": digits(number, signed, 10, verb)
    case "b": digits(number, signed, 2, verb)
    case "o", "O": digits(number, signed, 8, verb)
    case "x": digits(number, signed, 16, verb)
    case "X": digits(number, signed, 16, verb, upper: true)
    case "c", "q":
      let rune = UInt64(bitPattern: number) > 0x10FFFF ? 0xFFFD : UInt32(truncatingIfNeeded: number)
      if verb == "q" { return pad(GoQuote.quoteRune(rune, ascii: flags.plus)) }
      let scalar = Unicode.Scalar(rune) ?? "\u{FFFD}"
      pad(String(Character(scalar)))
    case "U": unicode(UInt64(bitPattern: number))
    default: badVerb(verb, value)
    }
  }

  private mutating func digits(
    _ number: Int64, _ signed: Bool, _ base: Int, _ verb: Unicode.Scalar, upper: Bool = false
  ) {
    let negative = signed && number < 0
    let magnitude = negative ? number.magnitude : UInt64(bitPattern: number)
    var minimum = 0
    if let precision = flags.precision {
      minimum = precision
      if precision == 0 && magnitude == 0 {
        let zero = flags.zero
        flags.zero = false
        padding(flags.width ?? 0)
        flags.zero = zero
        return
      }
    } else if flags.zero, !flags.minus, let width = flags.width {
      minimum = width
      if negative || flags.plus || flags.space { minimum -= 1 }
    }
    var text = String(magnitude, radix: base, uppercase: upper)
    if text.utf8.count < minimum {
      text = String(repeating: "0", count: min(minimum, 1_000_000) - text.utf8.count) + text
    }
    if flags.sharp {
      switch base {
      case 2: text = "0b" + text
      case 8: if text.utf8.first != 0x30 { text = "0" + text }
      case 16: text = (upper ? "0X" : "0x") + text
      default: break
      }
    }
    if verb == "O" { text = "0o" + text }
    if negative { text = "-" + text } else if flags.plus { text = "+" + text } else if flags.space { text = " " + text }
    let zero = flags.zero
    flags.zero = false
    pad(text)
    flags.zero = zero
  }

  private mutating func unicode(_ value: UInt64) {
    var text = String(value, radix: 16, uppercase: true)
    let width = max(flags.precision ?? 0, 4)
    if text.utf8.count < width { text = String(repeating: "0", count: min(width, 1_000_000) - text.utf8.count) + text }
    text = "U+" + text
    if flags.sharp, value <= 0x10FFFF, GoQuote.isPrint(UInt32(value)), let scalar = Unicode.Scalar(UInt32(value)) {
      text += " '" + String(Character(scalar)) + "'"
    }
    let zero = flags.zero
    flags.zero = false
    pad(text)
    flags.zero = zero
  }

  mutating func float(_ number: Double, _ verb: Unicode.Scalar, _ value: GoValue) {
    switch verb {
    case "v": float(number, "g", -1, isV: true)
    case "b", "g", "G", "x", "X": float(number, verb, -1)
    case "f", "e", "E": float(number, verb, 6)
    case "F": float(number, "f", 6)
    default: badVerb(verb, value)
    }
  }

  private mutating func float(_ number: Double, _ verb: Unicode.Scalar, _ standard: Int, isV: Bool = false) {
    let precision = flags.precision ?? standard
    var text = GoFloat.format(number, Character(verb), precision)
    var sign: UInt8 = 0x2B
    if let first = text.utf8.first, first == 0x2D || first == 0x2B {
      sign = first
      text.removeFirst()
    }
    if flags.space, sign == 0x2B, !flags.plus { sign = 0x20 }
    if number.isNaN || number.isInfinite {
      let zero = flags.zero
      flags.zero = false
      let shown = flags.plus || sign != 0x2B ? String(UnicodeScalar(sign)) + text : text
      pad(shown)
      flags.zero = zero
      return
    }
    if flags.sharp, verb != "b" { text = sharpened(text, verb, precision) }
    if flags.plus || sign != 0x2B {
      if flags.zero, !flags.minus, let width = flags.width, width > text.utf8.count + 1 {
        out.append(sign)
        padding(width - text.utf8.count - 1)
        return write(text)
      }
      return pad(String(UnicodeScalar(sign)) + text)
    }
    pad(text)
  }

  /// `#`: always a decimal point, and %g keeps trailing zeros.
  private func sharpened(_ text: String, _ verb: Unicode.Scalar, _ precision: Int) -> String {
    var digits = 0
    if verb == "g" || verb == "G" || verb == "x" { digits = precision == -1 ? 6 : precision }
    var body: [UInt8] = []
    var tail: [UInt8] = []
    var hasPoint = false
    var sawNonzero = false
    let bytes = Array(text.utf8)
    for (at, byte) in bytes.enumerated() {
      let isExponent = byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
      if byte == UInt8(ascii: "p") || byte == UInt8(ascii: "P") || (isExponent && verb != "x" && verb != "X") {
        tail = Array(bytes[at...])
        break
      }
      body.append(byte)
      if byte == UInt8(ascii: ".") {
        hasPoint = true
        continue
      }
      if byte != 0x30 { sawNonzero = true }
      if sawNonzero { digits -= 1 }
    }
    if !hasPoint {
      if body == [0x30] { digits -= 1 }
      body.append(UInt8(ascii: "."))
    }
    if digits > 0 { body.append(contentsOf: repeatElement(0x30, count: min(digits, 1_000_000))) }
    return String(decoding: body + tail, as: UTF8.self)
  }
}
