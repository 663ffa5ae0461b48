/// Flags of regexp/syntax as they hold at a place of the pattern.
struct RegexpFlags: OptionSet, Sendable {
  let rawValue: UInt8
  static let foldCase = RegexpFlags(rawValue: 1)
  /// `^` and `$` match at the ends of the text only (off with `(?m)`).
  static let oneLine = RegexpFlags(rawValue: 2)
  static let dotNewline = RegexpFlags(rawValue: 4)
  static let nonGreedy = RegexpFlags(rawValue: 8)
}

/// What an empty-width assertion asks for.
struct RegexpAssertion: OptionSet, Sendable {
  let rawValue: Int32
  static let beginLine = RegexpAssertion(rawValue: 1)
  static let endLine = RegexpAssertion(rawValue: 2)
  static let beginText = RegexpAssertion(rawValue: 4)
  static let endText = RegexpAssertion(rawValue: 8)
  static let wordBoundary = RegexpAssertion(rawValue: 16)
  static let noWordBoundary = RegexpAssertion(rawValue: 32)
}

/// A node of the parsed pattern. Lives only while a pattern is compiled.
final class RegexpNode {
  enum Kind {
    case empty
    case literal(UInt32, fold: Bool)
    case set(RuneSet)
    case assertion(RegexpAssertion)
    case concat([RegexpNode])
    case alternate([RegexpNode])
    case capture(Int, RegexpNode)
    case star(RegexpNode, greedy: Bool)
    case plus(RegexpNode, greedy: Bool)
    case quest(RegexpNode, greedy: Bool)
    /// `max` -1 is no limit.
    case `repeat`(RegexpNode, min: Int, max: Int, greedy: Bool)
    /// On the parser's stack only.
    case leftParen(capture: Int, flags: RegexpFlags)
    case verticalBar
  }

  let kind: Kind
  /// How large the node compiles, and how deep it is, as regexp/syntax counts them for its limits.
  let size: Int
  let height: Int

  init(_ kind: Kind) {
    self.kind = kind
    var size = 1
    var height = 1
    switch kind {
    case .capture(_, let sub), .star(let sub, _):
      size = 2 + sub.size
      height = 1 + sub.height
    case .plus(let sub, _), .quest(let sub, _):
      size = 1 + sub.size
      height = 1 + sub.height
    case .concat(let subs):
      size = subs.reduce(0) { $0 + $1.size }
      height = 1 + (subs.lazy.map(\.height).max() ?? 0)
    case .alternate(let subs):
      size = subs.reduce(0) { $0 + $1.size } + max(subs.count - 1, 0)
      height = 1 + (subs.lazy.map(\.height).max() ?? 0)
    case .repeat(let sub, let min, let max, _):
      if max < 0 {
        size = min == 0 ? 2 + sub.size : 1 + min * sub.size
      } else {
        size = max * sub.size + (max - min)
      }
      height = 1 + sub.height
    default: break
    }
    self.size = max(size, 1)
    self.height = height
  }

  var isPseudo: Bool {
    switch kind {
    case .leftParen, .verticalBar: true
    default: false
    }
  }

  /// `repeatIsValid`: whether nested counts multiply to no more than `limit`.
  func repeats(within limit: Int) -> Bool {
    var limit = limit
    switch kind {
    case .repeat(let sub, let min, let max, _):
      let most = max < 0 ? min : max
      if max == 0 { return true }
      if most > limit { return false }
      if most > 0 { limit /= most }
      return sub.repeats(within: limit)
    case .concat(let subs), .alternate(let subs): return subs.allSatisfy { $0.repeats(within: limit) }
    case .capture(_, let sub), .star(let sub, _), .plus(let sub, _), .quest(let sub, _):
      return sub.repeats(within: limit)
    default: return true
    }
  }
}
