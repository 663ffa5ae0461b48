import KubeAPI
import Manifest

/// One run of a simulated container as the outside sees it: what it prints when, and how it answers HTTP.
public struct SimulatedContainer: Sendable, Hashable {
  public struct Line: Sendable, Hashable {
    public var time: Instant
    public var text: String
    public init(time: Instant, text: String) {
      self.time = time
      self.text = text
    }
  }

  /// From that moment on the port (`nil`: every port) answers with that HTTP status; 0 refuses the connection.
  public struct Answer: Sendable, Hashable {
    public var from: Instant
    public var port: Int64?
    public var status: Int64
    public init(from: Instant, port: Int64?, status: Int64) {
      self.from = from
      self.port = port
      self.status = status
    }
  }

  public struct Page: Sendable, Hashable {
    public var contentType: String
    public var body: String
    public init(contentType: String = "text/plain; charset=utf-8", body: String) {
      self.contentType = contentType
      self.body = body
    }
  }

  /// Lines of the future are there already; readers leave them out until their time has come.
  public var output: [Line]
  public var answers: [Answer]
  /// What GET gives at a path, while the port answers 200.
  public var pages: [String: Page]
  /// When it exits by itself.
  public var end: Instant?

  public init(output: [Line], answers: [Answer], pages: [String: Page], end: Instant?) {
    self.output = output
    self.answers = answers
    self.pages = pages
    self.end = end
  }

  /// `nil` refuses the connection.
  func status(port: Int64, at now: Instant) -> Int64? {
    if let end, end <= now { return nil }
    let answer = answers.last { $0.from <= now && ($0.port == nil || $0.port == port) }
    return answer?.status == 0 ? nil : answer?.status
  }
}

/// The present run of a container and the one before.
struct ContainerRecord: Sendable {
  var current: SimulatedContainer
  var previous: SimulatedContainer?
}

extension ClusterState {
  /// A container of the pod was started. A container that was never said to have started and whose pod runs prints nothing
  /// and answers 200 on every port; so only others need to be told.
  public mutating func containerBegan(_ run: SimulatedContainer, of pod: Value, container: String) {
    let before = containers[pod.uid]?[container]?.current
    containers[pod.uid, default: [:]][container] = ContainerRecord(current: run, previous: before)
  }

  /// Whether a run of that container is known.
  public func knowsContainer(of pod: Value, container: String) -> Bool { containers[pod.uid]?[container] != nil }
}
