#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A decimal number `0.d₁d₂… × 10^point` as strconv's formatter works on it.
struct DecimalDigits {
  /// ASCII digits without trailing zeros (shortest) or exactly as many as asked for.
  var digits: [UInt8]
  /// Where the decimal point stands, counted from the first digit.
  var point: Int

  /// The shortest digits that read back as the same number.
  init(shortest value: Double) { self.init(description: value.magnitude.description) }

  /// The same for single precision.
  init(shortest value: Float) { self.init(description: value.magnitude.description) }

  private init(description: String) {
    digits = []
    point = 0
    var exponent = 0
    var sawDot = false
    var bytes = Array(description.utf8)[...]
    if let mark = bytes.firstIndex(of: 0x65) {
      exponent = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)) ?? 0
      bytes = bytes[..<mark]
    }
    for byte in bytes {
      if byte == 0x2E {
        sawDot = true
        continue
      }
      if digits.isEmpty && byte == 0x30 {
        if sawDot { point -= 1 }
        continue
      }
      digits.append(byte)
      if !sawDot { point += 1 }
    }
    point += exponent
    while digits.last == 0x30 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  /// `count` significant digits of the exact value, rounded to even (`count` at least 1).
  init(_ value: Double, significant count: Int) {
    let text = DecimalDigits.print("%.*e", max(count, 1) - 1, value.magnitude)
    digits = []
    var exponent = 0
    if let mark = text.firstIndex(of: 0x65) {
      digits = text[..<mark].filter { $0 != 0x2E }
      exponent = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0
    }
    point = exponent + 1
    if digits.allSatisfy({ $0 == 0x30 }) {
      digits = []
      point = 0
    }
  }

  /// C's printf, which is exact for any precision.
  static func print(_ format: String, _ precision: Int, _ value: Double) -> [UInt8] {
    let precision = Int32(clamping: precision)
    var buffer = [CChar](repeating: 0, count: 64)
    var count = withVaList([precision, value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    if Int(count) >= buffer.count {
      buffer = [CChar](repeating: 0, count: Int(count) + 1)
      count = withVaList([precision, value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    }
    return buffer.prefix(Int(max(count, 0))).map { UInt8(bitPattern: $0) }
  }
}

extension GoNumber {
  /// `strconv.FormatFloat`: `verb` is one of `e E f g G b x X`, `precision` -1 the shortest that reads back,
  /// `bits` 64 or 32.
  public static func formatFloat(_ value: Double, _ verb: Character, precision: Int = -1, bits: Int = 64) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let sign = value.sign == .minus ? "-" : ""
    switch verb {
    case "b": return sign + binary(value, bits: bits)
    case "x", "X":
      let text = sign + hexadecimal(value, precision: precision)
      return verb == "X" ? text.uppercased() : text
    case "e", "E", "f", "F", "g", "G": break
    default: return "%" + String(verb)
    }
    let lower = verb.lowercased()
    if precision < 0 {
      let digits = bits == 32 ? DecimalDigits(shortest: Float(value)) : DecimalDigits(shortest: value)
      switch lower {
      case "e": return sign + exponent(digits, precision: max(digits.digits.count - 1, 0), verb)
      case "f": return sign + plain(digits, precision: max(digits.digits.count - digits.point, 0))
      default: return sign + general(digits, precision: 6, shortest: true, verb)
      }
    }
    switch lower {
    case "e": return sign + exponent(DecimalDigits(value, significant: precision + 1), precision: precision, verb)
    case "f": return sign + String(decoding: DecimalDigits.print("%.*f", precision, value.magnitude), as: UTF8.self)
    default:
      let count = max(precision, 1)
      return sign + general(DecimalDigits(value, significant: count), precision: count, shortest: false, verb)
    }
  }

  private static func general(_ number: DecimalDigits, precision: Int, shortest: Bool, _ verb: Character) -> String {
    var number = number
    if !shortest { while number.digits.last == 0x30 { number.digits.removeLast() } }
    var limit = precision
    if limit > number.digits.count && number.digits.count >= number.point { limit = number.digits.count }
    if shortest { limit = 6 }
    let exponent = number.point - 1
    if exponent < -4 || exponent >= limit {
      let places = min(precision, number.digits.count)
      return self.exponent(
        number, precision: shortest ? max(number.digits.count - 1, 0) : max(places - 1, 0), verb == "g" ? "e" : "E")
    }
    return plain(number, precision: max(number.digits.count - number.point, 0))
  }

  /// `%e`: d.ddde±dd
  private static func exponent(_ number: DecimalDigits, precision: Int, _ verb: Character) -> String {
    var text: [UInt8] = [number.digits.first ?? 0x30]
    if precision > 0 {
      text.append(0x2E)
      let rest = number.digits.dropFirst().prefix(precision)
      text += rest
      text += [UInt8](repeating: 0x30, count: precision - rest.count)
    }
    let exponent = number.digits.isEmpty ? 0 : number.point - 1
    let magnitude = String(exponent.magnitude)
    return String(decoding: text, as: UTF8.self) + String(verb) + (exponent < 0 ? "-" : "+")
      + (magnitude.utf8.count < 2 ? "0" + magnitude : magnitude)
  }

  /// `%f`: ddd.ddd
  private static func plain(_ number: DecimalDigits, precision: Int) -> String {
    var text: [UInt8] = []
    if number.point > 0 {
      text += number.digits.prefix(number.point)
      text += [UInt8](repeating: 0x30, count: max(number.point - number.digits.count, 0))
    } else {
      text.append(0x30)
    }
    if precision > 0 {
      text.append(0x2E)
      for place in 0..<precision {
        let index = number.point + place
        text.append(index >= 0 && index < number.digits.count ? number.digits[index] : 0x30)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `%b`: the mantissa as an integer and the power of two.
  private static func binary(_ value: Double, bits: Int) -> String {
    let (mantissa, exponent): (UInt64, Int)
    if bits == 32 {
      let single = Float(value).magnitude
      let field = Int(single.exponentBitPattern)
      mantissa = UInt64(single.significandBitPattern) | (field == 0 ? 0 : 1 << 23)
      exponent = max(field, 1) - 127 - 23
    } else {
      let field = Int(value.exponentBitPattern)
      mantissa = value.significandBitPattern | (field == 0 ? 0 : 1 << 52)
      exponent = max(field, 1) - 1023 - 52
    }
    return "\(mantissa)p\(exponent >= 0 ? "+" : "")\(exponent)"
  }

  /// `%x`: 0x1.8p+01
  private static func hexadecimal(_ value: Double, precision: Int) -> String {
    var exponent = 0
    var mantissa: UInt64 = 0
    if value != 0 {
      let normal = value.magnitude
      exponent = Int(normal.exponent)
      // The leading one at bit 60, as fmtX has it.
      mantissa = UInt64(normal.significand * 0x1p60)
    }
    if precision >= 0 && precision < 15 {
      let shift = UInt64(precision * 4)
      let extra = (mantissa << shift) & ((1 << 60) - 1)
      mantissa >>= 60 - shift
      if extra | (mantissa & 1) > 1 << 59 { mantissa += 1 }
      mantissa <<= 60 - shift
      if mantissa & (1 << 61) != 0 {
        mantissa >>= 1
        exponent += 1
      }
    }
    var text = "0x\((mantissa >> 60) & 1)"
    mantissa <<= 4
    if precision < 0 ? mantissa != 0 : precision > 0 {
      text += "."
      var left = precision
      while precision < 0 ? mantissa != 0 : left > 0 {
        text += String((mantissa >> 60) & 15, radix: 16)
        mantissa <<= 4
        left -= 1
      }
    }
    let magnitude = String(exponent.magnitude)
    return text + "p" + (exponent < 0 ? "-" : "+") + (magnitude.utf8.count < 2 ? "0" + magnitude : magnitude)
  }
}
