import ClusterState
import KubeAPI
import Manifest

/// The variables that a pod gets for the Services it may use (kubelet `envvars.FromServices`).
enum ServiceVariables {
  /// Those of the pod's own namespace when `enableServiceLinks` is not false, and always `kubernetes` of default.
  static func of(_ pod: Value, in cluster: ClusterState) -> ContainerEnvironment {
    var result = ContainerEnvironment()
    if let master = cluster.get(ObjectKey(Kind.service, "default", "kubernetes")) { add(master, to: &result) }
    if pod.flag("spec", "enableServiceLinks") ?? true {
      for service in cluster.list(Kind.service, namespace: pod.namespace) { add(service, to: &result) }
    }
    return result
  }

  private static func add(_ service: Value, to result: inout ContainerEnvironment) {
    let address = service.text("spec", "clusterIP")
    let ports = service.items("spec", "ports")
    guard !address.isEmpty, address != "None", let first = ports.first else { return }
    let prefix = service.name.uppercased().replacing("-", with: "_")
    func set(_ name: String, _ value: String) {
      result.set(.init(name: "\(prefix)_\(name)", value: value, origin: .service))
    }
    set("SERVICE_HOST", address)
    set("SERVICE_PORT", String(first.integer("port") ?? 0))
    for port in ports where !port.text("name").isEmpty {
      set(
        "SERVICE_PORT_" + port.text("name").uppercased().replacing("-", with: "_"),
        String(port.integer("port") ?? 0))
    }
    for (i, port) in ports.enumerated() {
      let number = port.integer("port") ?? 0
      let kind = port.text("protocol").isEmpty ? "TCP" : port.text("protocol")
      let url = "\(kind.lowercased())://\(address):\(number)"
      let name = "PORT_\(number)_\(kind.uppercased())"
      if i == 0 { set("PORT", url) }
      set(name, url)
      set(name + "_PROTO", kind.lowercased())
      set(name + "_PORT", String(number))
      set(name + "_ADDR", address)
    }
  }
}
