/// Whether a text is a date to go-yaml: one of four layouts, read as Go's `time.Parse` reads them.
enum YAMLTimestamp {
  static func matches(_ text: UnsafeRawBufferPointer) -> Bool {
    // All begin with four digits and a hyphen.
    guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return false }
    for i in 0..<4 where text[i] < 0x30 || text[i] > 0x39 { return false }
    return matches(text, separator: UInt8(ascii: "T"), zone: true)
      || matches(text, separator: UInt8(ascii: "t"), zone: true)
      || matches(text, separator: UInt8(ascii: " "), zone: false) || matchesDate(text)
  }

  private static func matchesDate(_ text: UnsafeRawBufferPointer) -> Bool {
    var reader = Reader(text: text)
    return reader.date() && reader.atEnd
  }

  private static func matches(_ text: UnsafeRawBufferPointer, separator: UInt8, zone: Bool) -> Bool {
    var reader = Reader(text: text)
    guard reader.date(), reader.take(separator), let hour = reader.number(), hour < 24, reader.take(0x3A),
      let minute = reader.number(), minute < 60, reader.take(0x3A), let second = reader.number(), second < 60,
      reader.fraction()
    else { return false }
    return (zone ? reader.zone() : true) && reader.atEnd
  }

  private struct Reader {
    let text: UnsafeRawBufferPointer
    var at = 0

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
      return day <= lengths[month - 1]
    }

    /// An optional fraction of a second, after `.` or `,`.
    mutating func fraction() -> Bool {
      guard at < text.count, text[at] == 0x2E || text[at] == 0x2C, digit(at + 1) != nil else { return true }
      at += 1
      while digit(at) != nil { at += 1 }
      return true
    }

    /// `Z` or `+hh:mm`.
    mutating func zone() -> Bool {
      if take(UInt8(ascii: "Z")) { return true }
      guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")) else { return false }
      guard let hours = twoDigits(), take(0x3A), let minutes = twoDigits() else { return false }
      return hours <= 24 && minutes < 60
    }
  }
}
