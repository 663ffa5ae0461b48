/// A length of time in nanoseconds (`time.Duration`).
public struct GoDuration: Sendable, Hashable {
  public var nanoseconds: Int64
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  /// Seconds as Go's `time.Duration(n) * time.Second`: overflow wraps.
  public init(seconds: Int64) { nanoseconds = seconds &* 1_000_000_000 }

  /// `Duration.Hours`.
  public var hours: Double {
    Double(nanoseconds / 3_600_000_000_000) + Double(nanoseconds % 3_600_000_000_000) / 3.6e12
  }
  /// `Duration.Minutes`.
  public var minutes: Double { Double(nanoseconds / 60_000_000_000) + Double(nanoseconds % 60_000_000_000) / 6e10 }
  /// `Duration.Seconds`.
  public var seconds: Double { Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9 }
  /// `Duration.Milliseconds`.
  public var milliseconds: Int64 { nanoseconds / 1_000_000 }
  /// `Duration.Microseconds`.
  public var microseconds: Int64 { nanoseconds / 1000 }

  /// `Duration.Abs`.
  public var magnitude: GoDuration {
    GoDuration(nanoseconds: nanoseconds == .min ? .max : nanoseconds < 0 ? -nanoseconds : nanoseconds)
  }

  /// `Duration.Truncate`.
  public func truncated(_ step: GoDuration) -> GoDuration {
    step.nanoseconds <= 0 ? self : GoDuration(nanoseconds: nanoseconds - nanoseconds % step.nanoseconds)
  }

  /// `Duration.Round`: half away from zero, clamped at the ends.
  public func rounded(_ step: GoDuration) -> GoDuration {
    let step = step.nanoseconds
    if step <= 0 { return self }
    var rest = nanoseconds % step
    if nanoseconds < 0 {
      rest = 0 &- rest
      if rest.magnitude &* 2 < step.magnitude { return GoDuration(nanoseconds: nanoseconds &+ rest) }
      let (value, overflow) = nanoseconds.subtractingReportingOverflow(step - rest)
      return GoDuration(nanoseconds: overflow ? .min : value)
    }
    if rest.magnitude &* 2 < step.magnitude { return GoDuration(nanoseconds: nanoseconds - rest) }
    let (value, overflow) = nanoseconds.addingReportingOverflow(step - rest)
    return GoDuration(nanoseconds: overflow ? .max : value)
  }
}

extension GoDuration: CustomStringConvertible {
  /// `Duration.String`: `1h2m3.5s`, `1.5ms`, `0s`.
  public var description: String {
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    if magnitude == 0 { return "0s" }
    if magnitude < 1000 { return "\(sign)\(magnitude)ns" }
    if magnitude < 1_000_000 { return sign + GoDuration.decimal(magnitude, 3) + "µs" }
    if magnitude < 1_000_000_000 { return sign + GoDuration.decimal(magnitude, 6) + "ms" }
    let minutes = magnitude / 60_000_000_000
    var text = GoDuration.decimal(magnitude % 60_000_000_000, 9) + "s"
    if minutes > 0 {
      text = "\(minutes % 60)m" + text
      if minutes >= 60 { text = "\(minutes / 60)h" + text }
    }
    return sign + text
  }

  private static func decimal(_ value: UInt64, _ places: Int) -> String {
    var scale: UInt64 = 1
    for _ in 0..<places { scale *= 10 }
    let whole = String(value / scale)
    var fraction = String(value % scale)
    fraction = String(repeating: "0", count: places - fraction.utf8.count) + fraction
    while fraction.utf8.last == 0x30 { fraction.removeLast() }
    return fraction.isEmpty ? whole : whole + "." + fraction
  }
}

// MARK: - Reading

extension GoDuration {
  /// `time.ParseDuration`: `1h15m30.918s`, `-1.5h`, `300ms`.
  public init(_ text: String) throws(GoError) {
    var rest = Array(text.utf8)[...]
    let invalid = GoError("time: invalid duration " + GoTime.quote(text))
    var negative = false
    if let sign = rest.first, sign == 0x2D || sign == 0x2B {
      negative = sign == 0x2D
      rest = rest.dropFirst()
    }
    if rest.elementsEqual([0x30]) {
      nanoseconds = 0
      return
    }
    if rest.isEmpty { throw invalid }
    let most: UInt64 = 1 << 63
    var total: UInt64 = 0
    while let first = rest.first {
      guard first == 0x2E || GoDuration.isDigit(first) else { throw invalid }
      let before = rest.count
      guard var value = GoDuration.leadingInteger(&rest) else { throw invalid }
      var sawDigit = rest.count != before
      var fraction: UInt64 = 0
      var scale = 1.0
      if rest.first == 0x2E {
        rest = rest.dropFirst()
        let before = rest.count
        (fraction, scale) = GoDuration.leadingFraction(&rest)
        sawDigit = sawDigit || rest.count != before
      }
      if !sawDigit { throw invalid }
      let unit = rest.prefix { $0 != 0x2E && !GoDuration.isDigit($0) }
      rest = rest.dropFirst(unit.count)
      let name = String(decoding: unit, as: UTF8.self)
      if unit.isEmpty { throw GoError("time: missing unit in duration " + GoTime.quote(text)) }
      guard let size = GoDuration.unit(name) else {
        throw GoError("time: unknown unit \(GoTime.quote(name)) in duration \(GoTime.quote(text))")
      }
      if value > most / size { throw invalid }
      value *= size
      if fraction > 0 {
        value &+= UInt64(Double(fraction) * (Double(size) / scale))
        if value > most { throw invalid }
      }
      total &+= value
      if total > most { throw invalid }
    }
    if !negative && total == most { throw invalid }
    nanoseconds = negative ? Int64(truncatingIfNeeded: 0 &- total) : Int64(truncatingIfNeeded: total)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func unit(_ name: String) -> UInt64? {
    switch name {
    case "ns": 1
    case "us", "\u{B5}s", "\u{3BC}s": 1000
    case "ms": 1_000_000
    case "s": 1_000_000_000
    case "m": 60_000_000_000
    case "h": 3_600_000_000_000
    default: nil
    }
  }

  static func leadingInteger(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    while let byte = rest.first, isDigit(byte) {
      if value > (1 << 63) / 10 { return nil }
      value = value * 10 + UInt64(byte - 0x30)
      if value > 1 << 63 { return nil }
      rest = rest.dropFirst()
    }
    return value
  }

  private static func leadingFraction(_ rest: inout ArraySlice<UInt8>) -> (UInt64, Double) {
    var value: UInt64 = 0
    var scale = 1.0
    var full = false
    while let byte = rest.first, isDigit(byte) {
      rest = rest.dropFirst()
      if full { continue }
      if value > UInt64(Int64.max) / 10 {
        full = true
        continue
      }
      let next = value * 10 + UInt64(byte - 0x30)
      if next > 1 << 63 {
        full = true
        continue
      }
      value = next
      scale *= 10
    }
    return (value, scale)
  }
}
