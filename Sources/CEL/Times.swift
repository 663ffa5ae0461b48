import KubeAPI

/// A moment between the years 1 and 9999.
public struct CELTimestamp: Sendable, Hashable, Comparable {
  public var seconds: Int64
  /// 0 to 999,999,999.
  public var nanos: Int64

  public init(seconds: Int64, nanos: Int64) {
    self.seconds = seconds
    self.nanos = nanos
  }

  static let minimum: Int64 = -62_135_596_800
  static let maximum: Int64 = 253_402_300_799
  var isInRange: Bool { seconds >= CELTimestamp.minimum && seconds <= CELTimestamp.maximum }

  public static func < (a: CELTimestamp, b: CELTimestamp) -> Bool {
    a.seconds != b.seconds ? a.seconds < b.seconds : a.nanos < b.nanos
  }

  public init?(rfc3339 text: String) {
    let b = Array(text.utf8)
    func number(_ from: Int, _ count: Int) -> Int64? {
      guard from + count <= b.count else { return nil }
      var n: Int64 = 0
      for c in b[from..<from + count] {
        guard c >= 48, c <= 57 else { return nil }
        n = n * 10 + Int64(c - 48)
      }
      return n
    }
    guard b.count >= 20, b[4] == 45, b[7] == 45, b[10] == UInt8(ascii: "T"), b[13] == 58, b[16] == 58,
      let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
      let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), day >= 1,
      day <= Calendar.daysInMonth(year, month), hour < 24, minute < 60, second < 60
    else { return nil }
    var i = 19
    nanos = 0
    if b[i] == 46 || b[i] == 44 {
      i += 1
      let start = i
      var scale: Int64 = 100_000_000
      while i < b.count, b[i] >= 48, b[i] <= 57 {
        nanos += Int64(b[i] - 48) * scale
        scale /= 10
        i += 1
      }
      if i == start { return nil }
    }
    guard i < b.count else { return nil }
    var offset: Int64 = 0
    if b[i] == UInt8(ascii: "Z") {
      guard i + 1 == b.count else { return nil }
    } else {
      guard b[i] == 43 || b[i] == 45, i + 6 == b.count, b[i + 3] == 58, let h = number(i + 1, 2),
        let m = number(i + 4, 2), h < 24, m < 60
      else { return nil }
      offset = (h * 3600 + m * 60) * (b[i] == 45 ? -1 : 1)
    }
    seconds = Calendar.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
  }

  /// As `string(timestamp)` writes it: UTC, fraction without trailing zeros.
  public var rfc3339: String {
    let c = Calendar(seconds: seconds)
    func pad(_ n: Int64, _ width: Int) -> String {
      let text = String(n)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    var text = "\(pad(c.year, 4))-\(pad(c.month, 2))-\(pad(c.day, 2))"
    text += "T\(pad(c.hour, 2)):\(pad(c.minute, 2)):\(pad(c.second, 2))"
    if nanos > 0 {
      var fraction = pad(nanos, 9)
      while fraction.hasSuffix("0") { fraction.removeLast() }
      text += "." + fraction
    }
    return text + "Z"
  }
}

/// The civil date and time of a moment.
struct Calendar {
  var year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64
  /// 0 is Sunday.
  var weekday: Int64
  /// 0 is the first of January.
  var dayOfYear: Int64

  init(seconds: Int64) {
    var days = seconds / 86_400
    var rest = seconds % 86_400
    if rest < 0 {
      rest += 86_400
      days -= 1
    }
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    day = doy - (153 * mp + 2) / 5 + 1
    month = mp < 10 ? mp + 3 : mp - 9
    year = yoe + era * 400 + (month <= 2 ? 1 : 0)
    hour = rest / 3600
    minute = rest / 60 % 60
    second = rest % 60
    weekday = ((days + 4) % 7 + 7) % 7
    dayOfYear = days - Calendar.days(year, 1, 1)
  }

  static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yoe = y - era * 400
    let doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
  }

  static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Durations in nanoseconds, in Go's notation (`1h30m`, `1.5s`).
public enum Durations {
  public static func parse(_ text: String) -> Int64? {
    var rest = text.utf8[...]
    var negative = false
    if let first = rest.first, first == 45 || first == 43 {
      negative = first == 45
      rest = rest.dropFirst()
    }
    if rest.elementsEqual("0".utf8) { return 0 }
    if rest.isEmpty { return nil }
    var total: Int128 = 0
    while !rest.isEmpty {
      var whole: Int128 = 0
      var digits = 0
      while let c = rest.first, c >= 48, c <= 57 {
        whole = whole * 10 + Int128(c - 48)
        if whole > Int128(Int64.max) { return nil }
        digits += 1
        rest = rest.dropFirst()
      }
      var fraction: Int128 = 0
      var scale: Int128 = 1
      if rest.first == 46 {
        rest = rest.dropFirst()
        while let c = rest.first, c >= 48, c <= 57 {
          if scale < 1_000_000_000_000_000_000 {
            fraction = fraction * 10 + Int128(c - 48)
            scale *= 10
          }
          digits += 1
          rest = rest.dropFirst()
        }
      }
      if digits == 0 { return nil }
      let unitBytes = rest.prefix { !($0 == 46 || ($0 >= 48 && $0 <= 57)) }
      let unit: Int128
      switch String(decoding: unitBytes, as: UTF8.self) {
      case "ns": unit = 1
      case "us", "µs", "μs": unit = 1_000
      case "ms": unit = 1_000_000
      case "s": unit = 1_000_000_000
      case "m": unit = 60_000_000_000
      case "h": unit = 3_600_000_000_000
      default: return nil
      }
      rest = rest.dropFirst(unitBytes.count)
      total += whole * unit + fraction * unit / scale
      if total > Int128(Int64.max) + 1 { return nil }
    }
    return Int64(exactly: negative ? -total : total)
  }

  /// As `string(duration)` writes it: seconds with a fraction, `90s`, `1.5s`.
  public static func seconds(_ nanos: Int64) -> String {
    let magnitude = nanos.magnitude
    var text = (nanos < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
    let rest = magnitude % 1_000_000_000
    if rest > 0 {
      let digits = String(rest)
      var fraction = String(repeating: "0", count: 9 - digits.utf8.count) + digits
      while fraction.hasSuffix("0") { fraction.removeLast() }
      text += "." + fraction
    }
    return text + "s"
  }
}
