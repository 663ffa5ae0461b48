import GoLibrary

/// Versions and constraints: the first line is a version, the rest a constraint.
enum SemVerTarget {
  static func run(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    let version = String(decoding: parts[0], as: UTF8.self)
    let constraint = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : version
    _ = try? SemVer(strict: version)
    let parsed = try? SemVer(version)
    if let parsed {
      let back = try? SemVer(parsed.description)
      Fuzz.require(back?.compare(parsed) == 0, "reads differently once written: \(parsed)")
      Fuzz.require(parsed.compare(parsed) == 0 && !(parsed < parsed), "differs from itself: \(parsed)")
      let next = [parsed.nextPatch(), parsed.nextMinor(), parsed.nextMajor()]
      for later in next where later.major >= parsed.major && later.minor >= parsed.minor { _ = parsed < later }
      _ = try? parsed.with(prerelease: constraint)
      _ = try? parsed.with(metadata: constraint)
    }
    guard let rules = try? SemVer.Constraint(constraint) else { return }
    for text in ["1.2.3", "0.0.0-0", "2.0.0-rc.1"] {
      guard let fixed = try? SemVer(text) else { continue }
      let answer = rules.validate(fixed)
      Fuzz.require(answer.fits == rules.check(fixed), "check and validate differ: \(constraint)")
    }
    if let parsed { _ = rules.validate(parsed) }
    _ = rules.description
  }
}
