extension SemVer {
  /// A set of version ranges (`semver.Constraints`): `>= 1.2, < 3 || ^4.1`, `1.2 - 3.4`, `~1.x`.
  public struct Constraint: Sendable {
    /// Alternatives; in each every rule must hold.
    let groups: [Group]
    /// `Constraints.IncludePrerelease`.
    public var includePrerelease = false

    struct Group: Sendable {
      var rules: [Rule]
      var hasPrerelease: Bool
    }

    /// `semver.NewConstraint`.
    public init(_ text: String) throws(GoError) {
      let rewritten = Constraint.rewriteRanges(Array(text.utf8))
      var groups: [Group] = []
      for part in Constraint.alternatives(rewritten) {
        guard Constraint.isValid(part) else {
          throw GoError("improper constraint: " + String(decoding: part, as: UTF8.self))
        }
        var rules: [Rule] = []
        for found in Constraint.findAll(part) { rules.append(try Rule(found)) }
        groups.append(Group(rules: rules, hasPrerelease: rules.contains { !$0.version.prerelease.isEmpty }))
      }
      self.groups = groups
    }

    /// `Constraints.Check`.
    public func check(_ version: SemVer) -> Bool {
      groups.contains { group in
        group.rules.allSatisfy { $0.check(version, prereleases: includePrerelease || group.hasPrerelease) == nil }
      }
    }

    /// `Constraints.Validate`: whether the version fits, and if not, every reason.
    public func validate(_ version: SemVer) -> (fits: Bool, reasons: [String]) {
      var reasons: [String] = []
      var toldPrerelease = false
      for group in groups {
        let prereleases = includePrerelease || group.hasPrerelease
        var fits = true
        for rule in group.rules {
          if !prereleases && !version.prerelease.isEmpty {
            if !toldPrerelease { reasons.append(Rule.prereleaseReason(version)) }
            toldPrerelease = true
            fits = false
          } else if let reason = rule.check(version, prereleases: prereleases) {
            reasons.append(reason)
            fits = false
          }
        }
        if fits { return (true, []) }
      }
      return (false, reasons)
    }
  }
}

extension SemVer.Constraint: CustomStringConvertible {
  /// `Constraints.String`.
  public var description: String {
    groups.map { $0.rules.map { $0.operation.rawValue + $0.text }.joined(separator: " ") }.joined(separator: " || ")
  }
}

// MARK: - Reading

extension SemVer.Constraint {
  private static func alternatives(_ bytes: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = [[]]
    var at = 0
    while at < bytes.count {
      if bytes[at] == 0x7C, at + 1 < bytes.count, bytes[at + 1] == 0x7C {
        parts.append([])
        at += 2
      } else {
        parts[parts.count - 1].append(bytes[at])
        at += 1
      }
    }
    return parts
  }

  /// `validConstraintRegex`: rules separated by spaces or one comma.
  private static func isValid(_ bytes: [UInt8]) -> Bool {
    var scanner = SemVerScanner(bytes)
    scanner.spaces()
    guard scanner.rule() != nil else { return false }
    while true {
      let spaces = scanner.spaces()
      guard let next = scanner.peek else { return true }
      if next == 0x2C {
        scanner.at += 1
        scanner.spaces()
      } else if spaces == 0 {
        return false
      }
      guard scanner.rule() != nil else { return false }
    }
  }

  /// `findConstraintRegex.FindAllString`.
  private static func findAll(_ bytes: [UInt8]) -> [SemVerScanner.Rule] {
    var scanner = SemVerScanner(bytes)
    var found: [SemVerScanner.Rule] = []
    while scanner.at < bytes.count {
      if let rule = scanner.rule() { found.append(rule) } else { scanner.at += 1 }
    }
    return found
  }

  /// `rewriteRange`: `1.2 - 3.4` becomes `>= 1.2, <= 3.4 `.
  private static func rewriteRanges(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x2D) else { return bytes }
    var result = bytes
    var scanner = SemVerScanner(bytes)
    while scanner.at < bytes.count {
      let start = scanner.at
      guard let range = scanner.hyphenRange() else {
        scanner.at = start + 1
        continue
      }
      let matched = bytes[start..<scanner.at]
      let replacement = Array(">= \(range.from), <= \(range.to) ".utf8)
      if let place = firstRange(of: matched, in: result) { result.replaceSubrange(place, with: replacement) }
    }
    return result
  }

  private static func firstRange(of part: ArraySlice<UInt8>, in whole: [UInt8]) -> Range<Int>? {
    guard part.count <= whole.count else { return nil }
    for start in 0...(whole.count - part.count) where whole[start..<(start + part.count)].elementsEqual(part) {
      return start..<(start + part.count)
    }
    return nil
  }
}

extension SemVerScanner {
  struct Rule {
    var operation: SemVer.Constraint.Operation
    var text: String
    var parts: Parts
  }

  /// `(=||!=|>|<|>=|=>|<=|=<|~|~>|\^)\s*(cv)`: the first operator in that order that a version follows.
  mutating func rule() -> Rule? {
    let start = at
    for operation in SemVer.Constraint.Operation.allCases {
      at = start
      let name = Array(operation.rawValue.utf8)
      guard bytes[at...].starts(with: name) else { continue }
      at += name.count
      spaces()
      let begin = at
      if let parts = constraintVersion() { return Rule(operation: operation, text: text(begin..<at), parts: parts) }
    }
    at = start
    return nil
  }

  /// `\s*(cv)\s+-\s+(cv)\s*`.
  mutating func hyphenRange() -> (from: String, to: String)? {
    spaces()
    let first = at
    guard constraintVersion() != nil else { return nil }
    let from = text(first..<at)
    guard spaces() > 0, peek == 0x2D else { return nil }
    at += 1
    guard spaces() > 0 else { return nil }
    let second = at
    guard constraintVersion() != nil else { return nil }
    let to = text(second..<at)
    spaces()
    return (from, to)
  }
}
