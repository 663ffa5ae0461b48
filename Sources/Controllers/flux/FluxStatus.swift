import ClusterState
import Flux
import KubeAPI
import Manifest

/// Conditions as the Flux controllers keep them (fluxcd/pkg `runtime/conditions`).
extension Value {
  /// Sets a condition. lastTransitionTime moves when status, reason or message change; `Reconciling` and `Stalled`
  /// exclude each other.
  mutating func setFluxCondition(
    _ type: String, _ value: String, reason: String, message: String, at now: Instant
  ) {
    if type == "Reconciling" { removeFluxCondition("Stalled") }
    if type == "Stalled" { removeFluxCondition("Reconciling") }
    let generation = self.generation
    modifyStatus { status in
      var list = status["conditions"]?.array ?? []
      var time = now.rfc3339
      if let i = list.firstIndex(where: { $0["type"]?.string == type }) {
        let old = list[i]
        if old["status"]?.string == value, old["reason"]?.string == reason, old["message"]?.string == message {
          time = old["lastTransitionTime"]?.string ?? time
        }
        list.remove(at: i)
      }
      list.append([
        "lastTransitionTime": .string(time), "message": .string(message), "observedGeneration": .int(generation),
        "reason": .string(reason), "status": .string(value), "type": .string(type),
      ])
      status["conditions"] = .array(Value.sortedFluxConditions(list))
    }
  }

  mutating func removeFluxCondition(_ type: String) {
    guard condition(type) != nil else { return }
    modifyStatus { status in
      status["conditions"] = .array((status["conditions"]?.array ?? []).filter { $0["type"]?.string != type })
    }
  }

  mutating func modifyStatus(_ body: (inout Value) -> Void) {
    modifyObject { object in object.modify("status", body) }
  }

  /// Stalled, Reconciling, Ready, then the others by observedGeneration (newest first) and type.
  private static func sortedFluxConditions(_ list: [Value]) -> [Value] {
    func rank(_ condition: Value) -> Int {
      switch condition["type"]?.string {
      case "Stalled": 0
      case "Reconciling": 1
      case "Ready": 2
      default: 3
      }
    }
    return list.sorted { a, b in
      if rank(a) != rank(b) { return rank(a) < rank(b) }
      let x = a["observedGeneration"]?.int ?? 0
      let y = b["observedGeneration"]?.int ?? 0
      return x != y ? x > y : (a["type"]?.string ?? "").goLess(b["type"]?.string ?? "")
    }
  }

  /// Ready=True and neither Reconciling nor Stalled: what fluxcd/pkg calls ready.
  var isFluxReady: Bool { isTrue("Ready") && condition("Reconciling") == nil && condition("Stalled") == nil }
}

/// What every Flux controller does alike.
protocol FluxController: Controller {}

extension FluxController {
  /// The reconcile trigger that Flux's own predicate lets through: created, generation, requestedAt.
  func wakesItself(_ change: Change) -> Bool {
    switch change.kind {
    case .added: return true
    case .deleted: return true
    case .modified:
      guard let old = change.previous else { return true }
      if old.generation != change.object.generation { return true }
      if old.isDeleting != change.object.isDeleting { return true }
      let requested = change.object.annotation(Flux.requestedAt)
      return requested != nil && requested != old.annotation(Flux.requestedAt)
    }
  }

  /// Adds the finalizer in a pass of its own. Returns whether it was missing.
  func addFinalizer(_ object: Value, in cluster: inout ClusterState) throws(StatusError) -> Bool {
    if object.finalizers.contains(Flux.finalizer) { return false }
    let list = object.finalizers.map(Value.string) + [.string(Flux.finalizer)]
    _ = try cluster.mergePatch(
      ObjectKey(of: object), ["metadata": ["finalizers": .array(list)]], subresource: "", by: name)
    return true
  }

  func removeFinalizer(_ object: Value, in cluster: inout ClusterState) throws(StatusError) {
    let rest = object.finalizers.filter { $0 != Flux.finalizer }.map(Value.string)
    _ = try cluster.mergePatch(
      ObjectKey(of: object), ["metadata": ["finalizers": rest.isEmpty ? .null : .array(rest)]], subresource: "",
      by: name)
  }

  /// Writes the status if it differs from what the server has; returns the object as stored.
  @discardableResult
  func writeStatus(_ object: Value, in cluster: inout ClusterState) throws(StatusError) -> Value {
    guard let live = cluster.get(ObjectKey(of: object)) else { return object }
    if live["status"] == object["status"] { return live }
    var next = live
    next["status"] = object["status"]
    return try cluster.updateStatus(next, by: name)
  }

  /// Copies the reconcile request into the status, as every pass does at its end.
  func acknowledge(_ object: inout Value) {
    if let requested = object.annotation(Flux.requestedAt) {
      object.modifyStatus { $0["lastHandledReconcileAt"] = .string(requested) }
    }
  }

  func event(
    _ object: Value, _ type: String, _ reason: String, _ message: String, in cluster: inout ClusterState
  ) {
    cluster.recordEvent(regarding: object, type: type, reason: reason, message: message, component: name)
  }
}
