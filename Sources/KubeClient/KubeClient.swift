import KubeAPI
import Manifest
import Synchronization

/// A real cluster behind ``Cluster``: what kubectl would talk to, over HTTPS.
///
/// ``connect(_:)`` reads a kubeconfig as kubectl does, sees that the server answers and what version it is. Requests
/// that can be sent again are sent again on lost connections, 429 and 5xx; watches go on by themselves
/// (`watch`); lists are read in pages; every request has a time limit. Errors are ``StatusError``: the server's own, or
/// with code 0 and reason `Unreachable`, `DeadlineExceeded` or `Cancelled` when no answer came. Nothing is logged but
/// methods, URLs, codes and the server's audit ids: never a body, a header or a credential.
///
/// Relies on documented behaviour of the Kubernetes API alone; `docs/reliability.md` lists it.
public final class KubeClient: Sendable {
  public struct Options: Sendable {
    public var choice = ClientConfig.Choice()
    /// Limit for one attempt of one request. Watches have limits of their own.
    public var timeout: Duration = .seconds(32)
    public var connectTimeout: Duration = .seconds(10)
    /// How long a request is tried again after the server has answered once. Zero: never again.
    public var patience: Duration = .seconds(60)
    /// How long a watch may be silent before it is taken for dead; servers send bookmarks about once a minute.
    public var watchQuiet: Duration = .seconds(300)
    /// Objects in one page of a list.
    public var pageSize = 500
    public var fieldManager = "drydock"
    /// `--verbose`: a line for each request.
    public var log: (@Sendable (String) -> Void)?
    /// What the user must see: an unchecked certificate, a warning by the server.
    public var warn: (@Sendable (String) -> Void)?

    public init() {}

    public init(kubeconfig: String?, context: String?) {
      choice = ClientConfig.Choice(kubeconfig: kubeconfig, context: context)
    }
  }

  public let config: ClientConfig
  public let options: Options
  let transport: Transport
  let discovery: Discovery
  /// Whether the server has answered anything yet.
  let hasAnswered = Atomic<Bool>(false)
  private let warned = Mutex<Set<String>>([])
  let version: Mutex<ServerVersion?> = Mutex(nil)

  init(
    _ config: ClientConfig, options: Options, environment: ClientEnvironment = .process
  ) throws(SourceError) {
    self.config = config
    self.options = options
    transport = try Transport(
      config, environment: environment, connectTimeout: options.connectTimeout, log: options.log)
    discovery = Discovery()
  }

  /// Reads the configuration, sees that the server answers, and learns its version.
  ///
  /// Fails with a ``SourceError`` for what is wrong in files, with a ``StatusError`` for what the server or the way to it
  /// refuses.
  public static func connect(_ options: Options = Options()) async throws -> KubeClient {
    let config = try ClientConfig.load(options.choice)
    let client = try KubeClient(config, options: options)
    if config.isTLS && config.insecureSkipTLSVerify {
      options.warn?(
        "WARNING: the certificate of \(config.server) is NOT checked (insecure-skip-tls-verify). Anyone on the way can"
          + " read and change everything, credentials included.")
    }
    do throws(StatusError) {
      _ = try await client.serverVersion()
    } catch {
      // Who may not read /version may still do other things.
      if error.code == 401 || error.code == 0 {
        await client.shutdown()
        throw error
      }
    }
    return client
  }

  /// Closes connections; open watches end. A client that is dropped does so by itself, later.
  public func shutdown() async { await transport.shutdown() }

  /// Shows a warning once.
  func show(_ warning: String) {
    let isNew = warned.withLock { $0.insert(warning).inserted }
    if isNew { options.warn?(warning) }
  }
}

/// What `/version` says.
public struct ServerVersion: Sendable, Hashable {
  public var major: String
  public var minor: String
  /// `v1.36.2`
  public var gitVersion: String
}
