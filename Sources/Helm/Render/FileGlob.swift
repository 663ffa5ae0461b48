/// The patterns of `.Files.Glob` (gobwas/glob with `/` as separator): `*`, `**`, `?`, `[abc]`, `[!a-z]`, `{a,b}`, `\x`.
///
/// A malformed pattern matches every file, as helm lets it: `[a-zA-Z]` is one, a class holds a single range or a list.
struct FileGlob {
  private indirect enum Part {
    case text([Unicode.Scalar])
    /// `*`: anything but separators.
    case any
    /// `**`
    case everything
    case single
    case list([Unicode.Scalar], negated: Bool)
    case range(Unicode.Scalar, Unicode.Scalar, negated: Bool)
    case anyOf([[Part]])
  }

  private struct Malformed: Error {}

  private let parts: [Part]

  init(_ pattern: String) {
    var reader = Reader(scalars: Array(pattern.unicodeScalars))
    parts = (try? reader.sequence(inTerms: false)) ?? [.everything]
  }

  func matches(_ name: String) -> Bool {
    let text = Array(name.unicodeScalars)
    var reached = [Bool](repeating: false, count: text.count + 1)
    reached[0] = true
    return Self.advance(parts, text, reached)[text.count]
  }

  /// Where the parts can end, given where they can begin.
  private static func advance(_ parts: [Part], _ text: [Unicode.Scalar], _ start: [Bool]) -> [Bool] {
    var reached = start
    for part in parts {
      var next = [Bool](repeating: false, count: reached.count)
      switch part {
      case .text(let wanted):
        for i in reached.indices where reached[i] && i + wanted.count <= text.count {
          if text[i..<i + wanted.count].elementsEqual(wanted) { next[i + wanted.count] = true }
        }
      case .any:
        var open = false
        for i in reached.indices {
          if i > 0, text[i - 1] == "/" { open = false }
          if reached[i] { open = true }
          next[i] = open
        }
      case .everything:
        var open = false
        for i in reached.indices {
          if reached[i] { open = true }
          next[i] = open
        }
      case .single:
        for i in text.indices where reached[i] && text[i] != "/" { next[i + 1] = true }
      case .list(let list, let negated):
        for i in text.indices where reached[i] && list.contains(text[i]) != negated { next[i + 1] = true }
      case .range(let low, let high, let negated):
        for i in text.indices where reached[i] && (low <= text[i] && text[i] <= high) != negated {
          next[i + 1] = true
        }
      case .anyOf(let branches):
        for branch in branches {
          let ends = advance(branch, text, reached)
          for i in next.indices where ends[i] { next[i] = true }
        }
      }
      reached = next
    }
    return reached
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    var at = 0
    var depth = 0

    init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func sequence(inTerms: Bool) throws(Malformed) -> [Part] {
      var parts: [Part] = []
      while at < scalars.count, scalars[at] != "\0" {
        let scalar = scalars[at]
        switch scalar {
        case ",", "}":
          if inTerms { return parts }
          parts.append(.text(text(until: ["?", "*", "[", "{"])))
        case "{":
          at += 1
          parts.append(try terms())
        case "[":
          at += 1
          parts.append(try charClass())
        case "?":
          at += 1
          parts.append(.single)
        case "*":
          at += 1
          if at < scalars.count, scalars[at] == "*" {
            at += 1
            parts.append(.everything)
          } else {
            parts.append(.any)
          }
        default:
          let found = text(until: inTerms ? ["?", "*", "[", "{", "}", ","] : ["?", "*", "[", "{"])
          if !found.isEmpty { parts.append(.text(found)) }
        }
      }
      return parts
    }

    private mutating func terms() throws(Malformed) -> Part {
      depth += 1
      defer { depth -= 1 }
      if depth > 100 { throw Malformed() }
      var branches: [[Part]] = []
      while true {
        branches.append(try sequence(inTerms: true))
        guard at < scalars.count else { return .anyOf(branches) }
        at += 1
        if scalars[at - 1] == "}" { return .anyOf(branches) }
      }
    }

    private mutating func charClass() throws(Malformed) -> Part {
      var negated = false
      if at < scalars.count, scalars[at] == "!" {
        negated = true
        at += 1
      }
      guard at < scalars.count else { throw Malformed() }
      if at + 1 < scalars.count, scalars[at + 1] == "-" {
        let low = scalars[at]
        guard at + 3 < scalars.count, scalars[at + 3] == "]", low <= scalars[at + 2] else { throw Malformed() }
        let high = scalars[at + 2]
        at += 4
        return .range(low, high, negated: negated)
      }
      let list = text(until: ["]"])
      guard at < scalars.count, !list.isEmpty else { throw Malformed() }
      at += 1
      return .list(list, negated: negated)
    }

    private mutating func text(until stops: [Unicode.Scalar]) -> [Unicode.Scalar] {
      var found: [Unicode.Scalar] = []
      var escaped = false
      while at < scalars.count, scalars[at] != "\0" {
        let scalar = scalars[at]
        if !escaped {
          if scalar == "\\" {
            escaped = true
            at += 1
            continue
          }
          if stops.contains(scalar) { break }
        }
        escaped = false
        found.append(scalar)
        at += 1
      }
      return found
    }
  }
}
