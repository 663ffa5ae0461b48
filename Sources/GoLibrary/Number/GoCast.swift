/// What spf13/cast makes of strings and floats, as Sprig's number functions use it. Failures count as zero there.
public enum GoCast {
  /// `cast.ToInt64` of a string (and `cast.ToInt`, which reads the same on 64 bits): `0x10`, `010` octal, `1_000`,
  /// `3.00`; anything else is 0.
  public static func toInt64(_ text: String) -> Int64 {
    (try? GoNumber.parseInt(trimZeroDecimal(text), base: 0)) ?? 0
  }

  /// `cast.ToInt64` of a float: towards zero. Out of range Go leaves the result to the processor; on amd64 it is the
  /// smallest number, also for NaN.
  public static func toInt64(_ value: Double) -> Int64 {
    Int64(exactly: value.rounded(.towardZero)) ?? .min
  }

  /// `cast.ToFloat64` of a string; anything that is no number is 0.
  public static func toFloat64(_ text: String) -> Double { (try? GoNumber.parseFloat(text)) ?? 0 }

  /// `cast.ToBool` of a string.
  public static func toBool(_ text: String) -> Bool { (try? GoNumber.parseBool(text)) ?? false }

  /// `trimZeroDecimal`: `3.00` becomes `3`, `3.10` and `3.` stay.
  private static func trimZeroDecimal(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var sawZero = false
    for index in bytes.indices.reversed() {
      switch bytes[index] {
      case 0x2E: if sawZero { return String(decoding: bytes[..<index], as: UTF8.self) }
      case 0x30: sawZero = true
      default: return text
      }
    }
    return text
  }
}
