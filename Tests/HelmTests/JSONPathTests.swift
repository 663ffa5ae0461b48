import Manifest
import Testing

@testable import Helm

/// `helm show values --jsonpath`: each row is what helm 3.20.1 prints for these values.
struct JSONPathTests {
  private static let values = """
    a: 1
    b: {c: [1, 2, 3], d: null, e: x, "f.g": dot}
    s: "str <&>"
    t: true
    big: 12345678
    list:
    - {name: x, k: true, s: q}
    - {name: w, k: false}
    - {name: z, nested: {p: [7, 8]}}
    e: []
    """

  @Test(arguments: [
    ("{.a}", "1"), ("{$.a}", "1"), ("{@.a}", "1"), ("{.b.c}", "[1,2,3]"), ("{.b.c[0]}", "1"), ("{.b.c[-1]}", "3"),
    ("{.b.c[3]}", ""), ("{.b.c[0:2]}", "1 2"), ("{.b.c[1:]}", "2 3"), ("{.b.c[::2]}", "1 3"), ("{.b.c[2:1]}", ""),
    ("{.b.c[0, 2]}", "1 3"), ("{['a']}", "1"), ("{.b['c','e']}", "[1,2,3] x"), ("{.b.f\\.g}", "dot"),
    ("{.b.d}", "null"), ("{.nope}", ""), ("{.s}", "str <&>"), ("{.t}", "true"), ("{.big}", "1.2345678e+07"),
    ("{.list[*].name}", "x w z"), ("{.list[?(@.name=='x')].s}", "q"), ("{.list[?(@.k)].name}", "x w"),
    ("{.list[?(@.nested)].name}", "z"), ("{.list[?(@.k==true)].name}", ""), ("{.b.c[?(@>1.0)]}", "2 3"),
    ("{.b.c[?(@>1)]}", ""), ("{..p[*]}", "7 8"), ("{.b.c.*}", "1 2 3"), ("plain", "plain"), ("a{.a}b", "a1b"),
    ("{.a} {.t}", "1 true"), ("{.a}{\"\\n\"}{.t}", "1\ntrue"), ("{'a\\'b'}", "a'b"),
    ("{range .list[*]}{.name}{\"\\n\"}{end}", "x\nw\nz\n"), ("{range .b.c[*]}[{@}]{end}", "[1][2][3]"),
    ("{range .e[*]}{.x}{end}after", ""), ("{end}", ""), ("{foo}", ""), ("{1.5}", "1.5"), ("{.}", ""),
    (".a}", ".a}"), ("{.list[]}", "{\"k\":true,\"name\":\"x\",\"s\":\"q\"}"),
  ])
  func finds(template: String, result: String) throws {
    let document = try YAML.unmarshal(Self.values)
    #expect(try JSONPathTemplate(template).text(of: ChartValues.floats(document)) == result)
  }

  @Test(arguments: [
    ("{.b.c[x]}", "invalid array index x"), ("{.b.c[0}", "unterminated array"), ("{.a", "unclosed action"),
    ("{\"x", "unterminated quoted string"), ("{\"\\q\"}", "unquote string \"\\q\" error invalid syntax"),
    ("{.deep..*}", "unrecognized character in action: U+002A '*'"), ("{1.2.3}", "cannot parse number 1.2.3"),
    ("{.list[?(@.x==\"x\"]}", "unterminated filter"), ("{.list[?(@.x==\"x\")}", "unclosed array expect ]"),
    ("{.list[99999999999999999999]}", "array index 99999999999999999999 is not a number"),
  ])
  func refuses(template: String, message: String) {
    #expect(throws: HelmError(message)) { _ = try JSONPathTemplate(template) }
  }
}
