import Files
import GoLibrary
import Manifest

/// A Helm chart repository over HTTP: `index.yaml` and archives (helm: pkg/repo).
public struct ChartRepository: Sendable {
  /// Without `index.yaml`.
  public let url: String
  let credentials: FetchRequest.Credentials?
  let fetcher: any Fetcher

  public init(url: String, credentials: FetchRequest.Credentials? = nil, fetcher: any Fetcher) {
    self.url = url
    self.credentials = credentials
    self.fetcher = fetcher
  }

  /// One version of a chart in the index.
  public struct Version: Sendable, Hashable {
    public var version: String
    public var appVersion: String
    public var urls: [String]
    /// SHA-256 of the archive in hex; empty when the index has none.
    public var digest: String
  }

  public struct Download: Sendable {
    public var version: Version
    public var url: String
    public var bytes: [UInt8]
  }

  /// `IndexFile.Get`: the version itself, else the highest that a constraint takes, else (empty) the latest release.
  public static func select(_ wanted: String, from versions: [Version]) throws(GoError) -> Version? {
    let constraint = try SemVer.Constraint(wanted.isEmpty ? "*" : wanted)
    if !wanted.isEmpty, let exact = versions.first(where: { $0.version.utf8.elementsEqual(wanted.utf8) }) {
      return exact
    }
    var best: (semver: SemVer, version: Version)?
    for version in versions {
      guard let semver = try? SemVer(version.version), constraint.check(semver) else { continue }
      if let found = best, found.semver >= semver { continue }
      best = (semver, version)
    }
    return best?.version
  }

  /// The versions of a chart; `nil` when the index does not know it.
  public static func versions(of name: String, index: [UInt8], file: String) throws(SourceError) -> [Version]? {
    let limits = YAML.Limits()
    guard let document = try YAML.parse(index, file: file, limits: limits).first,
      case .object(let entries) = document["entries"] ?? .null
    else { throw SourceError(file: file, "is no index of a chart repository: it has no entries") }
    guard case .array(let items) = entries[name] ?? .null else { return nil }
    return items.compactMap { item in
      guard let version = item["version"]?.string else { return nil }
      return Version(
        version: version, appVersion: item["appVersion"]?.string ?? "",
        urls: (item["urls"]?.array ?? []).compactMap(\.string),
        digest: plainDigest(item["digest"]?.string ?? ""))
    }
  }

  private static func plainDigest(_ digest: String) -> String {
    (digest.hasPrefix("sha256:") ? String(digest.dropFirst(7)) : digest).lowercased()
  }

  /// `ResolveReferenceURL`.
  public static func resolve(_ reference: String, in repository: String) -> String {
    if let colon = reference.firstIndex(of: ":"), reference[colon...].hasPrefix("://") { return reference }
    var base = repository
    var query = ""
    if let mark = base.firstIndex(of: "?") {
      query = String(base[mark...])
      base = String(base[..<mark])
    }
    while base.hasSuffix("/") { base.removeLast() }
    guard let start = base.firstIndex(of: ":").map({ base.index($0, offsetBy: 3, limitedBy: base.endIndex) }) ?? nil
    else { return reference }
    let slash = base[start...].firstIndex(of: "/") ?? base.endIndex
    let origin = String(base[..<slash])
    if reference.hasPrefix("//") { return String(base[..<start].dropLast(2)) + reference }
    var parts = reference.hasPrefix("/") ? [] : base[slash...].split(separator: "/")
    let pieces = reference.split(separator: "/", omittingEmptySubsequences: true)
    for piece in pieces {
      if piece == "." { continue }
      if piece == ".." { _ = parts.popLast() } else { parts.append(piece) }
    }
    return origin + "/" + parts.joined(separator: "/") + query
  }

