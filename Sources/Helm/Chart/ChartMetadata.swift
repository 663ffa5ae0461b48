import Manifest

/// What `Chart.yaml` says (helm's `chart.Metadata`).
public struct ChartMetadata: Sendable, Hashable {
  public var name = ""
  public var home = ""
  public var sources: [String]?
  public var version = ""
  public var description = ""
  public var keywords: [String]?
  public var maintainers: [Maintainer]?
  public var icon = ""
  public var apiVersion = ""
  public var condition = ""
  public var tags = ""
  public var appVersion = ""
  public var deprecated = false
  public var annotations: [String: String]?
  /// A semantic version range of Kubernetes.
  public var kubeVersion = ""
  /// `nil` when none are written; helm tells that apart from an empty list.
  public var dependencies: [ChartDependency]?
  /// Where a null stood among the maintainers, and whether one stood among the dependencies.
  var emptyMaintainer: Int?
  var hasEmptyDependency = false
  /// Empty, `application` or `library`.
  public var type = ""

  public init() {}

  public struct Maintainer: Sendable, Hashable {
    public var name = ""
    public var email = ""
    public var url = ""
    public init() {}
  }

  /// A library chart gives its `define`s only; nothing of it is rendered.
  public var isLibrary: Bool { type.lowercased() == "library" }
}

/// One entry of `dependencies:` (helm's `chart.Dependency`).
public struct ChartDependency: Sendable, Hashable {
  public var name = ""
  /// A semantic version range.
  public var version = ""
  public var repository = ""
  /// Paths into the values, separated by commas; the first that holds a boolean decides.
  public var condition = ""
  public var tags: [String]?
  public var enabled = false
  /// Strings and `{child, parent}` pairs.
  public var importValues: [Value]?
  public var alias = ""

  public init() {}
}

/// What `Chart.lock` says.
public struct ChartLock: Sendable, Hashable {
  /// RFC 3339.
  public var generated = ""
  /// `sha256:` of the dependencies in Chart.yaml and here.
  public var digest = ""
  public var dependencies: [ChartDependency]?
  public init() {}
}

extension ChartMetadata {
  /// Checks as helm does, and makes spaces of odd white space and nothing of what cannot be printed.
  mutating func validate() throws(HelmError) {
    name = Self.sanitize(name)
    description = Self.sanitize(description)
    home = Self.sanitize(home)
    icon = Self.sanitize(icon)
    condition = Self.sanitize(condition)
    tags = Self.sanitize(tags)
    appVersion = Self.sanitize(appVersion)
    kubeVersion = Self.sanitize(kubeVersion)
    sources = sources?.map(Self.sanitize)
    keywords = keywords?.map(Self.sanitize)

    if apiVersion.isEmpty { throw Self.invalid("chart.metadata.apiVersion is required") }
    if name.isEmpty { throw Self.invalid("chart.metadata.name is required") }
    if name == "." || name == ".." { throw Self.invalid("chart.metadata.name \(GoText.quote(name)) is not allowed") }
    if name.contains("/") { throw Self.invalid("chart.metadata.name \(GoText.quote(name)) is invalid") }
    if version.isEmpty { throw Self.invalid("chart.metadata.version is required") }
    if !ChartVersion.isValid(version) {
      throw Self.invalid("chart.metadata.version \(GoText.quote(version)) is invalid")
    }
    if !["", "application", "library"].contains(type) {
      throw Self.invalid("chart.metadata.type must be application or library")
    }
    if emptyMaintainer != nil { throw Self.invalid("maintainers must not contain empty or null nodes") }
    if var maintainers {
      for i in maintainers.indices {
        maintainers[i].name = Self.sanitize(maintainers[i].name)
        maintainers[i].email = Self.sanitize(maintainers[i].email)
        maintainers[i].url = Self.sanitize(maintainers[i].url)
      }
      self.maintainers = maintainers
    }
    if hasEmptyDependency { throw Self.invalid("dependencies must not contain empty or null nodes") }
    guard var dependencies else { return }
    var seen: Set<String> = []
    for i in dependencies.indices {
      try dependencies[i].validate()
      let key = dependencies[i].alias.isEmpty ? dependencies[i].name : dependencies[i].alias
      if !seen.insert(key).inserted {
        throw Self.invalid("more than one dependency with name or alias \(GoText.quote(key))")
      }
    }
    self.dependencies = dependencies
  }

  static func invalid(_ message: String) -> HelmError { HelmError("validation: \(message)") }

  static func sanitize(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if GoText.isSpace(scalar) {
        out.append(" ")
      } else if GoText.isPrint(scalar) {
        out.append(scalar)
      }
    }
    return String(out)
  }
}

extension ChartDependency {
  mutating func validate() throws(HelmError) {
    name = ChartMetadata.sanitize(name)
    version = ChartMetadata.sanitize(version)
    repository = ChartMetadata.sanitize(repository)
    condition = ChartMetadata.sanitize(condition)
    tags = tags?.map(ChartMetadata.sanitize)
    let isLegal = alias.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
    if !isLegal {
      throw ChartMetadata.invalid("dependency \(GoText.quote(name)) has disallowed characters in the alias")
    }
  }
}
