/// Numbers as Go's `strconv` reads and writes them.
enum GoNumber {
  enum Integer {
    case signed(Int64)
    case unsigned(UInt64)

    var scalar: YAMLResolver.Scalar {
      switch self {
      case .signed(let value): .int(value)
      case .unsigned(let value): .unsigned(value)
      }
    }
  }

  // MARK: - Reading

  /// `ParseInt(text, 0, 64)`, and `ParseUint` when that fails: signs, `0x`, `0o`, `0b` and `0` prefixes, no underscores.
  static func parseInteger(_ text: UnsafeRawBufferPointer) -> Integer? {
    var i = 0
    var negative = false
    var signed = false
    if let first = text.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      negative = first == UInt8(ascii: "-")
      signed = true
      i = 1
    }
    guard i < text.count else { return nil }
    var radix: UInt64 = 10
    if text[i] == 0x30 && text.count > i + 1 {
      switch text[i + 1] | 0x20 {
      case UInt8(ascii: "x"): (radix, i) = (16, i + 2)
      case UInt8(ascii: "o"): (radix, i) = (8, i + 2)
      case UInt8(ascii: "b"): (radix, i) = (2, i + 2)
      default: (radix, i) = (8, i + 1)
      }
    }
    guard let value = magnitude(UnsafeRawBufferPointer(rebasing: text[i...]), radix: radix) else { return nil }
    if negative {
      return value <= UInt64(Int64.max) + 1 ? .signed(Int64(truncatingIfNeeded: 0 &- value)) : nil
    }
    if value <= UInt64(Int64.max) { return .signed(Int64(value)) }
    return signed ? nil : .unsigned(value)
  }

  /// Digits only; `nil` when there are none, others, or too many for 64 bits.
  static func magnitude(_ digits: UnsafeRawBufferPointer, radix: UInt64) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x41 + 10
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: return nil
      }
      guard UInt64(digit) < radix else { return nil }
      let (product, over) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if over || carry { return nil }
      value = sum
    }
    return value
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  static func isYAMLFloat(_ text: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    func digits() -> Int {
      let start = i
      while i < text.count, text[i] >= 0x30, text[i] <= 0x39 { i += 1 }
      return i - start
    }
    if i < text.count, text[i] == UInt8(ascii: "+") || text[i] == UInt8(ascii: "-") { i += 1 }
    let whole = digits()
    if i < text.count, text[i] == UInt8(ascii: ".") {
      i += 1
      if digits() == 0 && whole == 0 { return false }
    } else if whole == 0 {
      return false
    }
    if i < text.count, text[i] | 0x20 == UInt8(ascii: "e") {
      i += 1
      if i < text.count, text[i] == UInt8(ascii: "+") || text[i] == UInt8(ascii: "-") { i += 1 }
      if digits() == 0 { return false }
    }
    return i == text.count
  }

  /// `ParseFloat` of a decimal number; `nil` when it is none or too large.
  static func parseDecimal(_ text: UnsafeRawBufferPointer) -> Double? {
    guard isYAMLFloat(text), let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// What remains of a float that is written as JSON and read again as YAML or by Kubernetes: an integer when it is one.
  static func throughJSON(_ value: Double) -> Value {
    if abs(value) < 0x1p53 {
      // JSON and Go's floats keep the sign of zero.
      if value == 0, value.sign == .minus { return .double(value) }
      if let integer = Int64(exactly: value) { return .int(integer) }
    } else if abs(value) < 1e19, let integer = Int64(Digits("\(value)").plain()) {
      // JSON has the shortest digits that give the float back, then zeros: not its exact value.
      return .int(integer)
    }
    return .double(value)
  }

  // MARK: - Writing

  /// The shortest decimal digits that give the number back: 0.d₁d₂… × 10^point.
  struct Digits {
    var negative = false
    var digits: [UInt8] = []
    var point = 0

    /// Takes Swift's description of a finite float apart.
    init(_ description: String) {
      var exponent = 0
      var fraction: Int?
      var inExponent = false
      var exponentNegative = false
      for byte in description.utf8 {
        switch byte {
        case UInt8(ascii: "-"):
          if inExponent { exponentNegative = true } else { negative = true }
        case UInt8(ascii: "."): fraction = digits.count
        case UInt8(ascii: "e"): inExponent = true
        case 0x30...0x39:
          if inExponent { exponent = exponent * 10 + Int(byte - 0x30) } else { digits.append(byte) }
        default: break
        }
      }
      point = (fraction ?? digits.count) + (exponentNegative ? -exponent : exponent)
      let zeros = digits.prefix { $0 == 0x30 }.count
      digits.removeFirst(zeros)
      point -= zeros
      while digits.last == 0x30 { digits.removeLast() }
      if digits.isEmpty { point = 1 }
    }

    /// As `%e`, with at least two digits of exponent.
    func scientific(minimumExponentDigits: Int = 2) -> String {
      var out: [UInt8] = negative ? [0x2D] : []
      out.append(digits.first ?? 0x30)
      if digits.count > 1 {
        out.append(0x2E)
        out.append(contentsOf: digits.dropFirst())
      }
      let exponent = digits.isEmpty ? 0 : point - 1
      out.append(0x65)
      out.append(exponent < 0 ? 0x2D : 0x2B)
      let text = String(abs(exponent))
      for _ in 0..<max(0, minimumExponentDigits - text.utf8.count) { out.append(0x30) }
      out.append(contentsOf: text.utf8)
      return String(decoding: out, as: UTF8.self)
    }

    /// As `%f` with as many digits as are needed.
    func plain() -> String {
      var out: [UInt8] = negative ? [0x2D] : []
      if point <= 0 { out.append(0x30) }
      for i in 0..<max(0, point) { out.append(i < digits.count ? digits[i] : 0x30) }
      if point < digits.count {
        out.append(0x2E)
        for _ in 0..<max(0, -point) { out.append(0x30) }
        out.append(contentsOf: digits[max(0, point)...])
      }
      return String(decoding: out, as: UTF8.self)
    }
  }

  /// `FormatFloat(value, 'g', -1, 64)`; infinities and NaN as YAML writes them.
  static func shortest(_ value: Double) -> String {
    if !value.isFinite { return special(value) }
    return general(Digits("\(value)"))
  }

  /// `FormatFloat(value, 'g', -1, 32)`: what sigs.k8s.io/yaml makes of a float that is a key.
  static func shortest32(_ value: Double) -> String {
    if !value.isFinite { return special(value) }
    let narrow = Float(value)
    if !narrow.isFinite { return special(Double(narrow)) }
    return general(Digits("\(narrow)"))
  }

  /// Where `%g` turns to an exponent when it may choose the precision itself.
  private static let shortestPrecision = 6

  private static func general(_ digits: Digits) -> String {
    let exponent = digits.point - 1
    if exponent < -4 || exponent >= shortestPrecision { return digits.scientific() }
    return digits.plain()
  }

  private static func special(_ value: Double) -> String { value.isNaN ? ".nan" : value > 0 ? ".inf" : "-.inf" }

  /// A float as Go's encoding/json writes it; `nil` for infinities and NaN, which JSON cannot say.
  static func json(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    let digits = Digits("\(value)")
    let magnitude = abs(value)
    if magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) {
      return digits.scientific(minimumExponentDigits: 1)
    }
    return digits.plain()
  }
}
