import Files
import Manifest

/// Vendored third-party directories, as vendir (carvel.dev/vendir) describes and writes them.
///
/// `vendir.yml` says which charts, files and repositories lie where; `Vendir.sync` fetches them and writes what vendir
/// would write, `vendir.lock.yml` included. Since that lock pins versions but not bytes, `drydock.lock` beside it holds
/// the SHA-256 of every archive and of every tree, and `Vendir.check` compares the disk with it, offline.
///
///     let config = try VendirConfig.read(["vendir.yml"])
///     try await Vendir.sync(config, options: .init(), fetcher: HTTPFetcher(), log: print)
///
/// Paths are relative to the current directory, as in vendir.
public enum Vendir {
  public static let configName = "vendir.yml"
  public static let lockName = "vendir.lock.yml"
  public static let digestLockName = "drydock.lock"

  public struct Options: Sendable {
    /// `--lock-file`
    public var lockFile = Vendir.lockName
    /// Beside it: `drydock.lock`.
    public var digestLockFile = Vendir.digestLockName
    /// `--locked`: exactly what the locks say.
    public var locked = false
    /// `--directory`: only these, as `path` or `path=local-directory`.
    public var directories: [String] = []
    /// `--lazy`: contents marked `lazy` are fetched only when their entry changed.
    public var lazy = true
    /// Where `paths` of the configuration start.
    public var root = "."

    public init() {}
  }

  /// Something wrong with the request, without a place in a file.
  static func fail(_ message: String, next: String = "", file: String = "") -> SourceError {
    SourceError(file: file, message, nextStep: next)
  }

  /// `a`/`b` without `.` parts, for messages and comparisons (Go: `filepath.Join`).
  static func join(_ directory: String, _ path: String) -> String { FilePath.join(directory, path) ?? path }
}
