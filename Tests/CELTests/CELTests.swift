import CEL
import Manifest
import Testing

/// Cases from the behaviour that the CEL specification and Kubernetes' documentation describe.
@Suite struct CELTests {
  private func run(_ text: String, _ bindings: [String: Value] = [:]) -> String {
    do throws(CELError) {
      let result = try CEL.compile(text).evaluate(bindings)
      return JSON.write(result)
    } catch {
      return "error: " + error.message
    }
  }

  @Test func expressionsOfTheStandard() {
    let cases: [(String, String)] = [
      ("1 + 2 * 3 - 4 / 2", "5"), ("-7 % 3", "-1"), ("7u + 1u == 8u", "true"), ("0x10", "16"), ("1.5 + 1.5", "3"),
      ("'a' + \"b\" + r'\\n'", "\"ab\\\\n\""), ("b'ab' == bytes('ab')", "true"), ("'\\u00e9'.size()", "1"),
      ("!true || false", "false"), ("true ? 'y' : 'n'", "\"y\""), ("1 in [1, 2]", "true"), ("'k' in {'k': 1}", "true"),
      ("[1, 2] + [3]", "[1,2,3]"), ("{'a': [1, {'b': 2}]}['a'][1].b", "2"), ("has({'a': 1}.b)", "false"),
      ("[1, 2, 3].all(x, x > 0)", "true"), ("[1, 2, 3].exists(x, x == 2)", "true"),
      ("[1, 1].exists_one(x, x == 1)", "false"), ("[1, 2, 3].filter(x, x > 1)", "[2,3]"),
      ("[1, 2].map(x, x * 2)", "[2,4]"), ("[1, 2, 3].map(x, x > 1, x * 2)", "[4,6]"),
      ("[0, 1].exists(x, 1 / x == 1)", "true"), ("false && 1 / 0 == 1", "false"), ("1 / 0 == 1 || true", "true"),
      ("int('42') + int(1.9) + int(true ? 1u : 0u)", "44"), ("string(1.0)", "\"1\""),
      ("string(1000000.0)", "\"1e+06\""),
      ("double('1e3')", "1000"), ("bool('true')", "true"), ("type(1) == int && type('a') != int", "true"),
      ("timestamp('2024-02-29T12:00:00Z') + duration('24h') == timestamp('2024-03-01T12:00:00Z')", "true"),
      ("timestamp('2024-02-29T12:34:56Z').getHours('+02:00')", "14"), ("duration('90m').getHours()", "1"),
      ("string(duration('1h30m'))", "\"5400s\""), ("dyn(1) == 1.0", "true"), ("dyn(2) < 2.5", "true"),
    ]
    for (text, expected) in cases { #expect(run(text) == expected, "\(text)") }
  }

  @Test func errorsOfTheStandard() {
    let cases: [(String, String)] = [
      ("1 / 0", "error: division by zero"), ("1 % 0", "error: modulus by zero"),
      ("9223372036854775807 + 1", "error: integer overflow"), ("{'a': 1}['b']", "error: no such key: b"),
      ("[1][5]", "error: index out of bounds: 5"), ("missing", "error: no such attribute(s): missing"),
      ("int('x')", "error: type conversion error from 'string' to 'int'"),
    ]
    for (text, expected) in cases { #expect(run(text) == expected, "\(text)") }
  }

  @Test func librariesOfKubernetes() {
    let cases: [(String, String)] = [
      ("'a,b,c'.split(',')", "[\"a\",\"b\",\"c\"]"), ("['x', 'y'].join('-')", "\"x-y\""),
      ("'tacocat'.indexOf('c', 3)", "4"), ("'tacocat'.lastIndexOf('c')", "4"), ("'Hello'.lowerAscii()", "\"hello\""),
      ("'  a '.trim()", "\"a\""), ("'hello'.substring(1, 3)", "\"el\""), ("'aXbX'.replace('X', '-', 1)", "\"a-bX\""),
      ("'%s has %d'.format(['x', 3])", "\"x has 3\""), ("'abc 123'.find('[0-9]+')", "\"123\""),
      ("'a1b2'.findAll('[0-9]')", "[\"1\",\"2\"]"), ("'abc'.matches('^a.c$')", "true"),
      ("sets.contains([1, 2, 3], [2])", "true"), ("sets.equivalent([1, 2], [2, 1, 1])", "true"),
      ("[3, 1, 2].sort()", "[1,2,3]"), ("[1, 2, 3].sum()", "6"), ("['b', 'a'].min()", "\"a\""),
      ("[[1], [2]].flatten()", "[1,2]"), ("lists.range(3)", "[0,1,2]"), ("[1, 1, 2].distinct()", "[1,2]"),
      ("url('https://u@h.example:8443/p?q=1').getHost()", "\"h.example:8443\""), ("isURL('nope')", "false"),
      ("ip('127.0.0.1').isLoopback()", "true"), ("isIP('300.1.1.1')", "false"), ("ip.isCanonical('::1')", "true"),
      ("cidr('192.168.0.0/24').containsIP('192.168.0.5')", "true"), ("cidr('10.0.0.0/8').prefixLength()", "8"),
      ("quantity('1Gi').isGreaterThan(quantity('512Mi'))", "true"), ("quantity('50k').add(20).asInteger()", "50020"),
      ("semver('1.2.3').isLessThan(semver('1.10.0'))", "true"), ("isSemver('v1.0')", "false"),
      ("semver('v1.0', true).minor()", "0"), ("format.dns1123Label().validate('a_b').hasValue()", "true"),
      ("optional.of(1).orValue(2)", "1"), ("{'a': 1}.?b.orValue(3)", "3"), ("[1][?4].hasValue()", "false"),
      ("{'a': 1}.transformMap(k, v, v + 1)", "{\"a\":2}"),
    ]
    for (text, expected) in cases { #expect(run(text) == expected, "\(text)") }
  }

  @Test func readinessOfFlux() {
    let text = "status.conditions.exists(e, e.type=='Ready' && e.status=='True')"
    let ready: Value = ["conditions": [["type": "Ready", "status": "True"]]]
    #expect(run(text, ["status": ready]) == "true")
    #expect(run(text, ["status": ["conditions": []]]) == "false")
    #expect(run(text, ["metadata": [:]]) == "error: no such attribute(s): status")
    #expect(run(text, ["status": [:]]) == "error: no such key: conditions")
  }

  @Test func compileErrorsPointAtTheirPlace() {
    func compile(_ text: String, _ type: CELType) -> String {
      do throws(CELError) {
        return try CEL.compile(text, CELEnvironment(variables: ["self": type])).resultType.description
      } catch {
        return error.message
      }
    }
    #expect(
      compile("self.nope > 1", .int)
        == "ERROR: <input>:1:5: type 'int' does not support field selection\n | self.nope > 1\n | ....^")
    #expect(
      compile("self + 'a'", .int)
        == "ERROR: <input>:1:6: found no matching overload for '_+_' applied to '(int, string)'\n | self + 'a'\n"
        + " | .....^")
    #expect(compile("other", .int).contains("undeclared reference to 'other' (in container '')"))
    #expect(compile("self.size() > 1 ? self : ''", .string) == "string")
  }

  @Test func costsAreBounded() throws {
    let list = (0..<2000).map { Value.int($0) }
    let program = try CEL.compile("l.all(x, l.all(y, l.all(z, x + y + z >= 0)))")
    #expect(throws: CELError.self) { try program.evaluate(["l": .array(list)]) }
  }
}
