import ClusterState
import Flux
import KubeAPI
import Manifest

/// An object that came into another state.
public struct Transition: Sendable, Hashable {
  public enum State: String, Sendable, Hashable {
    case waiting, working, ready, failed, gone
  }
  /// Since the bootstrap.
  public var time: Duration
  public var object: ObjectKey
  public var state: State
  /// `InstallSucceeded`, `CreateContainerConfigError`; empty when there is none.
  public var reason: String
  public var message: String
}

/// What happened, as a person would tell it: the state of each object that matters, whenever it changed; and the events.
public struct Timeline: Sendable {
  /// One line of the event log.
  public struct Event: Sendable, Hashable {
    public var time: Duration
    public var type: String
    public var object: String
    public var reason: String
    public var message: String
    public var source: String
  }

  public private(set) var transitions: [Transition] = []
  public private(set) var events: [Event] = []
  /// The last known state of each object, in the order in which they appeared.
  public private(set) var order: [ObjectKey] = []
  public private(set) var current: [ObjectKey: Transition] = [:]
  private let start: Instant
  private var seen: Int64
  private let interesting: Set<ObjectKey>

  init(start: Instant, from revision: Int64, interesting: Set<ObjectKey>) {
    self.start = start
    self.interesting = interesting
    seen = revision
  }

  /// Takes in what changed since the last call; returns the new states.
  mutating func absorb(_ cluster: ClusterState) -> [Transition] {
    var news: [Transition] = []
    let changes = cluster.changes(since: seen)
    for change in changes {
      if change.key.type == GroupKind("", "Event") { note(change, now: cluster.now) }
      guard let (state, reason, message) = judge(change) else { continue }
      let transition = Transition(
        time: cluster.now - start, object: change.key, state: state, reason: reason, message: message)
      if let last = current[change.key] {
        if last.state == state && last.reason == reason && last.message == message { continue }
      } else {
        order.append(change.key)
      }
      current[change.key] = transition
      transitions.append(transition)
      news.append(transition)
    }
    if let last = changes.last { seen = last.revision }
    return news
  }

  private mutating func note(_ change: Change, now: Instant) {
    guard change.kind != .deleted else { return }
    let object = change.object
    let about = object["involvedObject"] ?? [:]
    let namespace = about["namespace"]?.string ?? ""
    let kind = about["kind"]?.string ?? ""
    let name = about["name"]?.string ?? ""
    events.append(
      Event(
        time: now - start, type: object["type"]?.string ?? "",
        object: namespace.isEmpty ? "\(kind)/\(name)" : "\(kind)/\(namespace)/\(name)",
        reason: object["reason"]?.string ?? "", message: object["message"]?.string ?? "",
        source: object.at("source", "component")?.string ?? ""))
  }

  private func judge(_ change: Change) -> (Transition.State, String, String)? {
    let object = change.object
    let type = change.key.type
    switch type {
    case Flux.gitRepository, Flux.kustomization, Flux.helmRelease, GroupKind("onepassword.com", "OnePasswordItem"):
      if change.kind == .deleted { return (.gone, "", "") }
      return Timeline.byCondition(object)
    case GroupKind("", "Secret"):
      guard interesting.contains(change.key) else { return nil }
      if change.kind == .deleted { return (.gone, "", "") }
      let keys = (object["data"]?.object ?? Object()).sorted().map(\.key)
      return (.ready, "Synced", "keys \(keys.joined(separator: ", "))")
    case GroupKind("", "Pod"):
      if change.kind == .deleted { return (.gone, "", "") }
      return Timeline.byPod(object)
    case GroupKind("networking.k8s.io", "Ingress"):
      if change.kind == .deleted { return (.gone, "", "") }
      let host = object.at("status", "loadBalancer", "ingress")?[0]?["hostname"]?.string ?? ""
      return host.isEmpty ? (.waiting, "", "no address yet") : (.ready, "Served", "https://\(host)")
    default: return nil
    }
  }

  private static func byCondition(_ object: Value) -> (Transition.State, String, String) {
    let ready = object.condition("Ready")
    let reason = ready?["reason"]?.string ?? ""
    let message = ready?["message"]?.string ?? ""
    if let stalled = object.condition("Stalled") {
      return (.failed, stalled["reason"]?.string ?? reason, stalled["message"]?.string ?? message)
    }
    switch ready?["status"]?.string {
    case "True": return (.ready, reason, message)
    case "False":
      let waits = ["DependencyNotReady", "SourceNotReady", "ArtifactFailed"]
      return (waits.contains(reason) ? .waiting : .failed, reason, message)
    default:
      let progress = object.condition("Reconciling")
      return (
        .working, progress?["reason"]?.string ?? reason, progress?["message"]?.string ?? message
      )
    }
  }

  private static func byPod(_ object: Value) -> (Transition.State, String, String) {
    let node = object.at("status", "phase")?.string ?? "Pending"
    if object.isDeleting { return (.working, "Terminating", "") }
    for status in (object.at("status", "initContainerStatuses")?.array ?? [])
      + (object.at("status", "containerStatuses")?.array ?? [])
    {
      guard let waiting = status.at("state", "waiting") else { continue }
      let reason = waiting["reason"]?.string ?? ""
      if reason == "ContainerCreating" || reason == "PodInitializing" { continue }
      return (.failed, reason, waiting["message"]?.string ?? "")
    }
    if object.isTrue("Ready") { return (.ready, "Running", "") }
    if node == "Succeeded" { return (.ready, "Completed", "") }
    if node == "Failed" { return (.failed, object.at("status", "reason")?.string ?? "Failed", "") }
    return (.working, node, node == "Running" ? "not ready yet" : "")
  }
}
