import GoLibrary
import Manifest

/// A `time.Time` with its methods.
public final class TimeObject: GoObject {
  public let time: GoTime

  public init(_ time: GoTime) { self.time = time }

  public var goType: String { "time.Time" }
  public var goKind: GoKind { .struct }
  public var text: String? { time.description }

  public func json() throws(GoFailure) -> Value {
    do throws(GoError) {
      return .string(try time.rfc3339())
    } catch {
      throw GoFailure("json: error calling MarshalJSON for type time.Time: \(error.message)")
    }
  }

  public func isEqual(_ other: any GoObject) -> Bool {
    guard let other = other as? TimeObject else { return false }
    return time.compare(other.time) == 0 && time.location === other.time.location
  }

  public func method(_ name: String) -> GoFunction? {
    let time = time
    func give(_ value: GoValue) -> GoFunction { GoFunction(name, "") { _, _ in value } }
    func compare(_ test: @escaping @Sendable (Int) -> GoValue) -> GoFunction {
      GoFunction(name, "time.Time") { _, args in test(time.compare(Dates.time(args[0]) ?? GoTime())) }
    }
    func shift(_ change: @escaping @Sendable (GoDuration) -> GoTime) -> GoFunction {
      GoFunction(name, "time.Duration") { _, args in .object(TimeObject(change(DurationObject.of(args[0])))) }
    }
    switch name {
    case "String": return give(.string(time.description))
    case "Format": return GoFunction(name, "string") { _, args in .string(time.format(args.string(0))) }
    case "Year": return give(.int(time.year, .int))
    case "Month": return give(.object(CalendarObject(time.month, "time.Month", GoTime.monthNames, first: 1)))
    case "Day": return give(.int(time.day))
    case "Hour": return give(.int(time.hour))
    case "Minute": return give(.int(time.minute))
    case "Second": return give(.int(time.second))
    case "Nanosecond": return give(.int(Int(time.nanosecond)))
    case "Weekday": return give(.object(CalendarObject(time.weekday, "time.Weekday", GoTime.dayNames, first: 0)))
    case "YearDay": return give(.int(time.yearDay))
    case "Unix": return give(.int64(time.unix))
    case "UnixNano": return give(.int64(time.unixNano))
    case "UnixMilli": return give(.int64(time.unixMilli))
    case "UnixMicro": return give(.int64(time.unixMicro))
    case "IsZero": return give(.bool(time.isZero))
    case "UTC": return give(.object(TimeObject(time.at(.utc))))
    case "Local": return give(.object(TimeObject(time.at(.local))))
    case "AddDate":
      return GoFunction(name, "int int int") { _, args in
        let (years, months, days) = (Int64(args.int(0)), Int64(args.int(1)), Int64(args.int(2)))
        return .object(TimeObject(time.adding(years: years, months: months, days: days)))
      }
    case "Add": return shift { time.adding($0) }
    case "Truncate": return shift { time.truncated($0) }
    case "Round": return shift { time.rounded($0) }
    case "Sub":
      return GoFunction(name, "time.Time") { _, args in
        .object(DurationObject(time.since(Dates.time(args[0]) ?? GoTime())))
      }
    case "After": return compare { .bool($0 > 0) }
    case "Before": return compare { .bool($0 < 0) }
    case "Equal": return compare { .bool($0 == 0) }
    case "Compare": return compare { .int($0) }
    default: return nil
    }
  }
}

/// A `time.Duration`.
public final class DurationObject: GoObject {
  public let duration: GoDuration

  public init(_ duration: GoDuration) { self.duration = duration }

  static func of(_ value: GoValue) -> GoDuration {
    guard case .object(let object) = value else { return GoDuration(nanoseconds: 0) }
    return (object as? DurationObject)?.duration ?? GoDuration(nanoseconds: 0)
  }

  public var goType: String { "time.Duration" }
  public var goKind: GoKind { .int64 }
  public var text: String? { duration.description }
  public var underlying: GoValue? { .int64(duration.nanoseconds) }
  public func isEqual(_ other: any GoObject) -> Bool { (other as? DurationObject)?.duration == duration }

  public func method(_ name: String) -> GoFunction? {
    let duration = duration
    func give(_ value: GoValue) -> GoFunction { GoFunction(name, "") { _, _ in value } }
    func step(_ change: @escaping @Sendable (GoDuration) -> GoDuration) -> GoFunction {
      GoFunction(name, "time.Duration") { _, args in .object(DurationObject(change(DurationObject.of(args[0])))) }
    }
    switch name {
    case "String": return give(.string(duration.description))
    case "Hours": return give(.float(duration.hours))
    case "Minutes": return give(.float(duration.minutes))
    case "Seconds": return give(.float(duration.seconds))
    case "Milliseconds": return give(.int64(duration.milliseconds))
    case "Microseconds": return give(.int64(duration.microseconds))
    case "Nanoseconds": return give(.int64(duration.nanoseconds))
    case "Abs": return give(.object(DurationObject(duration.magnitude)))
    case "Round": return step { duration.rounded($0) }
    case "Truncate": return step { duration.truncated($0) }
    default: return nil
    }
  }
}

/// A `time.Month` or `time.Weekday`.
final class CalendarObject: GoObject, GoCalendarNumber {
  let number: Int
  let goType: String
  let text: String?

  init(_ number: Int, _ goType: String, _ names: [String], first: Int) {
    self.number = number
    self.goType = goType
    text = names.indices.contains(number - first) ? names[number - first] : nil
  }

  var goKind: GoKind { .int }
  var underlying: GoValue? { .int(number) }
  func isEqual(_ other: any GoObject) -> Bool { (other as? CalendarObject)?.number == number && other.goType == goType }

  func method(_ name: String) -> GoFunction? {
    guard name == "String", let text else { return nil }
    return GoFunction(name, "") { _, _ in .string(text) }
  }
}
