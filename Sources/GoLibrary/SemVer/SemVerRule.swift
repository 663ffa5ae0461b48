extension SemVer.Constraint {
  /// In the order in which Masterminds' regular expression tries them.
  enum Operation: String, CaseIterable, Sendable {
    case equal = "="
    case none = ""
    case notEqual = "!="
    case greater = ">"
    case less = "<"
    case greaterOrEqual = ">="
    case equalOrGreater = "=>"
    case lessOrEqual = "<="
    case equalOrLess = "=<"
    case tilde = "~"
    case pessimistic = "~>"
    case caret = "^"
  }

  /// One comparison (`semver.constraint`).
  struct Rule: Sendable {
    let operation: Operation
    /// The version as written.
    let text: String
    let version: SemVer
    /// Some part is a wildcard or missing; which one.
    private(set) var dirty = false
    private(set) var minorDirty = false
    private(set) var patchDirty = false

    init(_ found: SemVerScanner.Rule) throws(GoError) {
      operation = found.operation
      text = found.text
      var spelled = found.text
      let parts = found.parts
      let suffix = parts.prerelease.isEmpty ? "" : "-" + parts.prerelease
      if Rule.isWild(parts.major) {
        spelled = "0.0.0" + suffix
        dirty = true
      } else if parts.minor.isEmpty || Rule.isWild(parts.minor) {
        spelled = "\(parts.major).0.0\(suffix)"
        dirty = true
        minorDirty = true
      } else if parts.patch.isEmpty || Rule.isWild(parts.patch) {
        spelled = "\(parts.major).\(parts.minor).0\(suffix)"
        dirty = true
        patchDirty = true
      }
      guard let version = try? SemVer(spelled) else { throw GoError("constraint parser error") }
      self.version = version
    }

    private static func isWild(_ text: String) -> Bool { text == "x" || text == "X" || text == "*" }

    static func prereleaseReason(_ version: SemVer) -> String {
      "\(version) is a prerelease version and the constraint is only looking for release versions"
    }

    /// `nil` when the version fits, else why not.
    func check(_ other: SemVer, prereleases: Bool) -> String? {
      if !other.prerelease.isEmpty && !prereleases { return Rule.prereleaseReason(other) }
      switch operation {
      case .equal, .none:
        if dirty { return tilde(other) }
        return other.compare(version) == 0 ? nil : "\(other) is not equal to \(text)"
      case .notEqual: return notEqual(other)
      case .greater: return greater(other)
      case .less: return other < version ? nil : "\(other) is greater than or equal to \(text)"
      case .greaterOrEqual, .equalOrGreater: return other < version ? "\(other) is less than \(text)" : nil
      case .lessOrEqual, .equalOrLess: return lessOrEqual(other)
      case .tilde, .pessimistic: return tilde(other)
      case .caret: return caret(other)
      }
    }

    private func notEqual(_ other: SemVer) -> String? {
      let equal = "\(other) is equal to \(text)"
      if dirty {
        if version.major != other.major { return nil }
        if minorDirty { return equal }
        if version.minor != other.minor { return nil }
        if patchDirty {
          if other.prerelease.isEmpty && version.prerelease.isEmpty { return equal }
          return SemVer.comparePrerelease(other.prerelease, version.prerelease) != 0 ? nil : equal
        }
        if version.patch != other.patch { return nil }
      }
      return other.compare(version) == 0 ? equal : nil
    }

    private func greater(_ other: SemVer) -> String? {
      let reason = "\(other) is less than or equal to \(text)"
      if dirty {
        if other.major > version.major { return nil }
        if other.major < version.major || minorDirty { return reason }
        if patchDirty { return other.minor > version.minor ? nil : reason }
      }
      return other > version ? nil : reason
    }

    private func lessOrEqual(_ other: SemVer) -> String? {
      let reason = "\(other) is greater than \(text)"
      if !dirty { return other <= version ? nil : reason }
      if other.major > version.major { return reason }
      if other.major == version.major && other.minor > version.minor && !minorDirty { return reason }
      return nil
    }

    private func tilde(_ other: SemVer) -> String? {
      if other < version { return "\(other) is less than \(text)" }
      let zero = version.major == 0 && version.minor == 0 && version.patch == 0
      if zero && !minorDirty && !patchDirty { return nil }
      if other.major != version.major { return "\(other) does not have same major version as \(text)" }
      if other.minor != version.minor && !minorDirty {
        return "\(other) does not have same major and minor version as \(text)"
      }
      return nil
    }

    private func caret(_ other: SemVer) -> String? {
      if other < version { return "\(other) is less than \(text)" }
      if version.major > 0 || minorDirty {
        return other.major == version.major ? nil : "\(other) does not have same major version as \(text)"
      }
      if other.major > 0 { return "\(other) does not have same major version as \(text)" }
      if version.minor > 0 || patchDirty {
        if other.minor == version.minor { return nil }
        return "\(other) does not have same minor version as \(text). "
          + "Expected minor versions to match when constraint major version is 0"
      }
      if other.minor > 0 { return "\(other) does not have same minor version as \(text)" }
      if other.patch == version.patch { return nil }
      return "\(other) does not equal \(text). "
        + "Expect version and constraint to equal when major and minor versions are 0"
    }
  }
}
