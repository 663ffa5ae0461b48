import CEL
import GoLibrary
import KubeAPI
import Manifest

/// metav1.Time, MicroTime and Duration as they are read and written.
enum Times {
  /// UTC, whole seconds (or microseconds); errors are Go's.
  static func canonical(_ text: String, micro: Bool) throws(DecodeError) -> Value {
    guard let time = CELTimestamp(rfc3339: text), !micro || hasMicroseconds(text) else {
      throw DecodeError(complaint(text, micro: micro))
    }
    if !micro { return .string(CELTimestamp(seconds: time.seconds, nanos: 0).rfc3339) }
    let whole = CELTimestamp(seconds: time.seconds, nanos: 0).rfc3339.dropLast()
    let digits = String(time.nanos / 1000)
    return .string(whole + "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits + "Z")
  }

  /// Exactly six digits after the seconds' point.
  private static func hasMicroseconds(_ text: String) -> Bool {
    let rest = text.utf8.dropFirst(19)
    guard rest.first == 46 else { return false }
    return rest.dropFirst().prefix { $0 >= 48 && $0 <= 57 }.count == 6
  }

  /// Go's message names the part of the layout that does not fit.
  private static func complaint(_ text: String, micro: Bool) -> String {
    let layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
    let parts: [(token: String, length: Int)] = [
      ("2006", 4), ("-", 1), ("01", 2), ("-", 1), ("02", 2), ("T", 1), ("15", 2), (":", 1), ("04", 2), (":", 1),
      ("05", 2),
    ]
    var rest = text.utf8[...]
    for part in parts {
      let isNumber = part.length > 1
      let piece = rest.prefix(part.length)
      let fits =
        piece.count == part.length
        && (isNumber ? piece.allSatisfy { $0 >= 48 && $0 <= 57 } : piece.elementsEqual(part.token.utf8))
      if !fits {
        let remainder = String(decoding: rest, as: UTF8.self)
        return "parsing time \(GoNumber.quote(text)) as \"\(layout)\": cannot parse \(GoNumber.quote(remainder)) as "
          + "\"\(part.token)\""
      }
      rest = rest.dropFirst(part.length)
    }
    if micro, rest.first != 46 || rest.count < 7 {
      let remainder = String(decoding: rest, as: UTF8.self)
      return "parsing time \(GoNumber.quote(text)) as \"\(layout)\": cannot parse \(GoNumber.quote(remainder)) as "
        + "\".000000\""
    }
    let zone = micro ? rest.dropFirst(7) : rest.drop { $0 == 46 || ($0 >= 48 && $0 <= 57) }
    if zone.count > 1, zone.first == UInt8(ascii: "Z") {
      let extra = String(decoding: zone.dropFirst(), as: UTF8.self)
      return "parsing time \(GoNumber.quote(text)): extra text: \(GoNumber.quote(extra))"
    }
    let remainder = String(decoding: zone, as: UTF8.self)
    if zone.elementsEqual("Z".utf8) || zone.count == 6 {
      return "parsing time \(GoNumber.quote(text)): day out of range"
    }
    return "parsing time \(GoNumber.quote(text)) as \"\(layout)\": cannot parse \(GoNumber.quote(remainder)) as "
      + "\"Z07:00\""
  }

  /// Go's canonical form: `1h0m0s`.
  static func duration(_ text: String) throws(DecodeError) -> String {
    guard let nanos = Durations.parse(text) else {
      throw DecodeError("time: invalid duration \(GoNumber.quote(text))")
    }
    return describe(nanos)
  }

  static func describe(_ nanos: Int64) -> String {
    if nanos == 0 { return "0s" }
    let sign = nanos < 0 ? "-" : ""
    let n = nanos.magnitude
    func fraction(_ unit: UInt64, _ name: String) -> String {
      var text = String(n / unit)
      let rest = n % unit
      if rest > 0 {
        let digits = String(rest)
        var tail = String(repeating: "0", count: String(unit).utf8.count - 1 - digits.utf8.count) + digits
        while tail.hasSuffix("0") { tail.removeLast() }
        text += "." + tail
      }
      return sign + text + name
    }
    if n < 1_000 { return sign + "\(n)ns" }
    if n < 1_000_000 { return fraction(1_000, "µs") }
    if n < 1_000_000_000 { return fraction(1_000_000, "ms") }
    let minutes = n / 60_000_000_000
    let rest = Durations.seconds(Int64(n % 60_000_000_000))
    if minutes == 0 { return sign + rest }
    if minutes < 60 { return sign + "\(minutes)m\(rest)" }
    return sign + "\(minutes / 60)h\(minutes % 60)m\(rest)"
  }
}

extension Times {
  /// Whether Go's time.ParseDuration reads the text.
  static func parse(_ text: String) -> Bool { Durations.parse(text) != nil }
}
