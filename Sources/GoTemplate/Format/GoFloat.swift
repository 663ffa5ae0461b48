#if canImport(Glibc)
  import Glibc
#endif

/// strconv's float formatting.
public enum GoFloat {
  /// `strconv.FormatFloat(value, verb, precision, 64)`; precision -1 is the shortest text that reads back the same.
  /// - Parameter verb: one of e E f F g G x X b.
  public static func format(_ value: Double, _ verb: Character = "g", _ precision: Int = -1) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    switch verb {
    case "x", "X": return hexadecimal(value, precision, upper: verb == "X")
    case "b": return binary(value)
    default: break
    }
    let upper = verb == "E" || verb == "G"
    if precision < 0 {
      let (digits, point) = shortest(value)
      let negative = value.sign == .minus
      switch verb {
      case "e", "E": return exponent(digits, point, precision: max(digits.count - 1, 0), negative, upper)
      case "f", "F": return fixed(digits, point, precision: max(digits.count - point, 0), negative)
      default:
        let exp = point - 1
        if exp < -4 || exp >= 6 {
          return exponent(digits, point, precision: max(digits.count - 1, 0), negative, upper)
        }
        return fixed(digits, point, precision: max(digits.count - point, 0), negative)
      }
    }
    return limited(value, verb, min(precision, 5000))
  }

  /// `%v` of a float64 and `strconv.FormatFloat(value, 'g', -1, 64)`: an exponent below 1e-4 and from 1e6 on.
  public static func print(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e6, !(value == 0 && value.sign == .minus) { return String(Int64(value)) }
    return format(value)
  }

  /// The shortest decimal digits (without leading or trailing zeros, "0" for zero) and where the point lies.
  static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
    if value == 0 { return ([0x30], 1) }
    var digits: [UInt8] = []
    var point = 0
    var seenPoint = false
    var exponent = 0
    var text = value.magnitude.description
    text.withUTF8 { bytes in
      var at = 0
      while at < bytes.count {
        let byte = bytes[at]
        if byte == UInt8(ascii: ".") {
          seenPoint = true
        } else if byte == UInt8(ascii: "e") {
          exponent = Int(String(decoding: bytes[(at + 1)...], as: UTF8.self)) ?? 0
          break
        } else {
          digits.append(byte)
          if !seenPoint { point += 1 }
        }
        at += 1
      }
    }
    point += exponent
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    var zeros = 0
    while zeros < digits.count - 1, digits[zeros] == 0x30 { zeros += 1 }
    digits.removeFirst(zeros)
    point -= zeros
    return (digits, point)
  }

  static func exponent(
    _ digits: [UInt8], _ point: Int, precision: Int, _ negative: Bool, _ upper: Bool
  ) -> String {
    var out: [UInt8] = negative ? [UInt8(ascii: "-")] : []
    out.append(digits.first ?? 0x30)
    if precision > 0 {
      out.append(UInt8(ascii: "."))
      for at in 1...precision { out.append(at < digits.count ? digits[at] : 0x30) }
    }
    out.append(UInt8(ascii: upper ? "E" : "e"))
    var exp = point - 1
    if digits == [0x30] { exp = 0 }
    out.append(UInt8(ascii: exp < 0 ? "-" : "+"))
    let number = String(abs(exp))
    if number.utf8.count < 2 { out.append(0x30) }
    out.append(contentsOf: number.utf8)
    return String(decoding: out, as: UTF8.self)
  }

  static func fixed(_ digits: [UInt8], _ point: Int, precision: Int, _ negative: Bool) -> String {
    var out: [UInt8] = negative ? [UInt8(ascii: "-")] : []
    if point > 0 {
      for at in 0..<point { out.append(at < digits.count ? digits[at] : 0x30) }
    } else {
      out.append(0x30)
    }
    if precision > 0 {
      out.append(UInt8(ascii: "."))
      for at in 0..<precision {
        let place = point + at
        out.append(place >= 0 && place < digits.count ? digits[place] : 0x30)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// With a precision; glibc rounds exactly, as Go does.
  private static func limited(_ value: Double, _ verb: Character, _ precision: Int) -> String {
    switch verb {
    case "e", "E": return fix(printf(value, "%.*e", precision), upper: verb == "E")
    case "f", "F": return printf(value, "%.*f", precision)
    default:
      // Go: %e is used when the exponent is below -4 or not below the precision; no trailing zeros.
      let precision = max(precision, 1)
      if value == 0 { return value.sign == .minus ? "-0" : "0" }
      let rounded = Array(printf(value.magnitude, "%.*e", precision - 1).utf8)
      var digits = rounded.prefix { $0 != UInt8(ascii: "e") }.filter { $0 != UInt8(ascii: ".") }
      let exp = Int(String(decoding: rounded.drop { $0 != UInt8(ascii: "e") }.dropFirst(), as: UTF8.self)) ?? 0
      while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
      var limit = precision
      if limit > digits.count, digits.count >= exp + 1 { limit = digits.count }
      let negative = value < 0
      if exp < -4 || exp >= limit {
        return exponent(digits, exp + 1, precision: max(digits.count - 1, 0), negative, verb == "G")
      }
      return fixed(digits, exp + 1, precision: max(digits.count - exp - 1, 0), negative)
    }
  }

  private static func fix(_ text: String, upper: Bool) -> String { upper ? text.uppercased() : text }

  private static func printf(_ value: Double, _ format: String, _ precision: Int) -> String {
    var buffer = [CChar](repeating: 0, count: precision + 400)
    let count = withVaList([Int32(precision), value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    let kept = buffer.prefix(max(0, min(Int(count), buffer.count - 1)))
    return String(decoding: kept.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// `%x`: -0x1.8p+00.
  private static func hexadecimal(_ value: Double, _ precision: Int, upper: Bool) -> String {
    var mantissa = value.magnitude.bitPattern & 0xF_FFFF_FFFF_FFFF
    var exp = Int(value.magnitude.bitPattern >> 52)
    if exp == 0 {
      if mantissa == 0 {
        exp = 0
      } else {
        exp = -1022
        while mantissa & (1 << 52) == 0 {
          mantissa <<= 1
          exp -= 1
        }
      }
    } else {
      exp -= 1023
      mantissa |= 1 << 52
    }
    // One hex digit before the point, then 13.
    var digits: [UInt64] = []
    if precision >= 0, precision < 13 {
      let shift = UInt64((13 - precision) * 4)
      let half: UInt64 = 1 << (shift - 1)
      let rest = mantissa & ((1 << shift) - 1)
      mantissa >>= shift
      if rest > half || (rest == half && mantissa & 1 == 1) { mantissa += 1 }
      mantissa <<= shift
      if mantissa & (1 << 53) != 0 {
        mantissa >>= 1
        exp += 1
      }
    }
    for at in 0..<13 { digits.append((mantissa >> UInt64(48 - at * 4)) & 0xF) }
    if precision < 0 {
      while digits.last == 0 { digits.removeLast() }
    } else if precision < 13 {
      digits.removeLast(13 - precision)
    } else {
      digits += Array(repeating: 0, count: precision - 13)
    }
    var text = (value.sign == .minus ? "-" : "") + "0x" + String(mantissa >> 52)
    if !digits.isEmpty { text += "." + digits.map { String($0, radix: 16) }.joined() }
    let power = String(abs(exp))
    text += (exp < 0 ? "p-" : "p+") + (power.utf8.count < 2 ? "0" : "") + power
    return upper ? text.uppercased() : text
  }

  /// `%b`: 4503599627370496p-52.
  private static func binary(_ value: Double) -> String {
    var mantissa = value.magnitude.bitPattern & 0xF_FFFF_FFFF_FFFF
    var exp = Int(value.magnitude.bitPattern >> 52)
    if exp == 0 { exp = 1 } else { mantissa |= 1 << 52 }
    exp -= 1075
    return (value.sign == .minus ? "-" : "") + String(mantissa) + (exp < 0 ? "p-" : "p+") + String(abs(exp))
  }
}
