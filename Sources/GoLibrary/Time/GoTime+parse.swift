extension GoTime {
  /// `time.ParseInLocation`; with `location` UTC and `local` the local zone it is `time.Parse`.
  public init(parse value: String, layout: String, location: GoLocation = .utc, local: GoLocation? = nil)
    throws(GoError)
  {
    var parser = Parser(layout: layout, value: value)
    try parser.run()
    self = try parser.time(location, local ?? location)
  }

  /// What a layout reads from a text (`time.parse`).
  private struct Parser {
    let layout: String
    let value: String
    var rest: ArraySlice<UInt8>
    var year: Int64 = 0
    var month: Int64 = -1
    var day: Int64 = -1
    var yearDay = -1
    var hour: Int64 = 0
    var minute: Int64 = 0
    var second: Int64 = 0
    var nanosecond: Int64 = 0
    var isUTC = false
    var zoneOffset: Int?
    var zoneName = ""
    var isPM = false
    var isAM = false

    /// Inside one element.
    enum Problem: Error {
      case bad
      case range(String)
    }

    init(layout: String, value: String) {
      self.layout = layout
      self.value = value
      rest = Array(value.utf8)[...]
    }

    func error(_ message: String) -> GoError { GoError("parsing time \(GoTime.quote(value)): \(message)") }

    func cannot(_ element: some Sequence<UInt8>, _ rest: ArraySlice<UInt8>) -> GoError {
      let element = String(decoding: Array(element), as: UTF8.self)
      let rest = String(decoding: rest, as: UTF8.self)
      return GoError(
        "parsing time \(GoTime.quote(value)) as \(GoTime.quote(layout)): "
          + "cannot parse \(GoTime.quote(rest)) as \(GoTime.quote(element))")
    }

    mutating func run() throws(GoError) {
      var layout = Array(self.layout.utf8)[...]
      while true {
        let found = GoLayoutElement.next(layout)
        let plain = layout[layout.startIndex..<(found?.range.lowerBound ?? layout.endIndex)]
        guard skip(plain) else { throw cannot(plain, rest) }
        guard let (element, range) = found else {
          if !rest.isEmpty { throw error("extra text: " + GoTime.quote(String(decoding: rest, as: UTF8.self))) }
          return
        }
        layout = layout[range.upperBound...]
        let hold = rest
        do {
          try read(element, before: layout)
        } catch {
          switch error {
          case .bad: throw cannot(Array(self.layout.utf8)[range], hold)
          case .range(let what): throw self.error(what + " out of range")
          }
        }
      }
    }

    /// A run of spaces in the layout stands for any number of them.
    private mutating func skip(_ plain: ArraySlice<UInt8>) -> Bool {
      var plain = plain
      while let next = plain.first {
        if next == 0x20 {
          if let first = rest.first, first != 0x20 { return false }
          plain = plain.drop { $0 == 0x20 }
          rest = rest.drop { $0 == 0x20 }
          continue
        }
        guard rest.first == next else { return false }
        plain = plain.dropFirst()
        rest = rest.dropFirst()
      }
      return true
    }

    static func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }
    private func byte(_ offset: Int) -> UInt8? { offset < rest.count ? rest[rest.startIndex + offset] : nil }

    /// `getnum`: one or two digits.
    private mutating func number(fixed: Bool = false) throws(Problem) -> Int64 {
      guard Parser.isDigit(byte(0)), let first = byte(0) else { throw .bad }
      guard Parser.isDigit(byte(1)), let second = byte(1) else {
        if fixed { throw .bad }
        rest = rest.dropFirst()
        return Int64(first - 0x30)
      }
      rest = rest.dropFirst(2)
      return Int64(first - 0x30) * 10 + Int64(second - 0x30)
    }

    /// `atoi` of that many bytes, with a sign.
    private mutating func integer(_ count: Int) throws(Problem) -> Int64 {
      guard rest.count >= count, let value = Int64(String(decoding: rest.prefix(count), as: UTF8.self)) else {
        throw .bad
      }
      rest = rest.dropFirst(count)
      return value
    }

    private mutating func name(_ names: [String], short: Bool) throws(Problem) -> Int64 {
      for (index, name) in names.enumerated() {
        let name = Array(short ? name.utf8.prefix(3) : name.utf8.prefix(99))
        guard rest.count >= name.count else { continue }
        let same = zip(name, rest).allSatisfy { a, b in
          a == b || a | 0x20 == b | 0x20 && a | 0x20 >= 0x61 && a | 0x20 <= 0x7A
        }
        if same {
          rest = rest.dropFirst(name.count)
          return Int64(index)
        }
      }
      throw .bad
    }

    private mutating func read(_ element: GoLayoutElement, before layout: ArraySlice<UInt8>) throws(Problem) {
      switch element {
      case .year:
        year = try integer(2)
        year += year >= 69 ? 1900 : 2000
      case .longYear:
        guard rest.count >= 4, Parser.isDigit(byte(0)) else { throw .bad }
        year = try integer(4)
      case .month: month = try name(GoTime.monthNames, short: true) + 1
      case .longMonth: month = try name(GoTime.monthNames, short: false) + 1
      case .numMonth, .zeroMonth:
        month = try number(fixed: element == .zeroMonth)
        if month <= 0 || month > 12 { throw .range("month") }
      case .weekday: _ = try name(GoTime.dayNames, short: true)
      case .longWeekday: _ = try name(GoTime.dayNames, short: false)
      case .day, .underDay, .zeroDay:
        if element == .underDay, byte(0) == 0x20 { rest = rest.dropFirst() }
        day = try number(fixed: element == .zeroDay)
      case .underYearDay, .zeroYearDay: try readYearDay(fixed: element == .zeroYearDay)
      case .hour:
        hour = try number()
        if hour >= 24 { throw .range("hour") }
      case .hour12, .zeroHour12:
        hour = try number(fixed: element == .zeroHour12)
        if hour > 12 { throw .range("hour") }
      case .minute, .zeroMinute:
        minute = try number(fixed: element == .zeroMinute)
        if minute >= 60 { throw .range("minute") }
      case .second, .zeroSecond: try readSecond(fixed: element == .zeroSecond, before: layout)
      case .upperPM, .lowerPM: try readHalf(upper: element == .upperPM)
      case .zone(let form): try readZone(form)
      case .zoneName: try readZoneName()
      case .fraction(let digits, let trim, _): try readFraction(digits, trim: trim)
      }
    }

    private mutating func readYearDay(fixed: Bool) throws(Problem) {
      if !fixed {
        for _ in 0..<2 where byte(0) == 0x20 { rest = rest.dropFirst() }
      }
      var count = 0
      yearDay = 0
      while count < 3, let digit = byte(0), Parser.isDigit(digit) {
        yearDay = yearDay * 10 + Int(digit - 0x30)
        rest = rest.dropFirst()
        count += 1
      }
      if count == 0 || fixed && count != 3 { throw .bad }
    }

    private mutating func readSecond(fixed: Bool, before layout: ArraySlice<UInt8>) throws(Problem) {
      second = try number(fixed: fixed)
      if second >= 60 { throw .range("second") }
      // A fraction may follow even when the layout does not say so.
      guard byte(0) == 0x2E || byte(0) == 0x2C, Parser.isDigit(byte(1)) else { return }
      if case .fraction = GoLayoutElement.next(layout)?.element { return }
      var count = 2
      while Parser.isDigit(byte(count)) { count += 1 }
      try readNanoseconds(count)
    }

    private mutating func readHalf(upper: Bool) throws(Problem) {
      switch String(decoding: rest.prefix(2), as: UTF8.self) {
      case upper ? "PM" : "pm": isPM = true
      case upper ? "AM" : "am": isAM = true
      default: throw .bad
      }
      rest = rest.dropFirst(2)
    }

    private mutating func readFraction(_ digits: Int, trim: Bool) throws(Problem) {
      if !trim {
        guard rest.count >= digits + 1 else { throw .bad }
        return try readNanoseconds(digits + 1)
      }
      // A dropped fraction is fine.
      guard byte(0) == 0x2E || byte(0) == 0x2C, Parser.isDigit(byte(1)) else { return }
      var count = 0
      while count < 9, Parser.isDigit(byte(count + 1)) { count += 1 }
      try readNanoseconds(count + 1)
    }

    /// `parseNanoseconds`: a separator and digits, those past nanoseconds ignored.
    private mutating func readNanoseconds(_ count: Int) throws(Problem) {
      guard byte(0) == 0x2E || byte(0) == 0x2C else { throw .bad }
      let digits = rest.dropFirst().prefix(min(count, 10) - 1)
      guard var value = Int64(String(decoding: digits, as: UTF8.self)) else { throw .bad }
      if value < 0 { throw .range("fractional second") }
      for _ in digits.count..<9 { value *= 10 }
      nanosecond = value
      rest = rest.dropFirst(count)
    }

    private mutating func readZone(_ form: GoZoneForm) throws(Problem) {
      if form.zulu, byte(0) == 0x5A, !form.seconds {
        rest = rest.dropFirst()
        isUTC = true
        return
      }
      var at = rest.startIndex
      func take(_ count: Int) throws(Problem) -> ArraySlice<UInt8> {
        guard rest.endIndex - at >= count else { throw .bad }
        defer { at += count }
        return rest[at..<(at + count)]
      }
      func pair() throws(Problem) -> Int {
        let digits = try take(2)
        guard digits.allSatisfy({ Parser.isDigit($0) }), let value = Int(String(decoding: digits, as: UTF8.self)) else {
          throw .bad
        }
        return value
      }
      let total = 3 + (form.minutes ? 2 : 0) + (form.seconds ? 2 : 0) + (form.colon ? (form.seconds ? 2 : 1) : 0)
      guard rest.count >= total else { throw .bad }
      let sign = try take(1).first
      var parts = [try pair()]
      for wanted in [form.minutes, form.seconds] where wanted {
        if form.colon, try take(1).first != 0x3A { throw .bad }
        parts.append(try pair())
      }
      parts += [Int](repeating: 0, count: 3 - parts.count)
      if parts[0] > 24 { throw .range("time zone offset hour") }
      if parts[1] > 60 { throw .range("time zone offset minute") }
      if parts[2] > 60 { throw .range("time zone offset second") }
      guard sign == 0x2B || sign == 0x2D else { throw .bad }
      let offset = (parts[0] * 60 + parts[1]) * 60 + parts[2]
      zoneOffset = sign == 0x2D ? -offset : offset
      rest = rest[at...]
    }

    private mutating func readZoneName() throws(Problem) {
      if rest.starts(with: "UTC".utf8) {
        rest = rest.dropFirst(3)
        isUTC = true
        return
      }
      guard let count = Parser.zoneNameLength(rest) else { throw .bad }
      zoneName = String(decoding: rest.prefix(count), as: UTF8.self)
      rest = rest.dropFirst(count)
    }

    /// `parseTimeZone`: three to five capital letters, by experience.
    private static func zoneNameLength(_ rest: ArraySlice<UInt8>) -> Int? {
      guard rest.count >= 3 else { return nil }
      if rest.starts(with: "ChST".utf8) || rest.starts(with: "MeST".utf8) { return 4 }
      if rest.starts(with: "GMT".utf8) { return 3 + signedOffsetLength(rest.dropFirst(3)) }
      if rest.first == 0x2B || rest.first == 0x2D {
        let length = signedOffsetLength(rest)
        return length > 0 ? length : nil
      }
      let letters = Array(rest.prefix(6).prefix { $0 >= 0x41 && $0 <= 0x5A })
      switch letters.count {
      case 5 where letters[4] == 0x54: return 5
      case 4 where letters[3] == 0x54 || letters.elementsEqual("WITA".utf8): return 4
      case 3: return 3
      default: return nil
      }
    }

    private static func signedOffsetLength(_ text: ArraySlice<UInt8>) -> Int {
      guard let sign = text.first, sign == 0x2B || sign == 0x2D else { return 0 }
      var rest = text.dropFirst()
      guard let value = GoDuration.leadingInteger(&rest), rest.count < text.count - 1, value <= 23 else { return 0 }
      return text.count - rest.count
    }

    // MARK: The time

    mutating func time(_ location: GoLocation, _ local: GoLocation) throws(GoError) -> GoTime {
      if isPM && hour < 12 { hour += 12 } else if isAM && hour == 12 { hour = 0 }
      try settleDay()
      func date(_ location: GoLocation) -> GoTime {
        GoTime(
          year: year, month: month, day: day, hour: hour, minute: minute, second: second, nanosecond: nanosecond,
          location: location)
      }
      if isUTC { return date(.utc) }
      let utc = date(.utc)
      func shifted(_ offset: Int, _ location: GoLocation) -> GoTime {
        GoTime(unix: utc.unix &- Int64(offset), nanoseconds: nanosecond, location: location)
      }
      if let zoneOffset, zoneOffset != -1 {
        let period = local.lookup(utc.unix &- Int64(zoneOffset))
        let isLocal = period.offset == zoneOffset && (zoneName.isEmpty || period.name == zoneName)
        return shifted(zoneOffset, isLocal ? local : .fixed(zoneName, offset: zoneOffset))
      }
      if !zoneName.isEmpty {
        if let offset = local.offset(of: zoneName, at: utc.unix) { return shifted(offset, local) }
        var offset = 0
        if zoneName.hasPrefix("GMT"), let hours = Int(zoneName.dropFirst(3)) { offset = hours * 3600 }
        return shifted(0, .fixed(zoneName, offset: offset))
      }
      return date(location)
    }

    private mutating func settleDay() throws(GoError) {
      if yearDay >= 0 {
        let length = CivilDate.isLeap(year) ? 366 : 365
        if yearDay < 1 || yearDay > length { throw error("day-of-year out of range") }
        let date = CivilDate(days: CivilDate.days(year: year, month: 1, day: Int64(yearDay)))
        if month >= 0 && month != date.month { throw error("day-of-year does not match month") }
        month = date.month
        if day >= 0 && day != date.day { throw error("day-of-year does not match day") }
        day = date.day
      } else {
        if month < 0 { month = 1 }
        if day < 0 { day = 1 }
      }
      if day < 1 || day > CivilDate.daysIn(month: month, year: year) { throw error("day out of range") }
    }
  }
}
