import Manifest

/// A resource quantity in thousandths: exact for what quotas, schedulers and claims add up.
struct Quantity: Sendable, Hashable, Comparable {
  enum Format: Sendable { case decimal, binary }
  /// Saturating.
  var thousandths: Int64
  var format = Format.decimal

  static let zero = Quantity(thousandths: 0)

  init(thousandths: Int64, format: Format = .decimal) {
    self.thousandths = thousandths
    self.format = format
  }

  /// `100m`, `1.5Gi`, `2`, also plain numbers; `nil` for what is no quantity.
  init?(_ value: Value) {
    if let n = value.int {
      let (product, overflow) = n.multipliedReportingOverflow(by: 1000)
      self.init(thousandths: overflow ? .max : product)
      return
    }
    if let d = value.double {
      guard d.magnitude < 9e15 else { return nil }
      self.init(thousandths: Int64((d * 1000).rounded(.up)))
      return
    }
    guard let text = value.string else { return nil }
    self.init(text: text)
  }

  init?(text: String) {
    let end = text.firstIndex { !"0123456789.+-".contains($0) } ?? text.endIndex
    var suffix = String(text[end...])
    guard let number = Double(text[..<end]) else { return nil }
    var format = Format.decimal
    var scale: Double = 1000
    switch suffix {
    case "": break
    case "n": scale = 1e-6
    case "u": scale = 1e-3
    case "m": scale = 1
    case "k": scale = 1e6
    case "M": scale = 1e9
    case "G": scale = 1e12
    case "T": scale = 1e15
    case "P": scale = 1e18
    default:
      if suffix.hasSuffix("i") {
        suffix.removeLast()
        guard let power = ["K", "M", "G", "T", "P", "E"].firstIndex(of: suffix) else { return nil }
        format = .binary
        for _ in 0...power { scale *= 1024 }
      } else if suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()),
        (-9...15).contains(exponent)
      {
        for _ in 0..<exponent.magnitude { scale = exponent < 0 ? scale / 10 : scale * 10 }
      } else {
        return nil
      }
    }
    let total = (number * scale).rounded(.up)
    thousandths = total.magnitude >= 9.2e18 ? (total < 0 ? .min : .max) : Int64(total)
    self.format = format
  }

  static func < (a: Quantity, b: Quantity) -> Bool { a.thousandths < b.thousandths }
  static func == (a: Quantity, b: Quantity) -> Bool { a.thousandths == b.thousandths }
  func hash(into hasher: inout Hasher) { hasher.combine(thousandths) }
  var isZero: Bool { thousandths == 0 }

  static func + (a: Quantity, b: Quantity) -> Quantity {
    let (sum, overflow) = a.thousandths.addingReportingOverflow(b.thousandths)
    return Quantity(thousandths: overflow ? .max : sum, format: a.isZero ? b.format : a.format)
  }
  static func - (a: Quantity, b: Quantity) -> Quantity {
    let (sum, overflow) = a.thousandths.subtractingReportingOverflow(b.thousandths)
    return Quantity(thousandths: overflow ? .min : sum, format: a.format)
  }

  func dividedRoundingUp(by divisor: Quantity) -> Int64 {
    guard divisor.thousandths > 0 else { return 0 }
    let (quotient, rest) = thousandths.quotientAndRemainder(dividingBy: divisor.thousandths)
    return rest > 0 ? quotient + 1 : quotient
  }

  /// The canonical form: `100m`, `2`, `64Mi`, `1Gi`.
  var text: String {
    if thousandths == 0 { return "0" }
    if thousandths % 1000 != 0 { return "\(thousandths)m" }
    var number = thousandths / 1000
    let step: Int64 = format == .binary ? 1024 : 1000
    let suffixes = format == .binary ? ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] : ["", "k", "M", "G", "T", "P", "E"]
    var i = 0
    while number % step == 0 && i < suffixes.count - 1 {
      number /= step
      i += 1
    }
    return "\(number)\(suffixes[i])"
  }
}
