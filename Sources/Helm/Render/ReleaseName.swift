/// Which names releases may have (`chartutil.ValidateReleaseName`).
enum ReleaseName {
  static let maxLength = 53

  static func validate(_ name: String) throws(HelmError) {
    if name.isEmpty { throw HelmError("no name provided") }
    if name.utf8.count > maxLength || !isDNSSubdomain(name) {
      throw HelmError(
        "invalid release name, must match regex "
          + #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#
          + " and the length must not be longer than 53")
    }
  }

  static func isDNSSubdomain(_ name: String) -> Bool {
    name.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
      guard let first = label.first, let last = label.last, first != 0x2D, last != 0x2D else { return false }
      return label.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
    }
  }
}
