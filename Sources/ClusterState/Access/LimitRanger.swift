import KubeAPI
import Manifest

/// The LimitRanger admission: containers get the requests and limits that a LimitRange of their namespace gives by default.
enum LimitRanger {
  private static let type = GroupKind("", "LimitRange")

  /// Fills in a new pod's resources and notes it in the annotation that the real plugin writes.
  static func fill(_ pod: inout Value, _ context: WriteContext, in state: ClusterState) {
    guard context.resource.type == GroupKind("", "Pod"), context.subresource.isEmpty else { return }
    let ranges = state.list(type, namespace: pod.namespace)
    guard !ranges.isEmpty else { return }
    var notes: [String] = []
    for range in ranges {
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
    }
    guard !notes.isEmpty else { return }
    pod.set(
      .string("LimitRanger plugin set: " + notes.joined(separator: "; ")), at: "metadata", "annotations",
      "kubernetes.io/limit-ranger")
  }

  /// Refuses a pod whose containers lie outside the ranges' bounds.
  static func check(_ pod: Value, _ context: WriteContext, in state: ClusterState) throws(StatusError) {
    guard context.resource.type == GroupKind("", "Pod"), context.subresource.isEmpty else { return }
    var problems: [String] = []
    for range in state.list(type, namespace: pod.namespace) {
      for item in range.at("spec", "limits")?.array ?? [] where item["type"]?.string == "Container" {
        for container in pod.at("spec", "containers")?.array ?? [] {
          let resources = container["resources"] ?? [:]
          for pair in item["min"]?.object?.sorted() ?? [] {
            problems += problem("minimum", pair, resources) { $0.nano < $1.nano }
          }
          for pair in item["max"]?.object?.sorted() ?? [] {
            problems += problem("maximum", pair, resources) { $0.nano > $1.nano }
          }
        }
      }
    }
    guard !problems.isEmpty else { return }
    let text = problems.count == 1 ? problems[0] : "[" + problems.joined(separator: ", ") + "]"
    throw .forbidden(context.resource, pod.name, text)
  }

  /// What a bound says about a container: a minimum looks at the request first, a maximum at the limit.
  private static func problem(
    _ word: String, _ bound: Object.Pair, _ resources: Value, isOutside: (Quantity, Quantity) -> Bool
  ) -> [String] {
    func read(_ value: Value?) -> Quantity? { value.flatMap { try? Quantity(Cells.scalar($0)) } }
    guard let limit = read(bound.value) else { return [] }
    let head = "\(word) \(bound.key) usage per Container is \(limit)"
    let request = read(resources.at("requests", bound.key))
    let most = read(resources.at("limits", bound.key))
    if word == "minimum" {
      guard let request else { return ["\(head).  No request is specified"] }
      if isOutside(request, limit) { return ["\(head), but request is \(request)"] }
      if let most, isOutside(most, limit) { return ["\(head), but limit is \(most)"] }
      return []
    }
    guard let most else { return ["\(head).  No limit is specified"] }
    if isOutside(most, limit) { return ["\(head), but limit is \(most)"] }
    if let request, isOutside(request, limit) { return ["\(head), but request is \(request)"] }
    return []
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
