import Manifest
import Testing

/// What Python's `urllib.parse.quote(text, safe="")` and `unquote` give.
@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("a b/ü~-._", "a%20b%2F%C3%BC~-._"), ("100% + 5&=é", "100%25%20%2B%205%26%3D%C3%A9"),
    ("\0\n\"<>", "%00%0A%22%3C%3E"), ("", ""),
  ]) func encodes(_ text: String, _ encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
    #expect(PercentEncoding.decode(encoded) == text)
  }

  @Test func keepsWhatItIsToldTo() {
    #expect(PercentEncoding.encode("example.com/a|b", keeping: "|") == "example.com%2Fa|b")
  }

  @Test(arguments: [("a%20b", "a b"), ("%zz%4", "%zz%4"), ("%+5%41", "%+5A"), ("%c3%BC%", "ü%")])
  func decodesWhatIsEncodedOnly(_ text: String, _ decoded: String) {
    #expect(PercentEncoding.decode(text) == decoded)
  }
}
