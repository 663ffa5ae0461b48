import Manifest
import Testing

@testable import Helm

/// The `--set` family beyond what the goldens hold; expectations after helm's `pkg/strvals` tests and source.
struct StrvalsTests {
  private func set(_ text: String, _ start: Value = [:]) throws -> Value {
    var object = start.object ?? Object()
    try Strvals.parse(text, into: &object)
    return .object(object)
  }

  private func fault(_ text: String, _ start: Value = [:]) -> String? {
    do {
      _ = try set(text, start)
      return nil
    } catch { return (error as? HelmError)?.message }
  }

  @Test func namesAndValues() throws {
    #expect(try set("a=b") == ["a": "b"])
    #expect(try set("a.b.c=1,d=true,e=null") == ["a": ["b": ["c": 1]], "d": true, "e": nil])
    #expect(try set("a=0,b=007,c=-5,d=1e3") == ["a": 0, "b": "007", "c": -5, "d": "1e3"])
    #expect(try set(#"a\.b=c\,d"#) == ["a.b": "c,d"])
    #expect(try set("a=,b=2") == ["a": "", "b": 2])
    #expect(try set("a={1,x,}") == ["a": [1, "x", ""]])
    #expect(try set("long=9223372036854775808") == ["long": "9223372036854775808"])
  }

  @Test func listItems() throws {
    #expect(try set("a[1]=x") == ["a": [nil, "x"]])
    #expect(try set("a[0].b=1,a[0].c=2") == ["a": [["b": 1, "c": 2]]])
    #expect(try set("a[0][1]=x") == ["a": [[nil, "x"]]])
    #expect(try set("a[1].b=2", ["a": ["keep", "gone"]]) == ["a": ["keep", ["b": 2]]])
  }

  @Test func faults() {
    #expect(fault("a") == "key \"a\" has no value")
    #expect(fault("a,b=1") == "key \"a\" has no value (cannot end with ,)")
    #expect(fault("a[x]=1") == "error parsing index: strconv.Atoi: parsing \"x\": invalid syntax")
    #expect(fault("a[0") == "error parsing index: EOF")
    #expect(fault("a[70000]=1") == "index of 70000 is greater than maximum supported index of 65536")
    #expect(fault("a[0]b=1") == "unexpected data at end of array index: ['b']")
    #expect(
      fault("a.b=1", ["a": "text"])
        == "unable to parse key: interface conversion: interface {} is string, not map[string]interface {}")
    #expect(
      fault("a[0]=1", ["a": nil])
        == "unable to parse key: interface conversion: interface {} is nil, not []interface {}")
  }

  @Test func jsonValues() throws {
    var object = Object()
    try Strvals.parseJSON(#"a={"x":[1,"}"]}, b=null ,c[1]=2.5,d="""#, into: &object)
    #expect(Value.object(object) == ["a": ["x": [1.0, "}"]], " b": nil, "c": [nil, 2.5], "d": ""])
  }

  @Test func literalValues() throws {
    var object = Object()
    try Strvals.parseLiteral(#"a.b=c,d=\e{f}"#, into: &object)
    #expect(Value.object(object) == ["a": ["b": #"c,d=\e{f}"#]])
  }
}
