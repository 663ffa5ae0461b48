import Files
import GoLibrary
import Manifest

/// Turns the document into a configuration and says where it is wrong (vendir: config.go, directory.go).
struct VendirConfigReader {
  let document: YAMLDocument
  let file: String

  private func error(_ path: [PathStep], _ message: String, next: String = "") -> SourceError {
    SourceError(file: file, line: document.line(of: path) ?? document.line, message, nextStep: next)
  }

  func config() throws(SourceError) -> VendirConfig {
    let root = document.value
    if let minimum = root["minimumRequiredVersion"]?.string, minimum.hasPrefix("v") {
      throw error(["minimumRequiredVersion"], "must not have the prefix 'v' (for example '0.8.0')")
    }
    var config = VendirConfig()
    guard case .array(let directories) = root["directories"] ?? .array([]) else {
      throw error(["directories"], "directories must be a list")
    }
    for (index, value) in directories.enumerated() {
      config.directories.append(try directory(value, ["directories", .index(index)]))
    }
    try checkOverlap(config)
    return config
  }

  private func directory(_ value: Value, _ place: [PathStep]) throws(SourceError) -> VendirConfig.Directory {
    guard case .object = value else { throw error(place, "a directory must be a mapping with path and contents") }
    let path = try plainPath(value["path"]?.string ?? "", place + ["path"], wholeAllowed: false)
    guard case .array(let items) = value["contents"] ?? .array([]) else {
      throw error(place + ["contents"], "contents must be a list")
    }
    var contents: [VendirConfig.Contents] = []
    for (index, item) in items.enumerated() {
      contents.append(try self.contents(item, place + ["contents", .index(index)]))
    }
    if contents.count > 1, contents.contains(where: { $0.path == "." }) {
      throw error(place, "contents with the path '.' take the whole directory and must stand alone in it")
    }
    return VendirConfig.Directory(
      path: path, contents: contents, permissions: try permissions(value, place + ["permissions"]))
  }

  private func plainPath(_ path: String, _ place: [PathStep], wholeAllowed: Bool) throws(SourceError) -> String {
    if wholeAllowed && path == "." { return path }
    if ["", ".", "..", "/"].contains(path) {
      throw error(place, "the path must not be one of '/', '.', '..', ''")
    }
    guard let clean = FilePath.clean(path), !clean.isEmpty, !path.hasPrefix("/") else {
      throw error(
        place, "the path '\(path)' leaves the directory of vendir.yml", next: "write a relative path below it")
    }
    return clean
  }

  private func permissions(_ value: Value, _ place: [PathStep]) throws(SourceError) -> Int? {
    switch value["permissions"] {
    case nil, .null: return nil
    case .int(let mode) where mode >= 0 && mode <= 0o7777: return Int(mode)
    default: throw error(place, "permissions must be a number such as 0755")
    }
  }

  // MARK: - Contents

  private static let kinds = [
    "git", "hg", "http", "image", "imgpkgBundle", "githubRelease", "helmChart", "manual", "directory", "inline",
  ]

  private func contents(_ value: Value, _ place: [PathStep]) throws(SourceError) -> VendirConfig.Contents {
    guard case .object(let object) = value else { throw error(place, "contents must be a mapping") }
    let path = try plainPath(value["path"]?.string ?? "", place + ["path"], wholeAllowed: true)
    let named = VendirConfigReader.kinds.filter { object[$0] != nil }
    guard let kind = named.first else {
      throw error(place, "the contents '\(path)' say not where they come from", next: "add helmChart, git, http, …")
    }
    if named.count > 1 {
      throw error(place, "the contents '\(path)' come from several sources: \(named.joined(separator: ", "))")
    }
    var contents = VendirConfig.Contents(
      path: path, source: try source(kind, object[kind] ?? .null, place + [.key(kind)]))
    contents.lazy = value["lazy"] == .bool(true)
    contents.includePaths = try strings(value, "includePaths", place)
    contents.excludePaths = try strings(value, "excludePaths", place)
    contents.ignorePaths = try strings(value, "ignorePaths", place)
    if object["legalPaths"] != nil { contents.legalPaths = try strings(value, "legalPaths", place) }
    contents.newRootPath = value["newRootPath"]?.string ?? ""
    contents.permissions = try permissions(value, place + ["permissions"])
    contents.file = file
    contents.line = document.line(of: place) ?? document.line
    contents.entry = value
    return contents
  }

