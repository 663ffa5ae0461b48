import Manifest

/// The kubeconfig files that apply, merged: the first file that has a cluster, user or context of a name gives all of it.
struct KubeconfigFile: Sendable {
  struct Entry: Sendable {
    var value: Value
    /// Relative paths are seen from this file's folder.
    var file: String
  }

  var clusters: [String: Entry] = [:]
  var users: [String: Entry] = [:]
  var contexts: [String: Entry] = [:]
  var currentContext = ""
  /// For messages.
  var files: [String] = []

  var isEmpty: Bool { clusters.isEmpty && users.isEmpty && contexts.isEmpty && currentContext.isEmpty }

  static func load(_ choice: ClientConfig.Choice, environment: ClientEnvironment) throws(SourceError) -> KubeconfigFile
  {
    var merged = KubeconfigFile()
    if let path = choice.kubeconfig, !path.isEmpty {
      guard let file = try read(path) else {
        throw SourceError(file: path, "no such file", nextStep: "give a kubeconfig that exists")
      }
      return file
    }
    var paths: [String] = []
    if environment["KUBECONFIG"].isEmpty {
      paths = [DiskFile.joined(environment.home, ".kube/config")]
    } else {
      for path in environment["KUBECONFIG"].split(separator: ":").map(String.init) where !paths.contains(path) {
        paths.append(path)
      }
    }
    for path in paths {
      if let file = try read(path) { merged.add(file) }
    }
    return merged
  }

  private mutating func add(_ other: KubeconfigFile) {
    clusters.merge(other.clusters) { mine, _ in mine }
    users.merge(other.users) { mine, _ in mine }
    contexts.merge(other.contexts) { mine, _ in mine }
    if currentContext.isEmpty { currentContext = other.currentContext }
    files += other.files
  }

  /// `nil` when there is no such file.
  static func read(_ path: String) throws(SourceError) -> KubeconfigFile? {
    let bytes: [UInt8]
    do throws(DiskFile.Problem) {
      bytes = try DiskFile.read(path)
    } catch {
      switch error {
      case .missing: return nil
      case .other(let reason): throw SourceError(file: path, "cannot be read: \(reason)")
      }
    }
    return try parse(bytes, file: path)
  }

  static func parse(_ bytes: [UInt8], file: String) throws(SourceError) -> KubeconfigFile {
    var config = KubeconfigFile()
    config.files = [file]
    // The first document counts, as for kubectl.
    guard let value = try YAML.parse(bytes, file: file).first, !value.isNull else { return config }
    guard value.object != nil else {
      throw SourceError(file: file, "is no kubeconfig: a mapping is expected", nextStep: "see `kubectl config view`")
    }
    if let version = value["apiVersion"]?.string, !version.isEmpty, version != "v1" {
      throw SourceError(file: file, "apiVersion \(version.quoted) is not known for a kubeconfig; v1 is")
    }
    if let kind = value["kind"]?.string, !kind.isEmpty, kind != "Config" {
      throw SourceError(file: file, "kind is \(kind.quoted), expected \"Config\"")
    }
    config.clusters = try entries(value, "clusters", "cluster", file)
    config.users = try entries(value, "users", "user", file)
    config.contexts = try entries(value, "contexts", "context", file)
    config.currentContext = value["current-context"]?.string ?? ""
    return config
  }

  private static func entries(
    _ value: Value, _ list: String, _ member: String, _ file: String
  ) throws(SourceError) -> [String: Entry] {
    guard let given = value[list], !given.isNull else { return [:] }
    guard let array = given.array else { throw SourceError(file: file, "\(list) must be a list") }
    var found: [String: Entry] = [:]
    for (position, element) in array.enumerated() {
      guard let name = element["name"]?.string else {
        throw SourceError(file: file, "\(list)[\(position)] has no name")
      }
      if found[name] != nil { throw SourceError(file: file, "\(list) has two entries named \(name.quoted)") }
      let inner = element[member] ?? .null
      guard inner.object != nil || inner.isNull else {
        throw SourceError(file: file, "\(list)[\(position)].\(member) must be a mapping")
      }
      found[name] = Entry(value: inner.isNull ? [:] : inner, file: file)
    }
    return found
  }
}
