import GoTemplate
import Manifest

/// Go's templates: the input is parsed and, when that went well, executed with values of every kind.
enum TemplateTarget {
  private static let data: GoValue = {
    let values: Value = [
      "s": "text", "n": 3, "f": 2.5, "big": 9_223_372_036_854_775_807, "t": true, "nul": .null, "list": ["a", "b", 1],
      "m": ["a": 1, "b": ["c": "deep"]], "hard": "é \"q\"\n<&>'\t\\", "yaml": "a: 1\nb:\n- x\n", "json": #"{"a":[1]}"#,
      "ver": "1.2.3-rc.1+b", "date": "2021-03-04", "url": "https://u:p@h:80/a?q=1#f", "em": [:], "none": [],
    ]
    return .map(GoMap([("Values", GoValue(json: values)), ("Name", .string("demo"))]))
  }()

  static func run(_ bytes: [UInt8]) {
    // Keys and certificates take milliseconds each, on purpose; the tests of GoCrypto have them.
    for slow in ["genPrivateKey", "genCA", "genSigned", "genSelfSigned", "derivePassword", "htpasswd", "bcrypt"]
    where contains(bytes, Array(slow.utf8)) { return }
    var set = TemplateSet(name: "gotpl", functions: .helm)
    do throws(TemplateError) {
      try set.parse(name: "t", bytes: bytes)
    } catch {
      return
    }
    let session = RenderSession()
    session.limits.steps = 20_000
    session.limits.outputBytes = 1 << 18
    session.limits.depth = 200
    _ = try? set.execute("t", data: data, session: session)
  }

  private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
    guard bytes.count >= word.count else { return false }
    return (0...(bytes.count - word.count)).contains { bytes[$0...].starts(with: word) }
  }
}
