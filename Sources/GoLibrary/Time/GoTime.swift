#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A moment in a place (`time.Time`).
public struct GoTime: Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public private(set) var unix: Int64
  /// 0 to 999,999,999.
  public private(set) var nanosecond: Int32
  public private(set) var location: GoLocation

  public static let zeroUnix: Int64 = -62_135_596_800

  /// `time.Unix`, normalised.
  public init(unix: Int64, nanoseconds: Int64 = 0, location: GoLocation = .local) {
    let carry = CivilDate.floorDivide(nanoseconds, 1_000_000_000)
    self.unix = unix &+ carry
    self.nanosecond = Int32(truncatingIfNeeded: nanoseconds &- carry &* 1_000_000_000)
    self.location = location
  }

  /// The zero time: 0001-01-01 00:00:00 UTC.
  public init() { self.init(unix: GoTime.zeroUnix, location: .utc) }

  /// `time.Now`.
  public static func now() -> GoTime {
    var spec = timespec()
    clock_gettime(CLOCK_REALTIME, &spec)
    return GoTime(unix: Int64(spec.tv_sec), nanoseconds: Int64(spec.tv_nsec))
  }

  /// `time.Date`: values outside their range are carried over.
  public init(
    year: Int64, month: Int64 = 1, day: Int64 = 1, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0,
    nanosecond: Int64 = 0, location: GoLocation = .utc
  ) {
    var seconds = CivilDate.days(year: year, month: month, day: day) &* 86400
    seconds = seconds &+ hour &* 3600 &+ minute &* 60 &+ second
    self.init(unix: seconds, nanoseconds: nanosecond, location: location)
    let period = location.lookup(unix)
    if period.offset != 0 {
      let utc = unix &- Int64(period.offset)
      let right = utc >= period.start && utc < period.end ? period.offset : location.lookup(utc).offset
      unix = unix &- Int64(right)
    }
  }

  // MARK: - Parts

  /// `Time.Zone`: abbreviation and seconds east of UTC.
  public var zone: (name: String, offset: Int) {
    let period = location.lookup(unix)
    return (period.name, period.offset)
  }

  private var localSeconds: Int64 { unix &+ Int64(location.lookup(unix).offset) }
  private var civil: CivilDate { CivilDate(days: CivilDate.floorDivide(localSeconds, 86400)) }
  private var secondOfDay: Int64 { localSeconds &- CivilDate.floorDivide(localSeconds, 86400) &* 86400 }

  /// `Time.Year`.
  public var year: Int64 { civil.year }
  /// `Time.Month`: 1 to 12.
  public var month: Int { Int(civil.month) }
  /// `Time.Day`.
  public var day: Int { Int(civil.day) }
  /// `Time.Hour`.
  public var hour: Int { Int(secondOfDay / 3600) }
  /// `Time.Minute`.
  public var minute: Int { Int(secondOfDay % 3600 / 60) }
  /// `Time.Second`.
  public var second: Int { Int(secondOfDay % 60) }

  /// `Time.Weekday`: 0 is Sunday.
  public var weekday: Int {
    let days = CivilDate.floorDivide(localSeconds, 86400) &+ 4
    return Int(((days % 7) + 7) % 7)
  }

  /// `Time.YearDay`: 1 to 366.
  public var yearDay: Int {
    Int(CivilDate.floorDivide(localSeconds, 86400) &- CivilDate.days(year: year, month: 1, day: 1)) + 1
  }

  /// `Time.ISOWeek`.
  public var isoWeek: (year: Int64, week: Int) {
    // The Thursday of this week tells the year.
    let days = CivilDate.floorDivide(localSeconds, 86400) &+ Int64(3 - (weekday + 6) % 7)
    let thursday = CivilDate(days: days)
    return (thursday.year, Int(days - CivilDate.days(year: thursday.year, month: 1, day: 1)) / 7 + 1)
  }

  /// `Time.IsZero`.
  public var isZero: Bool { unix == GoTime.zeroUnix && nanosecond == 0 }
  /// `Time.UnixNano`; wraps as Go's does.
  public var unixNano: Int64 { unix &* 1_000_000_000 &+ Int64(nanosecond) }
  /// `Time.UnixMilli`.
  public var unixMilli: Int64 { unix &* 1000 &+ Int64(nanosecond) / 1_000_000 }
  /// `Time.UnixMicro`.
  public var unixMicro: Int64 { unix &* 1_000_000 &+ Int64(nanosecond) / 1000 }

  // MARK: - Arithmetic

  /// `Time.In`, `Time.UTC`, `Time.Local`.
  public func at(_ location: GoLocation) -> GoTime {
    var time = self
    time.location = location
    return time
  }

  /// `Time.Add`.
  public func adding(_ duration: GoDuration) -> GoTime {
    GoTime(
      unix: unix &+ duration.nanoseconds / 1_000_000_000,
      nanoseconds: Int64(nanosecond) + duration.nanoseconds % 1_000_000_000, location: location)
  }

  /// `Time.AddDate`.
  public func adding(years: Int64, months: Int64, days: Int64) -> GoTime {
    let date = civil
    return GoTime(
      year: date.year &+ years, month: date.month &+ months, day: date.day &+ days, hour: Int64(hour),
      minute: Int64(minute), second: Int64(second), nanosecond: Int64(nanosecond), location: location)
  }

  /// `Time.Sub`, clamped as Go's is.
  public func since(_ other: GoTime) -> GoDuration {
    let seconds = unix.subtractingReportingOverflow(other.unix)
    let clamped = GoDuration(nanoseconds: self.unix < other.unix ? .min : .max)
    if seconds.overflow { return clamped }
    let scaled = seconds.partialValue.multipliedReportingOverflow(by: 1_000_000_000)
    let sum = scaled.partialValue.addingReportingOverflow(Int64(nanosecond) - Int64(other.nanosecond))
    if scaled.overflow || sum.overflow { return clamped }
    return GoDuration(nanoseconds: sum.partialValue)
  }

  /// `Time.Compare`: -1, 0 or 1.
  public func compare(_ other: GoTime) -> Int {
    if unix != other.unix { return unix < other.unix ? -1 : 1 }
    if nanosecond != other.nanosecond { return nanosecond < other.nanosecond ? -1 : 1 }
    return 0
  }

  /// `Time.Truncate`: down to a multiple of the step since the zero time.
  public func truncated(_ step: GoDuration) -> GoTime {
    if step.nanoseconds <= 0 { return self }
    return adding(GoDuration(nanoseconds: 0 &- rest(step)))
  }

  /// `Time.Round`: half up.
  public func rounded(_ step: GoDuration) -> GoTime {
    if step.nanoseconds <= 0 { return self }
    let rest = rest(step)
    if rest.magnitude &* 2 < step.nanoseconds.magnitude { return adding(GoDuration(nanoseconds: 0 &- rest)) }
    return adding(GoDuration(nanoseconds: step.nanoseconds &- rest))
  }

  private func rest(_ step: GoDuration) -> Int64 {
    let whole = Int128(unix &- GoTime.zeroUnix) * 1_000_000_000 + Int128(nanosecond)
    let rest = whole % Int128(step.nanoseconds)
    return Int64(rest < 0 ? rest + Int128(step.nanoseconds) : rest)
  }

  public static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  public static let dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}

extension GoTime: CustomStringConvertible {
  /// `Time.String` (of a time without a monotonic clock reading).
  public var description: String { format("2006-01-02 15:04:05.999999999 -0700 MST") }

  /// `Time.MarshalJSON` without its quotes.
  public func rfc3339() throws(GoError) -> String {
    let text = format(GoTime.rfc3339Nano)
    if year < 0 || year > 9999 {
      throw GoError("Time.MarshalJSON: year outside of range [0,9999]")
    }
    return text
  }

  public static let rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00"
}
