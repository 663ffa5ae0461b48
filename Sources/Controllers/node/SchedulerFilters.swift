import ClusterState
import KubeAPI
import Manifest

/// Why a pod does not fit a node, in kube-scheduler's words.
enum SchedulerFilters {
  struct Problem {
    var text: String
    /// Whether taking pods off the node could help.
    var resolvable: Bool
  }

  static func usage(of pod: Value) -> Scheduler.Usage {
    func requests(_ container: Value, _ name: String) -> Int64 {
      let value = container.at("resources", "requests", name) ?? container.at("resources", "limits", name)
      return value.flatMap { Quantity($0) }?.thousandths ?? 0
    }
    var usage = Scheduler.Usage()
    for container in pod.items("spec", "containers") {
      usage.cpu += requests(container, "cpu")
      usage.memory += requests(container, "memory")
      for port in container["ports"]?.array ?? [] {
        guard let host = port.integer("hostPort"), host > 0 else { continue }
        usage.ports.append("\(port["protocol"]?.string ?? "TCP")/\(host)")
      }
    }
    var sidecars: (cpu: Int64, memory: Int64) = (0, 0)
    var peak: (cpu: Int64, memory: Int64) = (0, 0)
    for container in pod.items("spec", "initContainers") {
      let need = (requests(container, "cpu"), requests(container, "memory"))
      if container.text("restartPolicy") == "Always" {
        sidecars.cpu += need.0
        sidecars.memory += need.1
        peak = (max(peak.cpu, sidecars.cpu), max(peak.memory, sidecars.memory))
      } else {
        peak = (max(peak.cpu, sidecars.cpu + need.0), max(peak.memory, sidecars.memory + need.1))
      }
    }
    usage.cpu = max(usage.cpu + sidecars.cpu, peak.cpu)
    usage.memory = max(usage.memory + sidecars.memory, peak.memory)
    return usage
  }

  /// A claim that the pod needs and that is not there or not bound: no node can help then.
  static func claimProblem(_ pod: Value, in cluster: ClusterState) -> String? {
    for volume in pod.items("spec", "volumes") {
      guard let source = volume["persistentVolumeClaim"], !source.isNull else { continue }
      let name = source.text("claimName")
      guard let claim = cluster.get(ObjectKey(Kind.volumeClaim, pod.namespace, name)) else {
        return "persistentvolumeclaim \"\(name)\" not found"
      }
      if claim.isDeleting { return "persistentvolumeclaim \"\(name)\" is being deleted" }
      if claim.text("status", "phase") != "Bound" && !waitsForConsumer(claim, in: cluster) {
        return "pod has unbound immediate PersistentVolumeClaims"
      }
    }
    return nil
  }

  static func waitsForConsumer(_ claim: Value, in cluster: ClusterState) -> Bool {
    let name = claim.text("spec", "storageClassName")
    guard !name.isEmpty, let found = cluster.get(ObjectKey(Kind.storageClass, "", name)) else { return false }
    return found.text("volumeBindingMode") == "WaitForFirstConsumer"
  }

  static func problems(
    _ pod: Value, _ need: Scheduler.Usage, _ node: Value, _ taken: Scheduler.Usage, in cluster: ClusterState
  ) -> [Problem] {
    let tolerations = pod.items("spec", "tolerations")
    if node.flag("spec", "unschedulable") == true {
      let taint: Value = ["key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"]
      if !tolerates(tolerations, taint) {
        return [Problem(text: "node(s) were unschedulable", resolvable: false)]
      }
    }
    for taint in node.items("spec", "taints")
    where taint.text("effect") != "PreferNoSchedule" && !tolerates(tolerations, taint) {
      return [Problem(text: "node(s) had untolerated taint(s)", resolvable: false)]
    }
    if !matchesNode(pod, node) {
      return [Problem(text: "node(s) didn't match Pod's node affinity/selector", resolvable: false)]
    }
    if need.ports.contains(where: { taken.ports.contains($0) }) {
      return [Problem(text: "node(s) didn't have free ports for the requested pod ports", resolvable: true)]
    }
    var problems: [Problem] = []
    func allocatable(_ name: String) -> Int64 {
      node.at("status", "allocatable", name).flatMap { Quantity($0) }?.thousandths ?? 0
    }
    if taken.pods + 1 > allocatable("pods") / 1000 { problems.append(Problem(text: "Too many pods", resolvable: true)) }
    if need.cpu > 0 && taken.cpu + need.cpu > allocatable("cpu") {
      problems.append(Problem(text: "Insufficient cpu", resolvable: true))
    }
    if need.memory > 0 && taken.memory + need.memory > allocatable("memory") {
      problems.append(Problem(text: "Insufficient memory", resolvable: true))
    }
    if problems.isEmpty && repelled(pod, by: node, in: cluster) {
      problems.append(Problem(text: "node(s) didn't match pod anti-affinity rules", resolvable: true))
    }
    return problems
  }

