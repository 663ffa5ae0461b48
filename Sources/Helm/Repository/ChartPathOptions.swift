#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where charts come from and with what rights (helm's `action.ChartPathOptions` and its environment).
public struct ChartPathOptions: Sendable {
  /// `--repo`.
  public var repository = ""
  public var version = ""
  public var username = ""
  public var password = ""
  public var tls = ChartRequest.TLSOptions()
  public var plainHTTP = false
  public var passCredentials = false
  public var verify = false
  /// Files of helm's own; empty for where helm has them.
  public var registryConfig = ""
  public var repositoryConfig = ""
  public var repositoryCache = ""
  /// `nil`: nothing is fetched.
  public var transport: (any ChartTransport)?

  public init() {}

  var credentials: ChartCredentials? {
    username.isEmpty || password.isEmpty ? nil : ChartCredentials(user: username, password: password)
  }

  // MARK: helm's files

  var registryConfigPath: String {
    Self.first(registryConfig, "HELM_REGISTRY_CONFIG", below: Self.configFolder, "registry/config.json")
  }
  var repositoryConfigPath: String {
    Self.first(repositoryConfig, "HELM_REPOSITORY_CONFIG", below: Self.configFolder, "repositories.yaml")
  }
  var repositoryCachePath: String {
    Self.first(repositoryCache, "HELM_REPOSITORY_CACHE", below: Self.cacheFolder, "repository")
  }

  private static func first(_ given: String, _ variable: String, below folder: String, _ name: String) -> String {
    if !given.isEmpty { return given }
    let named = environment(variable)
    return named.isEmpty ? "\(folder)/\(name)" : named
  }

  private static var configFolder: String { folder("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", ".config") }
  private static var cacheFolder: String { folder("HELM_CACHE_HOME", "XDG_CACHE_HOME", ".cache") }

  private static func folder(_ own: String, _ shared: String, _ usual: String) -> String {
    let helm = environment(own)
    if !helm.isEmpty { return helm }
    let base = environment(shared)
    return (base.isEmpty ? "\(environment("HOME"))/\(usual)" : base) + "/helm"
  }

  static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
}