  /// Finds a version and downloads its archive; the index's digest must fit.
  public func download(
    _ name: String, version: String, progress: (@Sendable (Int, Int?) -> Void)? = nil
  ) async throws(SourceError) -> Download {
    let shown = FetchError.withoutSecrets(url)
    let indexURL = ChartRepository.resolve("index.yaml", in: url)
    let index = try await get(indexURL, limit: 128 << 20, progress: nil)
    guard let versions = try ChartRepository.versions(of: name, index: index, file: FetchError.withoutSecrets(indexURL))
    else { throw Vendir.fail("chart \"\(name)\" not found in \(shown) repository") }
    let found: Version?
    do { found = try ChartRepository.select(version, from: versions) } catch {
      throw Vendir.fail("the version '\(version)' of chart \(name) cannot be read: \(error.message)")
    }
    guard let found else {
      let known = versions.prefix(5).map(\.version).joined(separator: ", ")
      throw Vendir.fail(
        "chart \"\(name)\" version \"\(version)\" not found in \(shown) repository",
        next: "the newest there are \(known)")
    }
    guard let reference = found.urls.first else {
      throw Vendir.fail("chart \"\(name)\" version \"\(found.version)\" has no downloadable URLs in \(shown)")
    }
    let archive = ChartRepository.resolve(reference, in: url)
    let bytes = try await get(archive, limit: 64 << 20, progress: progress)
    let digest = DigestLock.sha256(bytes)
    if !found.digest.isEmpty && found.digest != digest {
      throw Vendir.fail(
        "\(FetchError.withoutSecrets(archive)): the archive's SHA-256 is \(digest), but the repository's index says "
          + found.digest,
        next: "the archive or the index was changed on its way or on the server: do not use it")
    }
    return Download(version: found, url: archive, bytes: bytes)
  }

  private func get(_ target: String, limit: Int, progress: (@Sendable (Int, Int?) -> Void)?) async throws(SourceError)
    -> [UInt8]
  {
    // Secrets go to the repository's own host only.
    let own = ChartRepository.origin(target) == ChartRepository.origin(url)
    let request = FetchRequest(target, credentials: own ? credentials : nil, limit: limit, progress: progress)
    return try await fetcher.body(request)
  }

  /// `https://host:port`
  static func origin(_ url: String) -> String {
    let plain = FetchError.withoutSecrets(url)
    let parts = plain.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.prefix(3).joined(separator: "/").lowercased()
  }
}

extension Fetcher {
  /// The bytes of an answer with status 200; anything else is an error that says what to do.
  func body(_ request: FetchRequest) async throws(SourceError) -> [UInt8] {
    let response: FetchResponse
    do { response = try await get(request) } catch {
      throw Vendir.fail(error.description, next: "check the network, the proxy settings and the URL")
    }
    guard response.status == 200 else {
      let shown = FetchError.withoutSecrets(request.url)
      let next =
        switch response.status {
        case 401, 403: "give a secretRef with username and password"
        case 404: "check the URL and the version"
        default: "try again later"
        }
      throw Vendir.fail("\(shown): the server answered \(response.status)", next: next)
    }
    return response.bytes
  }
}

/// An unpacked chart archive, as `helm pull --untar` writes it.
enum ChartArchive {
  /// The files of the chart without its own folder; every one is plain 0644 there.
  static func unpack(_ bytes: [UInt8], name: String) throws(SourceError) -> (
    tree: MemoryTree, version: String, app: String
  ) {
    do {
      let entries = try Archive.readTgz(
        bytes, limits: Archive.Limits(total: 100 << 20, file: 32 << 20, entries: 20_000))
      // All names are judged before any is used.
      let whole = try Archive.tree(entries.filter { $0.kind != .other(0x67) }, name: name)
      var tree = MemoryTree(name: name)
      for (path, kind) in try whole.walk() {
        guard let slash = path.firstIndex(of: "/") else { continue }
        if case .symlink = kind { throw ArchiveError(path, "is a link, which a chart cannot hold") }
        var file = try whole.read(path)
        if file.starts(with: [0xEF, 0xBB, 0xBF]) { file.removeFirst(3) }
        tree.add(String(path[path.index(after: slash)...]), file)
      }
      guard tree.exists("Chart.yaml") else { throw ArchiveError("", "holds no Chart.yaml in its folder") }
      let chart = try YAML.parse(try tree.read("Chart.yaml"), file: "\(name)/Chart.yaml").first ?? .null
      guard let version = chart["version"]?.string, !version.isEmpty else {
        throw SourceError(file: "\(name)/Chart.yaml", "has no version")
      }
      let app = chart["appVersion"].map { value in
        switch value {
        case .string(let text): text
        case .int(let int): String(int)
        case .double(let double): GoNumber.formatFloat(double, "g")
        default: ""
        }
      }
      return (tree, version, app ?? "")
    } catch let error as SourceError {
      throw error
    } catch let error as ArchiveError {
      throw Vendir.fail("the archive of chart \(name): \(error.description)", next: "do not use this archive")
    } catch {
      throw Vendir.fail("the archive of chart \(name): \(error)")
    }
  }
}
