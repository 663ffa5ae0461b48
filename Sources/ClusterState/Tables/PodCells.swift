import KubeAPI
import Manifest

/// The row of a pod: its status is made of phase, conditions and container states.
enum PodCells {
  static func row(_ pod: Value, now: Instant) -> [Value] {
    let status = pod["status"] ?? [:]
    let spec = pod["spec"] ?? [:]
    var reason = status["phase"]?.string ?? ""
    if let text = status["reason"]?.string, !text.isEmpty { reason = text }
    for condition in status["conditions"]?.array ?? []
    where condition["type"]?.string == "PodScheduled" && condition["reason"]?.string == "SchedulingGated" {
      reason = "SchedulingGated"
    }
    var restarts: Int64 = 0
    var restartable: Int64 = 0
    var lastRestart: Instant?
    var lastRestartable: Instant?
    let initial = spec["initContainers"]?.array ?? []
    let sidecars = Set(
      initial.filter { $0["restartPolicy"]?.string == "Always" }.compactMap { $0["name"]?.string })
    var total = (spec["containers"]?.array?.count ?? 0) + sidecars.count
    var ready = 0
    var initializing = false
    func restarted(_ container: Value) -> Instant? {
      container.at("lastState", "terminated", "finishedAt")?.string.flatMap { Instant(rfc3339: $0) }
    }
    func later(_ a: Instant?, _ b: Instant?) -> Instant? {
      guard let a else { return b }
      guard let b else { return a }
      return a > b ? a : b
    }
    for (i, container) in (status["initContainerStatuses"]?.array ?? []).enumerated() {
      let isSidecar = sidecars.contains(container["name"]?.string ?? "")
      restarts += container["restartCount"]?.int ?? 0
      lastRestart = later(lastRestart, restarted(container))
      if isSidecar {
        restartable += container["restartCount"]?.int ?? 0
        lastRestartable = later(lastRestartable, restarted(container))
      }
      if container.at("state", "terminated", "exitCode")?.int == 0 { continue }
      if isSidecar && container["started"]?.bool == true {
        if container["ready"]?.bool == true { ready += 1 }
        continue
      }
      if let ended = container.at("state", "terminated") {
        if let text = ended["reason"]?.string, !text.isEmpty {
          reason = "Init:" + text
        } else if let signal = ended["signal"]?.int, signal != 0 {
          reason = "Init:Signal:\(signal)"
        } else {
          reason = "Init:ExitCode:\(ended["exitCode"]?.int ?? 0)"
        }
        initializing = true
      } else if let text = container.at("state", "waiting", "reason")?.string, !text.isEmpty,
        text != "PodInitializing"
      {
        reason = "Init:" + text
        initializing = true
      } else {
        reason = "Init:\(i)/\(initial.count)"
        initializing = true
      }
      break
    }
    if !initializing || pod.isTrue("Initialized") {
      restarts = restartable
      lastRestart = lastRestartable
      var hasRunning = false
      for container in (status["containerStatuses"]?.array ?? []).reversed() {
        restarts += container["restartCount"]?.int ?? 0
        lastRestart = later(lastRestart, restarted(container))
        if let text = container.at("state", "waiting", "reason")?.string, !text.isEmpty {
          reason = text
        } else if let ended = container.at("state", "terminated") {
          if let text = ended["reason"]?.string, !text.isEmpty {
            reason = text
          } else if let signal = ended["signal"]?.int, signal != 0 {
            reason = "Signal:\(signal)"
          } else {
            reason = "ExitCode:\(ended["exitCode"]?.int ?? 0)"
          }
        } else if container["ready"]?.bool == true, container.at("state", "running") != nil {
          hasRunning = true
          ready += 1
        }
      }
      if reason == "Completed" && hasRunning { reason = pod.isTrue("Ready") ? "Running" : "NotReady" }
    }
    if pod.isDeleting {
      if status["reason"]?.string == "NodeLost" {
        reason = "Unknown"
      } else if !["Succeeded", "Failed"].contains(status["phase"]?.string ?? "") {
        reason = "Terminating"
      }
    }
    total = max(total, 0)
    var restartText = String(restarts)
    if restarts != 0, let lastRestart { restartText += " (\(HumanDuration.text(now - lastRestart)) ago)" }
    func orNone(_ text: String?) -> Value { .string(text.map { $0.isEmpty ? "<none>" : $0 } ?? "<none>") }
    var gates = "<none>"
    if let list = spec["readinessGates"]?.array, !list.isEmpty {
      let met = list.filter { pod.isTrue($0["conditionType"]?.string ?? "") }.count
      gates = "\(met)/\(list.count)"
    }
    let ip = status["podIPs"]?.array?.first?["ip"]?.string ?? status["podIP"]?.string
    return [
      .string(pod.name), .string("\(ready)/\(total)"), .string(reason), .string(restartText),
      .string(Cells.age(pod.at("metadata", "creationTimestamp"), now)), orNone(ip),
      orNone(spec["nodeName"]?.string), orNone(status["nominatedNodeName"]?.string), .string(gates),
    ]
  }
}
