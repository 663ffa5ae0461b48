/// A semantic version as Masterminds/semver v3.4 reads, orders and prints it (`semver.Version`).
///
/// `SemVer(text)` is `semver.NewVersion`: lenient, with an optional `v` and missing parts. `SemVer(strict:)` is
/// `semver.StrictNewVersion`.
public struct SemVer: Sendable, Hashable {
  public private(set) var major: UInt64
  public private(set) var minor: UInt64
  public private(set) var patch: UInt64
  /// What follows the dash, without it.
  public private(set) var prerelease: String
  /// What follows the plus sign, without it.
  public private(set) var metadata: String
  /// The text that was read.
  public private(set) var original: String

  /// `semver.New`.
  public init(_ major: UInt64, _ minor: UInt64, _ patch: UInt64, prerelease: String = "", metadata: String = "") {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    self.metadata = metadata
    self.original = ""
    self.original = description
  }

  /// `semver.NewVersion`: `v1`, `1.2`, `1.2.3-alpha.1+build`.
  public init(_ text: String) throws(GoError) {
    guard let parts = SemVerScanner.version(text) else { throw SemVer.invalid }
    major = try SemVer.segment(parts.major)
    minor = try SemVer.segment(parts.minor)
    patch = try SemVer.segment(parts.patch)
    prerelease = parts.prerelease
    metadata = parts.metadata
    original = text
    if !prerelease.isEmpty { try SemVer.validatePrerelease(prerelease) }
    if !metadata.isEmpty { try SemVer.validateMetadata(metadata) }
  }

  /// `semver.StrictNewVersion`: exactly three numbers without leading zeros, no `v`.
  public init(strict text: String) throws(GoError) {
    if text.isEmpty { throw GoError("version string empty") }
    var parts = text.utf8.split(separator: 0x2E, maxSplits: 2, omittingEmptySubsequences: false).map {
      String($0) ?? ""
    }
    guard parts.count == 3 else { throw SemVer.invalid }
    metadata = ""
    prerelease = ""
    if let plus = parts[2].utf8.firstIndex(of: 0x2B) {
      metadata = String(parts[2][parts[2].utf8.index(after: plus)...])
      parts[2] = String(parts[2][..<plus])
      try SemVer.validateMetadata(metadata)
    }
    if let dash = parts[2].utf8.firstIndex(of: 0x2D) {
      prerelease = String(parts[2][parts[2].utf8.index(after: dash)...])
      parts[2] = String(parts[2][..<dash])
      try SemVer.validatePrerelease(prerelease)
    }
    for part in parts {
      guard part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw GoError("invalid characters in version") }
      if part.utf8.count > 1, part.utf8.first == 0x30 { throw GoError("version segment starts with 0") }
    }
    major = try SemVer.number(parts[0])
    minor = try SemVer.number(parts[1])
    patch = try SemVer.number(parts[2])
    original = text
  }

  static let invalid = GoError("invalid semantic version")

  private static func number(_ text: String) throws(GoError) -> UInt64 {
    do { return try GoNumber.parseUInt(text) } catch { throw GoError(error.description) }
  }

  private static func segment(_ text: String) throws(GoError) -> UInt64 {
    if text.isEmpty { return 0 }
    do { return try number(text) } catch { throw GoError("error parsing version segment: " + error.message) }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x2D
  }

  static func validatePrerelease(_ text: String) throws(GoError) {
    for part in text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false) {
      if part.isEmpty { throw GoError("invalid prerelease string") }
      if part.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
        if part.count > 1, part.first == 0x30 { throw GoError("version segment starts with 0") }
      } else if !part.allSatisfy(isAllowed) {
        throw GoError("invalid prerelease string")
      }
    }
  }

  static func validateMetadata(_ text: String) throws(GoError) {
    for part in text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    where part.isEmpty || !part.allSatisfy(isAllowed) {
      throw GoError("invalid metadata string")
    }
  }
}

extension SemVer: CustomStringConvertible {
  /// `Version.String`: always three numbers, never a `v`.
  public var description: String {
    var text = "\(major).\(minor).\(patch)"
    if !prerelease.isEmpty { text += "-" + prerelease }
    if !metadata.isEmpty { text += "+" + metadata }
    return text
  }
}

// MARK: - Order

extension SemVer: Comparable {
  /// `Version.Compare`: -1, 0 or 1; metadata does not count.
  public func compare(_ other: SemVer) -> Int {
    if major != other.major { return major < other.major ? -1 : 1 }
    if minor != other.minor { return minor < other.minor ? -1 : 1 }
    if patch != other.patch { return patch < other.patch ? -1 : 1 }
    switch (prerelease.isEmpty, other.prerelease.isEmpty) {
    case (true, true): return 0
    case (true, false): return 1
    case (false, true): return -1
    case (false, false): return SemVer.comparePrerelease(prerelease, other.prerelease)
    }
  }

  public static func < (a: SemVer, b: SemVer) -> Bool { a.compare(b) < 0 }

  static func comparePrerelease(_ a: String, _ b: String) -> Int {
    let x = a.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    let y = b.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    for index in 0..<max(x.count, y.count) {
      let order = comparePart(
        index < x.count ? String(x[index]) ?? "" : "", index < y.count ? String(y[index]) ?? "" : "")
      if order != 0 { return order }
    }
    return 0
  }

  private static func comparePart(_ a: String, _ b: String) -> Int {
    if a.utf8.elementsEqual(b.utf8) { return 0 }
    if a.isEmpty { return -1 }
    if b.isEmpty { return 1 }
    switch (UInt64(a), UInt64(b)) {
    case (nil, nil): return b.utf8.lexicographicallyPrecedes(a.utf8) ? 1 : -1
    case (_?, nil): return -1
    case (nil, _?): return 1
    case (let x?, let y?): return x > y ? 1 : -1
    }
  }
}

// MARK: - Next versions

extension SemVer {
  private func replaced(_ major: UInt64, _ minor: UInt64, _ patch: UInt64, _ pre: String = "", _ meta: String = "")
    -> SemVer
  {
    var next = SemVer(major, minor, patch, prerelease: pre, metadata: meta)
    if original.utf8.first == 0x76 { next.original = "v" + next.original }
    return next
  }

  /// `Version.IncPatch`: drops a prerelease, or counts the patch number up.
  public func nextPatch() -> SemVer { replaced(major, minor, prerelease.isEmpty ? patch &+ 1 : patch) }
  /// `Version.IncMinor`.
  public func nextMinor() -> SemVer { replaced(major, minor &+ 1, 0) }
  /// `Version.IncMajor`.
  public func nextMajor() -> SemVer { replaced(major &+ 1, 0, 0) }

  /// `Version.SetPrerelease`.
  public func with(prerelease: String) throws(GoError) -> SemVer {
    if !prerelease.isEmpty { try SemVer.validatePrerelease(prerelease) }
    return replaced(major, minor, patch, prerelease, metadata)
  }

  /// `Version.SetMetadata`.
  public func with(metadata: String) throws(GoError) -> SemVer {
    if !metadata.isEmpty { try SemVer.validateMetadata(metadata) }
    return replaced(major, minor, patch, prerelease, metadata)
  }
}
