import ClusterState
import KubeAPI
import Manifest

/// What the two endpoint controllers share: which pods a Service reaches, and on which ports.
enum ServicePorts {
  /// `name`, `port`, `protocol` (and `appProtocol`) of the Service's ports on that pod; a named target port that the
  /// pod
  /// does not have is left out.
  static func ports(_ service: Value, on pod: Value) -> [Value] {
    var list: [Value] = []
    for port in service.items("spec", "ports") {
      let kind = port["protocol"]?.string ?? "TCP"
      guard let number = target(port, kind, pod) else { continue }
      var entry: Value = ["name": .string(port.text("name")), "port": .int(number), "protocol": .string(kind)]
      if let application = port["appProtocol"]?.string { entry["appProtocol"] = .string(application) }
      list.append(entry)
    }
    return list
  }

  private static func target(_ port: Value, _ kind: String, _ pod: Value) -> Int64? {
    guard let target = port["targetPort"], !target.isNull else { return port.integer("port") }
    if let number = target.int { return number == 0 ? port.integer("port") : number }
    let name = target.string ?? ""
    if name.isEmpty { return port.integer("port") }
    let sidecars = pod.items("spec", "initContainers").filter { $0.text("restartPolicy") == "Always" }
    for container in pod.items("spec", "containers") + sidecars {
      for entry in container["ports"]?.array ?? [] where entry.text("name") == name {
        if (entry["protocol"]?.string ?? "TCP") == kind { return entry.integer("containerPort") }
      }
    }
    return nil
  }

  /// Pods that stand behind the Service: selected, with an address, not finished; by namespace and name.
  static func pods(of service: Value, in cluster: ClusterState) -> [Value] {
    cluster.list(Kind.pod, namespace: service.namespace).filter { pod in
      LabelSelector.matches(map: service.at("spec", "selector"), labels: pod.labels)
        && !pod.text("status", "podIP").isEmpty && !pod.isPodFinished
    }
  }

  /// The Services whose endpoints a change of that pod touches.
  static func services(touchedBy change: Change, in cluster: ClusterState) -> [ObjectKey] {
    let object = change.object
    if let previous = change.previous, change.kind == .modified, previous.labels == object.labels,
      previous.at("status", "podIP") == object.at("status", "podIP"), previous.isPodReady == object.isPodReady,
      previous.isDeleting == object.isDeleting, previous.isPodFinished == object.isPodFinished,
      previous.nodeName == object.nodeName
    {
      return []
    }
    var keys: [ObjectKey] = []
    for service in cluster.list(Kind.service, namespace: change.key.namespace) {
      let selector = service.at("spec", "selector")
      if LabelSelector.matches(map: selector, labels: object.labels)
        || LabelSelector.matches(map: selector, labels: change.previous?.labels)
      {
        keys.append(ObjectKey(of: service))
      }
    }
    return keys
  }

  static func hasSelector(_ service: Value) -> Bool {
    service.at("spec", "selector")?.object?.isEmpty == false && service.text("spec", "type") != "ExternalName"
  }

  static func publishesNotReady(_ service: Value) -> Bool {
    service.flag("spec", "publishNotReadyAddresses") ?? false
  }

  static func reference(_ pod: Value) -> Value {
    ["kind": "Pod", "namespace": .string(pod.namespace), "name": .string(pod.name), "uid": .string(pod.uid)]
  }

  /// A pod's own host name below its headless Service.
  static func hostname(_ pod: Value, _ service: Value) -> String? {
    let name = pod.text("spec", "hostname")
    return !name.isEmpty && pod.text("spec", "subdomain") == service.name ? name : nil
  }
}
