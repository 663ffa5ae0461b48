import Files
import GoLibrary

/// Finds and fetches a chart's dependencies in repositories and registries, each index once (the parts of helm's
/// `downloader.Manager` and `resolver.Resolver` that go out).
final class DependencyFetcher {
  private let downloader: ChartDownloader
  private let config: RepositoryConfig
  private var indexes: [String: Result<RepositoryIndex, HelmError>] = [:]

  init(_ source: ChartPathOptions) throws(HelmError) {
    downloader = ChartDownloader(options: source)
    config = try RepositoryConfig(path: source.repositoryConfigPath)
  }

  /// Whether a dependency comes from a repository over HTTP.
  static func isRemote(_ dependency: ChartDependency) -> Bool {
    let repository = dependency.repository
    return !repository.isEmpty && !repository.hasPrefix("file://") && !repository.hasPrefix("oci://")
  }

  /// The dependencies with the addresses of repositories that they name as `@name` or `alias:name`.
  func resolvingNames(_ dependencies: [ChartDependency]) throws(HelmError) -> [ChartDependency] {
    var resolved = dependencies
    var missing: [String] = []
    for i in resolved.indices where Self.isRemote(resolved[i]) {
      let repository = resolved[i].repository
      var name: String?
      for prefix in ["@", "alias:"] where repository.hasPrefix(prefix) {
        name = String(repository.dropFirst(prefix.count))
      }
      if let name, let known = config.repositories.first(where: { $0.name == name }) {
        resolved[i].repository = known.url
      } else if WebAddress(repository)?.isAbsolute != true && !repository.hasPrefix("/") {
        missing.append(repository)
      }
    }
    if missing.isEmpty { return resolved }
    var message =
      "no repository definition for \(missing.joined(separator: ", ")). Please add them via 'helm repo add'"
    if missing.contains(where: { !$0.contains("//") && !$0.hasPrefix("@") && !$0.hasPrefix("alias:") }) {
      message +=
        "\nNote that repositories must be URLs or aliases. For example, to refer to the \"example\"\n"
        + "repository, use \"https://charts.example.com/\" or \"@example\" instead of\n"
        + "\"example\". Don't forget to add the repo, too ('helm repo add')."
    }
    throw HelmError(message)
  }

  // MARK: Indexes

  /// Fetches the indexes of the repositories that nobody added but that are needed, and of all that were added, and
  /// tells of each.
  func refresh(_ dependencies: [ChartDependency], say: (String) -> Void) throws(HelmError) {
    let others = dependencies.filter { Self.isRemote($0) && config.at($0.repository) == nil }
    if !others.isEmpty { say("Getting updates for unmanaged Helm repositories...\n") }
    for dependency in others {
      let result = index(dependency.repository)
      if case .failure(let error) = result, error.message.hasPrefix("could not find protocol handler") { throw error }
      tell(result, GoText.quote(dependency.repository), "", say)
    }
    if config.repositories.isEmpty { return }
    say("Hang tight while we grab the latest from your chart repositories...\n")
    for repository in config.repositories {
      tell(index(repository.url), GoText.quote(repository.name), " (\(repository.url))", say)
    }
    say("Update Complete. ⎈Happy Helming!⎈\n")
  }

  private func tell(
    _ result: Result<RepositoryIndex, HelmError>, _ name: String, _ address: String, _ say: (String) -> Void
  ) {
    switch result {
    case .success: say("...Successfully got an update from the \(name) chart repository\n")
    case .failure(let error):
      say("...Unable to get an update from the \(name) chart repository\(address):\n\t\(error.message)\n")
    }
  }

  private func access(_ repository: String) -> ChartDownloader.Access {
    guard let known = config.at(repository) else {
      return ChartDownloader.Access(
        owner: repository, credentials: downloader.options.credentials, tls: downloader.options.tls)
    }
    return ChartDownloader.Access(
      owner: known.url, credentials: known.credentials ?? downloader.options.credentials,
      passCredentials: known.passCredentials, tls: known.tls)
  }

