/// What `.helmignore` says (helm's `pkg/ignore`): shell patterns, one a line.
///
/// Unlike git, rules are tried in order and the first that matches decides; a rule with `!` ignores everything it
/// does not match; `**` is refused.
struct IgnoreRules: Sendable {
  private struct Rule: Sendable {
    var pattern: PathPattern
    var negated: Bool
    var onlyDirectories: Bool
    /// Matched against the last part of the path only.
    var onlyBase: Bool
  }

  private var rules: [Rule] = []

  /// No rules but helm's own: hidden files of `templates/`.
  init() { addDefaults() }

  /// Reads a `.helmignore` file and adds helm's own rule.
  init(_ bytes: [UInt8]) throws(HelmError) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: true) {
      try add(String(decoding: line, as: UTF8.self))
    }
    addDefaults()
  }

  private mutating func addDefaults() {
    guard let pattern = PathPattern("templates/.?*") else { return }
    rules.append(Rule(pattern: pattern, negated: false, onlyDirectories: false, onlyBase: false))
  }

  private mutating func add(_ line: String) throws(HelmError) {
    var text = GoText.trimSpace(line)
    if text.isEmpty || text.hasPrefix("#") { return }
    if text.contains("**") { throw HelmError("double-star (**) syntax is not supported") }
    guard PathPattern(text) != nil else { throw HelmError("syntax error in pattern") }
    var rule = Rule(pattern: PathPattern(), negated: false, onlyDirectories: false, onlyBase: false)
    if text.hasPrefix("!") {
      rule.negated = true
      text.removeFirst()
    }
    if text.hasSuffix("/") {
      rule.onlyDirectories = true
      text.removeLast()
    }
    if text.hasPrefix("/") {
      // helm takes one off at each file that it looks at.
      while text.hasPrefix("/") { text.removeFirst() }
    } else if !text.contains("/") {
      rule.onlyBase = true
    }
    rule.pattern = PathPattern(text) ?? PathPattern()
    rules.append(rule)
  }

  /// Whether the file or folder at that path below the chart is left out.
  func ignores(_ path: String, isDirectory: Bool) -> Bool {
    if path.isEmpty || path == "." || path == "./" { return false }
    var base: String?
    for rule in rules {
      let subject: String
      if rule.onlyBase {
        let name = base ?? String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
        base = name
        subject = name
      } else {
        subject = path
      }
      if rule.negated {
        if rule.onlyDirectories && !isDirectory { return true }
        if !rule.pattern.matches(subject) { return true }
        continue
      }
      if rule.onlyDirectories && !isDirectory { continue }
      if rule.pattern.matches(subject) { return true }
    }
    return false
  }
}
