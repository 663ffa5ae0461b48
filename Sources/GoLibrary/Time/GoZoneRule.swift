/// A POSIX TZ rule such as `CET-1CEST,M3.5.0,M10.5.0/3` (Go: `tzset`).
struct GoZoneRule: Sendable {
  private var standard: (name: String, offset: Int)
  private var summer: (name: String, offset: Int)?
  private var start = Change()
  private var end = Change()

  private struct Change: Sendable {
    enum Kind { case julian, dayOfYear, monthWeekDay }
    var kind = Kind.julian
    var day = 0
    var week = 0
    var month = 1
    var seconds = 2 * 3600
  }

  init?(_ text: String) {
    var reader = Reader(bytes: Array(text.utf8))
    guard let name = reader.name(), let offset = reader.offset() else { return nil }
    standard = (name, -offset)
    if reader.isAtEnd || reader.peek == 0x2C { return }
    guard let name = reader.name() else { return nil }
    var summerOffset = standard.offset + 3600
    if !reader.isAtEnd && reader.peek != 0x2C {
      guard let offset = reader.offset() else { return nil }
      summerOffset = -offset
    }
    summer = (name, summerOffset)
    if reader.isAtEnd { reader = Reader(bytes: Array(",M3.2.0,M11.1.0".utf8)) }
    guard reader.take(0x2C) || reader.take(0x3B), let start = reader.change(), reader.take(0x2C),
      let end = reader.change(), reader.isAtEnd
    else { return nil }
    self.start = start
    self.end = end
  }

  func period(_ unix: Int64, after last: Int64) -> GoLocation.Period? {
    guard let summer else {
      return GoLocation.Period(name: standard.name, offset: standard.offset, start: last, end: .max)
    }
    let date = CivilDate(days: CivilDate.floorDivide(unix, 86400))
    let newYear = CivilDate.days(year: date.year, month: 1, day: 1) * 86400
    let second = Int(unix - newYear)
    var from = GoZoneRule.second(date.year, start, standard.offset)
    var to = GoZoneRule.second(date.year, end, summer.offset)
    var outer = standard
    var inner = summer
    if to < from {
      swap(&from, &to)
      swap(&outer, &inner)
    }
    if second < from {
      return GoLocation.Period(name: outer.name, offset: outer.offset, start: newYear, end: newYear + Int64(from))
    }
    if second >= to {
      return GoLocation.Period(
        name: outer.name, offset: outer.offset, start: newYear + Int64(to), end: newYear + 365 * 86400)
    }
    return GoLocation.Period(
      name: inner.name, offset: inner.offset, start: newYear + Int64(from), end: newYear + Int64(to))
  }

  /// Seconds from the begin of the year to a change, in UTC.
  private static func second(_ year: Int64, _ change: Change, _ offset: Int) -> Int {
    let leap = CivilDate.isLeap(year)
    var day: Int
    switch change.kind {
    case .julian: day = change.day - 1 + (leap && change.day >= 60 ? 1 : 0)
    case .dayOfYear: day = change.day
    case .monthWeekDay:
      let first = CivilDate.days(year: year, month: Int64(change.month), day: 1)
      // 1970-01-01 was a Thursday.
      let weekday = Int(((first + 4) % 7 + 7) % 7)
      day = change.day - weekday
      if day < 0 { day += 7 }
      for _ in 1..<max(change.week, 1) where day + 7 < CivilDate.daysIn(month: Int64(change.month), year: year) {
        day += 7
      }
      day += Int(first - CivilDate.days(year: year, month: 1, day: 1))
    }
    return day * 86400 + change.seconds - offset
  }

  private struct Reader {
    let bytes: [UInt8]
    var at = 0

    var peek: UInt8? { at < bytes.count ? bytes[at] : nil }
    var isAtEnd: Bool { at >= bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
      if peek == byte { at += 1 } else { return false }
      return true
    }

    mutating func name() -> String? {
      if take(0x3C) {
        let begin = at
        while let byte = peek, byte != 0x3E { _ = take(byte) }
        let text = String(decoding: bytes[begin..<at], as: UTF8.self)
        return take(0x3E) ? text : nil
      }
      let begin = at
      while let byte = peek, !(byte >= 0x30 && byte <= 0x39), byte != 0x2C, byte != 0x2D, byte != 0x2B { at += 1 }
      return at - begin >= 3 ? String(decoding: bytes[begin..<at], as: UTF8.self) : nil
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let begin = at
      var value = 0
      while let byte = peek, byte >= 0x30, byte <= 0x39 {
        value = value * 10 + Int(byte - 0x30)
        if value > range.upperBound { return nil }
        at += 1
      }
      return at > begin && value >= range.lowerBound ? value : nil
    }

    mutating func offset() -> Int? {
      var sign = 1
      if take(0x2D) { sign = -1 } else { _ = take(0x2B) }
      guard let hours = number(0...168) else { return nil }
      var seconds = hours * 3600
      if take(0x3A) {
        guard let minutes = number(0...59) else { return nil }
        seconds += minutes * 60
        if take(0x3A) {
          guard let more = number(0...59) else { return nil }
          seconds += more
        }
      }
      return sign * seconds
    }

    mutating func change() -> Change? {
      var change = Change()
      if take(0x4A) {
        guard let day = number(1...365) else { return nil }
        change.day = day
      } else if take(0x4D) {
        change.kind = .monthWeekDay
        guard let month = number(1...12), take(0x2E), let week = number(1...5), take(0x2E), let day = number(0...6)
        else { return nil }
        (change.month, change.week, change.day) = (month, week, day)
      } else {
        change.kind = .dayOfYear
        guard let day = number(0...365) else { return nil }
        change.day = day
      }
      if take(0x2F) {
        guard let seconds = offset() else { return nil }
        change.seconds = seconds
      }
      return change
    }
  }
}