  private func index(_ repository: String) -> Result<RepositoryIndex, HelmError> {
    if let known = indexes[repository] { return known }
    let result: Result<RepositoryIndex, HelmError>
    do throws(HelmError) { result = .success(try downloader.index(repository, access(repository))) } catch {
      result = .failure(error)
    }
    indexes[repository] = result
    return result
  }

  // MARK: Versions

  /// The highest version that fits; `nil` when none does.
  func version(of dependency: ChartDependency, _ range: SemVer.Constraint) throws(HelmError) -> String? {
    if dependency.repository.hasPrefix("oci://") {
      if (try? SemVer(dependency.version)) != nil { return dependency.version }
      let registry = OCIRegistry(downloader, access(dependency.repository))
      let tags: [String]
      do throws(HelmError) {
        tags = try registry.tags(try OCIReference("\(dependency.repository)/\(dependency.name)"))
      } catch {
        throw error.wrapped("could not retrieve list of tags for repository \(dependency.repository)")
      }
      return tags.first { (try? SemVer($0)).map { range.check($0) } == true } ?? dependency.version
    }
    let index: RepositoryIndex
    switch self.index(dependency.repository) {
    case .success(let found): index = found
    case .failure(let error):
      let name = config.at(dependency.repository)?.name ?? Self.managed(dependency.repository)
      throw error.wrapped("no cached repository for \(name) found. (try 'helm repo update')")
    }
    guard let versions = index.versions(of: dependency.name) else {
      throw HelmError("\(dependency.name) chart not found in repo \(dependency.repository)")
    }
    return versions.first { entry in
      !entry.urls.isEmpty && (try? SemVer(entry.version)).map { range.check($0) } == true
    }?.version
  }

  /// helm's name for a repository that nobody added.
  private static func managed(_ url: String) -> String {
    "helm-manager-" + SHA256Digest.hex(Array(url.utf8))
  }

  // MARK: Charts

  /// Where the locked version of a dependency lies.
  func address(of dependency: ChartDependency) throws(HelmError) -> (url: String, RepositoryIndex.Entry?) {
    let repository = dependency.repository
    if repository.hasPrefix("oci://") { return ("\(repository)/\(dependency.name):\(dependency.version)", nil) }
    func failed(_ message: String) -> HelmError {
      HelmError("could not find : chart \(dependency.name) not found in \(repository): \(message)")
    }
    do throws(HelmError) {
      let index: RepositoryIndex
      switch self.index(repository) {
      case .success(let found): index = found
      case .failure(let error):
        throw error.wrapped(
          "looks like \(GoText.quote(repository)) is not a valid chart repository or cannot be reached")
      }
      var what = "chart \(GoText.quote(dependency.name))"
      if !dependency.version.isEmpty { what += " version \(GoText.quote(dependency.version))" }
      let entry: RepositoryIndex.Entry
      do throws(HelmError) { entry = try index.entry(dependency.name, version: dependency.version) } catch {
        throw HelmError("\(what) not found in \(repository) repository")
      }
      if entry.urls.isEmpty { throw HelmError("\(what) has no downloadable URLs") }
      return (try downloader.absolute(entry, repository), entry)
    } catch {
      throw failed(error.message)
    }
  }

  func fetch(
    _ dependency: ChartDependency, _ url: String, _ entry: RepositoryIndex.Entry?
  ) throws(HelmError) -> ChartDownloader.Download {
    do throws(HelmError) {
      var access = access(dependency.repository)
      if let entry {
        var download = try downloader.fetch(url, dependency.version, access)
        try downloader.check(&download, entry)
        return download
      }
      access.owner = url
      return try OCIRegistry(downloader, access).chart(url, version: "")
    } catch {
      throw error.wrapped("could not download \(entry == nil ? "\(dependency.repository)/\(dependency.name)" : url)")
    }
  }
}
