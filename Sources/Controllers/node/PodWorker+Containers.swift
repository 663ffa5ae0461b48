import ClusterState
import KubeAPI
import Manifest

/// Starting containers, and what follows when they exit.
extension PodWorker {
  private func spec(_ container: ContainerWorker, _ pod: Value) -> Value {
    pod.at("spec", container.kind == .main ? "containers" : "initContainers")?[container.index] ?? .null
  }

  /// Containers that exit at or before now become `terminated`; a restart is planned.
  mutating func takeExits(_ pod: Value, in cluster: inout ClusterState, at now: Instant) -> Bool {
    var any = false
    for i in containers.indices {
      guard let due = containers[i].exitAt, due <= now, let exit = containers[i].run?.exit else { continue }
      any = true
      containers[i].stop(code: exit.code, reason: exit.reason, at: due)
      planRestart(i, pod, at: now)
    }
    return any
  }

  /// The first restart is immediate, then 10, 20, 40 … 300 s counted from the end; ten quiet minutes reset it.
  mutating func planRestart(_ i: Int, _ pod: Value, at now: Instant) {
    guard shouldRestart(containers[i], pod) else { return }
    if let last = containers[i].lastCrash, now - last > .seconds(600) { containers[i].crashes = 0 }
    containers[i].lastCrash = now
    // The kubelet sees the exit one relist later.
    containers[i].retryAt = now + .seconds(1)
  }

  private func shouldRestart(_ container: ContainerWorker, _ pod: Value) -> Bool {
    guard let code = container.exitCode else { return false }
    if container.kind == .sidecar { return true }
    let policy = pod.at("spec", "restartPolicy")?.string ?? "Always"
    if policy == "Never" { return false }
    return code != 0 || (policy == "Always" && container.kind == .main)
  }

  /// Starts what may start now, in order; the pull of an image holds up those behind it.
  mutating func startContainers(
    _ pod: Value, kubelet: inout Kubelet, in cluster: inout ClusterState, at now: Instant
  ) -> Bool {
    guard nextMount == nil, let sandboxAt, sandboxAt <= now else { return false }
    var any = false
    var failedInit = false
    for i in containers.indices {
      let container = containers[i]
      if container.kind == .main && failedInit { break }
      switch container.state {
      case .running:
        if container.kind == .initial || (container.kind == .sidecar && !container.isStarted) { return any }
        continue
      case .terminated:
        if container.retryAt == nil {
          if container.kind == .initial && container.exitCode != 0 { failedInit = true }
          continue
        }
      case .waiting: break
      }
      if failedInit { continue }
      if let retryAt = container.retryAt, retryAt > now {
        if container.kind != .main { return any }
        continue
      }
      if let pulling {
        if pulling.until > now { return any }
        // The start that waits for its image goes first.
        if pulling.index != i { continue }
      }
      switch start(i, pod, kubelet: &kubelet, in: &cluster, at: now) {
      case .started:
        any = true
        if containers[i].kind == .initial || (containers[i].kind == .sidecar && !containers[i].isStarted) { return any }
      case .pulling: return any
      case .held:
        if containers[i].kind != .main { return true }
        any = true
      }
    }
    return any
  }

  private enum Attempt { case started, pulling, held }

  private mutating func start(
    _ i: Int, _ pod: Value, kubelet: inout Kubelet, in cluster: inout ClusterState, at now: Instant
  ) -> Attempt {
    let spec = spec(containers[i], pod)
    if let wait = crashBackOff(i, pod, in: &cluster, at: now) {
      containers[i].retryAt = wait
      return .held
    }
    let faults = kubelet.faults(for: pod, spec)
    switch pull(i, spec, pod, faults, kubelet: &kubelet, in: &cluster, at: now) {
    case .started: break
    case let other: return other
    }
    let environment: ContainerEnvironment
    do {
      environment = try ContainerEnvironment.resolve(
        spec, of: pod, podIP: ip, hostIP: kubelet.settings.address, in: cluster)
    } catch {
      wait(i, "CreateContainerConfigError", error.message)
      cluster.recordEvent(
        regarding: containers[i].reference(pod), type: "Warning", reason: "Failed", message: "Error: \(error.message)",
        component: "kubelet")
      containers[i].retryAt = now + .seconds(12)
      return .held
    }
    launch(i, spec, pod, environment, faults, kubelet: &kubelet, in: &cluster, at: now)
    return .started
  }

  private mutating func wait(_ i: Int, _ reason: String, _ message: String) {
    if case .terminated(let end) = containers[i].state { containers[i].last = end }
    containers[i].state = .waiting(reason, message)
  }

