import ClusterState
import KubeAPI
import Manifest

/// A simulated machine.
public struct NodeSettings: Sendable, Hashable {
  public var name = "node-1"
  public var address = "192.168.65.3"
  public var cpu = "4"
  public var memory = "16Gi"
  public var pods: Int64 = 110
  public var labels: [(key: String, value: String)] = []

  public init() {}

  public static func == (a: NodeSettings, b: NodeSettings) -> Bool {
    a.name == b.name && a.address == b.address && a.cpu == b.cpu && a.memory == b.memory && a.pods == b.pods
      && a.labels.elementsEqual(b.labels) { $0 == $1 }
  }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Registers the simulated node once, as a kubelet does when it starts.
public struct NodeRegistration: Controller {
  public let name = "kubelet-registration"
  let settings: NodeSettings
  private var isDone = false

  public init(_ settings: NodeSettings = NodeSettings()) { self.settings = settings }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    guard !isDone, change.kind == .added, change.key.type == Kind.namespace else { return [] }
    return [ObjectKey(Kind.node, "", settings.name)]
  }

  public mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    if isDone { return .none }
    isDone = true
    if cluster.get(key) != nil { return .none }
    let created = try cluster.create(node(at: now), by: "kubelet")
    var withStatus = created
    withStatus["status"] = node(at: now)["status"]
    let registered = try cluster.updateStatus(withStatus, by: "kubelet")
    let text = [
      ("Starting", "Starting kubelet.", "kubelet"),
      ("NodeHasSufficientMemory", "Node \(settings.name) status is now: NodeHasSufficientMemory", "kubelet"),
      ("NodeHasNoDiskPressure", "Node \(settings.name) status is now: NodeHasNoDiskPressure", "kubelet"),
      ("NodeHasSufficientPID", "Node \(settings.name) status is now: NodeHasSufficientPID", "kubelet"),
      ("NodeReady", "Node \(settings.name) status is now: NodeReady", "kubelet"),
      (
        "RegisteredNode", "Node \(settings.name) event: Registered Node \(settings.name) in Controller",
        "node-controller"
      ),
    ]
    for (reason, message, component) in text {
      cluster.recordEvent(
        regarding: registered, type: "Normal", reason: reason, message: message, component: component)
    }
    return .none
  }

  private func node(at now: Instant) -> Value {
    let pairs = [
      ("beta.kubernetes.io/arch", "amd64"), ("beta.kubernetes.io/os", "linux"), ("kubernetes.io/arch", "amd64"),
      ("kubernetes.io/hostname", settings.name), ("kubernetes.io/os", "linux"),
      ("node-role.kubernetes.io/control-plane", ""),
    ]
    var labels = Object(pairs: pairs.map { ($0.0, Value.string($0.1)) })
    for label in settings.labels { labels[label.key] = .string(label.value) }
    var object: Value = ["apiVersion": "v1", "kind": "Node"]
    object["metadata"] = ["name": .string(settings.name), "labels": .object(labels)]
    object.set("0", at: "metadata", "annotations", "node.alpha.kubernetes.io/ttl")
    object.set(
      "true", at: "metadata", "annotations", "volumes.kubernetes.io/controller-managed-attach-detach")
    object["spec"] = [
      "podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"], "providerID": .string("rehearsal://\(settings.name)"),
    ]
    let resources: Value = [
      "cpu": .string(settings.cpu), "ephemeral-storage": "100Gi", "hugepages-1Gi": "0", "hugepages-2Mi": "0",
      "memory": .string(settings.memory), "pods": .string(String(settings.pods)),
    ]
    var status: Value = ["capacity": resources, "allocatable": resources]
    let time = Value.string(now.rfc3339)
    let conditions = [
      ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
      ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
      ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
      ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ]
    status["conditions"] = .array(
      conditions.map { type, state, reason, message in
        [
          "type": .string(type), "status": .string(state), "lastHeartbeatTime": time, "lastTransitionTime": time,
          "reason": .string(reason), "message": .string(message),
        ]
      })
    status["addresses"] = [
      ["type": "InternalIP", "address": .string(settings.address)],
      ["type": "Hostname", "address": .string(settings.name)],
    ]
    status["daemonEndpoints"] = ["kubeletEndpoint": ["Port": 10250]]
    var info: Value = ["architecture": "amd64", "bootID": "", "containerRuntimeVersion": "simulated://1"]
    info["kernelVersion"] = "6.1"
    info["kubeProxyVersion"] = ""
    info["kubeletVersion"] = "v1.36.2"
    info["machineID"] = ""
    info["operatingSystem"] = "linux"
    info["osImage"] = "Rehearsal"
    info["systemUUID"] = ""
    status["nodeInfo"] = info
    object["status"] = status
    return object
  }
}
