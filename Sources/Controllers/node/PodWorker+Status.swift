import ClusterState
import KubeAPI
import Manifest

/// The status of a pod as the kubelet reports it (`kubelet_pods.go`, `pkg/kubelet/status/generate.go`).
extension PodWorker {
  /// Writes the status when it differs. Returns whether it did.
  @discardableResult
  mutating func writeStatus(
    _ pod: Value, kubelet: Kubelet, in cluster: inout ClusterState, at now: Instant
  ) -> Bool {
    guard let stored = cluster.get(ObjectKey(of: pod)), stored.uid == uid else { return false }
    var result = stored
    var status = stored["status"] ?? [:]
    let phase = phase(stored)
    status["phase"] = .string(phase)
    if let failure {
      status["reason"] = .string(failure.reason)
      status["message"] = .string(failure.message)
    }
    status["hostIP"] = .string(kubelet.settings.address)
    status["hostIPs"] = [["ip": .string(kubelet.settings.address)]]
    if !ip.isEmpty {
      let address = stored.flag("spec", "hostNetwork") == true ? kubelet.settings.address : ip
      status["podIP"] = .string(address)
      status["podIPs"] = [["ip": .string(address)]]
    }
    status["startTime"] = .string(taken.rfc3339)
    status["observedGeneration"] = .int(stored.generation)
    status["conditions"] = .array(conditions(stored, phase, at: now))
    let inits = containers.filter { $0.kind != .main }.map { entry($0, stored) }
    if !inits.isEmpty { status["initContainerStatuses"] = .array(inits) }
    let main = containers.filter { $0.kind == .main }.sorted { $0.name.goLess($1.name) }.map { entry($0, stored) }
    status["containerStatuses"] = .array(main)
    result["status"] = status
    if result["status"] == stored["status"] { return false }
    do {
      _ = try cluster.updateStatus(result, by: "kubelet")
      return true
    } catch {
      return false
    }
  }

  func phase(_ pod: Value) -> String {
    if failure != nil { return "Failed" }
    let policy = pod.at("spec", "restartPolicy")?.string ?? "Always"
    var waiting = 0
    var running = 0
    var stopped = 0
    var succeeded = 0
    for container in containers where container.kind == .initial {
      switch container.state {
      case .terminated(let end):
        if end.integer("exitCode") == 0 { continue }
        if policy == "Never" { return "Failed" }
        return "Pending"
      default:
        if container.last?.integer("exitCode") == 0 { continue }
        return "Pending"
      }
    }
    for container in containers where container.kind == .main {
      switch container.state {
      case .running: running += 1
      case .terminated(let end):
        stopped += 1
        if end.integer("exitCode") == 0 { succeeded += 1 }
      case .waiting:
        if container.last != nil { stopped += 1 } else { waiting += 1 }
      }
    }
    if stopAt != nil && sandboxAt == nil { return stopped == succeeded && stopped > 0 ? "Succeeded" : "Failed" }
    if waiting > 0 { return "Pending" }
    if running > 0 { return "Running" }
    if policy == "Always" { return "Running" }
    if stopped == succeeded { return "Succeeded" }
    return policy == "Never" ? "Failed" : "Running"
  }