  /// When the container may start again, `nil` when it may now.
  private mutating func crashBackOff(
    _ i: Int, _ pod: Value, in cluster: inout ClusterState, at now: Instant
  ) -> Instant? {
    let container = containers[i]
    let end: Value
    switch container.state {
    case .terminated(let value): end = value
    case .waiting("CrashLoopBackOff", _): end = container.last ?? .null
    default: return nil
    }
    let seconds = container.crashes == 0 ? 0 : min(300, Int64(10) << Int64(min(container.crashes - 1, 6)))
    let finished = end.moment("finishedAt") ?? now
    let until = finished + .seconds(seconds)
    guard until > now else {
      containers[i].crashes += 1
      return nil
    }
    let message =
      "back-off \(GoDuration.text(.seconds(seconds))) restarting failed container=\(container.name) "
      + "pod=\(pod.name)_\(pod.namespace)(\(pod.uid))"
    wait(i, "CrashLoopBackOff", message)
    cluster.recordEvent(
      regarding: container.reference(pod), type: "Warning", reason: "BackOff",
      message: "Back-off restarting failed container \(container.name) in pod \(pod.name)_\(pod.namespace)(\(pod.uid))",
      component: "kubelet")
    return until
  }

  // MARK: - Images

  private mutating func pull(
    _ i: Int, _ spec: Value, _ pod: Value, _ faults: [PodFault], kubelet: inout Kubelet,
    in cluster: inout ClusterState, at now: Instant
  ) -> Attempt {
    let image = containers[i].image
    let subject = containers[i].reference(pod)
    let isBrief = kubelet.settings.isBrief
    func event(_ type: String, _ reason: String, _ message: String, _ cluster: inout ClusterState) {
      if isBrief && type == "Normal" { return }
      cluster.recordEvent(regarding: subject, type: type, reason: reason, message: message, component: "kubelet")
    }
    if let problem = Kubelet.invalidImage(image) {
      let message = "Failed to apply default image tag \"\(image)\": couldn't parse image name \"\(image)\": \(problem)"
      wait(i, "InvalidImageName", message)
      event("Warning", "InspectFailed", message, &cluster)
      event("Warning", "Failed", "Error: InvalidImageName", &cluster)
      containers[i].retryAt = now + .seconds(12)
      return .held
    }
    for fault in faults {
      guard case .imagePull(let text) = fault.kind else { continue }
      return failPull(i, image, text, pod, in: &cluster, at: now)
    }
    let present = kubelet.images.contains(image)
    var policy = spec.text("imagePullPolicy")
    if policy.isEmpty {
      let tag = ImageName(image).tag
      policy = tag.isEmpty || tag == "latest" ? "Always" : "IfNotPresent"
    }
    if policy == "Never" && !present {
      let message = "Container image \"\(image)\" is not present with pull policy of Never"
      wait(i, "ErrImageNeverPull", message)
      event("Warning", "ErrImageNeverPull", message, &cluster)
      event("Warning", "Failed", "Error: ErrImageNeverPull", &cluster)
      containers[i].retryAt = now + .seconds(12)
      return .held
    }
    if present && policy != "Always" {
      // Another pod may have pulled it meanwhile.
      if pulling?.index == i { pulling = nil }
      event(
        "Normal", "Pulled",
        "Container image \"\(image)\" already present on machine and can be accessed by the pod", &cluster)
      return .started
    }
    let time = present ? kubelet.settings.pullPresent : kubelet.settings.pull
    if let pulling, pulling.index == i {
      self.pulling = nil
      kubelet.images.insert(image)
      let text = GoDuration.text(time)
      let size = 20_000_000 + Int64(TemplateHash.number(image) % 200_000_000)
      event(
        "Normal", "Pulled",
        "Successfully pulled image \"\(image)\" in \(text) (\(text) including waiting). Image size: \(size) bytes.",
        &cluster)
      return .started
    }
    event("Normal", "Pulling", "Pulling image \"\(image)\"", &cluster)
    pulling = (i, now + time)
    return .pulling
  }

