import ClusterState
import Exposure
import Flux
import KubeAPI
import Manifest
import Verification
import Workspace

/// Who can reach what, on the final objects of the rehearsed cluster.
extension Rehearsal {
  /// One sentence for each level: "internet: nothing", "tailnet: https://… → Service coder:http → Pod :8080".
  func access(_ report: Report, _ cluster: ClusterState) -> [String] {
    var lines: [String] = []
    let internet = report.entries.filter { $0.reach == .internet }
    lines.append("internet: \(internet.isEmpty ? "nothing" : internet.map(\.title).joined(separator: ", "))")
    let nodes = report.entries.filter { $0.reach == .nodeNetwork }
    if !nodes.isEmpty { lines.append("node network: \(nodes.map(\.title).joined(separator: ", "))") }
    let unknown = report.entries.filter { $0.reach == .unknown }
    if !unknown.isEmpty { lines.append("cannot be told: \(unknown.map(\.title).joined(separator: ", "))") }
    var served: [String] = []
    for entry in report.entries where entry.reach == .tailnet {
      let type = GroupKind(ObjectReference.split(apiVersion: entry.apiVersion).group, entry.kind)
      if let live = cluster.get(ObjectKey(type, entry.namespace, entry.name)) {
        served.append(path(of: live, cluster) ?? entry.title)
      } else {
        served.append("\(entry.title) (not there)")
      }
    }
    lines.append("tailnet: \(served.isEmpty ? "nothing" : served.joined(separator: "; "))")
    lines += TailnetNames(cluster, input: workspace.rehearsal).rows().map(\.sentence)
    return lines
  }

  /// `https://coder.tailnet.ts.net → Service coder:http → Pod :8080` for an Ingress; `nil` for other objects.
  private func path(of ingress: Value, _ cluster: ClusterState) -> String? {
    if GroupKind(of: ingress).kind == "Service" {
      let host = ingress.at("status", "loadBalancer", "ingress")?[0]?["hostname"]?.string ?? "no address"
      return "Service \(ingress.name) (\(host))"
    }
    guard GroupKind(of: ingress).kind == "Ingress" else { return nil }
    let host = ingress.at("status", "loadBalancer", "ingress")?[0]?["hostname"]?.string
    var text = host.map { "https://\($0)" } ?? "\(ingress.name) (no address)"
    let backend =
      ingress.at("spec", "defaultBackend", "service")
      ?? ingress.at("spec", "rules")?[0]?.at("http", "paths")?[0]?.at("backend", "service")
    guard let name = backend?["name"]?.string else { return text }
    let port = backend?.at("port", "name")?.string ?? backend?.at("port", "number")?.int.map { "\($0)" } ?? ""
    text += " → Service \(name):\(port)"
    guard let service = cluster.get(ObjectKey(GroupKind("", "Service"), ingress.namespace, name)),
      let found = (service.at("spec", "ports")?.array ?? []).first(where: {
        $0["name"]?.string == port || $0["port"]?.int.map { "\($0)" } == port
      })
    else { return text + " (no such port)" }
    let target = found["targetPort"] ?? found["port"] ?? .null
    if let number = target.int { return text + " → Pod :\(number)" }
    let selector = service.at("spec", "selector")?.object ?? Object()
    for pod in cluster.list(GroupKind("", "Pod"), namespace: ingress.namespace) {
      guard !selector.isEmpty, selector.allSatisfy({ pod.label($0.key) == $0.value.string }) else { continue }
      for container in pod.at("spec", "containers")?.array ?? [] {
        for one in container["ports"]?.array ?? [] where one["name"]?.string == target.string {
          if let number = one["containerPort"]?.int { return text + " → Pod :\(number)" }
        }
      }
    }
    return text + " → Pod :\(target.string ?? "")"
  }
}
