import KubeAPI
import Manifest

/// The LimitRanger admission: containers get the requests and limits that a LimitRange of their namespace gives by default.
enum LimitRanger {
  static let type = GroupKind("", "LimitRange")

  /// Fills in a new pod's resources and notes it in the annotation that the real plugin writes.
  static func fill(_ pod: inout Value, _ context: WriteContext, in state: ClusterState) {
    guard context.resource.type == GroupKind("", "Pod"), context.subresource.isEmpty else { return }
    let ranges = state.list(type, namespace: pod.namespace)
    guard !ranges.isEmpty else { return }
    for range in ranges {
      var notes: [String] = []
      for item in range.at("spec", "limits")?.array ?? [] where item["type"]?.string == "Container" {
        for list in ["containers", "initContainers"] {
          guard var containers = pod.at("spec", list)?.array else { continue }
          let word = list == "containers" ? "container" : "init container"
          for i in containers.indices {
            let name = containers[i]["name"]?.string ?? ""
            let requests = merge(item["defaultRequest"], into: &containers[i], "requests")
            let limits = merge(item["default"], into: &containers[i], "limits")
            if !requests.isEmpty { notes.append("\(requests.joined(separator: ", ")) request for \(word) \(name)") }
            if !limits.isEmpty { notes.append("\(limits.joined(separator: ", ")) limit for \(word) \(name)") }
          }
          pod.set(.array(containers), at: "spec", list)
        }
      }
      guard !notes.isEmpty else { continue }
      pod.set(
        .string("LimitRanger plugin set: " + notes.joined(separator: "; ")), at: "metadata", "annotations",
        "kubernetes.io/limit-ranger")
    }
  }

  /// Adds what the container does not say. Returns the names of the resources that were added, in order.
  private static func merge(_ defaults: Value?, into container: inout Value, _ part: String) -> [String] {
    var added: [String] = []
    for pair in defaults?.object?.sorted() ?? [] where container.at("resources", part, pair.key) == nil {
      container.set(pair.value, at: "resources", part, pair.key)
      added.append(pair.key)
    }
    return added
  }
}