  /// ErrImagePull and ImagePullBackOff in turns, 10, 20 … 300 s apart.
  private mutating func failPull(
    _ i: Int, _ image: String, _ text: String, _ pod: Value, in cluster: inout ClusterState, at now: Instant
  ) -> Attempt {
    let subject = containers[i].reference(pod)
    func event(_ type: String, _ reason: String, _ message: String, _ cluster: inout ClusterState) {
      cluster.recordEvent(regarding: subject, type: type, reason: reason, message: message, component: "kubelet")
    }
    if case .waiting("ErrImagePull", let cause) = containers[i].state {
      wait(i, "ImagePullBackOff", "Back-off pulling image \"\(image)\": ErrImagePull: \(cause)")
      event("Normal", "BackOff", "Back-off pulling image \"\(image)\"", &cluster)
      event("Warning", "Failed", "Error: ImagePullBackOff", &cluster)
      let seconds = min(300, Int64(10) << Int64(min(containers[i].pullFailures, 6)))
      containers[i].pullFailures += 1
      containers[i].retryAt = now + .seconds(seconds - 1)
      return .held
    }
    event("Normal", "Pulling", "Pulling image \"\(image)\"", &cluster)
    event("Warning", "Failed", "Failed to pull image \"\(image)\": \(text)", &cluster)
    event("Warning", "Failed", "Error: ErrImagePull", &cluster)
    wait(i, "ErrImagePull", text)
    containers[i].retryAt = now + .seconds(1)
    return .held
  }

  // MARK: - Running

  /// What the container does. The program gets a copy of the cluster, which must be gone before the cluster changes again:
  /// as long as it lives, every change would copy the tables first.
  @inline(never)
  private func begin(
    _ i: Int, _ spec: Value, _ pod: Value, _ environment: ContainerEnvironment, kubelet: Kubelet,
    in cluster: ClusterState
  ) -> ContainerRun {
    func expand(_ field: String) -> [String] {
      spec.strings(field).map { VariableExpansion.expand($0) { environment[$0] } }
    }
    let start = ContainerStart(
      pod: pod, container: spec, isInit: containers[i].kind != .main, command: expand("command"),
      arguments: expand("args"), environment: environment, files: PodVolumes.files(spec, of: pod, in: cluster),
      restarts: Int(containers[i].restarts), podIP: ip, cluster: cluster)
    return kubelet.program(for: start).start(start)
  }

  private mutating func launch(
    _ i: Int, _ spec: Value, _ pod: Value, _ environment: ContainerEnvironment, _ faults: [PodFault],
    kubelet: inout Kubelet, in cluster: inout ClusterState, at now: Instant
  ) {
    let again = containers[i].run != nil
    switch containers[i].state {
    case .terminated(let end): containers[i].last = end
    default: break
    }
    if again {
      containers[i].restarts += 1
      containers[i].previousLog =
        containers[i].run.map { run in
          run.output.map { Kubelet.LogLine(time: now, text: $0.text) }
        } ?? []
    }
    var run = begin(i, spec, pod, environment, kubelet: kubelet, in: cluster)
    var neverReady = false
    for fault in faults {
      switch fault.kind {
      case .neverReady:
        run.answers = [.init(status: 503)]
        neverReady = !containers[i].hasProbe(.readiness)
      case .slowStart(let time): run.answers = run.answers.map { .init(from: time, port: $0.port, status: $0.status) }
      case .unhealthyAfter(let time): run.answers.append(.init(from: time, status: 503))
      case .exits(let code, let after): run.exit = .init(after: after, code: code)
      case .imagePull: break
      }
    }
    containers[i].run = run
    containers[i].neverReady = neverReady
    containers[i].id = kubelet.nextContainerID(pod, containers[i].name)
    containers[i].state = .running(now)
    if let seen = run.seen(from: now) {
      cluster.containerBegan(seen, of: pod, container: containers[i].name)
    } else if again, cluster.knowsContainer(of: pod, container: containers[i].name) {
      cluster.containerBegan(
        .init(output: [], answers: [.init(from: now, port: nil, status: 200)], pages: [:], end: nil), of: pod,
        container: containers[i].name)
    }
    containers[i].retryAt = nil
    containers[i].isStarted = !containers[i].hasProbe(.startup)
    containers[i].isReady = containers[i].isStarted && !containers[i].hasProbe(.readiness) && !neverReady
    if kubelet.settings.isBrief { return }
    let subject = containers[i].reference(pod)
    for (reason, message) in [("Created", "Container created"), ("Started", "Container started")] {
      cluster.recordEvent(regarding: subject, type: "Normal", reason: reason, message: message, component: "kubelet")
    }
  }
}

extension Kubelet {
  /// Why the reference is no image name; `nil` when it is one.
  static func invalidImage(_ image: String) -> String? {
    if image.isEmpty { return "invalid reference format" }
    let name = ImageName(image)
    for byte in image.utf8 where byte <= 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x27 {
      return "invalid reference format"
    }
    if name.repository.isEmpty || name.repository.hasPrefix("/") || name.repository.hasSuffix("/") {
      return "invalid reference format"
    }
    if name.repository.contains(where: \.isUppercase) {
      let path = name.repository.contains("/") ? name.repository : "library/" + name.repository
      return "invalid reference format: repository name (\(path)) must be lowercase"
    }
    return nil
  }
}
