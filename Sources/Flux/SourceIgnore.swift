import Files

/// What source-controller leaves out of an artifact: gitignore patterns from `.sourceignore`, `spec.ignore` and defaults
/// (fluxcd/pkg `sourceignore`; syntax as git-scm.com/docs/gitignore).
public struct SourceIgnore: Sendable {
  private struct Pattern: Sendable {
    /// The folder that the pattern belongs to, without a trailing slash.
    var domain: String
    var segments: [[UInt8]]
    var negated: Bool
    var directoryOnly: Bool
    /// Without a slash inside, the pattern matches at any depth.
    var anchored: Bool
  }
  private var patterns: [Pattern] = []

  static let versionControl = [".git/", ".gitignore", ".gitmodules", ".gitattributes"]
  static let defaults = [
    "*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip", ".github/", ".circleci/",
    ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml", "cloudbuild.yaml", "codeship-services.yml",
    "codeship-steps.yml", "**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml",
  ]

  /// Patterns alone, in the order in which they count (the last match wins).
  public init(patterns lines: [String], domain: String = "") {
    for line in lines { add(line, domain: domain) }
  }

  /// The rules for a tree: every `.sourceignore` in it and the source's `spec.ignore`.
  /// `ignoreFiles` maps the folder of each `.sourceignore` to its text, outermost first.
  public init(ignoreFiles: [(folder: String, text: String)], specIgnore: String?) {
    for line in SourceIgnore.versionControl { add(line, domain: "") }
    if ignoreFiles.isEmpty && specIgnore == nil {
      for line in SourceIgnore.defaults { add(line, domain: "") }
      return
    }
    for file in ignoreFiles {
      for line in file.text.split(separator: "\n", omittingEmptySubsequences: true) {
        add(String(line), domain: file.folder)
      }
    }
    for line in (specIgnore ?? "").split(separator: "\n", omittingEmptySubsequences: true) {
      add(String(line), domain: "")
    }
  }

  private mutating func add(_ line: String, domain: String) {
    var text = line[...]
    while let last = text.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" { text.removeLast() }
    if text.isEmpty || text.hasPrefix("#") { return }
    var pattern = Pattern(domain: domain, segments: [], negated: false, directoryOnly: false, anchored: false)
    if text.hasPrefix("!") {
      pattern.negated = true
      text.removeFirst()
    } else if text.hasPrefix("\\!") || text.hasPrefix("\\#") {
      text.removeFirst()
    }
    if text.hasSuffix("/") {
      pattern.directoryOnly = true
      text.removeLast()
    }
    pattern.anchored = text.contains("/")
    if text.hasPrefix("/") { text.removeFirst() }
    pattern.segments = text.split(separator: "/", omittingEmptySubsequences: false).map { Array($0.utf8) }
    if text.isEmpty { return }
    patterns.append(pattern)
  }

  /// Whether a file at that path is left out; a folder that is left out takes all below it along.
  public func ignores(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    for depth in 1...max(parts.count, 1) where depth <= parts.count {
      if matches(parts[..<depth], isDirectory: depth < parts.count) { return true }
    }
    return false
  }

  private func matches(_ parts: ArraySlice<String>, isDirectory: Bool) -> Bool {
    for pattern in patterns.reversed() {
      if pattern.directoryOnly && !isDirectory { continue }
      var rest = parts
      if !pattern.domain.isEmpty {
        let domain = pattern.domain.split(separator: "/").map(String.init)
        guard rest.count > domain.count, rest.prefix(domain.count).elementsEqual(domain) else { continue }
        rest = rest.dropFirst(domain.count)
      }
      let hit: Bool
      if pattern.anchored {
        hit = SourceIgnore.match(pattern.segments[...], rest)
      } else if let name = rest.last, let segment = pattern.segments.first {
        hit = Substitution.glob(segment[...], Array(name.utf8)[...])
      } else {
        hit = false
      }
      if hit { return !pattern.negated }
    }
    return false
  }

  private static func match(_ pattern: ArraySlice<[UInt8]>, _ parts: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return parts.isEmpty }
    if first.elementsEqual("**".utf8) {
      if pattern.count == 1 { return !parts.isEmpty }
      for skip in 0...parts.count where match(pattern.dropFirst(), parts.dropFirst(skip)) { return true }
      return false
    }
    guard let part = parts.first, Substitution.glob(first[...], Array(part.utf8)[...]) else { return false }
    return match(pattern.dropFirst(), parts.dropFirst())
  }
}
