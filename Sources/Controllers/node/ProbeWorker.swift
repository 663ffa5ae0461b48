import KubeAPI
import Manifest

/// One probe of one container: its ticker and its counts (k8s.io/kubernetes `pkg/kubelet/prober/worker.go`).
struct ProbeWorker: Sendable {
  enum Kind: String, Sendable {
    case startup = "Startup"
    case readiness = "Readiness"
    case liveness = "Liveness"
  }

  let kind: Kind
  let delay: Int64
  let period: Duration
  let successThreshold: Int64
  let failureThreshold: Int64
  let target: Target
  /// The next tick.
  var next: Instant
  private var lastSucceeded: Bool?
  private var inARow: Int64 = 0
  /// The probe's settled result for this run of the container.
  private(set) var result: Bool?

  enum Target: Sendable {
    case http(scheme: String, port: Int64, path: String, host: String)
    case tcp(port: Int64)
    case grpc(port: Int64)
    case exec
  }

  init(_ kind: Kind, _ probe: Value, _ container: Value, from start: Instant) {
    self.kind = kind
    delay = probe.integer("initialDelaySeconds") ?? 0
    period = .seconds(max(1, probe.integer("periodSeconds") ?? 10))
    successThreshold = max(1, probe.integer("successThreshold") ?? 1)
    failureThreshold = max(1, probe.integer("failureThreshold") ?? 3)
    func port(_ value: Value?) -> Int64 {
      if let number = value?.int { return number }
      let name = value?.string ?? ""
      if let number = Int64(name) { return number }
      for entry in container["ports"]?.array ?? [] where entry.text("name") == name {
        return entry.integer("containerPort") ?? 0
      }
      return 0
    }
    if let get = probe["httpGet"], !get.isNull {
      let scheme = get.text("scheme").isEmpty ? "HTTP" : get.text("scheme")
      let path = get.text("path")
      target = .http(
        scheme: scheme.lowercased(), port: port(get["port"]), path: path.hasPrefix("/") ? path : "/" + path,
        host: get.text("host"))
    } else if let socket = probe["tcpSocket"], !socket.isNull {
      target = .tcp(port: port(socket["port"]))
    } else if let grpc = probe["grpc"], !grpc.isNull {
      target = .grpc(port: grpc.integer("port") ?? 0)
    } else {
      target = .exec
    }
    next = start + period
  }

  mutating func forget() {
    lastSucceeded = nil
    inARow = 0
    result = nil
  }

  enum Outcome { case none, changed(Bool), failed(String, settled: Bool) }

  /// Probes once. `failed` carries the event's text, and whether the failure threshold is reached with it.
  mutating func run(_ container: ContainerRun, since start: Instant, podIP: String, at now: Instant) -> Outcome {
    if (now - start).components.seconds < delay { return .none }
    let port: Int64?
    switch target {
    case .http(_, let number, _, _), .tcp(let number), .grpc(let number): port = number
    case .exec: port = nil
    }
    let status = container.status(port: port, after: now - start)
    let problem = describe(status, podIP)
    let success = problem == nil
    inARow = lastSucceeded == success ? inARow + 1 : 1
    lastSucceeded = success
    if let problem {
      let settled = inARow >= failureThreshold
      if settled { result = false }
      return .failed("\(kind.rawValue) probe failed: \(problem)", settled: settled)
    }
    if inARow < successThreshold { return .none }
    let changed = result != true
    result = true
    return changed ? .changed(true) : .none
  }

  private func describe(_ status: Int64?, _ podIP: String) -> String? {
    switch target {
    case .http(let scheme, let port, let path, let host):
      guard let status else {
        let address = "\(host.isEmpty ? podIP : host):\(port)"
        return "Get \"\(scheme)://\(address)\(path)\": dial tcp \(address): connect: connection refused"
      }
      return (200..<400).contains(status) ? nil : "HTTP probe failed with statuscode: \(status)"
    case .tcp(let port):
      return status == nil ? "dial tcp \(podIP):\(port): connect: connection refused" : nil
    case .grpc(let port):
      if let status, (200..<400).contains(status) { return nil }
      return "timeout: failed to connect service \"\(podIP):\(port)\" within 1s: context deadline exceeded"
    case .exec:
      if let status, (200..<400).contains(status) { return nil }
      return ""
    }
  }

  /// The next tick at which something can come of it: a steady success needs no ticks.
  func nextDue(_ container: ContainerWorker, after now: Instant) -> Instant? {
    guard let start = container.startedAt, let run = container.run, !container.neverReady || kind != .readiness else {
      return nil
    }
    if kind == .startup && container.isStarted { return nil }
    if kind != .startup && !container.isStarted { return nil }
    let steady = kind == .readiness ? container.isReady : (result ?? (kind == .liveness))
    if steady && lastSucceeded != false {
      let port: Int64?
      switch target {
      case .http(_, let number, _, _), .tcp(let number), .grpc(let number): port = number
      case .exec: port = nil
      }
      let after = now - start
      if !run.changes(after: after), describe(run.status(port: port, after: after), "") == nil { return nil }
    }
    return max(next, now)
  }
}
