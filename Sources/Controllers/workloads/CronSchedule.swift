import KubeAPI

/// A cron schedule of five fields in UTC (robfig/cron `ParseStandard`): the next moment after a given one.
struct CronSchedule: Sendable, Hashable {
  private var minutes: UInt64 = 0
  private var hours: UInt64 = 0
  private var days: UInt64 = 0
  private var months: UInt64 = 0
  private var weekdays: UInt64 = 0
  private var anyDay = false
  private var anyWeekday = false
  /// `@every`, in seconds.
  private var every: Int64?

  /// `nil` for what is no schedule.
  init?(_ text: String) {
    var text = text
    if text.hasPrefix("@every ") {
      guard let seconds = CronSchedule.seconds(String(text.dropFirst(7))), seconds > 0 else { return nil }
      every = seconds
      return
    }
    switch text {
    case "@yearly", "@annually": text = "0 0 1 1 *"
    case "@monthly": text = "0 0 1 * *"
    case "@weekly": text = "0 0 * * 0"
    case "@daily", "@midnight": text = "0 0 * * *"
    case "@hourly": text = "0 * * * *"
    default: break
    }
    let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    guard fields.count == 5 else { return nil }
    let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    guard let minutes = CronSchedule.bits(fields[0], 0...59, [], 0),
      let hours = CronSchedule.bits(fields[1], 0...23, [], 0),
      let days = CronSchedule.bits(fields[2], 1...31, [], 0),
      let months = CronSchedule.bits(fields[3], 1...12, monthNames, 1),
      let weekdays = CronSchedule.bits(fields[4], 0...6, dayNames, 0)
    else { return nil }
    (self.minutes, self.hours, self.days, self.months, self.weekdays) = (minutes, hours, days, months, weekdays)
    anyDay = fields[2].hasPrefix("*") || fields[2].hasPrefix("?")
    anyWeekday = fields[4].hasPrefix("*") || fields[4].hasPrefix("?")
  }

  private static func seconds(_ text: String) -> Int64? {
    var total: Int64 = 0
    var number = ""
    for character in text {
      if character.isNumber {
        number.append(character)
        continue
      }
      guard let n = Int64(number), n < 1 << 30 else { return nil }
      number = ""
      switch character {
      case "h": total += n * 3600
      case "m": total += n * 60
      case "s": total += n
      default: return nil
      }
    }
    return number.isEmpty ? total : nil
  }

  private static func bits(_ field: String, _ range: ClosedRange<Int>, _ names: [String], _ base: Int) -> UInt64? {
    var bits: UInt64 = 0
    func number(_ text: Substring) -> Int? {
      if let n = Int(text) { return n }
      return names.firstIndex(of: text.lowercased()).map { $0 + base }
    }
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "/", omittingEmptySubsequences: false)
      guard halves.count <= 2, let span = halves.first else { return nil }
      var step = 1
      if halves.count == 2 {
        guard let n = Int(halves[1]), n > 0 else { return nil }
        step = n
      }
      var low = range.lowerBound
      var high = range.upperBound
      if span != "*" && span != "?" {
        let ends = span.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = number(ends[0]) else { return nil }
        low = first
        if ends.count == 2 {
          guard let last = number(ends[1]) else { return nil }
          high = last
        } else if halves.count == 1 {
          high = first
        }
      }
      guard low >= range.lowerBound, high <= range.upperBound, low <= high else { return nil }
      for n in stride(from: low, through: high, by: step) { bits |= 1 << UInt64(n) }
    }
    return bits
  }

  /// The first moment after the given one; `nil` when there is none in five years.
  func next(after moment: Instant) -> Instant? {
    let second = moment.nanoseconds / 1_000_000_000
    if let every { return Instant(seconds: second + every) }
    var minute = second / 60 + 1
    let end = minute + 5 * 366 * 1440
    while minute < end {
      let day = minute / 1440
      let civil = CronSchedule.civil(day)
      if months & 1 << UInt64(civil.month) == 0 || !matches(day: civil.day, weekday: Int((day + 4) % 7)) {
        minute = (day + 1) * 1440
        continue
      }
      let hour = minute / 60 % 24
      if hours & 1 << UInt64(hour) == 0 {
        minute = (minute / 60 + 1) * 60
        continue
      }
      if minutes & 1 << UInt64(minute % 60) != 0 { return Instant(seconds: minute * 60) }
      minute += 1
    }
    return nil
  }

  /// When both fields are restricted either may match.
  private func matches(day: Int, weekday: Int) -> Bool {
    let dayFits = days & 1 << UInt64(day) != 0
    let weekdayFits = weekdays & 1 << UInt64(weekday) != 0
    return anyDay || anyWeekday ? dayFits && weekdayFits : dayFits || weekdayFits
  }

  private static func civil(_ days: Int64) -> (month: Int, day: Int) {
    let text = Instant(seconds: days * 86_400).rfc3339
    let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
    return parts.count == 3 ? (parts[1], parts[2]) : (1, 1)
  }
}
