import Manifest

/// `vendir.lock.yml`: which versions and commits were fetched (vendir: lock_config.go).
public struct VendirLock: Sendable {
  public var directories: [Directory] = []

  public struct Directory: Sendable {
    public var path: String
    public var contents: [Contents]
    public init(path: String, contents: [Contents]) {
      self.path = path
      self.contents = contents
    }
  }

  public struct Contents: Sendable {
    public var path: String
    public var configDigest: String?
    public var source: Source

    public init(path: String, configDigest: String? = nil, source: Source) {
      self.path = path
      self.configDigest = configDigest
      self.source = source
    }
  }

  public enum Source: Sendable {
    case helmChart(version: String, appVersion: String)
    case git(sha: String, tags: [String], title: String)
    /// `http`, `directory`, `inline`, `manual`: nothing to remember.
    case plain(String)
    /// A kind that we do not fetch, kept as it is.
    case other(String, Value)
  }

  public init() {}

  /// Reads a lock file; `nil` when there is none.
  public init?(bytes: [UInt8], file: String) throws(SourceError) {
    guard let value = try YAML.parse(bytes, file: file).first else { return nil }
    guard value["apiVersion"]?.string == "vendir.k14s.io/v1alpha1", value["kind"]?.string == "LockConfig" else {
      throw SourceError(
        file: file, line: 1, "is no lock file of vendir (apiVersion vendir.k14s.io/v1alpha1, kind LockConfig)")
    }
    for directory in value["directories"]?.array ?? [] {
      let contents = (directory["contents"]?.array ?? []).map { VendirLock.contents($0) }
      directories.append(Directory(path: directory["path"]?.string ?? "", contents: contents))
    }
  }

  private static func contents(_ value: Value) -> Contents {
    let source: Source
    if let chart = value["helmChart"] {
      source = .helmChart(version: chart["version"]?.string ?? "", appVersion: chart["appVersion"]?.string ?? "")
    } else if let git = value["git"] {
      source = .git(
        sha: git["sha"]?.string ?? "", tags: (git["tags"]?.array ?? []).compactMap(\.string),
        title: git["commitTitle"]?.string ?? "")
    } else if let plain = ["http", "directory", "inline", "manual"].first(where: { value[$0] != nil }) {
      source = .plain(plain)
    } else if let pair = value.object?.pairs.first(where: { $0.key != "path" && $0.key != "configDigest" }) {
      source = .other(pair.key, pair.value)
    } else {
      source = .plain("manual")
    }
    return Contents(path: value["path"]?.string ?? "", configDigest: value["configDigest"]?.string, source: source)
  }

  func contents(_ directory: String, _ path: String) -> Contents? {
    directories.first { $0.path == directory }?.contents.first { $0.path == path }
  }

  /// Takes over the entries of a partial run (`LockConfig.Merge`).
  mutating func merge(_ other: VendirLock) {
    for directory in other.directories {
      guard let at = directories.firstIndex(where: { $0.path == directory.path }) else {
        directories.append(directory)
        continue
      }
      for contents in directory.contents {
        if let inner = directories[at].contents.firstIndex(where: { $0.path == contents.path }) {
          directories[at].contents[inner] = contents
        } else {
          directories[at].contents.append(contents)
        }
      }
    }
  }

  /// The bytes that vendir writes.
  public var text: String {
    let directories = self.directories.map { directory -> Value in
      [
        "path": .string(directory.path),
        "contents": .array(directory.contents.map(VendirLock.value)),
      ]
    }
    return YAML.write([
      "apiVersion": "vendir.k14s.io/v1alpha1", "kind": "LockConfig", "directories": .array(directories),
    ])
  }

  private static func value(_ contents: Contents) -> Value {
    var value: Value = ["path": .string(contents.path)]
    if let digest = contents.configDigest { value["configDigest"] = .string(digest) }
    switch contents.source {
    case .helmChart(let version, let appVersion):
      value["helmChart"] = ["version": .string(version), "appVersion": .string(appVersion)]
    case .git(let sha, let tags, let title):
      var git: Value = ["sha": .string(sha), "commitTitle": .string(title)]
      if !tags.isEmpty { git["tags"] = .array(tags.map { .string($0) }) }
      value["git"] = git
    case .plain(let kind): value[kind] = .object(Object())
    case .other(let kind, let kept): value[kind] = kept
    }
    return value
  }
}
