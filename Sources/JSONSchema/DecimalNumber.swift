import GoLibrary
import Manifest

/// A JSON number exactly as it is written in decimal, for comparisons without rounding (Go: `big.Rat`).
struct DecimalNumber {
  /// Without trailing zeros; 0 for zero.
  let coefficient: UInt64
  let exponent: Int
  let isNegative: Bool

  init?(_ value: Value?) {
    switch value {
    case .int(let int): self.init(int.magnitude, 0, int < 0)
    case .double(let double):
      guard double.isFinite else { return nil }
      let text = double.magnitude.description
      var coefficient: UInt64 = 0
      var exponent = 0
      let parts = text.split(separator: "e")
      if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
      var sawDot = false
      for byte in (parts.first ?? "0").utf8 {
        if byte == 0x2E {
          sawDot = true
          continue
        }
        coefficient = coefficient &* 10 &+ UInt64(byte &- 0x30)
        if sawDot { exponent -= 1 }
      }
      self.init(coefficient, exponent, double < 0)
    default: return nil
    }
  }

  private init(_ coefficient: UInt64, _ exponent: Int, _ isNegative: Bool) {
    var coefficient = coefficient
    var exponent = exponent
    while coefficient != 0 && coefficient % 10 == 0 {
      coefficient /= 10
      exponent += 1
    }
    self.coefficient = coefficient
    self.exponent = coefficient == 0 ? 0 : exponent
    self.isNegative = isNegative && coefficient != 0
  }

  var isInteger: Bool { exponent >= 0 }

  var double: Double {
    (try? GoLibrary.GoNumber.parseFloat("\(isNegative ? "-" : "")\(coefficient)e\(exponent)")) ?? .infinity
  }

  /// The number as an `Int` when it is one.
  var int: Int? {
    guard isInteger, exponent < 20 else { return nil }
    var value = coefficient
    for _ in 0..<exponent {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
    }
    guard let int = Int(exactly: value) else { return nil }
    return isNegative ? -int : int
  }

  /// -1, 0 or 1.
  func compare(_ other: DecimalNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let order = compareMagnitude(other)
    return isNegative ? -order : order
  }

  private func compareMagnitude(_ other: DecimalNumber) -> Int {
    if coefficient == 0 || other.coefficient == 0 {
      return coefficient == other.coefficient ? 0 : coefficient == 0 ? -1 : 1
    }
    let mine = String(coefficient).utf8
    let theirs = String(other.coefficient).utf8
    let points = (mine.count + exponent, theirs.count + other.exponent)
    if points.0 != points.1 { return points.0 < points.1 ? -1 : 1 }
    if mine.elementsEqual(theirs) { return 0 }
    return mine.lexicographicallyPrecedes(theirs) ? -1 : 1
  }

  /// Whether this is a whole multiple.
  func isMultiple(of other: DecimalNumber) -> Bool {
    if coefficient == 0 { return true }
    if other.coefficient == 0 { return false }
    // coefficient × 10^shift must divide by the other coefficient.
    let shift = exponent - other.exponent
    // A coefficient without trailing zeros never divides by a power of ten.
    if shift < 0 { return false }
    let modulus = other.coefficient
    var rest = coefficient % modulus
    for _ in 0..<min(shift, 1024) {
      if rest == 0 { return true }
      let (high, low) = rest.multipliedFullWidth(by: 10)
      rest = modulus.dividingFullWidth((high, low)).remainder
    }
    return rest == 0
  }
}
