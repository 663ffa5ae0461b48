#if canImport(Glibc)
  import Glibc
#endif

/// A decimal number of any size, as far as Sprig uses shopspring/decimal.
struct Decimal {
  /// Base 10^9, the lowest first, without leading zeros; empty for zero.
  private var limbs: [UInt32]
  private var negative: Bool
  /// The value is the integer times 10 to this power.
  private var exponent: Int

  private static let base: UInt64 = 1_000_000_000

  /// `decimal.NewFromFloat`: the shortest digits that stand for the number.
  init(_ value: Double) throws(GoFailure) {
    if !value.isFinite { throw fail("Cannot create a Decimal from \(GoFloat.print(value))") }
    let (digits, point) = GoFloat.shortest(value)
    negative = value < 0
    exponent = point - digits.count
    limbs = []
    var end = digits.count
    while end > 0 {
      let start = max(end - 9, 0)
      limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt32($1 - 0x30) })
      end = start
    }
    trim()
    if limbs.isEmpty { exponent = 0 }
  }

  private init(_ limbs: [UInt32], negative: Bool, exponent: Int) {
    self.limbs = limbs
    self.negative = negative
    self.exponent = exponent
    trim()
  }

  private mutating func trim() { while limbs.last == 0 { limbs.removeLast() } }

  var size: Int { limbs.count }
  var negated: Decimal { Decimal(limbs, negative: !negative, exponent: exponent) }

  /// `Decimal.Add`.
  func adding(_ other: Decimal) -> Decimal {
    let low = min(exponent, other.exponent)
    let a = Decimal.scaled(limbs, exponent - low)
    let b = Decimal.scaled(other.limbs, other.exponent - low)
    if negative == other.negative { return Decimal(Decimal.sum(a, b), negative: negative, exponent: low) }
    if Decimal.less(a, b) { return Decimal(Decimal.difference(b, a), negative: other.negative, exponent: low) }
    return Decimal(Decimal.difference(a, b), negative: negative, exponent: low)
  }

  /// `Decimal.Mul`.
  func multiplied(by other: Decimal) -> Decimal {
    Decimal(
      Decimal.product(limbs, other.limbs), negative: negative != other.negative, exponent: exponent + other.exponent)
  }

  /// `Decimal.Div`: to 16 decimals, halves away from zero.
  func divided(by other: Decimal) throws(GoFailure) -> Decimal {
    if other.limbs.isEmpty { throw fail("decimal division by 0") }
    let precision = 16
    // q = self * 10^16 / other, with both made integers of the same exponent.
    let shift = exponent - other.exponent + precision
    let numerator = shift >= 0 ? Decimal.scaled(limbs, shift) : limbs
    let denominator = shift >= 0 ? other.limbs : Decimal.scaled(other.limbs, -shift)
    var (quotient, rest) = Decimal.divide(numerator, denominator)
    rest = Decimal.sum(rest, rest)
    if !Decimal.less(rest, denominator) { quotient = Decimal.sum(quotient, [1]) }
    return Decimal(quotient, negative: negative != other.negative, exponent: -precision)
  }

  /// `Decimal.Float64`: the nearest float.
  var double: Double {
    guard let top = limbs.last else { return 0 }
    var text = (negative ? "-" : "") + String(top)
    for limb in limbs.dropLast().reversed() {
      let digits = String(limb)
      text += String(repeating: "0", count: 9 - digits.utf8.count) + digits
    }
    return strtod(text + "e\(exponent)", nil)
  }

  // MARK: - Natural numbers

  private static func scaled(_ limbs: [UInt32], _ power: Int) -> [UInt32] {
    if power == 0 || limbs.isEmpty { return limbs }
    var factor: UInt32 = 1
    for _ in 0..<(power % 9) { factor *= 10 }
    return [UInt32](repeating: 0, count: power / 9) + product(limbs, [factor])
  }

  private static func less(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    let (a, b) = (trimmed(a), trimmed(b))
    if a.count != b.count { return a.count < b.count }
    for at in a.indices.reversed() where a[at] != b[at] { return a[at] < b[at] }
    return false
  }

  private static func trimmed(_ limbs: [UInt32]) -> [UInt32] {
    var limbs = limbs
    while limbs.last == 0 { limbs.removeLast() }
    return limbs
  }

  private static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var out: [UInt32] = []
    var carry: UInt64 = 0
    for at in 0..<max(a.count, b.count) {
      let value = (at < a.count ? UInt64(a[at]) : 0) + (at < b.count ? UInt64(b[at]) : 0) + carry
      out.append(UInt32(value % base))
      carry = value / base
    }
    if carry > 0 { out.append(UInt32(carry)) }
    return out
  }

  /// a - b where a is not less.
  private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var out: [UInt32] = []
    var borrow: Int64 = 0
    for at in a.indices {
      var value = Int64(a[at]) - (at < b.count ? Int64(b[at]) : 0) - borrow
      borrow = value < 0 ? 1 : 0
      if value < 0 { value += Int64(base) }
      out.append(UInt32(value))
    }
    return out
  }

  private static func product(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    if a.isEmpty || b.isEmpty { return [] }
    var out = [UInt32](repeating: 0, count: a.count + b.count)
    for i in a.indices {
      var carry: UInt64 = 0
      for j in b.indices {
        let value = UInt64(out[i + j]) + UInt64(a[i]) * UInt64(b[j]) + carry
        out[i + j] = UInt32(value % base)
        carry = value / base
      }
      out[i + b.count] = UInt32(carry)
    }
    return trimmed(out)
  }

  /// Long division, one limb after another; each digit of the quotient is found by halving.
  private static func divide(_ a: [UInt32], _ b: [UInt32]) -> ([UInt32], [UInt32]) {
    let b = trimmed(b)
    var quotient = [UInt32](repeating: 0, count: a.count)
    var rest: [UInt32] = []
    for at in a.indices.reversed() {
      rest.insert(a[at], at: 0)
      rest = trimmed(rest)
      var low: UInt64 = 0
      var high: UInt64 = base
      while high - low > 1 {
        let middle = (low + high) / 2
        if less(rest, product(b, [UInt32(middle)])) { high = middle } else { low = middle }
      }
      quotient[at] = UInt32(low)
      if low > 0 { rest = trimmed(difference(rest, product(b, [UInt32(low)]))) }
    }
    return (trimmed(quotient), rest)
  }
}
