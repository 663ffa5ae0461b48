import GoLibrary
import Manifest

extension FunctionTable {
  /// Sprig's semantic versions (semver.go of Masterminds/sprig).
  static func addVersions(_ table: inout FunctionTable) {
    /// sprig `semver`: `semver.NewVersion`
    table("semver", "string") { _, args throws(GoFailure) in
      .object(VersionObject(try Versions.version(args.string(0)), isPointer: true))
    }
    /// sprig `semverCompare`
    table("semverCompare", "string string") { _, args throws(GoFailure) in
      do throws(GoError) {
        let constraint = try SemVer.Constraint(args.string(0))
        return .bool(constraint.check(try SemVer(args.string(1))))
      } catch {
        throw fail(error.message)
      }
    }
  }
}

enum Versions {
  static func version(_ text: String) throws(GoFailure) -> SemVer {
    do throws(GoError) { return try SemVer(text) } catch { throw fail(error.message) }
  }

  static func unsigned(_ value: UInt64) -> GoValue { .int(Int64(bitPattern: value), .uint64) }
}

/// A `*semver.Version`, or the `semver.Version` that its methods return.
final class VersionObject: GoObject {
  let version: SemVer
  let goType: String
  let goKind: GoKind

  init(_ version: SemVer, isPointer: Bool) {
    self.version = version
    goType = isPointer ? "*semver.Version" : "semver.Version"
    goKind = isPointer ? .ptr : .struct
  }

  var text: String? { version.description }

  func json() throws(GoFailure) -> Value { .string(version.description) }

  func isEqual(_ other: any GoObject) -> Bool {
    guard let other = other as? VersionObject else { return false }
    return self === other || version.original == other.version.original
  }

  func method(_ name: String) -> GoFunction? {
    let version = version
    func give(_ value: GoValue) -> GoFunction { GoFunction(name, "") { _, _ in value } }
    func compare(_ test: @escaping @Sendable (Int) -> GoValue) -> GoFunction? {
      guard goKind == .ptr else { return nil }
      return GoFunction(name, "*semver.Version") { _, args in
        guard case .object(let object) = args[0], let other = object as? VersionObject else { return .false }
        return test(version.compare(other.version))
      }
    }
    func changed(_ change: @escaping @Sendable (String) throws(GoError) -> SemVer) -> GoFunction {
      GoFunction(name, "string") { _, args throws(GoFailure) in
        do throws(GoError) {
          return .object(VersionObject(try change(args.string(0)), isPointer: false))
        } catch {
          throw fail(error.message)
        }
      }
    }
    switch name {
    case "Major": return give(Versions.unsigned(version.major))
    case "Minor": return give(Versions.unsigned(version.minor))
    case "Patch": return give(Versions.unsigned(version.patch))
    case "Prerelease": return give(.string(version.prerelease))
    case "Metadata": return give(.string(version.metadata))
    case "String": return give(.string(version.description))
    case "Original": return goKind == .ptr ? give(.string(version.original)) : nil
    case "IncMajor": return give(.object(VersionObject(version.nextMajor(), isPointer: false)))
    case "IncMinor": return give(.object(VersionObject(version.nextMinor(), isPointer: false)))
    case "IncPatch": return give(.object(VersionObject(version.nextPatch(), isPointer: false)))
    case "SetPrerelease":
      return changed { (text) throws(GoError) in try version.with(prerelease: text) }
    case "SetMetadata":
      return changed { (text) throws(GoError) in try version.with(metadata: text) }
    case "Compare": return compare { .int($0) }
    case "Equal": return compare { .bool($0 == 0) }
    case "LessThan": return compare { .bool($0 < 0) }
    case "LessThanEqual": return compare { .bool($0 <= 0) }
    case "GreaterThan": return compare { .bool($0 > 0) }
    case "GreaterThanEqual": return compare { .bool($0 >= 0) }
    default: return nil
    }
  }
}
