import KubeAPI
import Manifest

/// What a pod may have but should not (kubernetes `pkg/api/pod/warnings.go`), as far as people meet it.
enum PodWarnings {
  static func collect(_ object: Value, _ context: WriteContext) -> [String] {
    guard context.subresource.isEmpty, context.operation == .create || context.operation == .apply else { return [] }
    let path: String
    let spec: Value?
    switch context.resource.type.description {
    case "Pod": (path, spec) = ("spec", object["spec"])
    case "Deployment.apps", "ReplicaSet.apps", "StatefulSet.apps", "DaemonSet.apps", "Job.batch",
      "ReplicationController":
      (path, spec) = ("spec.template.spec", object.at("spec", "template", "spec"))
    case "CronJob.batch":
      (path, spec) = (
        "spec.jobTemplate.spec.template.spec", object.at("spec", "jobTemplate", "spec", "template", "spec")
      )
    default: return []
    }
    guard let spec else { return [] }
    var warnings: [String] = []
    for (i, secret) in (spec["imagePullSecrets"]?.array ?? []).enumerated()
    where (secret["name"]?.string ?? "").isEmpty {
      warnings.append("\(path).imagePullSecrets[\(i)].name: invalid empty name \"\"")
    }
    var seen: [String: String] = [:]
    for (i, container) in (spec["containers"]?.array ?? []).enumerated() {
      for (j, port) in (container["ports"]?.array ?? []).enumerated() {
        let place = "\(path).containers[\(i)].ports[\(j)]"
        let key =
          "\(port["containerPort"]?.int ?? 0)/\(port["protocol"]?.string ?? "TCP")/\(port["hostPort"]?.int ?? 0)/"
          + (port["hostIP"]?.string ?? "")
        if let first = seen[key] {
          warnings.append("\(place): duplicate port definition with \(first)")
        } else {
          seen[key] = place
        }
      }
    }
    if path == "spec", !object.name.isEmpty {
      var why: [String] = []
      if object.name.utf8.count > 63 { why.append("must be no more than 63 characters") }
      if object.name.contains(".") { why.append("must not contain dots") }
      if !why.isEmpty {
        warnings.append(
          "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is "
            + "recommended: [\(why.joined(separator: " "))]")
      }
    }
    return warnings
  }
}
