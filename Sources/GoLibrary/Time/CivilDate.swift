/// A day of the proleptic Gregorian calendar.
struct CivilDate {
  var year: Int64
  /// 1 to 12.
  var month: Int64
  var day: Int64

  /// From days since 1970-01-01.
  init(days: Int64) {
    // Years here begin in March, so that the leap day is the last one.
    let shifted = days &+ 719_468
    let era = CivilDate.floorDivide(shifted, 146_097)
    let dayOfEra = shifted &- era &* 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01; the month may lie outside 1 to 12 and the day anywhere.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let months = month &- 1
    let years = year &+ floorDivide(months, 12)
    let month = months &- floorDivide(months, 12) &* 12 &+ 1
    let shifted = month <= 2 ? years &- 1 : years
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted &- era &* 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era &* 146_097 &+ dayOfEra &- 719_468 &+ (day &- 1)
  }

  static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func daysIn(month: Int64, year: Int64) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
  }
}
