import GoLibrary

/// Semantic versions where helm uses them.
enum ChartVersion {
  static func isValid(_ text: String) -> Bool { (try? SemVer(text)) != nil }

  /// Whether a version lies in a range; a malformed one of either never does (`chartutil.IsCompatibleRange`).
  static func isCompatible(_ range: String, _ version: String) -> Bool {
    guard let version = try? SemVer(version), let constraint = try? SemVer.Constraint(range) else { return false }
    return constraint.check(version)
  }
}
