import KubeAPI
import KubeSchema
import Manifest

/// Paths below an object: status, scale, eviction, token, log …
extension ClusterState {
  mutating func answerSubresource(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, _ verb: RequestInfo.Verb
  ) throws(StatusError) -> APIResponse {
    let allowed = describedSubresources(of: resource, version: info.version).first { $0.name == info.subresource }
    guard allowed?.verbs.contains(verb.rawValue) == true else { throw .methodNotAllowed }
    switch info.subresource {
    case "scale": return try answerScale(request, info, resource, verb)
    case "status", "approval", "finalize", "ephemeralcontainers", "resize":
      switch verb {
      case .get: return try answerGet(request, info, resource)
      case .update: return try answerUpdate(request, info, resource, subresource: info.subresource)
      default: return try answerPatch(request, info, resource, subresource: info.subresource)
      }
    case "eviction": return try answerEviction(request, info, resource)
    case "binding": return try answerBinding(request, info, resource)
    case "token": return try answerToken(request, info, resource)
    case "log": return try answerLog(request, info, resource)
    case "exec", "attach", "portforward":
      let pod = try stored(info, resource)
      if let container = request.parameter("container"), info.subresource != "portforward" {
        let names = ["containers", "initContainers", "ephemeralContainers"].flatMap { list in
          (pod.at("spec", list)?.array ?? []).compactMap { $0["name"]?.string }
        }
        if !container.isEmpty && !names.contains(container) {
          throw .badRequest("container \(container) is not valid for pod \(info.name)")
        }
      }
      if (pod.at("spec", "nodeName")?.string ?? "").isEmpty {
        throw .badRequest("pod \(info.name) does not have a host assigned")
      }
      throw .notSimulated(info.subresource)
    case "proxy": return try answerProxy(request, info, resource)
    default:
      throw StatusError(
        code: 501, reason: "NotImplemented",
        message: "\(resource.plural)/\(info.subresource) is not available on this cluster", details: [:])
    }
  }

  // MARK: - Scale

  private func scalePaths(_ info: RequestInfo, _ resource: ServedResource) -> (
    spec: [String], status: [String], selector: [String]
  ) {
    guard resource.isCustom else { return (["spec", "replicas"], ["status", "replicas"], []) }
    let scale = definition(of: resource, version: info.version)?.at("subresources", "scale")
    func path(_ name: String) -> [String] { (scale?[name]?.string ?? "").components }
    return (path("specReplicasPath"), path("statusReplicasPath"), path("labelSelectorPath"))
  }

