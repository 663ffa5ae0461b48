extension GoTime {
  /// `Time.Format`.
  public func format(_ layout: String) -> String {
    var out: [UInt8] = []
    var rest = Array(layout.utf8)[...]
    while let (element, range) = GoLayoutElement.next(rest) {
      out += rest[rest.startIndex..<range.lowerBound]
      append(element, to: &out)
      rest = rest[range.upperBound...]
    }
    out += rest
    return String(decoding: out, as: UTF8.self)
  }

  private static func append(_ value: Int64, _ width: Int, to out: inout [UInt8]) {
    if value < 0 { out.append(0x2D) }
    let digits = String(value.magnitude).utf8
    for _ in 0..<max(width - digits.count, 0) { out.append(0x30) }
    out += digits
  }

  private func append(_ element: GoLayoutElement, to out: inout [UInt8]) {
    func number(_ value: Int, _ width: Int = 0) { GoTime.append(Int64(value), width, to: &out) }
    switch element {
    case .year: number(Int(year.magnitude % 100), 2)
    case .longYear: GoTime.append(year, 4, to: &out)
    case .month: out += GoTime.monthNames[month - 1].utf8.prefix(3)
    case .longMonth: out += GoTime.monthNames[month - 1].utf8
    case .numMonth: number(month)
    case .zeroMonth: number(month, 2)
    case .weekday: out += GoTime.dayNames[weekday].utf8.prefix(3)
    case .longWeekday: out += GoTime.dayNames[weekday].utf8
    case .day: number(day)
    case .underDay:
      if day < 10 { out.append(0x20) }
      number(day)
    case .zeroDay: number(day, 2)
    case .underYearDay:
      if yearDay < 100 { out.append(0x20) }
      if yearDay < 10 { out.append(0x20) }
      number(yearDay)
    case .zeroYearDay: number(yearDay, 3)
    case .hour: number(hour, 2)
    case .hour12: number(hour % 12 == 0 ? 12 : hour % 12)
    case .zeroHour12: number(hour % 12 == 0 ? 12 : hour % 12, 2)
    case .minute: number(minute)
    case .zeroMinute: number(minute, 2)
    case .second: number(second)
    case .zeroSecond: number(second, 2)
    case .upperPM: out += (hour >= 12 ? "PM" : "AM").utf8
    case .lowerPM: out += (hour >= 12 ? "pm" : "am").utf8
    case .zone(let form): append(form, to: &out)
    case .zoneName:
      let (name, offset) = zone
      if !name.isEmpty {
        out += name.utf8
      } else {
        GoTime.append(offset / 60, GoZoneForm(zulu: false), 0, to: &out)
      }
    case .fraction(let digits, let trim, let comma):
      let text = String(nanosecond)
      var places = [UInt8](repeating: 0x30, count: max(9 - text.utf8.count, 0)) + text.utf8
      places = Array(places.prefix(digits))
      if trim {
        while places.last == 0x30 { places.removeLast() }
        if places.isEmpty { return }
      }
      out.append(comma ? 0x2C : 0x2E)
      out += places
    }
  }

  private func append(_ form: GoZoneForm, to out: inout [UInt8]) {
    let offset = zone.offset
    if offset == 0 && form.zulu { return out.append(0x5A) }
    GoTime.append(offset / 60, form, abs(offset) % 60, to: &out)
  }

  private static func append(_ minutes: Int, _ form: GoZoneForm, _ seconds: Int, to out: inout [UInt8]) {
    out.append(minutes < 0 ? 0x2D : 0x2B)
    append(Int64(abs(minutes) / 60), 2, to: &out)
    if form.colon { out.append(0x3A) }
    if form.minutes { append(Int64(abs(minutes) % 60), 2, to: &out) }
    if form.seconds {
      if form.colon { out.append(0x3A) }
      append(Int64(seconds), 2, to: &out)
    }
  }

  /// The package's own quoting in errors: everything beyond ASCII as bytes.
  static func quote(_ text: String) -> String {
    var out: [UInt8] = [0x22]
    for byte in text.utf8 {
      if byte >= 0x80 || byte < 0x20 {
        let digits = Array("0123456789abcdef".utf8)
        out += [0x5C, 0x78, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        if byte == 0x22 || byte == 0x5C { out.append(0x5C) }
        out.append(byte)
      }
    }
    out.append(0x22)
    return String(decoding: out, as: UTF8.self)
  }
}
