import GoTemplate
import Manifest

/// Makes random templates for the oracle: the same seed gives the same ones.
struct TemplateGenerator {
  private var random: SplitMix
  private var variables: [String] = []
  private var loops = 0

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// Formats over operands of all kinds, some missing and some too many.
  mutating func nextFormat() -> (template: String, values: Value) {
    variables = []
    var text = "{{ printf \(GoQuote.quote(format()))"
    for _ in 0..<pick(5) { text += " " + operand(depth: 3) }
    return (text + " }}", TemplateGenerator.values)
  }

  /// A template and the values it is rendered with.
  mutating func next() -> (template: String, values: Value) {
    variables = []
    loops = 0
    var text = ""
    if chance(4) { text += define() }
    for _ in 0..<(1 + pick(4)) { text += piece(depth: 0) }
    if chance(40) { text = broken(text) }
    return (text, TemplateGenerator.values)
  }

  /// What `.Values` holds: numbers as Go's JSON reads them, hard texts, nested things.
  static let values: Value = [
    "s": "text", "empty": "", "n": 3.0, "big": 12345678.0, "f": 2.5, "neg": -7.0, "t": true, "no": false, "nul": nil,
    "list": ["a", "b", "c"], "nums": [1.0, 2.0, 3.5], "mix": ["x", 1.0, nil, true, ["y"], ["k": "v"]], "none": [],
    "m": ["a": 1.0, "b": ["c": "deep", "d": nil], "z": [1.0]], "em": [:], "url": "https://u:p@h.example:80/a/b?q=1#f",
    "hard": "é \"q\"\n<&>'\t\\", "yaml": "a: 1\nb:\n- x\n- y: z\n", "json": "{\"a\":[1,null,\"x\"]}", "num": "42",
    "ver": "1.2.3-rc.1+b", "date": "2021-03-04",
  ]

  // MARK: - Chance

