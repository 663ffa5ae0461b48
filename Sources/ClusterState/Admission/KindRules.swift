import KubeAPI
import KubeSchema
import Manifest

/// What the strategies and admission plugins of single kinds do to objects on their way in, besides what
/// ``KubeSchema/prepareForCreate(_:_:)`` does without looking around.
enum KindRules {
  /// - Parameter given: the object as the client sent it, without defaults.
  static func prepare(
    _ object: inout Value, given: Value, _ context: WriteContext, in state: ClusterState
  ) throws(StatusError) {
    drop(&object, old: nil, context)
    let moment = state.now.rfc3339
    DefaultClasses.fill(&object, context, in: state)
    switch (context.resource.type.group, context.resource.type.kind) {
    case ("", "Pod"):
      try RuntimeClassAdmission.fill(&object, context, in: state)
      if object.at("spec", "schedulingGates")?.array?.isEmpty == false {
        let condition: Value = [
          "type": "PodScheduled", "status": "False", "lastProbeTime": .null, "lastTransitionTime": .string(moment),
          "reason": "SchedulingGated", "message": "Scheduling is blocked due to non-empty scheduling gates",
        ]
        object.set([condition], at: "status", "conditions")
      }
    case ("", "PersistentVolume"): object.set(.string(moment), at: "status", "lastPhaseTransitionTime")
    case ("", "PersistentVolumeClaim"): normalizeSources(&object)
    case ("batch", "Job"):
      // A job without labels shares its template's, with what selector generation adds to them.
      if given.at("metadata", "labels")?.object?.isEmpty != false {
        object.set(object.at("spec", "template", "metadata", "labels"), at: "metadata", "labels")
      }
    case ("storage.k8s.io", "VolumeAttributesClass"): protect(&object, "kubernetes.io/vac-protection")
    case ("resource.k8s.io", "ResourceSlice"): stampTaints(&object, moment)
    default: break
    }
  }

  static func keep(_ object: inout Value, old: Value, _ context: WriteContext, now: Instant) {
    drop(&object, old: old, context)
    if context.subresource.isEmpty,
      let known = KubeSchema.builtin.resource(
        group: context.resource.type.group, version: context.resource.storageVersion, plural: context.resource.plural)
    {
      KubeSchema.builtin.prepareForUpdate(&object, old: old, known)
    }
    switch (context.resource.type.group, context.resource.type.kind) {
    case ("", "PersistentVolumeClaim") where context.subresource.isEmpty: normalizeSources(&object)
    case ("resource.k8s.io", "ResourceSlice"): stampTaints(&object, now.rfc3339)
    case ("certificates.k8s.io", "CertificateSigningRequest"):
      object["spec"] = old["spec"]
      if context.subresource.isEmpty { object["status"] = old["status"] }
    default: break
    }
  }

  /// What validating admission plugins refuse.
  static func check(_ object: Value, _ context: WriteContext, in state: ClusterState) throws(StatusError) {
    if context.operation == .create { try RuntimeClassAdmission.check(object, context) }
    guard context.resource.type == GroupKind("scheduling.k8s.io", "PriorityClass"),
      object["globalDefault"]?.bool == true,
      let other = state.list(context.resource.type).first(where: { $0["globalDefault"]?.bool == true }),
      context.operation == .create || other.name != object.name
    else { return }
    throw .forbidden(
      context.resource, object.name,
      "PriorityClass \(other.name) is already marked as default. Only one default can exist")
  }

  private static func protect(_ object: inout Value, _ finalizer: String) {
    var finalizers = object.at("metadata", "finalizers")?.array ?? []
    if finalizers.contains(.string(finalizer)) { return }
    finalizers.append(.string(finalizer))
    object.set(.array(finalizers), at: "metadata", "finalizers")
  }

  private static func stampTaints(_ slice: inout Value, _ moment: String) {
    guard let devices = slice.at("spec", "devices")?.array else { return }
    let stamped = devices.map { device in
      guard let taints = device["taints"]?.array else { return device }
      var next = device
      next["taints"] = .array(
        taints.map { taint in
          var taint = taint
          if taint["timeAdded"] == nil { taint["timeAdded"] = .string(moment) }
          return taint
        })
      return next
    }
    slice.set(.array(stamped), at: "spec", "devices")
  }

  /// The two ways to name where a claim's data comes from say the same (`pkg/api/persistentvolumeclaim`).
  private static func normalizeSources(_ claim: inout Value) {
    guard var spec = claim["spec"] else { return }
    func isKnown(_ source: Value) -> Bool {
      let group = source["apiGroup"]?.string ?? ""
      let kind = source["kind"]?.string ?? ""
      return (group.isEmpty && kind == "PersistentVolumeClaim")
        || (group == "snapshot.storage.k8s.io" && kind == "VolumeSnapshot")
    }
    let source = spec["dataSource"].flatMap { $0.isNull ? nil : $0 }
    let reference = spec["dataSourceRef"].flatMap { $0.isNull ? nil : $0 }
    if let source, reference == nil {
      if isKnown(source) {
        spec["dataSourceRef"] = source
      } else {
        spec["dataSource"] = nil
      }
    } else if let reference, source == nil, (reference["namespace"]?.string ?? "").isEmpty {
      spec["dataSource"] = reference
      spec.set(nil, at: "dataSource", "namespace")
    }
    claim["spec"] = spec
  }

  // MARK: - Fields that are off

  /// Fields of features that are off by default are forgotten, unless the object had them before.
  private static func drop(_ object: inout Value, old: Value?, _ context: WriteContext) {
    func forget(_ path: String...) {
      if object.at(path: path) != nil, old?.at(path: path) == nil { object.set(nil, path: path[...]) }
    }
    switch (context.resource.type.group, context.resource.type.kind) {
    case ("", "Pod"): forget("spec", "schedulingGroup")
    case ("", "PodTemplate"): forget("template", "spec", "schedulingGroup")
    case ("apps", _), ("", "ReplicationController"), ("batch", "Job"):
      forget("spec", "template", "spec", "schedulingGroup")
      if context.resource.type.kind == "StatefulSet" {
        forget("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
      }
    case ("batch", "CronJob"): forget("spec", "jobTemplate", "spec", "template", "spec", "schedulingGroup")
    case ("coordination.k8s.io", "Lease"):
      forget("spec", "strategy")
      forget("spec", "preferredHolder")
    case ("", "ServiceAccount") where old == nil:
      guard let secrets = object["secrets"]?.array else { return }
      object["secrets"] = .array(secrets.map { ["name": $0["name"] ?? ""] })
    case ("discovery.k8s.io", "EndpointSlice"):
      guard let endpoints = object["endpoints"]?.array, old?["endpoints"] != object["endpoints"] else { return }
      object["endpoints"] = .array(
        endpoints.map { endpoint in
          var endpoint = endpoint
          endpoint["deprecatedTopology"] = nil
          return endpoint
        })
    default: break
    }
  }
}
