import ClusterState
import Crypto
import Glibc
import KubeAPI
import Manifest
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// Serves a cluster value over HTTPS so that kubectl and other Kubernetes clients accept it.
///
/// In: a ``ClusterDriver`` (the cluster and what acts on it). Out: an endpoint on loopback with certificates made at start, a
/// kubeconfig for its administrator, HTTP/1.1 and HTTP/2, watches as streams. All state is the driver's; this shell
/// authenticates, keeps time and moves bytes. One lock guards the driver; requests are answered on the connection's
/// thread, the controllers run on a thread of their own.
public final class ClusterServer: Sendable {
  public struct Options: Sendable {
    public var host = "127.0.0.1"
    /// 0 picks a free one.
    public var port = 0
    /// Threads that serve connections.
    public var threads = 2
    /// How many connections may be open at once.
    public var connectionLimit = 4096
    public init() {}
  }

  private struct Driven: Sendable {
    var driver: any ClusterDriver
  }

  private let guarded: Guarded<Driven>
  private let sessions = Mutex<[ObjectIdentifier: WatchSession]>([:])
  private let watching = Atomic<Int>(0)
  private let scheduled = Atomic<Bool>(false)
  private let connections = Atomic<Int>(0)
  private let options: Options
  let certificates: Certificates
  private let group: MultiThreadedEventLoopGroup
  private let control: MultiThreadedEventLoopGroup
  private let listener = Mutex<(any Channel)?>(nil)
  private let nextTick = Mutex<Scheduled<Void>?>(nil)
  private let isStopping = Atomic<Bool>(false)
  private let journal: Journal?

