/// One step of a compiled pattern.
struct RegexpStep {
  enum Operation: UInt8 {
    case fail, match, nop, alternate, capture, assertion, rune, set, any, anyButNewline
  }
  var operation: Operation
  var out: Int32 = 0
  /// Other branch, capture slot, assertion, character or set.
  var argument: Int32 = 0
}

/// A set of characters in a program: ASCII as bits, the rest as ranges in the program's list.
struct RegexpProgramSet {
  var low: UInt64 = 0
  var high: UInt64 = 0
  var start: Int32 = 0
  var end: Int32 = 0
}

/// A compiled pattern: what package regexp/syntax calls `Prog`, of the same shape, so that captures come out alike.
struct RegexpProgram: Sendable {
  private(set) var steps: [RegexpStep] = [RegexpStep(operation: .fail)]
  private(set) var sets: [RegexpProgramSet] = []
  /// Low and high ends in turn.
  private(set) var ranges: [UInt32] = []
  private(set) var start: Int32 = 0
  let captures: Int
  /// Every match begins at the begin of the text.
  private(set) var isAnchored = false
  /// Bytes with which a match can begin; `nil` when it can be empty.
  private(set) var firstBytes: [Bool]?
  /// What every match begins with.
  private(set) var prefix: [UInt8] = []

  /// A part with its loose ends (`step << 1 | branch`).
  private struct Fragment {
    var entry: Int32
    var loose: [Int32] = []
    var nullable = true
    static let fail = Fragment(entry: 0, nullable: false)
  }

  init(_ node: RegexpNode, groups: Int) {
    captures = groups
    let fragment = compile(node)
    let match = append(RegexpStep(operation: .match))
    patch(fragment.loose, match)
    start = fragment.entry
    analyse()
  }

  private mutating func append(_ step: RegexpStep) -> Int32 {
    steps.append(step)
    return Int32(steps.count - 1)
  }

  private mutating func patch(_ loose: [Int32], _ target: Int32) {
    for end in loose {
      if end & 1 == 0 { steps[Int(end >> 1)].out = target } else { steps[Int(end >> 1)].argument = target }
    }
  }

  private mutating func single(_ operation: RegexpStep.Operation, _ argument: Int32 = 0, nullable: Bool = true)
    -> Fragment
  {
    let step = append(RegexpStep(operation: operation, argument: argument))
    return Fragment(entry: step, loose: [step << 1], nullable: nullable)
  }

  private mutating func join(_ a: Fragment, _ b: Fragment) -> Fragment {
    if a.entry == 0 || b.entry == 0 { return .fail }
    patch(a.loose, b.entry)
    return Fragment(entry: a.entry, loose: b.loose, nullable: a.nullable && b.nullable)
  }

  private mutating func either(_ a: Fragment, _ b: Fragment) -> Fragment {
    if a.entry == 0 { return b }
    if b.entry == 0 { return a }
    let step = append(RegexpStep(operation: .alternate, out: a.entry, argument: b.entry))
    return Fragment(entry: step, loose: a.loose + b.loose, nullable: a.nullable || b.nullable)
  }

  /// A branch into `sub` or past it.
  private mutating func branch(_ sub: Fragment, greedy: Bool) -> Fragment {
    let step = append(RegexpStep(operation: .alternate))
    if greedy { steps[Int(step)].out = sub.entry } else { steps[Int(step)].argument = sub.entry }
    return Fragment(entry: step, loose: [greedy ? step << 1 | 1 : step << 1])
  }

  private mutating func optional(_ sub: Fragment, greedy: Bool) -> Fragment {
    var fragment = branch(sub, greedy: greedy)
    fragment.loose += sub.loose
    return fragment
  }

  private mutating func loop(_ sub: Fragment, greedy: Bool) -> Fragment {
    let fragment = branch(sub, greedy: greedy)
    patch(sub.loose, fragment.entry)
    return fragment
  }

  private mutating func star(_ sub: Fragment, greedy: Bool) -> Fragment {
    // (x+)? keeps the order of choices right when x can be empty (golang.org/issue/46123).
    if sub.nullable { return optional(plus(sub, greedy: greedy), greedy: greedy) }
    return loop(sub, greedy: greedy)
  }

  private mutating func plus(_ sub: Fragment, greedy: Bool) -> Fragment {
    Fragment(entry: sub.entry, loose: loop(sub, greedy: greedy).loose, nullable: sub.nullable)
  }

  private mutating func compile(_ node: RegexpNode) -> Fragment {
    switch node.kind {
    case .empty, .leftParen, .verticalBar: return single(.nop)
    case .literal(let rune, let fold):
      guard fold, UnicodeTables.simpleFold(rune) != rune else { return single(.rune, Int32(rune), nullable: false) }
      var set = RuneSet()
      set.add(folding: rune...rune)
      return compile(set.clean())
    case .set(let set): return compile(set)
    case .assertion(let assertion): return single(.assertion, assertion.rawValue)
    case .concat(let subs):
      var all: Fragment?
      for sub in subs {
        let next = compile(sub)
        all = all.map { join($0, next) } ?? next
      }
      return all ?? single(.nop)
    case .alternate(let subs):
      var all = Fragment.fail
      for sub in subs { all = either(all, compile(sub)) }
      return all
    case .capture(let group, let sub):
      let open = single(.capture, Int32(group * 2))
      let inner = compile(sub)
      let close = single(.capture, Int32(group * 2 + 1))
      return join(join(open, inner), close)
    case .star, .plus, .quest, .repeat: return compile(repeated: node)
    }
  }

