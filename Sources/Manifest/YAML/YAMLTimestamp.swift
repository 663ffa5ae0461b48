/// Whether a text is a date to go-yaml: one of four layouts, read as Go's `time.Parse` reads them.
enum YAMLTimestamp {
  static func matches(_ text: UnsafeRawBufferPointer) -> Bool { parse(text) != nil }

  /// The time as Go writes it (`time.RFC3339Nano`); the text itself when it is no date.
  static func rfc3339(_ text: UnsafeRawBufferPointer) -> String {
    guard let time = parse(text) else { return String(decoding: text, as: UTF8.self) }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let year = String(time.year)
    var out = String(repeating: "0", count: max(0, 4 - year.utf8.count)) + year
    out += "-\(two(time.month))-\(two(time.day))T\(two(time.hour)):\(two(time.minute)):\(two(time.second))"
    var fraction = time.fraction.prefix(9)
    while fraction.last == "0" { fraction.removeLast() }
    if !fraction.isEmpty { out += "." + fraction }
    if time.offset == 0 { return out + "Z" }
    let minutes = abs(time.offset)
    return out + "\(time.offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }

  private struct Time {
    var year = 0
    var month = 0
    var day = 0
    var hour = 0
    var minute = 0
    var second = 0
    var fraction = ""
    /// Minutes east of UTC.
    var offset = 0
  }

  private static func parse(_ text: UnsafeRawBufferPointer) -> Time? {
    // All begin with four digits and a hyphen.
    guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return nil }
    for i in 0..<4 where text[i] < 0x30 || text[i] > 0x39 { return nil }
    var reader = Reader(text: text)
    guard reader.date() else { return nil }
    if reader.atEnd { return reader.time }
    let zone = reader.take(UInt8(ascii: "T")) || reader.take(UInt8(ascii: "t"))
    guard zone || reader.take(UInt8(ascii: " ")) else { return nil }
    guard let hour = reader.number(), hour < 24, reader.take(0x3A), let minute = reader.number(), minute < 60,
      reader.take(0x3A), let second = reader.number(), second < 60
    else { return nil }
    (reader.time.hour, reader.time.minute, reader.time.second) = (hour, minute, second)
    reader.fraction()
    guard zone ? reader.zone() : true, reader.atEnd else { return nil }
    return reader.time
  }

  private struct Reader {
    let text: UnsafeRawBufferPointer
    var at = 0
    var time = Time()

    var atEnd: Bool { at == text.count }

    mutating func take(_ byte: UInt8) -> Bool {
      guard at < text.count, text[at] == byte else { return false }
      at += 1
      return true
    }

    func digit(_ i: Int) -> Int? {
      guard i < text.count, text[i] >= 0x30, text[i] <= 0x39 else { return nil }
      return Int(text[i] - 0x30)
    }

    /// One or two digits.
    mutating func number() -> Int? {
      guard let first = digit(at) else { return nil }
      at += 1
      guard let second = digit(at) else { return first }
      at += 1
      return first * 10 + second
    }

    mutating func twoDigits() -> Int? {
      guard let first = digit(at), let second = digit(at + 1) else { return nil }
      at += 2
      return first * 10 + second
    }

    mutating func date() -> Bool {
      var year = 0
      for _ in 0..<4 {
        guard let next = digit(at) else { return false }
        year = year * 10 + next
        at += 1
      }
      guard take(0x2D), let month = number(), month >= 1, month <= 12, take(0x2D) else { return false }
      guard let day = number(), day >= 1 else { return false }
      let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      (time.year, time.month, time.day) = (year, month, day)
      return day <= lengths[month - 1]
    }

    /// An optional fraction of a second, after `.` or `,`.
    mutating func fraction() {
      guard at < text.count, text[at] == 0x2E || text[at] == 0x2C, digit(at + 1) != nil else { return }
      at += 1
      let start = at
      while digit(at) != nil { at += 1 }
      time.fraction = String(decoding: text[start..<at], as: UTF8.self)
    }

    /// `Z` or `+hh:mm`.
    mutating func zone() -> Bool {
      if take(UInt8(ascii: "Z")) { return true }
      let negative = take(UInt8(ascii: "-"))
      guard negative || take(UInt8(ascii: "+")) else { return false }
      guard let hours = twoDigits(), take(0x3A), let minutes = twoDigits() else { return false }
      time.offset = (negative ? -1 : 1) * (hours * 60 + minutes)
      return hours <= 24 && minutes < 60
    }
  }
}
