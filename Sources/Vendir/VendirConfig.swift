import Files
import Manifest

/// `vendir.yml`: directories and where their contents come from (vendir: pkg/vendir/config).
public struct VendirConfig: Sendable {
  public var directories: [Directory] = []
  /// Data of the `Secret` and `ConfigMap` documents by name.
  var secrets: [String: [String: [UInt8]]] = [:]
  var configMaps: [String: [String: [UInt8]]] = [:]

  public struct Directory: Sendable {
    public var path: String
    public var contents: [Contents]
    public var permissions: Int?
  }

  /// A configuration with one chart of an HTTP repository in one directory.
  public static func helmChart(_ name: String, version: String, repository: String, into path: String) -> VendirConfig {
    let chart = HelmChart(name: name, version: version, repository: repository, secret: nil)
    var config = VendirConfig()
    config.directories = [Directory(path: path, contents: [Contents(path: ".", source: .helmChart(chart))])]
    return config
  }

  public struct Contents: Sendable {
    /// `.` for the whole directory.
    public var path: String
    public var source: Source
    public var lazy = false
    public var includePaths: [String] = []
    public var excludePaths: [String] = []
    public var ignorePaths: [String] = []
    public var legalPaths: [String] = Contents.defaultLegalPaths
    public var newRootPath = ""
    public var permissions: Int?
    /// Where the entry stands.
    public var file = ""
    public var line = 0
    /// The entry as written, for the digest of lazy contents.
    var entry: Value = .null

    static let defaultLegalPaths = [
      "{LICENSE,LICENCE,License,Licence}{,.md,.txt,.rst}", "{COPYRIGHT,Copyright}{,.md,.txt,.rst}",
      "{NOTICE,Notice}{,.md,.txt,.rst}",
    ]

    func error(_ message: String, next: String = "") -> SourceError {
      SourceError(file: file, line: line, message, nextStep: next)
    }
  }

  public enum Source: Sendable {
    case helmChart(HelmChart)
    case git(Git)
    case http(HTTP)
    case directory(String)
    case inline(Inline)
    case manual

    /// The keyword in `vendir.yml`.
    public var name: String {
      switch self {
      case .helmChart: "helmChart"
      case .git: "git"
      case .http: "http"
      case .directory: "directory"
      case .inline: "inline"
      case .manual: "manual"
      }
    }
  }

  public struct HelmChart: Sendable {
    public var name: String
    /// Empty for the latest.
    public var version: String
    public var repository: String
    public var secret: String?
  }

  public struct Git: Sendable {
    public var url: String
    public var ref: String
    /// `refSelection.semver.constraints`
    public var constraint: String?
    public var depth: Int
    public var secret: String?
    public var skipSubmodules: Bool
    public var skipLFS: Bool
  }

  public struct HTTP: Sendable {
    public var url: String
    public var sha256: String
    public var secret: String?
    public var disableUnpack: Bool
  }

  public struct Inline: Sendable {
    public var paths: [(path: String, text: String)]
    /// Other documents whose data become files.
    public var from: [Reference]

    public struct Reference: Sendable {
      public var isSecret: Bool
      public var name: String
      public var directory: String
    }
  }
}

// MARK: - Reading

extension VendirConfig {
  /// Reads the configuration and the `Secret` and `ConfigMap` documents beside it.
  public static func read(_ files: [String], root: String = ".") throws(SourceError) -> VendirConfig {
    var found: VendirConfig?
    var secrets: [String: [String: [UInt8]]] = [:]
    var configMaps: [String: [String: [UInt8]]] = [:]
    for file in files {
      let bytes: [UInt8]
      do { bytes = try DiskTree.readFile(DiskWriter.path(root, file)) } catch {
        let next = "write one, or name it with --file"
        throw SourceError(file: file, error.reason.rawValue, nextStep: error.reason == .notFound ? next : "")
      }
      for document in try YAML.documents(bytes, file: file) {
        let value = document.value
        if case .null = value { continue }
        switch (value["apiVersion"]?.string ?? "", value["kind"]?.string ?? "") {
        case ("v1", "Secret"):
          let name = value["metadata"]?["name"]?.string ?? ""
          let data = try secretData(value, file: file, line: document.line)
          if let other = secrets[name], other != data {
            throw SourceError(file: file, line: document.line, "there are several Secrets named \(name)")
          }
          secrets[name] = data
        case ("v1", "ConfigMap"):
          var data: [String: [UInt8]] = [:]
          for pair in value["data"]?.object?.pairs ?? [] { data[pair.key] = Array((pair.value.string ?? "").utf8) }
          configMaps[value["metadata"]?["name"]?.string ?? ""] = data
        case ("vendir.k14s.io/v1alpha1", "Config"):
          if found != nil {
            throw SourceError(file: file, line: document.line, "there is more than one document of kind Config")
          }
          found = try VendirConfigReader(document: document, file: file).config()
        case (let version, let kind):
          throw SourceError(
            file: file, line: document.line, "unknown apiVersion '\(version)' or kind '\(kind)'",
            nextStep: "expected vendir.k14s.io/v1alpha1 Config, or v1 Secret or ConfigMap")
        }
      }
    }
    guard var config = found else {
      throw SourceError(file: files.first ?? Vendir.configName, "holds no document of kind Config")
    }
    config.secrets = secrets
    config.configMaps = configMaps
    return config
  }

  private static func secretData(_ value: Value, file: String, line: Int) throws(SourceError) -> [String: [UInt8]] {
    var data: [String: [UInt8]] = [:]
    for pair in value["data"]?.object?.pairs ?? [] {
      guard let bytes = Base64.decode(pair.value.string ?? "") else {
        throw SourceError(file: file, line: line, "the Secret's data.\(pair.key) is no base64")
      }
      data[pair.key] = bytes
    }
    for pair in value["stringData"]?.object?.pairs ?? [] { data[pair.key] = Array((pair.value.string ?? "").utf8) }
    return data
  }

  /// Only the named directories (`--directory`); `path=local` takes the contents from that folder instead.
  /// Returns whether any was overridden, which keeps the lock from being written.
  public mutating func select(_ wanted: [String]) throws(SourceError) -> Bool {
    if wanted.isEmpty { return false }
    var paths: [String: String?] = [:]
    for word in wanted {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
      paths[Vendir.join("", parts[0])] = .some(parts.count == 2 ? parts[1] : nil)
    }
    var seen: Set<String> = []
    var kept: [Directory] = []
    for directory in directories {
      var directory = directory
      directory.contents = directory.contents.compactMap { contents in
        let path = Vendir.join(directory.path, contents.path)
        guard let local = paths[path], seen.insert(path).inserted else { return nil }
        var contents = contents
        if let local { contents.source = .directory(local) }
        return contents
      }
      if !directory.contents.isEmpty { kept.append(directory) }
    }
    if let missing = paths.keys.sorted().first(where: { !seen.contains($0) }) {
      let known = directories.flatMap { d in d.contents.map { Vendir.join(d.path, $0.path) } }
      throw Vendir.fail(
        "no contents have the path '\(missing)'", next: "known are: \(known.joined(separator: ", "))",
        file: directories.first?.contents.first?.file ?? "")
    }
    directories = kept
    return paths.values.contains { $0 != nil }
  }
}
