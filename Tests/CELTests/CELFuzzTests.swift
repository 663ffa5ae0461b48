import Manifest
import Testing

@testable import CEL

/// Expressions that nobody would write: whatever comes of them, it is a value or an error, never the end of the program.
@Suite struct CELFuzzTests {
  /// One expression or more of every library.
  static let seeds = [
    "self.a + 1 == 2 && has(self.b) || !(self.c in [1, 2, 3])",
    "self.list.map(x, x * 2).filter(y, y > 2).exists_one(z, z == 4)",
    "self.list.all(i, v, i < v) ? 'yes'.upperAscii() : b'no'",
    "'a-b-c'.split('-').join(',').substring(1, 3).charAt(0).lastIndexOf('b')",
    "quantity('1.5Gi').add(quantity('1Mi')).isGreaterThan(quantity('1Gi'))",
    "ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.2.3')",
    "url('https://u:p@host:1/p?q=1#f').getQuery()['q'][0].size()",
    "semver('1.2.3-rc.1+b').isLessThan(semver('2.0.0')) || isSemver('v1', true)",
    "format.dns1123Label().validate('A_b').orValue([]).size() > 0",
    "sets.intersects([1, 2], [2.0, 3u]) && [1, 2].sum() == 3 && [[1], [2]].flatten().isSorted()",
    "timestamp('2024-02-29T23:59:60Z').getDayOfYear('Europe/Berlin') + duration('-1h30m').getMinutes()",
    "optional.of(self.?a.?b[?0].orValue('x')).optMap(v, v + 'y').hasValue()",
    "'abc'.find('[a-c]+$').matches('(a|b)*') && 'a'.findAll('.', 2).size() < 3",
    "9223372036854775807 + -9223372036854775808 / -1 % 0 - int(1e308) * uint(-1.5)",
    "{'a': {1: [true, null], 2u: b'\\xff'}}.a[1][0] == dyn('x') && type(1) == int",
    "'%s %d %.3f %x %e %b'.format([self.a, 1, 1.5, 255, 1e10, 5])",
    "cel.bind(x, [1, 2, 3], x.map(y, x.size() * y).min() + x.max())",
  ]

  static let words = [
    "self", "a", "x", "'", "\"", "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "&&", "||", "!", "==", "<", "+", "-",
    "*", "/", "%", "in", "0", "1", "-1", "9223372036854775807", "1u", "1e400", "''", "b'\\377'", "r'\\'", "null",
    "true",
    "map(", "all(", "exists(", "matches('(((a*)*)*)*b')", "size()", "\u{0}", "é", "//c\n", "\\u", "optional.none()",
    "quantity('-1e-9')", "duration('9999999h')", "timestamp(253402300800)", "[?x]", ".?b", "string(", "bytes(", "dyn(",
  ]

  struct Source {
    var state: UInt64
    mutating func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(limit, 1)))
    }
  }

  /// A seed with pieces cut out, doubled, swapped for those of another or for a word.
  static func expression(_ source: inout Source) -> String {
    var text = Array(seeds[source.next(seeds.count)].unicodeScalars)
    for _ in 0...source.next(4) {
      let from = source.next(text.count + 1)
      let to = min(text.count, from + source.next(12))
      switch source.next(4) {
      case 0: text.removeSubrange(from..<to)
      case 1: text.insert(contentsOf: text[from..<to], at: from)
      case 2: text.replaceSubrange(from..<to, with: words[source.next(words.count)].unicodeScalars)
      default:
        let other = Array(seeds[source.next(seeds.count)].unicodeScalars)
        let start = source.next(other.count)
        text.insert(contentsOf: other[start..<min(other.count, start + source.next(20))], at: from)
      }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text)
    return String(view)
  }

  static let bindings: [String: Value] = [
    "self": ["a": 1, "b": ["x"], "c": nil, "list": [3, 1, 2], "deep": ["a": ["b": [1.5, true]]]]
  ]

  @Test(arguments: 1...8)
  func whateverIsWrittenEndsInAValueOrAnError(seed: Int) {
    var source = Source(state: UInt64(seed))
    var outcomes = (values: 0, errors: 0)
    for _ in 0..<400 {
      let text = Self.expression(&source)
      var environment = CELEnvironment(variables: ["self": .dyn])
      environment.costLimit = 20_000
      do throws(CELError) {
        _ = try CEL.compile(text, environment).evaluate(Self.bindings)
        outcomes.values += 1
      } catch {
        #expect(!error.message.isEmpty, "\(text)")
        outcomes.errors += 1
      }
    }
    #expect(outcomes.errors > 0 && outcomes.values + outcomes.errors == 400)
  }

  @Test func depthAndSizeAreBounded() {
    for text in [
      String(repeating: "(", count: 50_000), String(repeating: "-(", count: 50_000) + "1",
      String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000),
      String(repeating: "!(", count: 50_000) + "true", "1" + String(repeating: " + 1", count: 20_000),
      "self" + String(repeating: ".a", count: 40_000), String(repeating: "true ? ", count: 10_000) + "1",
      "'" + String(repeating: "a", count: 100_001) + "'",
    ] {
      #expect(throws: CELError.self) { try CEL.compile(text, CELEnvironment(variables: ["self": .dyn])) }
    }
  }

  @Test func workIsBounded() throws {
    let list: Value = .array((0..<200).map { .int($0) })
    let program = try CEL.compile(
      "self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))",
      CELEnvironment(variables: ["self": .list(.int)]))
    var isCostLimit = false
    do throws(CELError) { _ = try program.evaluate(["self": list]) } catch { isCostLimit = error.isCostLimit }
    #expect(isCostLimit)
  }
}