  private func conditions(_ pod: Value, _ phase: String, at now: Instant) -> [Value] {
    let finished = phase == "Succeeded" || phase == "Failed"
    let up = sandboxAt.map { $0 <= now } ?? false
    var list: [(type: String, ok: Bool, reason: String, message: String)] = []
    list.append(("PodReadyToStartContainers", up && !finished, "", ""))
    let incomplete = containers.filter { container in
      switch container.kind {
      case .initial: return !(container.exitCode == 0)
      case .sidecar: return !container.isStarted
      case .main: return false
      }
    }
    if phase == "Succeeded" {
      list.append(("Initialized", true, "PodCompleted", ""))
    } else if !incomplete.isEmpty && !finished {
      let names = incomplete.map(\.name).joined(separator: " ")
      list.append(
        ("Initialized", false, "ContainersNotInitialized", "containers with incomplete status: [\(names)]"))
    } else {
      list.append(("Initialized", true, "", ""))
    }
    let unready = containers.filter { $0.kind != .initial && !$0.isReady }.map(\.name)
    var containersReady = (ok: true, reason: "", message: "")
    if phase == "Succeeded" {
      containersReady = (false, "PodCompleted", "")
    } else if phase == "Failed" {
      containersReady = (false, "PodFailed", "")
    } else if !unready.isEmpty {
      containersReady = (
        false, "ContainersNotReady", "containers with unready status: [\(unready.joined(separator: " "))]"
      )
    }
    var ready = containersReady
    if ready.ok {
      for gate in pod.items("spec", "readinessGates") {
        let type = gate.text("conditionType")
        if pod.isTrue(type) { continue }
        var message = "corresponding condition of pod readiness gate \"\(type)\" does not exist."
        if let found = pod.condition(type) {
          let state = found.text("status")
          message = "the status of pod readiness gate \"\(type)\" is not \"True\", but \(state)"
        }
        ready = (false, "ReadinessGatesNotReady", message)
        break
      }
    }
    list.append(("Ready", ready.ok, ready.reason, ready.message))
    list.append(("ContainersReady", containersReady.ok, containersReady.reason, containersReady.message))

    var result: [Value] = []
    for wanted in list {
      let old = pod.condition(wanted.type)
      var condition: Value = ["type": .string(wanted.type), "observedGeneration": .int(pod.generation)]
      condition["status"] = wanted.ok ? "True" : "False"
      condition["lastProbeTime"] = .null
      condition["lastTransitionTime"] = .string(now.rfc3339)
      if let old, old.text("status") == condition.text("status"), let since = old["lastTransitionTime"] {
        condition["lastTransitionTime"] = since
      }
      if !wanted.reason.isEmpty { condition["reason"] = .string(wanted.reason) }
      if !wanted.message.isEmpty { condition["message"] = .string(wanted.message) }
      result.append(condition)
    }
    for old in pod.items("status", "conditions") where !list.contains(where: { $0.type == old.text("type") }) {
      result.append(old)
    }
    return result
  }

  private func entry(_ container: ContainerWorker, _ pod: Value) -> Value {
    var status: Value = ["name": .string(container.name)]
    switch container.state {
    case .waiting(let reason, let message):
      var waiting: Value = ["reason": .string(reason)]
      if !message.isEmpty { waiting["message"] = .string(message) }
      status["state"] = ["waiting": waiting]
    case .running(let since): status["state"] = ["running": ["startedAt": .string(since.rfc3339)]]
    case .terminated(let end): status["state"] = ["terminated": end]
    }
    status["lastState"] = container.last.map { ["terminated": $0] } ?? [:]
    let finishedInit = container.kind == .initial && container.exitCode == 0
    status["ready"] = .bool(container.isReady || finishedInit)
    status["restartCount"] = .int(container.restarts)
    status["image"] = .string(container.image)
    if container.id.isEmpty {
      status["imageID"] = ""
    } else {
      status["imageID"] = .string(PodWorker.imageID(container.image))
      status["containerID"] = .string("containerd://" + container.id)
    }
    status["started"] = .bool(container.isRunning && container.isStarted)
    return status
  }

  /// A digest that looks like one; no image was ever pulled.
  private static func imageID(_ image: String) -> String {
    var digest = ""
    for part in 0..<8 {
      let digits = String(TemplateHash.number("\(image)/\(part)"), radix: 16)
      digest += String(repeating: "0", count: 8 - digits.count) + digits
    }
    var name = Substring(image)
    if let at = name.firstIndex(of: "@") { name = name[..<at] }
    if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") { name = name[..<colon] }
    return "\(name)@sha256:\(digest)"
  }
}