  private func strings(_ value: Value, _ key: String, _ place: [PathStep]) throws(SourceError) -> [String] {
    switch value[key] {
    case nil, .null: return []
    case .array(let items):
      var texts: [String] = []
      for item in items {
        guard case .string(let text) = item else { throw error(place + [.key(key)], "\(key) must be a list of texts") }
        texts.append(text)
      }
      return texts
    default: throw error(place + [.key(key)], "\(key) must be a list of texts")
    }
  }

  private func text(_ value: Value, _ key: String, _ place: [PathStep]) throws(SourceError) -> String {
    switch value[key] {
    case nil, .null: return ""
    case .string(let text): return text
    default:
      throw error(
        place + [.key(key)], "\(key) must be a text", next: "put it in quotes, so that YAML keeps it as written")
    }
  }

  private func source(_ kind: String, _ value: Value, _ place: [PathStep]) throws(SourceError) -> VendirConfig.Source {
    let secret = value["secretRef"]?["name"]?.string
    switch kind {
    case "helmChart":
      let repository = value["repository"] ?? .null
      let chart = VendirConfig.HelmChart(
        name: try text(value, "name", place), version: try text(value, "version", place),
        repository: try text(repository, "url", place + ["repository"]),
        secret: repository["secretRef"]?["name"]?.string)
      if chart.name.isEmpty { throw error(place, "the chart has no name") }
      if chart.repository.isEmpty { throw error(place, "the chart has no repository.url") }
      if chart.repository.hasPrefix("oci://") {
        throw error(
          place, "charts from oci:// registries are not supported yet", next: "use the chart's https repository")
      }
      return .helmChart(chart)
    case "git":
      let selection = value["refSelection"]?["semver"]?["constraints"]?.string
      let git = VendirConfig.Git(
        url: try text(value, "url", place), ref: try text(value, "ref", place), constraint: selection,
        depth: value["depth"]?.int.map { Int($0) } ?? 0, secret: secret,
        skipSubmodules: value["skipInitSubmodules"] == .bool(true), skipLFS: value["lfsSkipSmudge"] == .bool(true))
      if git.url.isEmpty { throw error(place, "git has no url") }
      if git.ref.isEmpty && selection == nil { throw error(place, "git has neither ref nor refSelection") }
      if value["verification"] != nil { throw error(place, "git verification is not supported yet") }
      return .git(git)
    case "http":
      let http = VendirConfig.HTTP(
        url: try text(value, "url", place), sha256: try text(value, "sha256", place).lowercased(), secret: secret,
        disableUnpack: value["disableUnpack"] == .bool(true))
      if http.url.isEmpty { throw error(place, "http has no url") }
      return .http(http)
    case "directory": return .directory(try text(value, "path", place))
    case "inline": return .inline(try inline(value, place))
    case "manual": return .manual
    default:
      throw error(
        place, "contents of the kind \(kind) are not supported yet",
        next: "supported are helmChart, git, http, directory, inline, manual")
    }
  }

  private func inline(_ value: Value, _ place: [PathStep]) throws(SourceError) -> VendirConfig.Inline {
    var inline = VendirConfig.Inline(paths: [], from: [])
    for pair in value["paths"]?.object?.pairs ?? [] {
      guard case .string(let text) = pair.value else {
        throw error(place + ["paths", .key(pair.key)], "the contents of \(pair.key) must be a text")
      }
      inline.paths.append((pair.key, text))
    }
    if case .array(let sources) = value["pathsFrom"] {
      for (index, source) in sources.enumerated() {
        guard let reference = source["secretRef"] ?? source["configMapRef"] else {
          throw error(place + ["pathsFrom", .index(index)], "expected secretRef or configMapRef")
        }
        inline.from.append(
          VendirConfig.Inline.Reference(
            isSecret: source["secretRef"] != nil, name: reference["name"]?.string ?? "",
            directory: reference["directoryPath"]?.string ?? ""))
      }
    }
    return inline
  }

  /// No directory may lie in another (`checkOverlappingPaths`).
  private func checkOverlap(_ config: VendirConfig) throws(SourceError) {
    var paths: [(path: String, place: [PathStep])] = []
    for (index, directory) in config.directories.enumerated() {
      for (inner, contents) in directory.contents.enumerated() {
        paths.append(
          (Vendir.join(directory.path, contents.path), ["directories", .index(index), "contents", .index(inner)]))
      }
    }
    for (index, one) in paths.enumerated() {
      for other in paths[(index + 1)...] {
        let same = one.path == other.path
        if same || one.path.hasPrefix(other.path + "/") || other.path.hasPrefix(one.path + "/") {
          throw error(other.place, "the directories '\(one.path)' and '\(other.path)' overlap")
        }
      }
    }
  }
}