  private func scale(of object: Value, _ info: RequestInfo, _ resource: ServedResource) -> Value {
    let paths = scalePaths(info, resource)
    var metadata = Object()
    for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
      if let value = object.at("metadata", name) { metadata[name] = value }
    }
    var spec = Object()
    if let replicas = object.at(path: paths.spec)?.int, replicas != 0 { spec["replicas"] = .int(replicas) }
    var status = Object()
    status["replicas"] = .int(object.at(path: paths.status)?.int ?? 0)
    if resource.isCustom {
      if let selector = paths.selector.isEmpty ? nil : object.at(path: paths.selector)?.string, !selector.isEmpty {
        status["selector"] = .string(selector)
      }
    } else {
      let plain = resource.type.kind == "ReplicationController"
      let text = LabelSelector(of: object.at("spec", "selector"), plainMap: plain).text
      if !text.isEmpty { status["selector"] = .string(text) }
    }
    return [
      "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec),
      "status": .object(status),
    ]
  }

  private mutating func answerScale(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, _ verb: RequestInfo.Verb
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let live = try stored(info, resource)
    let key = ObjectKey(resource.type, info.namespace ?? "", info.name)
    guard verb != .get else { return encode(200, scale(of: live, info, resource), form) }
    let options = try WriteOptions(request, kind: verb == .update ? "UpdateOptions" : "PatchOptions")
    let current = scale(of: live, info, resource)
    let type = MediaClause.parse(request.header("content-type") ?? "").first?.type ?? ""
    var wanted: Value
    var isApply = false
    var write = context(info, resource, options, .update, subresource: "scale")
    write.force = request.flag("force")
    if verb == .update {
      wanted = try decodeBody(request, kind: "Scale")
    } else if type == "application/apply-patch+yaml" {
      isApply = true
      if !options.managerIsGiven {
        throw .invalid(
          GroupKind("meta.k8s.io", "PatchOptions"), "", [.required("fieldManager", "is required for apply patch")])
      }
      let parsed: [Value]
      do { parsed = try YAML.parse(request.body) } catch { throw .badRequest("error decoding YAML: \(error.message)") }
      wanted = current.merged(with: parsed.first ?? .null)
    } else {
      let context = WriteContext(resource: resource, version: info.version, manager: options.manager)
      let patch = try ObjectPatch(request.body, type: type, context: context)
      let scaleKind = ServedResource(
        type: GroupKind("autoscaling", "Scale"), versions: ["v1"], plural: "scales", singular: "scale",
        listKind: "ScaleList", namespaced: true, verbs: [], storageVersion: "v1")
      wanted = try patch.apply(to: current, scaleKind, version: "v1", in: self)
      write.patchText = patch.refusalText
    }
    let place = wanted["apiVersion"]?.string ?? ""
    if wanted["kind"]?.string != "Scale" || place != "autoscaling/v1" {
      let version = place.split(separator: "/").last.map(String.init) ?? ""
      throw .badRequest(
        "no kind is registered for the type \(version).\(wanted["kind"]?.string ?? "") in scheme "
          + "\"pkg/runtime/scheme.go:111\"")
    }
    do {
      wanted = try KubeSchema.builtin.decode(wanted, group: "autoscaling", version: "v1", kind: "Scale").object
    } catch {
      var context = write
      context.resource.type = GroupKind("autoscaling", "Scale")
      context.version = "v1"
      throw ReadFailure.error(error.message, wanted, context)
    }
    let replicas = wanted.at("spec", "replicas")?.int ?? 0
    if wanted.name != "" && wanted.name != info.name {
      throw .badRequest("the name of the object (\(wanted.name)) does not match the name on the URL (\(info.name))")
    }
    // A custom kind's own schema judges the number.
    if replicas < 0 && !resource.isCustom {
      throw .invalid(
        GroupKind("autoscaling", "Scale"), info.name,
        [.invalid("spec.replicas", .int(replicas), "must be greater than or equal to 0")])
    }
    let paths = scalePaths(info, resource)
    let given = wanted.at("metadata", "resourceVersion")
    if isApply {
      var config: Value = [
        "apiVersion": .string(resource.apiVersion(info.version)), "kind": .string(resource.type.kind),
        "metadata": ["name": .string(info.name), "namespace": .string(info.namespace ?? "")],
      ]
      config.set(.int(replicas), path: paths.spec[...])
      write.operation = .apply
      var probe = self
      let result = try probe.apply(config, write)
      if resource.isCustom {
        // The real server cannot store what it merged: it looks for the Scale among the custom kind's versions.
        throw StatusError(
          code: 500, reason: "",
          message: "failed to convert new object (\(info.namespace ?? "")/\(info.name); autoscaling/v1, Kind=Scale) to "
            + "proper version: request to convert CR to an invalid group/version: autoscaling/v1", details: nil)
      }
      self = probe
      return encode(200, scale(of: result, info, resource), form)
    }
    let result = try change(key, write) { live, state throws(StatusError) in
      var object = state.convert(live, resource, to: info.version)
      object.set(.int(replicas), path: paths.spec[...])
      object.set(given, at: "metadata", "resourceVersion")
      return object
    }
    return encode(200, scale(of: result, info, resource), form)
  }

  // MARK: - Pods

  private mutating func answerEviction(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let body = try decodeBody(request, kind: "Eviction", package: "policy")
    if !body.name.isEmpty && body.name != info.name {
      throw .badRequest("name in URL does not match name in Eviction object")
    }
    let pod = try stored(info, resource)
    let phase = pod.at("status", "phase")?.string ?? ""
    let options = body["deleteOptions"]
    let dryRun =
      options?["dryRun"]?.array?.contains("All") == true || request.parameter("dryRun") == "All"
    if !["Succeeded", "Failed", "Pending"].contains(phase) && !pod.isDeleting {
      let budgets = list(GroupKind("policy", "PodDisruptionBudget"), namespace: info.namespace).filter {
        let selector = $0.at("spec", "selector")
        return selector != nil && LabelSelector(of: selector).matches(labelsOf: pod)
      }
      if budgets.count > 1 {
        throw StatusError(
          code: 500, reason: "",
          message: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
          details: nil)
      }
      if let budget = budgets.first { try spend(budget, pod, dryRun: dryRun) }
    }
    try delete(
      ObjectKey(resource.type, info.namespace ?? "", info.name),
      preconditions: Preconditions(
        uid: options?.at("preconditions", "uid")?.string,
        resourceVersion: options?.at("preconditions", "resourceVersion")?.string),
      gracePeriodSeconds: options?["gracePeriodSeconds"]?.int, dryRun: dryRun)
    return encode(201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201], form)
  }

  private mutating func spend(_ budget: Value, _ pod: Value, dryRun: Bool) throws(StatusError) {
    let allowed = budget.at("status", "disruptionsAllowed")?.int ?? 0
    let needed = budget.at("status", "desiredHealthy")?.int ?? 0
    let healthy = budget.at("status", "currentHealthy")?.int ?? 0
    if allowed <= 0 || (budget.at("status", "observedGeneration")?.int ?? 0) < budget.generation {
      throw StatusError(
        code: 429, reason: "TooManyRequests",
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: [
          "causes": [
            [
              "reason": "DisruptionBudget",
              "message": .string(
                "The disruption budget \(budget.name) needs \(needed) healthy pods and has \(healthy) currently"),
            ]
          ]
        ])
    }
    if dryRun { return }
    var next = budget
    next.set(.int(allowed - 1), at: "status", "disruptionsAllowed")
    next.set(.string(now.rfc3339), at: "status", "disruptedPods", pod.name)
    _ = try updateStatus(next, by: "kube-apiserver")
  }

  private mutating func answerBinding(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let body = try decodeBody(request, kind: "Binding", package: "core")
    let node = body.at("target", "name")?.string ?? ""
    if let kind = body.at("target", "kind")?.string, !kind.isEmpty, kind != "Node" {
      throw StatusError(
        code: 500, reason: "",
        message: FieldError.notSupported("target.kind", .string(kind), ["Node", "<empty>"]).description, details: nil)
    }
    if node.isEmpty {
      throw StatusError(
        code: 500, reason: "", message: FieldError.required("target.name").description, details: nil)
    }
    var write = WriteContext(
      resource: resource, version: info.version, subresource: "binding", manager: "kube-scheduler",
      operation: .update, namespace: info.namespace)
    write.isInternal = true
    let moment = now.rfc3339
    try change(ObjectKey(resource.type, info.namespace ?? "", info.name), write) { live, _ throws(StatusError) in
      if let current = live.at("spec", "nodeName")?.string, !current.isEmpty {
        throw .conflict(
          resource, live.name, "pod \(live.name) is already assigned to node \"\(current)\"", part: "binding")
      }
      if live.isDeleting {
        throw .conflict(
          resource, live.name, "pod \(live.name) is being deleted, cannot be assigned to a host", part: "binding")
      }
      if live.at("spec", "schedulingGates")?.array?.isEmpty == false {
        throw .conflict(
          resource, live.name, "pod \(live.name) has non-empty .spec.schedulingGates", part: "binding")
      }
      var pod = live
      pod.set(.string(node), at: "spec", "nodeName")
      var conditions = (pod.at("status", "conditions")?.array ?? []).filter { $0["type"]?.string != "PodScheduled" }
      conditions.append(["type": "PodScheduled", "status": "True", "lastTransitionTime": .string(moment)])
      pod.set(.array(conditions), at: "status", "conditions")
      return pod
    }
    return encode(201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201], form)
  }
}

extension LabelSelector {
  /// The query form.
  public var text: String {
    requirements.map { requirement in
      let values = requirement.values.sorted { $0.goLess($1) }
      switch requirement.op {
      case .in where values.count == 1: return "\(requirement.key)=\(values[0])"
      case .in: return "\(requirement.key) in (\(values.joined(separator: ",")))"
      case .notIn where values.count == 1: return "\(requirement.key)!=\(values[0])"
      case .notIn: return "\(requirement.key) notin (\(values.joined(separator: ",")))"
      case .exists: return requirement.key
      case .doesNotExist: return "!\(requirement.key)"
      case .greater: return "\(requirement.key)>\(values.first ?? "")"
      case .less: return "\(requirement.key)<\(values.first ?? "")"
      }
    }.joined(separator: ",")
  }
}
