/// A quantity such as `100m`, `1Gi` or `1e3`: a fixed-point number with a preferred way to write it.
///
/// Follows k8s.io/apimachinery `pkg/api/resource`: kept to nano precision (rounded up, away from zero), capped at the
/// largest 64-bit integer, written canonically (``description``).
public struct Quantity: Sendable, Hashable, CustomStringConvertible {
  public enum Format: Sendable, Hashable {
    case decimalSI, binarySI, decimalExponent
  }

  /// Billionths.
  public private(set) var nano: Int128
  public var format: Format

  public init(nano: Int128, format: Format = .decimalSI) {
    self.nano = Quantity.capped(nano)
    self.format = format
  }

  public init(_ value: Int64, format: Format = .decimalSI) {
    self.init(nano: Int128(value) * Quantity.one, format: format)
  }

  /// One, in billionths.
  public static let one: Int128 = 1_000_000_000
  private static let limit = Int128(Int64.max) * one

  private static func capped(_ n: Int128) -> Int128 { n > limit ? limit : n < -limit ? -limit : n }

  public enum ParseError: Error, Sendable, Hashable, CustomStringConvertible {
    case format, numeric, suffix

    public var description: String {
      switch self {
      case .format:
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
      case .numeric: "unable to parse numeric part of quantity"
      case .suffix: "unable to parse quantity's suffix"
      }
    }
  }

  // MARK: - Reading

