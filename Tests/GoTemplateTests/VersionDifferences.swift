import GoTemplate

/// Where Go 1.19 and Sprig 3.2.3, the oracle's, differ on purpose from Go 1.25 and Sprig 3.3, which helm 3.20 has.
/// Each row says how to tell such a case; all others must agree.
enum VersionDifferences {
  struct Difference: Sendable {
    /// What changed, and where.
    let reason: String
    let applies: @Sendable (_ ours: String, _ theirs: String, _ template: String) -> Bool
  }

  static let table: [Difference] = [
    Difference(reason: "comparison errors name the types since Go 1.25") { ours, theirs, _ in
      theirs.contains("incompatible types for comparison") && ours.contains("incompatible types for comparison: ")
    },
    Difference(reason: "range over integers since Go 1.22") { _, theirs, _ in
      guard let range = theirs.range(of: "range can't iterate over ") else { return false }
      let rest = theirs[range.upperBound...]
      return rest.utf8.first.map { $0 == 0x2D || $0 >= 0x30 && $0 <= 0x39 } ?? false
    },
    Difference(reason: "call names the function that it cannot call since Go 1.22") { ours, theirs, _ in
      theirs.contains("non-function of type") && ours.contains("non-function ")
    },
    Difference(reason: "a closing parenthesis too many is an error of the lexer, without its code point, since Go 1.20")
    { ours, theirs, _ in
      theirs.contains(#"unexpected ")" in "#)
        || ours.contains("unexpected right paren") && theirs.contains("unexpected right paren U+0029")
    },
    Difference(reason: "else with since Go 1.23") { _, theirs, template in
      theirs.contains("unexpected <with> in ") && template.contains("else with")
    },
    Difference(reason: "assignments are shown with = since Go 1.21") { ours, theirs, _ in
      theirs.contains(" := ") && ours.contains(" = ")
    },
    Difference(reason: "semver begins its messages in lower case since v3.4") { ours, theirs, _ in
      theirs.contains("Invalid Semantic Version") && ours.contains("invalid semantic version")
    },
    Difference(reason: "strings.Repeat tells of overflow since Go 1.23") { ours, theirs, _ in
      theirs.contains("makeslice: cap out of range") && ours.contains("makeslice: len out of range")
        || theirs.contains("Repeat count causes overflow") && ours.contains("Repeat output length overflow")
    },
    Difference(reason: "encoding/json writes the replacement character as it is since Go 1.25") { ours, theirs, _ in
      theirs.lowercased().contains("ufffd") && (ours.contains("\u{FFFD}") || ours.contains("%EF%BF%BD"))
    },
    Difference(reason: "date of what is no time is the clock's") { ours, theirs, template in
      // It may have passed through other functions, which keep its length.
      guard template.contains("date") || template.contains("htmlDate") || template.contains("ago") else { return false }
      return ours.count == theirs.count && ours.prefix(2) == theirs.prefix(2)
    },
    Difference(reason: "time.Parse tells of the whole part that it cannot parse since Go 1.20") { ours, theirs, _ in
      guard let end = theirs.range(of: ": cannot parse ")?.upperBound, theirs.contains("parsing time ") else {
        return false
      }
      return ours.hasPrefix(String(theirs[..<end]))
    },
    Difference(reason: "mergo replaces what is no map by a map since v1.0") { ours, theirs, template in
      template.contains("mergeOverwrite") || template.contains("mustMergeOverwrite")
    },
    // Go's lists may be cut beyond their length, where memory was set aside; how much that is has changed as well.
    Difference(reason: "slicing beyond a list's length gives nothing, not Go's spare memory") { ours, _, template in
      ours.contains("slice index out of bounds") && (template.contains("slice") || template.contains("mustSlice"))
    },
    // Not a matter of versions: nobody formats a time by %f, and what Go then prints is how it holds one.
    Difference(reason: "verbs that are not for times and versions show their private fields in Go") {
      ours, theirs, template in
      template.contains("printf") && ours.ranges(of: "{}").count > theirs.ranges(of: "{}").count
        && ["date", "Date", "semver", "now"].contains { template.contains($0) }
    },
    Difference(reason: "a constraint with != passes over prereleases since semver v3.4") { _, _, template in
      template.contains("semverCompare") && template.contains("!=")
    },
    Difference(reason: "which kinds keys had that an error quotes is not kept") { _, theirs, _ in
      theirs.contains("yaml: invalid map key: ")
    },
    Difference(reason: "the oracle counts only what is written, we count every text") { ours, _, _ in
      ours.contains("makes more than 4194304 bytes")
    },
    Difference(reason: "splitting at \"\" keeps bytes that are no UTF-8 since Go 1.20") { ours, theirs, template in
      template.contains("split") && theirs.contains("\u{FFFD}") && ours.contains(#"\x"#)
    },
  ]

  static func reason(ours: String, theirs: String, template: String) -> String? {
    table.first { $0.applies(ours, theirs, template) }?.reason
  }
}
