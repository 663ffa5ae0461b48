/// Numbers and quoted text as Go's package `strconv` reads and writes them, and the conversions of spf13/cast.
public enum GoNumber {}

/// `strconv.NumError`.
public struct NumError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: Sendable, Hashable {
    case syntax
    case range
    case base(Int)
  }
  /// `ParseInt`, `Atoi`, …
  public var function: String
  public var input: String
  public var reason: Reason

  public init(function: String, input: String, reason: Reason) {
    self.function = function
    self.input = input
    self.reason = reason
  }

  public var description: String {
    let text =
      switch reason {
      case .syntax: "invalid syntax"
      case .range: "value out of range"
      case .base(let base): "invalid base \(base)"
      }
    return "strconv.\(function): parsing \(GoNumber.quote(input)): \(text)"
  }
}

// MARK: - Integers

extension GoNumber {
  /// `strconv.ParseUint`. `base` 0 reads `0x`, `0o`, `0b`, `0` prefixes and underscores; `bits` 0 means 64.
  public static func parseUInt(_ text: String, base: Int = 10, bits: Int = 64, function: String = "ParseUint")
    throws(NumError) -> UInt64
  {
    let (value, reason) = magnitude(Array(text.utf8)[...], base: base, bits: bits == 0 ? 64 : bits)
    if let reason { throw NumError(function: function, input: text, reason: reason) }
    return value
  }

  /// `strconv.ParseInt`.
  public static func parseInt(_ text: String, base: Int = 10, bits: Int = 64, function: String = "ParseInt")
    throws(NumError) -> Int64
  {
    let bits = bits == 0 ? 64 : bits
    var digits = Array(text.utf8)[...]
    var negative = false
    if let sign = digits.first, sign == 0x2B || sign == 0x2D {
      negative = sign == 0x2D
      digits = digits.dropFirst()
    }
    let (value, reason) = magnitude(digits, base: base, bits: bits)
    if let reason { throw NumError(function: function, input: text, reason: reason) }
    let cutoff = UInt64(1) << UInt64(bits - 1)
    if (negative ? value > cutoff : value >= cutoff) {
      throw NumError(function: function, input: text, reason: .range)
    }
    return negative ? Int64(truncatingIfNeeded: 0 &- value) : Int64(truncatingIfNeeded: value)
  }

  /// `strconv.Atoi`.
  public static func atoi(_ text: String) throws(NumError) -> Int64 {
    try parseInt(text, base: 10, bits: 64, function: "Atoi")
  }

  private static func magnitude(_ text: ArraySlice<UInt8>, base: Int, bits: Int) -> (UInt64, NumError.Reason?) {
    guard !text.isEmpty else { return (0, .syntax) }
    var digits = text
    var radix = base
    var underscores = false
    if base == 0 {
      radix = 10
      if digits.first == 0x30 {
        let second = digits.dropFirst().first.map { $0 | 0x20 }
        if digits.count >= 3, second == 0x62 {
          radix = 2
          digits = digits.dropFirst(2)
        } else if digits.count >= 3, second == 0x6F {
          radix = 8
          digits = digits.dropFirst(2)
        } else if digits.count >= 3, second == 0x78 {
          radix = 16
          digits = digits.dropFirst(2)
        } else {
          radix = 8
          digits = digits.dropFirst()
        }
      }
    } else if base < 2 || base > 36 {
      return (0, .base(base))
    }
    let most = bits == 64 ? UInt64.max : (UInt64(1) << UInt64(bits)) - 1
    var value: UInt64 = 0
    for byte in digits {
      let digit: Int
      switch byte {
      case 0x5F where base == 0:
        underscores = true
        continue
      case 0x30...0x39: digit = Int(byte) - 0x30
      case 0x41...0x5A, 0x61...0x7A: digit = Int(byte | 0x20) - 0x61 + 10
      default: return (0, .syntax)
      }
      if digit >= radix { return (0, .syntax) }
      let (product, overflow) = value.multipliedReportingOverflow(by: UInt64(radix))
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if overflow || carry || sum > most { return (most, .range) }
      value = sum
    }
    if underscores && !underscoresFit(text) { return (0, .syntax) }
    return (value, nil)
  }

  /// `underscoreOK`: each stands between digits, or between a base prefix and a digit.
  static func underscoresFit(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
    enum Seen { case start, digit, underscore, other }
    var seen = Seen.start
    var hex = false
    if rest.count >= 2, rest.first == 0x30, let second = rest.dropFirst().first.map({ $0 | 0x20 }),
      second == 0x62 || second == 0x6F || second == 0x78
    {
      rest = rest.dropFirst(2)
      seen = .digit
      hex = second == 0x78
    }
    for byte in rest {
      if byte >= 0x30 && byte <= 0x39 || hex && byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66 {
        seen = .digit
      } else if byte == 0x5F {
        if seen != .digit { return false }
        seen = .underscore
      } else {
        if seen == .underscore { return false }
        seen = .other
      }
    }
    return seen != .underscore
  }

  /// `strconv.ParseBool`.
  public static func parseBool(_ text: String) throws(NumError) -> Bool {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": return true
    case "0", "f", "F", "false", "FALSE", "False": return false
    default: throw NumError(function: "ParseBool", input: text, reason: .syntax)
    }
  }
}
