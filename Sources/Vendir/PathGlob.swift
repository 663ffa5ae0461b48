/// The patterns of `includePaths` and its like: `*`, `?`, `[a-z]`, `{a,b}` inside a part of a path and `**` for any
/// number of parts (vendir uses bmatcuk/doublestar).
struct PathGlob {
  private let alternatives: [[String]]

  init(_ pattern: String) {
    alternatives = PathGlob.expand(pattern).prefix(1000).map { text in
      text.split(separator: "/", omittingEmptySubsequences: true).map { String($0) }.filter { $0 != "." }
    }
  }

  func matches(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map { String($0) }
    return alternatives.contains { PathGlob.match($0[...], parts[...]) }
  }

  /// `{a,b}` written out.
  private static func expand(_ pattern: String) -> [String] {
    guard let open = pattern.firstIndex(of: "{") else { return [pattern] }
    var depth = 0
    var parts: [String] = []
    var current = ""
    var at = open
    while at < pattern.endIndex {
      let character = pattern[at]
      switch character {
      case "{":
        depth += 1
        if depth > 1 { current.append(character) }
      case "}":
        depth -= 1
        if depth == 0 {
          parts.append(current)
          let head = String(pattern[..<open])
          let tail = expand(String(pattern[pattern.index(after: at)...]))
          let middles = parts.flatMap(expand)
          if middles.count * tail.count > 1000 { return [pattern] }
          return middles.flatMap { middle in tail.map { head + middle + $0 } }
        }
        current.append(character)
      case "," where depth == 1:
        parts.append(current)
        current = ""
      default: current.append(character)
      }
      at = pattern.index(after: at)
    }
    return [pattern]
  }

  private static func match(_ pattern: ArraySlice<String>, _ parts: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return parts.isEmpty }
    if first == "**" {
      let rest = pattern.drop { $0 == "**" }
      if rest.isEmpty { return true }
      return parts.indices.contains { match(rest, parts[$0...]) }
    }
    guard let part = parts.first, matchPart(Array(first.unicodeScalars), Array(part.unicodeScalars)) else {
      return false
    }
    return match(pattern.dropFirst(), parts.dropFirst())
  }

  /// One part; linear but for the last star.
  private static func matchPart(_ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Bool {
    var (p, t) = (0, 0)
    var star: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, t)
        p += 1
      } else if p < pattern.count, let next = matchOne(pattern, p, text[t]) {
        p = next
        t += 1
      } else if let back = star {
        star = (back.p, back.t + 1)
        (p, t) = (back.p + 1, back.t + 1)
      } else {
        return false
      }
    }
    while p < pattern.count, pattern[p] == "*" { p += 1 }
    return p == pattern.count
  }

  /// The place after what matches one character, `nil` when it does not.
  private static func matchOne(_ pattern: [Unicode.Scalar], _ start: Int, _ scalar: Unicode.Scalar) -> Int? {
    switch pattern[start] {
    case "?": return start + 1
    case "\\" where start + 1 < pattern.count: return pattern[start + 1] == scalar ? start + 2 : nil
    case "[":
      var at = start + 1
      let negated = at < pattern.count && (pattern[at] == "^" || pattern[at] == "!")
      if negated { at += 1 }
      var found = false
      var first = true
      while at < pattern.count, pattern[at] != "]" || first {
        first = false
        let low = pattern[at]
        var high = low
        if at + 2 < pattern.count, pattern[at + 1] == "-", pattern[at + 2] != "]" {
          high = pattern[at + 2]
          at += 2
        }
        if low <= scalar && scalar <= high { found = true }
        at += 1
      }
      return at < pattern.count && found != negated ? at + 1 : nil
    default: return pattern[start] == scalar ? start + 1 : nil
    }
  }
}
