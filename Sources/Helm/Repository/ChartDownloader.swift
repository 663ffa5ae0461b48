import Files
import GoLibrary

/// Fetches charts from repositories and registries (helm's `pkg/downloader` and `pkg/getter`).
///
/// Nothing is kept on disk: what is fetched is used. Unlike helm v3, the digest that an index gives is checked.
struct ChartDownloader {
  let options: ChartPathOptions

  /// A chart's archive and the name of its file.
  struct Download {
    var bytes: [UInt8]
    var name: String
    /// What helm prints to standard error meanwhile.
    var notes: [String] = []
  }

  /// What one address is fetched with.
  struct Access {
    /// The address that the credentials belong to.
    var owner: String
    var credentials: ChartCredentials?
    var passCredentials = false
    var tls = ChartRequest.TLSOptions()
  }

  // MARK: Bytes

  /// helm's HTTP getter.
  func get(_ url: String, _ access: Access, accept: String = "") throws(HelmError) -> [UInt8] {
    guard let address = WebAddress(url) else { throw HelmError("parse \(GoText.quote(url)): invalid URL") }
    guard address.scheme == "http" || address.scheme == "https" else {
      throw HelmError("scheme \(GoText.quote(address.scheme)) not supported")
    }
    var request = ChartRequest(url)
    if !accept.isEmpty { request.headers.append(("Accept", accept)) }
    if access.passCredentials || WebAddress(access.owner).map({ $0.isSameHost(address) }) == true {
      request.credentials = access.credentials
    }
    request.tls = access.tls
    let response = try transport(url).get(request)
    if response.status != 200 { throw HelmError("failed to fetch \(url) : \(response.statusLine)") }
    return response.bytes
  }

  func transport(_ url: String) throws(HelmError) -> any ChartTransport {
    guard let transport = options.transport else {
      throw HelmError("nothing is fetched here: \(url); give a path, or use the drydock command")
    }
    return transport
  }

  func index(_ url: String, _ access: Access) throws(HelmError) -> RepositoryIndex {
    guard let address = WebAddress(url) else { throw HelmError("invalid chart URL format: \(url)") }
    guard address.scheme == "http" || address.scheme == "https" || address.scheme == "oci" else {
      throw HelmError("could not find protocol handler for: \(address.scheme)")
    }
    return try RepositoryIndex(try get(try WebAddress.resolve(url, "index.yaml"), access), source: url)
  }

  // MARK: Charts

  /// The chart that a reference names which is no path: `repo/chart`, `https://…tgz`, `oci://…`, or a name with `--repo`.
  func chart(_ reference: String) throws(HelmError) -> Download {
    let version = GoText.trimSpace(options.version)
    var access = Access(
      owner: reference, credentials: options.credentials, passCredentials: options.passCredentials, tls: options.tls)
    if options.repository.isEmpty { return try fetch(reference, version, access) }
    access.owner = options.repository
    let entry = try find(reference, version, access)
    let url = try absolute(entry, options.repository)
    if let from = WebAddress(options.repository), let to = WebAddress(url), !from.isSameHost(to),
      !access.passCredentials
    {
      access.credentials = nil
    }
    access.owner = url
    var download = try fetch(url, version, access)
    try check(&download, entry)
    return download
  }

  /// `FindChartInRepoURL`.
  func find(_ name: String, _ version: String, _ access: Access) throws(HelmError) -> RepositoryIndex.Entry {
    let repository = access.owner
    let index: RepositoryIndex
    do throws(HelmError) {
      index = try self.index(repository, access)
    } catch {
      if error.message.hasPrefix("could not find protocol handler") || error.message.hasPrefix("invalid chart URL") {
        throw error
      }
      throw error.wrapped(
        "looks like \(GoText.quote(repository)) is not a valid chart repository or cannot be reached")
    }
    var what = "chart \(GoText.quote(name))"
    if !version.isEmpty { what += " version \(GoText.quote(version))" }
    let entry: RepositoryIndex.Entry
    do throws(HelmError) { entry = try index.entry(name, version: version) } catch {
      throw HelmError("\(what) not found in \(repository) repository")
    }
    if entry.urls.isEmpty { throw HelmError("\(what) has no downloadable URLs") }
    return entry
  }

