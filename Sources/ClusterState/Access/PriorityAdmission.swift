import KubeAPI
import Manifest

/// The Priority admission: a pod gets the number and the preemption policy of its priority class.
enum PriorityAdmission {
  private static let type = GroupKind("scheduling.k8s.io", "PriorityClass")

  static func resolve(_ pod: inout Value, _ context: WriteContext, in state: ClusterState) throws(StatusError) {
    guard context.resource.type == GroupKind("", "Pod"), context.subresource.isEmpty else { return }
    let name = pod.at("spec", "priorityClassName")?.string ?? ""
    let found: Value?
    if name.isEmpty {
      found = state.list(type).first { $0["globalDefault"]?.bool == true }
      if let found { pod.set(.string(found.name), at: "spec", "priorityClassName") }
    } else {
      found = state.get(ObjectKey(type, "", name))
      if found == nil {
        throw .forbidden(context.resource, pod.name, "no PriorityClass with name \(name) was found")
      }
    }
    let given = pod.at("spec", "priority")?.int
    let wanted = found?["value"]?.int ?? 0
    if let given, given != wanted {
      throw .forbidden(
        context.resource, pod.name,
        "the integer value of priority (\(given)) must not be provided in pod spec; priority admission controller "
          + "computed \(wanted) from the given PriorityClass name")
    }
    let policy = found?["preemptionPolicy"]?.string ?? "PreemptLowerPriority"
    if let own = pod.at("spec", "preemptionPolicy")?.string, own != policy {
      throw .forbidden(
        context.resource, pod.name,
        "the string value of PreemptionPolicy (\(own)) must not be provided in pod spec; priority admission controller "
          + "computed \(policy) from the given PriorityClass name")
    }
    guard let found else { return }
    pod.set(.int(found["value"]?.int ?? 0), at: "spec", "priority")
    pod.set(found["preemptionPolicy"] ?? "PreemptLowerPriority", at: "spec", "preemptionPolicy")
  }
}
