import KubeAPI
import Manifest

extension LimitRanger {
  /// Refuses pods and claims outside the bounds of their namespace's ranges.
  static func check(_ object: Value, _ context: WriteContext, in state: ClusterState) throws(StatusError) {
    guard context.resource.type.group.isEmpty, context.subresource.isEmpty,
      ["Pod", "PersistentVolumeClaim"].contains(context.resource.type.kind)
    else { return }
    for range in state.list(type, namespace: object.namespace) {
      var problems: [String] = []
      for item in range.at("spec", "limits")?.array ?? [] {
        let bounds = LimitBounds(item)
        switch (item["type"]?.string ?? "", context.resource.type.kind) {
        case ("Container", "Pod"):
          for list in ["containers", "initContainers"] {
            for container in object.at("spec", list)?.array ?? [] {
              problems += bounds.problems(container["resources"])
            }
          }
        case ("Pod", "Pod"): problems += bounds.problems(LimitBounds.sum(object["spec"] ?? [:]))
        case ("PersistentVolumeClaim", "PersistentVolumeClaim"):
          problems += bounds.claimProblems(object.at("spec", "resources", "requests"))
        default: break
        }
      }
      var told: Set<String> = []
      problems = problems.filter { told.insert($0).inserted }
      guard !problems.isEmpty else { continue }
      let text = problems.count == 1 ? problems[0] : "[" + problems.joined(separator: ", ") + "]"
      throw .forbidden(context.resource, object.name, text)
    }
  }
}

/// One item of a LimitRange (kubernetes `plugin/pkg/admission/limitranger`).
struct LimitBounds {
  private let item: Value
  private let type: String

  init(_ item: Value) {
    self.item = item
    type = item["type"]?.string ?? ""
  }

  private static func read(_ value: Value?) -> Quantity? { value.flatMap { try? Quantity(Cells.scalar($0)) } }

  func problems(_ resources: Value?) -> [String] {
    let least = bounds("min").compactMap { minimum($0, resources?["requests"], resources?["limits"]) }
    let most = bounds("max").compactMap { maximum($0, resources) }
    return least + most + bounds("maxLimitRequestRatio").compactMap { ratio($0, resources) }
  }

  func claimProblems(_ requests: Value?) -> [String] {
    let most: [String] = bounds("max").compactMap { bound in
      let head = "maximum \(bound.name) usage per \(type) is \(bound.amount)"
      guard let request = LimitBounds.read(requests?[bound.name]) else { return "\(head).  No request is specified" }
      return request.nano > bound.amount.nano ? "\(head), but request is \(request)" : nil
    }
    return bounds("min").compactMap { minimum($0, requests, nil) } + most
  }

  private func bounds(_ key: String) -> [(name: String, amount: Quantity)] {
    (item[key]?.object?.sorted() ?? []).compactMap { pair in LimitBounds.read(pair.value).map { (pair.key, $0) } }
  }

  private func minimum(_ bound: (name: String, amount: Quantity), _ requests: Value?, _ limits: Value?) -> String? {
    let head = "minimum \(bound.name) usage per \(type) is \(bound.amount)"
    guard let request = LimitBounds.read(requests?[bound.name]) else { return "\(head).  No request is specified" }
    if request.nano < bound.amount.nano { return "\(head), but request is \(request)" }
    if let limit = LimitBounds.read(limits?[bound.name]), limit.nano < bound.amount.nano {
      return "\(head), but limit is \(limit)"
    }
    return nil
  }

  private func maximum(_ bound: (name: String, amount: Quantity), _ resources: Value?) -> String? {
    let head = "maximum \(bound.name) usage per \(type) is \(bound.amount)"
    guard let limit = LimitBounds.read(resources?.at("limits", bound.name)) else {
      return "\(head).  No limit is specified"
    }
    if limit.nano > bound.amount.nano { return "\(head), but limit is \(limit)" }
    if let request = LimitBounds.read(resources?.at("requests", bound.name)), request.nano > bound.amount.nano {
      return "\(head), but request is \(request)"
    }
    return nil
  }

  private func ratio(_ bound: (name: String, amount: Quantity), _ resources: Value?) -> String? {
    let head = "\(bound.name) max limit to request ratio per \(type) is \(bound.amount)"
    let request = LimitBounds.read(resources?.at("requests", bound.name))
    guard let request, request.nano != 0 else { return "\(head), but no request is specified or request is 0" }
    let limit = LimitBounds.read(resources?.at("limits", bound.name))
    guard let limit, limit.nano != 0 else { return "\(head), but no limit is specified or limit is 0" }
    let found = Double(limit.nano) / Double(request.nano)
    let most = Double(bound.amount.nano) / Double(Quantity(1).nano)
    guard found > most else { return nil }
    // Six digits, as %f prints them.
    let millionths = Int((found * 1_000_000).rounded())
    let fraction = String(millionths % 1_000_000)
    return "\(head), but provided ratio is \(millionths / 1_000_000)."
      + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
  }

  // MARK: - Pods

  /// What a pod's containers need together; the most of the ones that run before the others.
  static func sum(_ spec: Value) -> Value {
    var result: Value = [:]
    for part in ["requests", "limits"] {
      var total = Amounts()
      for container in spec["containers"]?.array ?? [] { total.add(container.at("resources", part)) }
      var sidecars = Amounts()
      var most = Amounts()
      for container in spec["initContainers"]?.array ?? [] {
        let own = container.at("resources", part)
        if container["restartPolicy"]?.string == "Always" {
          total.add(own)
          sidecars.add(own)
          most.raise(to: sidecars)
        } else {
          var here = sidecars
          here.add(own)
          most.raise(to: here)
        }
      }
      total.raise(to: most)
      for pair in spec.at("resources", part)?.object ?? Object() {
        if let amount = read(pair.value) { total.amounts[pair.key] = amount }
      }
      for (name, amount) in total.amounts.sorted(by: { $0.key.goLess($1.key) }) {
        result.set(.string(amount.description), at: part, name)
      }
    }
    return result
  }

  private struct Amounts {
    var amounts: [String: Quantity] = [:]

    mutating func add(_ list: Value?) {
      for pair in list?.object ?? Object() {
        guard let amount = LimitBounds.read(pair.value) else { continue }
        amounts[pair.key] = amounts[pair.key].map { $0 + amount } ?? amount
      }
    }

    mutating func raise(to other: Amounts) {
      for (name, amount) in other.amounts where (amounts[name]?.nano ?? -1) < amount.nano { amounts[name] = amount }
    }
  }
}
