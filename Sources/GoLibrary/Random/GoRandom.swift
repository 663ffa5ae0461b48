/// Random text, as goutils, google/uuid and xstrings make it for Sprig. The source is the system's.
public enum GoRandom {
  /// goutils `CryptoRandomAlphaNumeric` (`randAlphaNum`).
  public static func alphaNumeric(_ count: Int) -> String { pick(count, lowerCase + upperCase + digits) }
  /// goutils `CryptoRandomAlphabetic` (`randAlpha`).
  public static func alphabetic(_ count: Int) -> String { pick(count, lowerCase + upperCase) }
  /// goutils `CryptoRandomNumeric` (`randNumeric`).
  public static func numeric(_ count: Int) -> String { pick(count, digits) }
  /// goutils `CryptoRandomAscii` (`randAscii`): from the space to the tilde.
  public static func ascii(_ count: Int) -> String { pick(count, Array(0x20...0x7E)) }

  private static let lowerCase = Array(UInt8(0x61)...0x7A)
  private static let upperCase = Array(UInt8(0x41)...0x5A)
  private static let digits = Array(UInt8(0x30)...0x39)

  private static func pick(_ count: Int, _ from: [UInt8]) -> String {
    guard count > 0 else { return "" }
    return String(decoding: (0..<count).map { _ in from[Int.random(in: from.indices)] }, as: UTF8.self)
  }

  /// `crypto/rand.Read`.
  public static func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<max(count, 0)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  /// `uuid.New().String()`: version 4.
  public static func uuid() -> String {
    var bytes = bytes(16)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(0x2D) }
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `math/rand.Intn(max - min) + min` (`randInt`); the error is the text of Go's panic.
  public static func integer(_ min: Int64, _ max: Int64) throws(GoError) -> Int64 {
    let (width, overflow) = max.subtractingReportingOverflow(min)
    guard !overflow, width > 0 else { throw GoError("invalid argument to Intn") }
    return Int64.random(in: min..<max)
  }

  /// xstrings `Shuffle`: the characters in another order.
  public static func shuffled(_ text: String) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text.unicodeScalars.shuffled())
    return String(view)
  }
}