  static func tolerates(_ tolerations: [Value], _ taint: Value) -> Bool {
    tolerations.contains { toleration in
      let effect = toleration.text("effect")
      if !effect.isEmpty && effect != taint.text("effect") { return false }
      let key = toleration.text("key")
      if !key.isEmpty && key != taint.text("key") { return false }
      if toleration.text("operator") == "Exists" { return true }
      return !key.isEmpty && toleration.text("value") == taint.text("value")
    }
  }

  static func matchesNode(_ pod: Value, _ node: Value) -> Bool {
    for pair in pod.at("spec", "nodeSelector")?.object ?? Object() where node.label(pair.key) != pair.value.string {
      return false
    }
    let required = pod.at("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    guard let terms = required?["nodeSelectorTerms"]?.array else { return true }
    let fields: Value = ["metadata.name": .string(node.name)]
    return terms.contains { term in
      let expressions = term["matchExpressions"]?.array ?? []
      let matchFields = term["matchFields"]?.array ?? []
      if expressions.isEmpty && matchFields.isEmpty { return false }
      return expressions.allSatisfy { LabelSelector.matches(expression: $0, node.labels) }
        && matchFields.allSatisfy { LabelSelector.matches(expression: $0, fields) }
    }
  }

  /// Required anti-affinity of the pod against those already on the node.
  private static func repelled(_ pod: Value, by node: Value, in cluster: ClusterState) -> Bool {
    let terms =
      pod.at(
        "spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution")?.array ?? []
    if terms.isEmpty { return false }
    for term in terms {
      let topology = term.text("topologyKey")
      guard let zone = node.label(topology) else { continue }
      var namespaces = term.strings("namespaces")
      if namespaces.isEmpty { namespaces = [pod.namespace] }
      for namespace in namespaces {
        for other in cluster.list(Kind.pod, namespace: namespace) {
          guard other.uid != pod.uid, !other.nodeName.isEmpty, !other.isPodFinished,
            LabelSelector.matches(term["labelSelector"], labels: other.labels),
            let home = cluster.get(ObjectKey(Kind.node, "", other.nodeName)), home.label(topology) == zone
          else { continue }
          return true
        }
      }
    }
    return false
  }

  static func message(
    nodes: Int, claims: String?, reasons: [(text: String, count: Int)], canPreempt: Bool
  ) -> String {
    if nodes == 0 { return "no nodes available to schedule pods" }
    if let claims {
      return "0/\(nodes) nodes are available: \(claims). no new claims to deallocate, preemption: "
        + "0/\(nodes) nodes are available: \(nodes) Preemption is not helpful for scheduling."
    }
    let list = reasons.map { "\($0.count) \($0.text)" }.sorted { $0.goLess($1) }.joined(separator: ", ")
    let help =
      canPreempt
      ? "\(nodes) No preemption victims found for incoming pod." : "\(nodes) Preemption is not helpful for scheduling."
    return "0/\(nodes) nodes are available: \(list). no new claims to deallocate, preemption: "
      + "0/\(nodes) nodes are available: \(help)"
  }
}
