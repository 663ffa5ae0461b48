import Files
import Manifest
import Vendir

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Charts that were fetched for rehearsals, one folder for each name and version.
///
/// A rehearsal writes nothing into the repository; charts that are not vendored yet are kept in the user's cache instead.
public struct ChartCache: Sendable {
  /// A chart as vendir.yml pins it.
  public struct Chart: Sendable, Hashable {
    public var name: String
    public var version: String
    public var repository: String
    public init(name: String, version: String, repository: String) {
      self.name = name
      self.version = version
      self.repository = repository
    }
  }

  /// An absolute path.
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// `$XDG_CACHE_HOME/drydock/charts`, else `~/.cache/drydock/charts`; `nil` when the user has no home.
  public static func ofUser() -> ChartCache? {
    if let base = variable("XDG_CACHE_HOME"), base.hasPrefix("/") {
      return ChartCache(folder: "\(base)/drydock/charts")
    }
    guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
    return ChartCache(folder: "\(home)/.cache/drydock/charts")
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// Fetches the charts that the cache does not hold; stops at the first that cannot be had and says why.
  /// A version that is no exact one is never fetched: which chart it means can change.
  public func fill(_ charts: [Chart], fetcher: any Fetcher) async -> SourceError? {
    for chart in charts {
      let name = "\(chart.name)-\(chart.version)"
      guard !chart.name.contains("/"), !chart.version.isEmpty, !chart.version.contains("/"), !chart.repository.isEmpty,
        (try? DiskTree("\(folder)/\(name)")) == nil
      else { continue }
      let config = VendirConfig.helmChart(
        chart.name, version: chart.version, repository: chart.repository, into: name)
      var options = Vendir.Options()
      options.root = folder
      options.lockFile = "\(folder)/.\(name).lock.yml"
      options.digestLockFile = "\(folder)/.\(name).digests"
      do {
        try await Vendir.sync(config, options: options, fetcher: fetcher)
      } catch {
        return error
      }
    }
    return nil
  }
}
