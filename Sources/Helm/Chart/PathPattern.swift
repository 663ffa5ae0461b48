/// A shell file name pattern as Go's `filepath.Match` reads it on Unix: `*`, `?`, `[a-z]`, `[^a]`, `\x`;
/// none of them matches a slash.
struct PathPattern: Sendable {
  private let pattern: [Unicode.Scalar]

  /// Matches the empty name only.
  init() { pattern = [] }

  /// `nil` when the pattern is malformed (`filepath.ErrBadPattern`).
  init?(_ text: String) {
    pattern = Array(text.unicodeScalars)
    // Go finds most faults only while matching; helm tries every rule against "abc" for that.
    if Self.match(pattern[...], Array("abc".unicodeScalars)[...]) == nil { return nil }
  }

  /// Whether the whole name matches; a fault that shows only now counts as no match.
  func matches(_ name: String) -> Bool {
    Self.match(pattern[...], Array(name.unicodeScalars)[...]) ?? false
  }

  private typealias Text = ArraySlice<Unicode.Scalar>

  private static func match(_ pattern: Text, _ name: Text) -> Bool? {
    var pattern = pattern
    var name = name
    while !pattern.isEmpty {
      var star = false
      while pattern.first == "*" {
        pattern = pattern.dropFirst()
        star = true
      }
      let (chunk, rest) = scanChunk(pattern)
      pattern = rest
      if star && chunk.isEmpty { return !name.contains("/") }
      switch matchChunk(chunk, name) {
      case .bad: return nil
      case .matched(let left) where left.isEmpty || !pattern.isEmpty:
        name = left
        continue
      default: break
      }
      if star {
        var found = false
        var i = name.startIndex
        while i < name.endIndex, name[i] != "/" {
          i += 1
          switch matchChunk(chunk, name[i...]) {
          case .bad: return nil
          case .matched(let left):
            if pattern.isEmpty && !left.isEmpty { continue }
            name = left
            found = true
          case .failed: continue
          }
          break
        }
        if found { continue }
      }
      // No match; Go still looks at the rest of the pattern for faults.
      while !pattern.isEmpty {
        while pattern.first == "*" { pattern = pattern.dropFirst() }
        let (chunk, rest) = scanChunk(pattern)
        pattern = rest
        if case .bad = matchChunk(chunk, []) { return nil }
      }
      return false
    }
    return name.isEmpty
  }

  private static func scanChunk(_ pattern: Text) -> (chunk: Text, rest: Text) {
    var inRange = false
    var i = pattern.startIndex
    scan: while i < pattern.endIndex {
      switch pattern[i] {
      case "\\": if i + 1 < pattern.endIndex { i += 1 }
      case "[": inRange = true
      case "]": inRange = false
      case "*": if !inRange { break scan }
      default: break
      }
      i += 1
    }
    return (pattern[pattern.startIndex..<i], pattern[i...])
  }

  private enum Outcome {
    case matched(Text)
    case failed
    case bad
  }

  private static func matchChunk(_ chunk: Text, _ text: Text) -> Outcome {
    var chunk = chunk
    var text = text
    var failed = false
    while let symbol = chunk.first {
      if !failed && text.isEmpty { failed = true }
      switch symbol {
      case "[":
        var rune: Unicode.Scalar = "\0"
        if !failed, let first = text.first {
          rune = first
          text = text.dropFirst()
        }
        chunk = chunk.dropFirst()
        var negated = false
        if chunk.first == "^" {
          negated = true
          chunk = chunk.dropFirst()
        }
        var matched = false
        var ranges = 0
        while true {
          if chunk.first == "]" && ranges > 0 {
            chunk = chunk.dropFirst()
            break
          }
          guard let low = escaped(&chunk) else { return .bad }
          var high = low
          if chunk.first == "-" {
            chunk = chunk.dropFirst()
            guard let end = escaped(&chunk) else { return .bad }
            high = end
          }
          if low.value <= rune.value && rune.value <= high.value { matched = true }
          ranges += 1
        }
        if matched == negated { failed = true }
      case "?":
        if !failed {
          if text.first == "/" { failed = true }
          text = text.dropFirst()
        }
        chunk = chunk.dropFirst()
      default:
        var wanted = symbol
        chunk = chunk.dropFirst()
        if symbol == "\\" {
          guard let next = chunk.first else { return .bad }
          wanted = next
          chunk = chunk.dropFirst()
        }
        if !failed {
          if text.first != wanted { failed = true }
          text = text.dropFirst()
        }
      }
    }
    return failed ? .failed : .matched(text)
  }

  /// One character of a range, `nil` where the range is malformed.
  private static func escaped(_ chunk: inout Text) -> Unicode.Scalar? {
    guard var first = chunk.first, first != "-", first != "]" else { return nil }
    if first == "\\" {
      chunk = chunk.dropFirst()
      guard let next = chunk.first else { return nil }
      first = next
    }
    chunk = chunk.dropFirst()
    return chunk.isEmpty ? nil : first
  }
}