  func absolute(_ entry: RepositoryIndex.Entry, _ repository: String) throws(HelmError) -> String {
    do throws(HelmError) {
      return try WebAddress.resolve(repository, entry.urls.first ?? "")
    } catch {
      throw error.wrapped("failed to make chart URL absolute")
    }
  }

  /// `ChartDownloader.DownloadTo`.
  func fetch(_ reference: String, _ version: String, _ access: Access) throws(HelmError) -> Download {
    guard let address = WebAddress(reference) else { throw HelmError("invalid chart URL format: \(reference)") }
    if address.scheme == "oci" {
      return try OCIRegistry(self, access).chart(reference, version: version)
    }
    if address.isAbsolute, !address.host.isEmpty, !address.path.isEmpty {
      return Download(bytes: try get(reference, access, accept: Self.accepts), name: address.fileName)
    }
    return try named(address.path, reference, version)
  }

  private static let accepts = "application/gzip,application/octet-stream"

  /// `repo/chart`, by the repositories that the user has added to helm and helm's copy of their indexes.
  private func named(_ path: String, _ reference: String, _ version: String) throws(HelmError) -> Download {
    let config = try RepositoryConfig(path: options.repositoryConfigPath)
    guard let slash = path.firstIndex(of: "/") else {
      throw HelmError("non-absolute URLs should be in form of repo_name/path_to_chart, got: \(reference)")
    }
    let repository = try config.named(String(path[..<slash]))
    let name = String(path[path.index(after: slash)...])
    let file = "\(options.repositoryCachePath)/\(repository.name)-index.yaml"
    let hint = "no cached repo found. (try 'helm repo update')"
    let index: RepositoryIndex
    do {
      index = try RepositoryIndex(try DiskTree.readFile(file), source: file)
    } catch let error as FileError {
      throw HelmError("\(hint): open \(file): \(error.reason.rawValue)")
    } catch let error as HelmError {
      throw error.wrapped("\(hint): error loading \(file)")
    } catch {
      throw HelmError("\(hint): \(error)")
    }
    let entry: RepositoryIndex.Entry
    do throws(HelmError) { entry = try index.entry(name, version: version) } catch {
      throw error.wrapped(
        "chart \(GoText.quote(name)) matching \(version) not found in \(repository.name) index. "
          + "(try 'helm repo update')")
    }
    if entry.urls.isEmpty { throw HelmError("chart \(GoText.quote(reference)) has no downloadable URLs") }
    var access = Access(
      owner: repository.url, credentials: repository.credentials ?? options.credentials,
      passCredentials: repository.passCredentials || options.passCredentials, tls: repository.tls)
    if access.tls == ChartRequest.TLSOptions() { access.tls = options.tls }
    let url = try WebAddress.resolve(repository.url, entry.urls.first ?? "")
    var download: Download
    if url.hasPrefix("oci://") {
      download = try OCIRegistry(self, access).chart(url, version: "")
    } else {
      download = Download(
        bytes: try get(url, access, accept: Self.accepts), name: WebAddress(url)?.fileName ?? "chart.tgz")
    }
    try check(&download, entry)
    return download
  }

  /// Compares what came with what the index promised.
  func check(_ download: inout Download, _ entry: RepositoryIndex.Entry) throws(HelmError) {
    if entry.digest.isEmpty { return }
    let wanted = entry.digest.hasPrefix("sha256:") ? String(entry.digest.dropFirst(7)) : entry.digest
    let found = SHA256Digest.hex(download.bytes)
    guard wanted.utf8.count == 64, wanted.lowercased() != found else { return }
    throw HelmError(
      "chart \(entry.name)-\(entry.version): the archive has digest sha256:\(found), the repository's index says "
        + "sha256:\(wanted.lowercased()); the archive was changed after the index was written")
  }
}
