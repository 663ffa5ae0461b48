import ClusterState
import KubeAPI
import Manifest

/// What a container does once it runs. The rehearsal pulls no image; a program stands for it.
///
/// The kubelet asks its programs in order; the first that says it runs this container is started. A program is a pure
/// function of what the container would see, so its whole life is known at its start: what it prints, when it listens,
/// when it exits.
public protocol ContainerProgram: Sendable {
  /// Short and stable, for reports: `coder`, `connect-api`.
  var name: String { get }
  func runs(_ start: ContainerStart) -> Bool
  func start(_ start: ContainerStart) -> ContainerRun
}

/// What a container sees at its start.
public struct ContainerStart: Sendable {
  public var pod: Value
  /// The container's entry in the pod's spec.
  public var container: Value
  public var isInit: Bool
  /// The entry point and its arguments with `$(NAME)` expanded; empty parts are the image's own.
  public var command: [String]
  public var arguments: [String]
  public var environment: ContainerEnvironment
  /// Files that Secrets and ConfigMaps put into its file system.
  public var files: [MountedFile]
  /// How often it was started before.
  public var restarts: Int
  public var podIP: String
  public var cluster: ClusterState

  public var image: String { container["image"]?.string ?? "" }
  /// The image without registry host, tag and digest: `1password/connect-api`.
  public var repository: String { ImageName(image).repository }
  public var tag: String { ImageName(image).tag }
  public var restartPolicy: String { pod.at("spec", "restartPolicy")?.string ?? "Always" }
}

/// A file inside a container, from a Secret or ConfigMap.
public struct MountedFile: Sendable, Hashable {
  public var path: String
  public var bytes: [UInt8]
}

/// The life of a container that was started, in times since its start.
public struct ContainerRun: Sendable {
  public struct Line: Sendable, Hashable {
    public var after: Duration
    public var text: String
  }
  public struct Exit: Sendable, Hashable {
    public var after: Duration
    public var code: Int64
    /// `Completed`, `Error` or `OOMKilled`.
    public var reason: String
    public init(after: Duration, code: Int64, reason: String? = nil) {
      self.after = after
      self.code = code
      self.reason = reason ?? (code == 0 ? "Completed" : "Error")
    }
  }
  /// How a span of its life answers probes.
  public struct Answer: Sendable, Hashable {
    public var from: Duration
    /// `nil` stands for every port.
    public var port: Int64?
    /// An HTTP status; 0 refuses the connection.
    public var status: Int64
    public init(from: Duration = .zero, port: Int64? = nil, status: Int64 = 200) {
      self.from = from
      self.port = port
      self.status = status
    }
  }

  public var output: [Line] = []
  /// `nil` runs until it is stopped.
  public var exit: Exit?
  /// The last that has begun and fits the port counts; without one the connection is refused.
  public var answers: [Answer]
  public var verdict: CoderVerdict?
  /// What GET gives at a path while it answers 200.
  public var pages: [String: SimulatedContainer.Page] = [:]

  public init(answers: [Answer] = [Answer()], exit: Exit? = nil) {
    self.answers = answers
    self.exit = exit
  }

  /// The run as the outside sees it; `nil` when it prints nothing and listens everywhere, as nobody needs to be told that.
  func seen(from start: Instant) -> SimulatedContainer? {
    if output.isEmpty && pages.isEmpty && exit == nil && answers == [Answer()] { return nil }
    return SimulatedContainer(
      output: output.map { .init(time: start + $0.after, text: $0.text) },
      answers: answers.map { .init(from: start + $0.from, port: $0.port, status: $0.status) }, pages: pages,
      end: exit.map { start + $0.after })
  }

  public mutating func print(_ text: String, after: Duration = .zero) { output.append(Line(after: after, text: text)) }

  /// The HTTP status at that moment, `nil` when nothing listens.
  func status(port: Int64?, after: Duration) -> Int64? {
    let answer = answers.last { $0.from <= after && ($0.port == nil || port == nil || $0.port == port) }
    guard let answer, answer.status != 0 else { return nil }
    return answer.status
  }

  /// Whether the answers still change after that moment.
  func changes(after moment: Duration) -> Bool { answers.contains { $0.from > moment } }
}

/// The parts of an image reference, as the docker reference grammar splits them.
struct ImageName {
  var repository: String
  var tag: String

  init(_ image: String) {
    var rest = Substring(image)
    if let at = rest.firstIndex(of: "@") { rest = rest[..<at] }
    tag = ""
    if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
      tag = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    }
    if let slash = rest.firstIndex(of: "/") {
      let host = rest[..<slash]
      if host.contains(".") || host.contains(":") || host == "localhost" { rest = rest[rest.index(after: slash)...] }
    }
    repository = String(rest)
  }
}
