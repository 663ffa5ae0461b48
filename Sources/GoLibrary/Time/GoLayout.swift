/// One element of a layout (`time.Format`, `nextStdChunk`).
enum GoLayoutElement: Equatable {
  case longMonth, month, numMonth, zeroMonth
  case longWeekday, weekday
  case day, underDay, zeroDay, underYearDay, zeroYearDay
  case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond
  case longYear, year
  case upperPM, lowerPM
  case zoneName
  case zone(GoZoneForm)
  /// `.000` (kept) or `.999` (trimmed).
  case fraction(digits: Int, trim: Bool, comma: Bool)
}

/// `Z07:00`, `-0700`, …
struct GoZoneForm: Equatable {
  /// Zero is written `Z`.
  var zulu: Bool
  var colon = false
  var minutes = true
  var seconds = false
}

extension GoLayoutElement {
  /// The first element of a layout: where it begins and ends; `nil` when there is only plain text.
  static func next(_ layout: ArraySlice<UInt8>) -> (element: GoLayoutElement, range: Range<Int>)? {
    var at = layout.startIndex
    while at < layout.endIndex {
      if let (element, start, end) = element(layout, at) { return (element, start..<end) }
      at += 1
    }
    return nil
  }

  private static func has(_ layout: ArraySlice<UInt8>, _ at: Int, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard layout.endIndex - at >= count else { return false }
    return text.withUTF8Buffer { layout[at..<(at + count)].elementsEqual($0) }
  }

  private static func element(_ layout: ArraySlice<UInt8>, _ at: Int) -> (GoLayoutElement, Int, Int)? {
    func byte(_ offset: Int) -> UInt8? { at + offset < layout.endIndex ? layout[at + offset] : nil }
    func lower(_ offset: Int) -> Bool { byte(offset).map { $0 >= 0x61 && $0 <= 0x7A } ?? false }
    switch layout[at] {
    case 0x4A:  // J
      if has(layout, at, "January") { return (.longMonth, at, at + 7) }
      if has(layout, at, "Jan"), !lower(3) { return (.month, at, at + 3) }
    case 0x4D:  // M
      if has(layout, at, "Monday") { return (.longWeekday, at, at + 6) }
      if has(layout, at, "Mon"), !lower(3) { return (.weekday, at, at + 3) }
      if has(layout, at, "MST") { return (.zoneName, at, at + 3) }
    case 0x30:  // 0
      switch byte(1) {
      case 0x31: return (.zeroMonth, at, at + 2)
      case 0x32: return (.zeroDay, at, at + 2)
      case 0x33: return (.zeroHour12, at, at + 2)
      case 0x34: return (.zeroMinute, at, at + 2)
      case 0x35: return (.zeroSecond, at, at + 2)
      case 0x36: return (.year, at, at + 2)
      default: if has(layout, at, "002") { return (.zeroYearDay, at, at + 3) }
      }
    case 0x31: return byte(1) == 0x35 ? (.hour, at, at + 2) : (.numMonth, at, at + 1)
    case 0x32: return has(layout, at, "2006") ? (.longYear, at, at + 4) : (.day, at, at + 1)
    case 0x5F:  // _
      if has(layout, at, "_2006") { return (.longYear, at + 1, at + 5) }
      if byte(1) == 0x32 { return (.underDay, at, at + 2) }
      if has(layout, at, "__2") { return (.underYearDay, at, at + 3) }
    case 0x33: return (.hour12, at, at + 1)
    case 0x34: return (.minute, at, at + 1)
    case 0x35: return (.second, at, at + 1)
    case 0x50: if byte(1) == 0x4D { return (.upperPM, at, at + 2) }
    case 0x70: if byte(1) == 0x6D { return (.lowerPM, at, at + 2) }
    case 0x2D, 0x5A: return zone(layout, at)
    case 0x2E, 0x2C:
      guard let digit = byte(1), digit == 0x30 || digit == 0x39 else { return nil }
      var end = at + 1
      while end < layout.endIndex, layout[end] == digit { end += 1 }
      if end < layout.endIndex, layout[end] >= 0x30, layout[end] <= 0x39 { return nil }
      return (.fraction(digits: end - at - 1, trim: digit == 0x39, comma: layout[at] == 0x2C), at, end)
    default: break
    }
    return nil
  }

  private static func zone(_ layout: ArraySlice<UInt8>, _ at: Int) -> (GoLayoutElement, Int, Int)? {
    let zulu = layout[at] == 0x5A
    let rest = at + 1
    if has(layout, rest, "070000") { return (.zone(GoZoneForm(zulu: zulu, seconds: true)), at, at + 7) }
    if has(layout, rest, "07:00:00") { return (.zone(GoZoneForm(zulu: zulu, colon: true, seconds: true)), at, at + 9) }
    if has(layout, rest, "0700") { return (.zone(GoZoneForm(zulu: zulu)), at, at + 5) }
    if has(layout, rest, "07:00") { return (.zone(GoZoneForm(zulu: zulu, colon: true)), at, at + 6) }
    if has(layout, rest, "07") { return (.zone(GoZoneForm(zulu: zulu, minutes: false)), at, at + 3) }
    return nil
  }
}