  private mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(max(count, 1))) }
  private mutating func chance(_ one: Int) -> Bool { pick(one) == 0 }
  private mutating func any<T>(_ items: [T]) -> T { items[pick(items.count)] }

  // MARK: - Statements

  private mutating func open() -> String { chance(5) ? "{{- " : chance(8) ? "{{" : "{{ " }
  private mutating func close() -> String { chance(5) ? " -}}" : chance(8) ? "}}" : " }}" }
  private mutating func action(_ body: String) -> String { open() + body + close() }

  private mutating func literal() -> String {
    any(["a", " b ", "\n", "\n  x: ", "é", "}", "{", "\t", "key: ", " \n\n ", "\"", "- ", "0"])
  }

  private mutating func body(_ depth: Int) -> String {
    let mark = variables.count
    var text = ""
    for _ in 0..<(1 + pick(2)) { text += piece(depth: depth + 1) }
    variables.removeLast(variables.count - mark)
    return text
  }

  private mutating func define() -> String {
    let outer = variables
    let outerLoops = loops
    variables = []
    loops = 0
    let text = action("define \"d\(pick(2))\"") + body(2) + action("end")
    variables = outer
    loops = outerLoops
    return text
  }

  private mutating func piece(depth: Int) -> String {
    switch depth > 3 ? pick(4) : pick(14) {
    case 0: return literal()
    case 1, 2, 3, 4: return action(pipeline(depth: 0))
    case 5:
      let name = "$v\(pick(3))"
      let text = action("\(name) := \(pipeline(depth: 1))")
      variables.append(name)
      return text
    case 6:
      guard !variables.isEmpty else { return literal() }
      return action("\(any(variables)) = \(pipeline(depth: 1))")
    case 7, 8:
      let mark = variables.count
      var text = action("if " + condition())
      text += body(depth)
      if chance(2) {
        text += action("else") + body(depth)
      } else if chance(3) {
        text += action("else if " + condition()) + body(depth)
      }
      variables.removeLast(variables.count - mark)
      return text + action("end")
    case 9:
      let mark = variables.count
      var text = action("with " + (chance(3) ? declaration() : "") + pipeline(depth: 1)) + body(depth)
      if chance(2) { text += action("else") + body(depth) }
      variables.removeLast(variables.count - mark)
      return text + action("end")
    case 10, 11: return range(depth)
    case 12: return chance(2) ? action("/* c */") : action("template \"d\(pick(3))\" " + operand(depth: 1))
    default:
      if loops > 0, chance(2) {
        return action("if \(condition())") + action(any(["break", "continue"])) + action("end")
      }
      return action("block \"d\(2 + pick(2))\" " + operand(depth: 2)) + "x" + action("end")
    }
  }

  private mutating func declaration() -> String {
    let name = "$w\(pick(2))"
    defer { variables.append(name) }
    return name + " := "
  }

  private mutating func range(_ depth: Int) -> String {
    let mark = variables.count
    var head = "range "
    if chance(2) {
      head += chance(2) ? "$k, $e := " : "$e := "
      head += listOperand(1)
      variables += head.contains("$k") ? ["$k", "$e"] : ["$e"]
    } else {
      head += listOperand(1)
    }
    loops += 1
    var text = action(head) + body(depth)
    loops -= 1
    if chance(3) { text += action("else") + body(depth) }
    variables.removeLast(variables.count - mark)
    return text + action("end")
  }

  private mutating func condition() -> String {
    any(["eq ", "ne ", "and ", "or ", "lt ", "gt ", ""]) + operand(depth: 1)
      + (chance(5) ? "" : " " + operand(depth: 1))
  }

  /// Cuts, doubles or changes a character, to reach the messages of the parser.
  private mutating func broken(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    guard !scalars.isEmpty else { return text }
    let at = pick(scalars.count)
    switch pick(4) {
    case 0: scalars.remove(at: at)
    case 1: scalars.insert(any(Array("{}()|.$\"`'%,:=-!\\ \n".unicodeScalars)), at: at)
    case 2: scalars.removeLast(min(scalars.count, 1 + pick(6)))
    default: scalars[at] = any(Array("{}()|.$\"`'%,:=-!\\ \n9x".unicodeScalars))
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  // MARK: - Expressions

  private mutating func pipeline(depth: Int) -> String {
    var text = command(depth: depth)
    while chance(3) {
      let function = any(TemplateGenerator.functions)
      text += " | " + call(function, depth: depth + 1, missing: 1)
    }
    return text
  }

  private mutating func command(depth: Int) -> String {
    chance(4) ? operand(depth: depth) : call(any(TemplateGenerator.functions), depth: depth + 1, missing: 0)
  }

  private mutating func call(_ function: (String, [Character]), depth: Int, missing: Int) -> String {
    var words = [function.0]
    var kinds = function.1
    if kinds.last == "*" {
      kinds.removeLast()
      let last = kinds.popLast() ?? "a"
      kinds += Array(repeating: last, count: pick(3))
    }
    var count = kinds.count - missing
    if chance(30) { count += chance(2) ? 1 : -1 }
    for at in 0..<max(count, 0) { words.append(argument(at < kinds.count ? kinds[at] : "a", depth: depth)) }
    return words.joined(separator: " ")
  }

  private mutating func argument(_ kind: Character, depth: Int) -> String {
    if chance(12) { return operand(depth: depth) }
    switch kind {
    case "s": return stringOperand(depth)
    case "i": return chance(4) ? "(\(any(["int", "len", "int64"])) \(operand(depth: depth + 1)))" : integer()
    case "n": return any(["0", "1", "2", "3", "7", "-2", "-1", "12"])
    case "f": return number()
    case "b": return any(["true", "false", ".Values.t", "$.Values.no", "(eq 1 1)", "(empty .Values.s)"])
    case "l": return listOperand(depth)
    case "d": return dictOperand(depth)
    case "F": return GoQuote.quote(format())
    case "R": return GoQuote.quote(any(TemplateGenerator.patterns))
    case "D": return GoQuote.quote(any(TemplateGenerator.layouts))
    case "V": return GoQuote.quote(any(TemplateGenerator.versions))
    case "C": return GoQuote.quote(any(TemplateGenerator.constraints))
    case "T": return "(toDate \"2006-01-02\" \"20\(10 + pick(20))-0\(1 + pick(9))-1\(pick(10))\")"
    case "J": return GoQuote.quote(any(TemplateGenerator.documents))
    default: return operand(depth: depth)
    }
  }

  private mutating func integer() -> String {
    any(["0", "1", "2", "3", "5", "-1", "-3", "10", "017", "0x1F", "1_000", "'a'", "+4", "100", "9223372036854775807"])
  }

  private mutating func number() -> String {
    any(["1.5", "-2.25", "1e3", "1e6", "1e21", ".5", "1.", "0x1p4", "1e-7", "3", "123456789.125", "-0.0", "100000"])
  }

  private mutating func stringOperand(_ depth: Int) -> String {
    if depth < 4, chance(6) { return "(\(call(any(TemplateGenerator.stringFunctions), depth: depth + 1, missing: 0)))" }
    if chance(3) {
      return any([".Values.s", "$.Values.hard", "$.Values.empty", "$.Values.url", "$.Values.num", "$.Values.yaml"])
    }
    return any(TemplateGenerator.strings)
  }

  private mutating func listOperand(_ depth: Int) -> String {
    switch pick(8) {
    case 0: return any(["$.Values.list", "$.Values.nums", "$.Values.mix", "$.Values.none", ".Values.list"])
    case 1: return "(until \(pick(5)))"
    case 2: return "(splitList \(any(TemplateGenerator.strings)) \(stringOperand(depth + 1)))"
    case 3: return "$.Values.m"
    case 4: return any(["$.Values.nul", "$.Values.em", "(dict \"q\" 1 \"p\" 2)"])
    default:
      var words = ["list"]
      for _ in 0..<pick(4) { words.append(operand(depth: depth + 1)) }
      return "(\(words.joined(separator: " ")))"
    }
  }

  private mutating func dictOperand(_ depth: Int) -> String {
    switch pick(6) {
    case 0: return "$.Values.m"
    case 1: return any(["$.Values.em", "$.Values", "$.Values.m.b"])
    case 2:
      return
        "(\(any(["merge", "mergeOverwrite"])) (dict \"a\" \(operand(depth: depth + 2))) (dict \"a\" 2 \"b\" (dict)))"
    default:
      var words = ["dict"]
      for _ in 0..<pick(3) { words += [any(["\"a\"", "\"b\"", "\"k\""]), operand(depth: depth + 1)] }
      return "(\(words.joined(separator: " ")))"
    }
  }

  private mutating func operand(depth: Int) -> String {
    switch depth > 3 ? pick(7) : pick(11) {
    case 0: return any(["true", "false"])
    case 1: return integer()
    case 2: return number()
    case 3: return any(TemplateGenerator.strings)
    case 4: return any(TemplateGenerator.fields)
    case 5: return variables.isEmpty ? "$" : any(variables) + any(["", "", "", ".a", ".x.y"])
    case 6: return any([".", "nil", "$.Values.m.b.c", "$.Values.nul", ".Values.list"])
    case 7: return listOperand(depth + 1)
    case 8: return dictOperand(depth + 1)
    default: return "(\(pipeline(depth: depth + 1)))" + (chance(6) ? any([".a", ".b.c", ".x"]) : "")
    }
  }

  private mutating func format() -> String {
    var text = ""
    for _ in 0..<(1 + pick(3)) {
      text += any(["", "x", " ", "%%", "é"]) + "%"
      for _ in 0..<pick(3) { text += any(["+", "-", "#", " ", "0"]) }
      if chance(6) { text += any(["[1]", "[2]", "[3]", "[9]", "[x]", "[", "[0]"]) }
      text += any(["", "", "", "5", "12", "*"])
      text += any(["", "", "", ".0", ".2", ".", ".*", ".3"])
      text += any(Array("vvdsqxXtTfgeEGFobcUO%z!".map { String($0) }))
    }
    return chance(20) ? text + "%" : text
  }
}

/// The generator of Steele, Lea and Flood; small and the same everywhere.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
