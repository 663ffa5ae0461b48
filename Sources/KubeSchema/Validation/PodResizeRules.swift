import KubeAPI
import Manifest

/// What the `resize` subresource of a pod may change: processor and memory of running containers.
enum PodResizeRules {
  static func check(_ pod: Value, _ old: Value) -> [FieldError] {
    if old.annotation("kubernetes.io/config.mirror") != nil {
      return [.forbidden("[]", "static pods cannot be resized")]
    }
    if old.at("spec", "os", "name") == "windows" { return [.forbidden("[]", "windows pods cannot be resized")] }
    var errors = ErrorList()
    let spec = pod["spec"] ?? [:]
    let before = old["spec"] ?? [:]
    let was = old.at("status", "qosClass")?.string ?? QualityOfService.of(old)
    if was != QualityOfService.of(pod) {
      errors.invalid("spec", .string(was), "Pod QOS Class may not change as a result of resizing")
    }
    for list in ["initContainers", "containers"] {
      let olds = before[list]?.array ?? []
      for (i, container) in (spec[list]?.array ?? []).enumerated() where i < olds.count {
        if list == "initContainers", olds[i].text("restartPolicy") != "Always" { continue }
        removed(container, olds[i], "spec.\(list)[\(i)].resources", &errors)
      }
    }
    var plain = spec
    for list in ["containers", "initContainers"] {
      let olds = before[list]?.array ?? []
      var i = 0
      plain.changeEach(list) { container in
        defer { i += 1 }
        guard i < olds.count else { return }
        let isInit = list == "initContainers"
        if isInit, olds[i].text("restartPolicy") != "Always" {
          if container != olds[i] {
            errors.forbidden("spec", "resources for non-sidecar init containers are immutable")
          }
          return
        }
        keep(&container, olds[i])
        if container != olds[i] {
          errors.forbidden(
            "spec",
            isInit
              ? "only cpu and memory resources for sidecar containers are mutable"
              : "only cpu and memory resources are mutable")
        }
      }
    }
    if errors.list.isEmpty, plain != before {
      errors.forbidden("spec", "only cpu and memory resources are mutable")
    }
    return errors.list
  }

  /// Puts the old processor and memory back, in resources and in what a resize may say about restarts.
  private static func keep(_ container: inout Value, _ old: Value) {
    for part in ["limits", "requests"] {
      for name in ["cpu", "memory"] {
        guard old.at("resources", part) != nil else { continue }
        container.set(old.at("resources", part, name), at: "resources", part, name)
      }
      let isAdded = old.at("resources", part) == nil
      let rest = (container.at("resources", part)?.object ?? Object()).filter { $0.key != "cpu" && $0.key != "memory" }
      if isAdded && rest.isEmpty { container.set(nil, at: "resources", part) }
    }
    container["resizePolicy"] = old["resizePolicy"]
    // The order of what is given counts for nothing.
    for part in ["limits", "requests"] {
      if let now = container.at("resources", part), let was = old.at("resources", part),
        now.sortedMap == was.sortedMap
      {
        container.set(was, at: "resources", part)
      }
    }
    if container["resources"] ?? [:] == old["resources"] ?? [:] { container["resources"] = old["resources"] }
  }

  private static func removed(_ container: Value, _ old: Value, _ path: String, _ errors: inout ErrorList) {
    for part in ["requests", "limits"] {
      let now = container.at("resources", part)?.object ?? Object()
      let gone = (old.at("resources", part)?.object ?? Object()).contains { now[$0.key] == nil }
      if gone { errors.forbidden("\(path).\(part)", "resource \(part) cannot be removed") }
    }
  }
}