  private mutating func compile(repeated node: RegexpNode) -> Fragment {
    switch node.kind {
    case .star(let sub, let greedy):
      if RegexpProgram.isEmpty(sub) { return single(.nop) }
      if case .star(_, greedy) = sub.kind { return compile(sub) }
      return star(compile(sub), greedy: greedy)
    case .plus(let sub, let greedy):
      if RegexpProgram.isEmpty(sub) { return single(.nop) }
      if case .plus(_, greedy) = sub.kind { return compile(sub) }
      return plus(compile(sub), greedy: greedy)
    case .quest(let sub, let greedy):
      if RegexpProgram.isEmpty(sub) { return single(.nop) }
      if case .quest(_, greedy) = sub.kind { return compile(sub) }
      return optional(compile(sub), greedy: greedy)
    case .repeat(let sub, let min, let max, let greedy):
      if max == 0 { return single(.nop) }
      if max < 0 {
        if min == 0 { return compile(RegexpNode(.star(sub, greedy: greedy))) }
        var subs = [RegexpNode](repeating: sub, count: min - 1)
        subs.append(RegexpNode(.plus(sub, greedy: greedy)))
        return subs.count == 1 ? compile(subs[0]) : compile(RegexpNode(.concat(subs)))
      }
      if min == 1 && max == 1 { return compile(sub) }
      var all: Fragment?
      for _ in 0..<min {
        let next = compile(sub)
        all = all.map { join($0, next) } ?? next
      }
      if max > min {
        let suffix = optionals(sub, count: max - min, greedy: greedy)
        all = all.map { join($0, suffix) } ?? suffix
      }
      return all ?? single(.nop)
    default: return single(.nop)
    }
  }

  /// `(x(x(x)?)?)?`, written from the front so that a thousand need no recursion.
  private mutating func optionals(_ sub: RegexpNode, count: Int, greedy: Bool) -> Fragment {
    if RegexpProgram.isEmpty(sub) { return single(.nop) }
    if count == 1, case .quest(_, greedy) = sub.kind { return compile(sub) }
    var loose: [Int32] = []
    var entry: Int32?
    var last: [Int32] = []
    for _ in 0..<count {
      let inner = compile(sub)
      let choice = branch(inner, greedy: greedy)
      patch(last, choice.entry)
      entry = entry ?? choice.entry
      loose += choice.loose
      last = inner.loose
    }
    return Fragment(entry: entry ?? 0, loose: loose + last)
  }

  private static func isEmpty(_ node: RegexpNode) -> Bool {
    switch node.kind {
    case .empty: true
    case .star(let sub, _), .plus(let sub, _), .quest(let sub, _): isEmpty(sub)
    case .repeat(let sub, let min, let max, _): max == 0 || isEmpty(sub) && min >= 0
    default: false
    }
  }

  private mutating func compile(_ set: RuneSet) -> Fragment {
    let found = set.ranges
    if found.count == 1, found[0].lowerBound == found[0].upperBound {
      return single(.rune, Int32(found[0].lowerBound), nullable: false)
    }
    if found.count == 1, found[0] == 0...RuneSet.most { return single(.any, nullable: false) }
    if found == RuneSet.anyButNewline.ranges { return single(.anyButNewline, nullable: false) }
    var entry = RegexpProgramSet()
    for range in found where range.lowerBound < 128 {
      for rune in range.lowerBound...min(range.upperBound, 127) {
        if rune < 64 { entry.low |= 1 << UInt64(rune) } else { entry.high |= 1 << UInt64(rune - 64) }
      }
    }
    entry.start = Int32(ranges.count)
    for range in found where range.upperBound >= 128 { ranges += [range.lowerBound, range.upperBound] }
    entry.end = Int32(ranges.count)
    sets.append(entry)
    return single(.set, Int32(sets.count - 1), nullable: false)
  }

  // MARK: - What is known of every match

  private mutating func analyse() {
    var at = start
    var runes: [UInt8] = []
    walk: while true {
      let step = steps[Int(at)]
      switch step.operation {
      case .nop, .capture: break
      case .assertion:
        if step.argument & RegexpAssertion.beginText.rawValue != 0 { isAnchored = true }
        break walk
      case .rune:
        if step.argument == 0xFFFD { break walk }
        UTF8Decoder.append(UInt32(step.argument), to: &runes)
      default: break walk
      }
      at = step.out
    }
    prefix = runes
    firstBytes = reachableBytes()
  }

  private func reachableBytes() -> [Bool]? {
    var bytes = [Bool](repeating: false, count: 256)
    var seen = [Bool](repeating: false, count: steps.count)
    var pending = [start]
    while let at = pending.popLast() {
      if seen[Int(at)] { continue }
      seen[Int(at)] = true
      let step = steps[Int(at)]
      switch step.operation {
      case .fail: break
      case .match, .any, .anyButNewline: return nil
      case .nop, .capture, .assertion: pending.append(step.out)
      case .alternate: pending += [step.out, step.argument]
      case .rune:
        if step.argument >= 128 {
          for byte in 128..<256 { bytes[byte] = true }
        } else {
          bytes[Int(step.argument)] = true
        }
      case .set:
        let set = sets[Int(step.argument)]
        for byte in 0..<64 {
          if set.low >> UInt64(byte) & 1 == 1 { bytes[byte] = true }
          if set.high >> UInt64(byte) & 1 == 1 { bytes[byte + 64] = true }
        }
        if set.start < set.end { for byte in 128..<256 { bytes[byte] = true } }
      }
    }
    return bytes
  }
}
