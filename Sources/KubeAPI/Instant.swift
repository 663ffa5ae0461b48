/// A moment on the cluster's clock, which may be virtual: nanoseconds since 1970-01-01T00:00:00Z.
public struct Instant: Sendable, Hashable, Comparable {
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  public init(seconds: Int64) { self.nanoseconds = seconds &* 1_000_000_000 }

  public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
  public static func + (a: Instant, d: Duration) -> Instant {
    let (sum, overflow) = a.nanoseconds.addingReportingOverflow(d.wholeNanoseconds)
    return Instant(nanoseconds: overflow ? .max : sum)
  }
  public static func - (a: Instant, b: Instant) -> Duration { .nanoseconds(a.nanoseconds - b.nanoseconds) }

  /// `2026-01-31T12:00:00Z`, as metav1.Time writes it: whole seconds, cut.
  public var rfc3339: String { text(fraction: 0) }
  /// `2026-01-31T12:00:00.123456Z`, as metav1.MicroTime writes it.
  public var rfc3339Micro: String { text(fraction: 6) }
  /// `2026-01-31T12:00:00.123456789Z` without trailing zeros: Go's RFC3339Nano.
  public var rfc3339Nano: String {
    let text = text(fraction: 9).dropLast()
    var end = text.endIndex
    while text[text.index(before: end)] == "0" { end = text.index(before: end) }
    if text[text.index(before: end)] == "." { end = text.index(before: end) }
    return text[..<end] + "Z"
  }

  private func text(fraction digits: Int) -> String {
    var seconds = nanoseconds / 1_000_000_000
    var rest = nanoseconds % 1_000_000_000
    if rest < 0 {
      rest += 1_000_000_000
      seconds -= 1
    }
    var days = seconds / 86_400
    var second = seconds % 86_400
    if second < 0 {
      second += 86_400
      days -= 1
    }
    let (year, month, day) = Instant.civil(days)
    var text = Instant.pad(year, 4) + "-" + Instant.pad(month, 2) + "-" + Instant.pad(day, 2)
    text +=
      "T" + Instant.pad(second / 3600, 2) + ":" + Instant.pad(second / 60 % 60, 2) + ":" + Instant.pad(second % 60, 2)
    if digits > 0 {
      var divisor: Int64 = 1
      for _ in digits..<9 { divisor *= 10 }
      text += "." + Instant.pad(rest / divisor, digits)
    }
    return text + "Z"
  }

  /// Reads RFC 3339 with `Z` or an offset, with or without a fraction; `nil` for anything else.
  public init?(rfc3339 text: String) {
    let b = Array(text.utf8)
    func number(_ from: Int, _ count: Int) -> Int64? {
      guard from + count <= b.count else { return nil }
      var n: Int64 = 0
      for c in b[from..<from + count] {
        guard c >= 48 && c <= 57 else { return nil }
        n = n * 10 + Int64(c - 48)
      }
      return n
    }
    guard b.count >= 20, b[4] == 0x2D, b[7] == 0x2D, b[10] == 0x54 || b[10] == 0x74, b[13] == 0x3A, b[16] == 0x3A,
      let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
      let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var i = 19
    var nanos: Int64 = 0
    if b[i] == 0x2E {
      i += 1
      var scale: Int64 = 100_000_000
      let start = i
      while i < b.count, b[i] >= 48, b[i] <= 57 {
        nanos += Int64(b[i] - 48) * scale
        scale /= 10
        i += 1
      }
      if i == start { return nil }
    }
    guard i < b.count else { return nil }
    var offset: Int64 = 0
    if b[i] == 0x5A || b[i] == 0x7A {
      guard i + 1 == b.count else { return nil }
    } else {
      guard b[i] == 0x2B || b[i] == 0x2D, i + 6 == b.count, b[i + 3] == 0x3A, let h = number(i + 1, 2),
        let m = number(i + 4, 2), h < 24, m < 60
      else { return nil }
      offset = (h * 3600 + m * 60) * (b[i] == 0x2D ? -1 : 1)
    }
    // Years beyond what 64 bits of nanoseconds hold (1678–2262) are refused.
    guard year >= 1678, year <= 2261 else { return nil }
    let total = Instant.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    nanoseconds = total * 1_000_000_000 + nanos
  }

  private static func pad(_ n: Int64, _ width: Int) -> String {
    let text = String(n)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  /// Days since 1970 to the proleptic Gregorian calendar (Howard Hinnant's algorithm).
  private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    let day = doy - (153 * mp + 2) / 5 + 1
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yoe + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yoe = y - era * 400
    let doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy
    return era * 146_097 + doe - 719_468
  }
}

extension Duration {
  /// Whole nanoseconds, saturating.
  public var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carry ? .max : sum
  }
}