  /// - Parameters:
  ///   - certificates: made before, when something in the cluster must know the authority; else made here.
  ///   - data: where every write goes before it is answered; it holds the driver's cluster or nothing yet.
  public init(
    driver: any ClusterDriver, certificates: Certificates? = nil, options: Options = Options(),
    data: sending DataFile? = nil
  ) throws {
    var driver = driver
    driver.cluster.now = max(driver.cluster.now, ClusterServer.wallClock)
    var generator = SystemRandomNumberGenerator()
    driver.cluster.tokenSecret = String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
    if let data { journal = try Journal(data, from: driver.cluster) } else { journal = nil }
    guarded = Guarded(Driven(driver: driver))
    self.options = options
    self.certificates = try certificates ?? Certificates(hosts: options.host == "127.0.0.1" ? [] : [options.host])
    group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, options.threads))
    control = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    journal?.whenDurable { [weak self] in self?.notify() }
  }

  /// The moment now, by the machine's clock.
  public static var wallClock: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }

  // MARK: - Life

  /// Binds and serves. Returns the port.
  public func start() async throws -> Int {
    let tls = try NIOSSLContext(configuration: tlsConfiguration())
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in self.configure(channel, tls) }
    let channel = try await bootstrap.bind(host: options.host, port: options.port).get()
    listener.withLock { $0 = channel }
    kick()
    return channel.localAddress?.port ?? options.port
  }

  /// The kubeconfig for a server on that port.
  public func kubeconfig(port: Int) -> String {
    Kubeconfig.text(server: "https://\(options.host):\(port)", certificates: certificates)
  }

  /// Ends watches and connections and stops serving. Safe to call more than once.
  public func shutdown() async {
    guard !isStopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
    let channel = listener.withLock { $0 }
    try? await channel?.close()
    nextTick.withLock { $0?.cancel() }
    for session in sessions.withLock({ Array($0.values) }) { session.end() }
    try? await group.shutdownGracefully()
    try? await control.shutdownGracefully()
    await journal?.shutdown()
  }

  private func tlsConfiguration() throws -> TLSConfiguration {
    let chain = try NIOSSLCertificate(bytes: certificates.server.certificate, format: .der)
    let key = try NIOSSLPrivateKey(bytes: Array(certificates.server.keyPEM.utf8), format: .pem)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: [.certificate(chain)], privateKey: .privateKey(key))
    configuration.applicationProtocols = ["h2", "http/1.1"]
    configuration.trustRoots = .certificates([try NIOSSLCertificate(bytes: certificates.authority, format: .der)])
    // A client may show a certificate; one that is shown must be ours.
    configuration.certificateVerification = .optionalVerification
    configuration.minimumTLSVersion = .tlsv12
    return configuration
  }

  private static let handshake = TimeAmount.seconds(10)

  private func configure(_ channel: any Channel, _ tls: NIOSSLContext) -> EventLoopFuture<Void> {
    let count = connections.wrappingAdd(1, ordering: .relaxed).newValue
    channel.closeFuture.whenComplete { _ in self.connections.wrappingSubtract(1, ordering: .relaxed) }
    if count > options.connectionLimit { return channel.close() }
    do {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
    } catch {
      return channel.eventLoop.makeFailedFuture(error)
    }
    // Whoever opens a connection must say what it is for in time.
    let handshake = channel.eventLoop.scheduleTask(in: ClusterServer.handshake) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in handshake.cancel() }
    return channel.configureHTTP2SecureUpgrade(
      h2ChannelConfigurator: { channel in
        handshake.cancel()
        let user = self.user(of: channel)
        return channel.configureHTTP2Pipeline(
          mode: .server,
          inboundStreamInitializer: { stream in
            stream.eventLoop.makeCompletedFuture {
              try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
              try stream.pipeline.syncOperations.addHandler(RequestHandler(server: self, user: user))
            }
          }
        ).map { _ in () }
      },
      http1ChannelConfigurator: { channel in
        handshake.cancel()
        let user = self.user(of: channel)
        return channel.pipeline.configureHTTPServerPipeline(withErrorHandling: false).flatMapThrowing {
          try channel.pipeline.syncOperations.addHandler(RequestDeadline())
          try channel.pipeline.syncOperations.addHandler(RequestHandler(server: self, user: user))
        }
      })
  }

  /// Who a connection belongs to by its certificate, `nil` without one. Runs on the channel's event loop.
  private func user(of channel: any Channel) -> UserInfo? {
    guard let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate(),
      let bytes = try? certificate.toDERBytes(), bytes == certificates.admin.certificate
    else { return nil }
    var user = UserInfo.admin
    let digest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    user.extra = [
      UserInfo.Extra(name: "authentication.kubernetes.io/credential-id", values: ["X509SHA256=\(digest)"])
    ]
    return user
  }

  // MARK: - State

  /// Reads or changes the cluster between requests.
  public func withCluster<R: Sendable, Failure: Error>(
    _ body: @Sendable (inout ClusterState) throws(Failure) -> R
  ) throws(Failure) -> R {
    let (result, changed) = guarded.withLock { state -> (Result<R, Failure>, Bool) in
      let before = state.driver.cluster.revision
      state.driver.cluster.now = max(state.driver.cluster.now, ClusterServer.wallClock)
      let result = Result { () throws(Failure) in try body(&state.driver.cluster) }
      journal?.take(from: state.driver.cluster)
      return (result, state.driver.cluster.revision != before)
    }
    if changed { kick() }
    return try result.get()
  }

  /// Answers one request. With a data file the answer must wait for ``written(_:on:)`` of the revision that comes with it.
  /// `nil` when webhooks may have to be called: then ``respondCallingWebhooks(_:certificateUser:)`` answers.
  func respond(_ request: APIRequest, certificateUser: UserInfo?) -> (response: APIResponse, revision: Int64)? {
    var request = request
    request.prepare()
    let isWrite = ["POST", "PUT", "PATCH", "DELETE"].contains(request.method)
    let (response, changed, revision) = guarded.withLock { state -> (APIResponse?, Bool, Int64) in
      if isWrite && state.driver.cluster.hasWebhooks { return (nil, false, 0) }
      state.driver.cluster.now = max(state.driver.cluster.now, ClusterServer.wallClock)
      let before = state.driver.cluster.revision
      guard let user = Authentication.user(of: request, certificateUser, in: state.driver.cluster) else {
        return (Authentication.unauthorized, false, 0)
      }
      request.user = user
      let response = state.driver.cluster.handle(request)
      let revision = state.driver.cluster.revision
      if revision != before { journal?.take(from: state.driver.cluster) }
      return (response, revision != before, revision)
    }
    if changed { kick() }
    return response.map { ($0, revision) }
  }

  /// How many calls one answer may take; each of the object's changes meanwhile takes some again.
  private static let callLimit = 64

  /// ``respond(_:certificateUser:)`` of a request that webhooks must be asked about: they are called while the cluster
  /// is free for others, and the answer is made from the cluster as it is when all have answered.
  func respondCallingWebhooks(
    _ request: APIRequest, certificateUser: UserInfo?
  ) async -> (response: APIResponse, revision: Int64) {
    var answers: [String: WebhookAnswer] = [:]
    for _ in 0..<ClusterServer.callLimit {
      let known = answers
      let (outcome, changed, revision) = guarded.withLock {
        state -> (Result<APIResponse, WebhookCall>, Bool, Int64) in
        state.driver.cluster.now = max(state.driver.cluster.now, ClusterServer.wallClock)
        let before = state.driver.cluster.revision
        var request = request
        guard let user = Authentication.user(of: request, certificateUser, in: state.driver.cluster) else {
          return (.success(Authentication.unauthorized), false, 0)
        }
        request.user = user
        let outcome = state.driver.cluster.handle(request, answers: known)
        let revision = state.driver.cluster.revision
        if revision != before { journal?.take(from: state.driver.cluster) }
        return (outcome, revision != before, revision)
      }
      if changed { kick() }
      switch outcome {
      case .success(let response): return (response, revision)
      case .failure(let call): answers[call.key] = await WebhookClient.post(call, on: group)
      }
    }
    return (ProtocolErrors.tooManyCalls, 0)
  }

  /// Completes when everything up to that revision is on the disk; `nil` when nothing has to be waited for.
  func written(_ revision: Int64, on loop: any EventLoop) -> EventLoopFuture<Void>? {
    guard let journal, journal.durableRevision < revision else { return nil }
    return journal.written(revision, on: loop)
  }

  /// Returns when everything that has been written by now is in the data file, if there is one.
  public func flush() async throws {
    let revision = guarded.withLock { $0.driver.cluster.revision }
    try await written(revision, on: control.next())?.get()
  }

  func frames(of stream: inout WatchStream) -> [UInt8] {
    let limit = journal?.durableRevision ?? .max
    return guarded.withLock { stream.next(in: $0.driver.cluster, through: limit) }
  }

  func add(_ session: WatchSession) {
    sessions.withLock { $0[ObjectIdentifier(session)] = session }
    watching.wrappingAdd(1, ordering: .relaxed)
    if isStopping.load(ordering: .acquiring) { session.end() }
  }

  func remove(_ session: WatchSession) {
    let removed = sessions.withLock { $0.removeValue(forKey: ObjectIdentifier(session)) }
    if removed != nil { watching.wrappingSubtract(1, ordering: .relaxed) }
  }

  /// Lets the controllers and the watchers see what has changed, soon and once. Watchers are told at once; without any, the
  /// controllers wait a moment for more, so that many writers do not wake them for each write.
  private func kick(isGoingOn: Bool = false) {
    guard !scheduled.exchange(true, ordering: .acquiringAndReleasing) else { return }
    let loop = control.next()
    if isGoingOn || watching.load(ordering: .relaxed) > 0 {
      loop.execute { self.tick() }
    } else {
      loop.scheduleTask(in: ClusterServer.pause) { self.tick() }
    }
  }

  private static let pause = TimeAmount.milliseconds(2)

  /// How long the controllers may work before waiting requests get their turn.
  private static let slice = Duration.milliseconds(5)

  private func tick() {
    guard !isStopping.load(ordering: .acquiring) else { return }
    scheduled.store(false, ordering: .releasing)
    notify()
    let (changed, isIdle, due) = guarded.withLock { state -> (Bool, Bool, Instant?) in
      let before = state.driver.cluster.revision
      let begin = ClusterServer.wallClock
      // What happens now is later than everything that was due: a controller that many changes wake acts once for all.
      state.driver.cluster.now = max(state.driver.cluster.now, begin)
      state.driver.absorbChanges()
      var isIdle = false
      while !isIdle && ClusterServer.wallClock - begin < ClusterServer.slice {
        isIdle = !state.driver.step(until: begin)
      }
      if state.driver.cluster.revision != before { journal?.take(from: state.driver.cluster) }
      return (state.driver.cluster.revision != before, isIdle, state.driver.nextDue)
    }
    if changed { notify() }
    guard isIdle else {
      kick(isGoingOn: true)
      return
    }
    let loop = control.next()
    nextTick.withLock { next in
      next?.cancel()
      next = nil
      guard let due else { return }
      let wait = max(1_000_000, (due - ClusterServer.wallClock).wholeNanoseconds)
      next = loop.scheduleTask(in: .nanoseconds(wait)) { self.tick() }
    }
  }

  /// One task for each thread that serves watches, not one for each watch.
  private func notify() {
    var groups: [(loop: any EventLoop, sessions: [WatchSession])] = []
    for session in sessions.withLock({ Array($0.values) }) where session.isToBeWoken() {
      if let i = groups.firstIndex(where: { $0.loop === session.loop }) {
        groups[i].sessions.append(session)
      } else {
        groups.append((session.loop, [session]))
      }
    }
    for (loop, sessions) in groups {
      loop.execute { for session in sessions { session.pump() } }
    }
  }
}