  public init(_ text: String) throws(ParseError) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { throw .format }
    var i = 0
    var negative = false
    if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
      negative = bytes[0] == UInt8(ascii: "-")
      i = 1
    }
    let start = i
    while i < bytes.count, Quantity.isDigit(bytes[i]) { i += 1 }
    let whole = bytes[start..<i]
    var fraction = bytes[i..<i]
    if i < bytes.count, bytes[i] == UInt8(ascii: ".") {
      i += 1
      let from = i
      while i < bytes.count, Quantity.isDigit(bytes[i]) { i += 1 }
      fraction = bytes[from..<i]
    }
    let suffixStart = i
    while i < bytes.count, "eEinumkKMGTP".utf8.contains(bytes[i]) { i += 1 }
    if i < bytes.count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") { i += 1 }
    while i < bytes.count, Quantity.isDigit(bytes[i]) { i += 1 }
    guard i == bytes.count else { throw .format }
    if whole.isEmpty && fraction.isEmpty { throw .numeric }
    guard let scale = Quantity.scale(of: bytes[suffixStart...]) else { throw .suffix }
    let magnitude = Quantity.magnitude(Array(whole), Array(fraction), scale)
    self.init(nano: negative ? -magnitude : magnitude, format: scale.format)
  }

  private static func isDigit(_ b: UInt8) -> Bool { b >= 48 && b <= 57 }

  private struct Scale {
    var base: Int
    var exponent: Int
    var format: Format
  }

  private static func scale(of suffix: ArraySlice<UInt8>) -> Scale? {
    switch String(decoding: suffix, as: UTF8.self) {
    case "": return Scale(base: 10, exponent: 0, format: .decimalSI)
    case "n": return Scale(base: 10, exponent: -9, format: .decimalSI)
    case "u": return Scale(base: 10, exponent: -6, format: .decimalSI)
    case "m": return Scale(base: 10, exponent: -3, format: .decimalSI)
    case "k": return Scale(base: 10, exponent: 3, format: .decimalSI)
    case "M": return Scale(base: 10, exponent: 6, format: .decimalSI)
    case "G": return Scale(base: 10, exponent: 9, format: .decimalSI)
    case "T": return Scale(base: 10, exponent: 12, format: .decimalSI)
    case "P": return Scale(base: 10, exponent: 15, format: .decimalSI)
    case "E": return Scale(base: 10, exponent: 18, format: .decimalSI)
    case "Ki": return Scale(base: 2, exponent: 10, format: .binarySI)
    case "Mi": return Scale(base: 2, exponent: 20, format: .binarySI)
    case "Gi": return Scale(base: 2, exponent: 30, format: .binarySI)
    case "Ti": return Scale(base: 2, exponent: 40, format: .binarySI)
    case "Pi": return Scale(base: 2, exponent: 50, format: .binarySI)
    case "Ei": return Scale(base: 2, exponent: 60, format: .binarySI)
    default:
      guard let first = suffix.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E"), suffix.count > 1,
        let exponent = Int(String(decoding: suffix.dropFirst(), as: UTF8.self)), abs(exponent) < 1 << 31
      else { return nil }
      return Scale(base: 10, exponent: exponent, format: .decimalExponent)
    }
  }

  /// The number in billionths, rounded up, capped.
  private static func magnitude(_ whole: [UInt8], _ fraction: [UInt8], _ scale: Scale) -> Int128 {
    // value = digits × 10^(-fraction.count) × base^exponent
    var digits = Array((whole + fraction).drop { $0 == 48 })
    if digits.isEmpty { return 0 }
    var ten = 9 - fraction.count
    var factor: Int128 = 1
    if scale.base == 10 { ten += scale.exponent } else { factor = Int128(1) << Int128(scale.exponent) }
    // More than 40 digits before the point are above the cap whatever follows.
    if digits.count + ten > 40 { return limit }
    if digits.count + ten < -25 { return 1 }
    var roundUp = false
    if digits.count > 28 {
      roundUp = digits[28...].contains { $0 != 48 }
      ten += digits.count - 28
      digits.removeSubrange(28...)
    }
    var number: Int128 = 0
    for digit in digits { number = number * 10 + Int128(digit - 48) }
    if ten >= 0 {
      for _ in 0..<ten {
        let (product, overflow) = number.multipliedReportingOverflow(by: 10)
        if overflow { return limit }
        number = product
      }
    }
    // Multiply in two halves before dividing, so that 0.5Gi stays exact.
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    if overflow { return limit }
    number = product
    if ten < 0 {
      for _ in 0..<(-ten) {
        if number % 10 != 0 { roundUp = true }
        number /= 10
      }
    }
    return capped(roundUp ? number + 1 : number)
  }

  // MARK: - Writing

  /// The canonical form: no fraction, the largest suffix that keeps the number whole.
  public var description: String {
    if nano == 0 { return "0" }
    var format = format
    if format == .binarySI && ((nano > -1024 * Quantity.one && nano < 1024 * Quantity.one) || nano % Quantity.one != 0)
    {
      format = .decimalSI
    }
    if format == .binarySI {
      var number = nano / Quantity.one
      var power = 0
      while number % 1024 == 0 && power < 6 {
        number /= 1024
        power += 1
      }
      return "\(number)\(["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power])"
    }
    var number = nano
    var exponent = -9
    while number % 10 == 0 {
      number /= 10
      exponent += 1
    }
    while exponent % 3 != 0 {
      number *= 10
      exponent -= 1
    }
    if format == .decimalExponent { return exponent == 0 ? "\(number)" : "\(number)e\(exponent)" }
    let suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    let position = exponent / 3 + 3
    return position < suffixes.count ? "\(number)\(suffixes[position])" : "\(number)e\(exponent)"
  }

  // MARK: - Numbers

  /// -1, 0 or 1.
  public var sign: Int { nano < 0 ? -1 : nano > 0 ? 1 : 0 }

  /// The value rounded up to a whole number (Go's `Value()`).
  public var value: Int64 { Quantity.roundedUp(nano, by: Quantity.one) }
  /// Thousandths, rounded up (Go's `MilliValue()`).
  public var milliValue: Int64 { Quantity.roundedUp(nano, by: 1_000_000) }
  public var isInteger: Bool { nano % Quantity.one == 0 }
  public var double: Double { Double(nano) / 1e9 }

  private static func roundedUp(_ n: Int128, by unit: Int128) -> Int64 {
    var quotient = n / unit
    if n % unit != 0 { quotient += n > 0 ? 1 : -1 }
    return Int64(clamping: quotient)
  }

  /// Equal in value, whatever the format.
  public static func == (a: Quantity, b: Quantity) -> Bool { a.nano == b.nano }
  public func hash(into hasher: inout Hasher) { hasher.combine(nano) }

  /// The left side's format is kept, as Go's `Add` does (a zero takes the other's).
  public static func + (a: Quantity, b: Quantity) -> Quantity {
    Quantity(nano: a.nano + b.nano, format: a.nano == 0 ? b.format : a.format)
  }
  public static func - (a: Quantity, b: Quantity) -> Quantity {
    Quantity(nano: a.nano - b.nano, format: a.nano == 0 ? b.format : a.format)
  }
}

extension Quantity: Comparable {
  public static func < (a: Quantity, b: Quantity) -> Bool { a.nano < b.nano }
}
