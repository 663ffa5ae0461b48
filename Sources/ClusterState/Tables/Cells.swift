import KubeAPI
import Manifest

/// The cells of a row, kind by kind (kubernetes `pkg/printers/internalversion/printers.go`).
enum Cells {
  static func row(_ o: Value, _ type: GroupKind, now: Instant, in state: ClusterState) -> [Value] {
    let name = Value.string(o.name)
    let age = Value.string(Cells.age(o.at("metadata", "creationTimestamp"), now))
    let spec = o["spec"] ?? [:]
    let status = o["status"] ?? [:]
    func count(_ value: Value?) -> Value { .int(value?.int ?? 0) }
    func text(_ value: Value?) -> Value { .string(value?.string ?? "") }
    func size(_ value: Value?) -> Value { .int(Int64(value?.array?.count ?? 0)) }
    switch type.description {
    case "Pod": return PodCells.row(o, now: now)
    case "PodTemplate":
      let (names, images) = containers(o.at("template", "spec"))
      return [name, names, images, .string(labels(o.at("template", "metadata", "labels")))]
    case "PodDisruptionBudget.policy":
      func bound(_ value: Value?) -> Value { .string(value.map { scalar($0) } ?? "N/A") }
      return [
        name, bound(spec["minAvailable"]), bound(spec["maxUnavailable"]), count(status["disruptionsAllowed"]), age,
      ]
    case "ReplicationController", "ReplicaSet.apps":
      let (names, images) = containers(spec.at("template", "spec"))
      let selector =
        type.kind == "ReplicaSet" ? self.selector(spec["selector"]) : Value.string(labels(spec["selector"]))
      return [
        name, count(spec["replicas"]), count(status["replicas"]), count(status["readyReplicas"]), age, names, images,
        selector,
      ]
    case "DaemonSet.apps":
      let (names, images) = containers(spec.at("template", "spec"))
      return [
        name, count(status["desiredNumberScheduled"]), count(status["currentNumberScheduled"]),
        count(status["numberReady"]), count(status["updatedNumberScheduled"]), count(status["numberAvailable"]),
        .string(labels(spec.at("template", "spec", "nodeSelector"))), age, names, images, selector(spec["selector"]),
      ]
    case "Job.batch": return JobCells.job(o, age, now)
    case "CronJob.batch": return JobCells.cronJob(o, age, now)
    case "Service": return ServiceCells.service(o, age)
    case "Ingress.networking.k8s.io": return ServiceCells.ingress(o, age)
    case "IngressClass.networking.k8s.io":
      var parameters = "<none>"
      if let p = spec["parameters"] {
        parameters = p["kind"]?.string ?? ""
        if let group = p["apiGroup"]?.string, !group.isEmpty { parameters += "." + group }
        parameters += "/" + (p["name"]?.string ?? "")
      }
      return [name, text(spec["controller"]), .string(parameters), age]
    case "StatefulSet.apps":
      let (names, images) = containers(spec.at("template", "spec"))
      return [
        name, .string("\(status["readyReplicas"]?.int ?? 0)/\(spec["replicas"]?.int ?? 0)"), age, names, images,
      ]
    case "Endpoints": return [name, .string(ServiceCells.endpoints(o)), age]
    case "EndpointSlice.discovery.k8s.io": return ServiceCells.endpointSlice(o, age)
    case "Node": return NodeCells.row(o, age)
    case "Event", "Event.events.k8s.io": return EventCells.row(o, now)
    case "Namespace": return [name, text(status["phase"]), age]
    case "Secret":
      return [name, text(o["type"]), .int(Int64(o["data"]?.object?.count ?? 0)), age]
    case "ConfigMap":
      let entries = (o["data"]?.object?.count ?? 0) + (o["binaryData"]?.object?.count ?? 0)
      return [name, .int(Int64(entries)), age]
    case "ServiceAccount", "DeviceClass.resource.k8s.io", "ResourceClaimTemplate.resource.k8s.io": return [name, age]
    case "PersistentVolume": return StorageCells.volume(o, age)
    case "PersistentVolumeClaim": return StorageCells.claim(o, age)
    case "StorageClass.storage.k8s.io":
      return [
        .string(o.annotation("storageclass.kubernetes.io/is-default-class") == "true" ? o.name + " (default)" : o.name),
        text(o["provisioner"]), .string(o["reclaimPolicy"]?.string ?? "Delete"),
        .string(o["volumeBindingMode"]?.string ?? "Immediate"),
        .bool(o["allowVolumeExpansion"]?.bool ?? false), age,
      ]
    case "VolumeAttributesClass.storage.k8s.io": return [name, text(o["driverName"]), age]
    case "ComponentStatus":
      let healthy = o["conditions"]?.array?.first { $0["type"]?.string == "Healthy" }
      let state = healthy?["status"]?.string == "True" ? "Healthy" : "Unhealthy"
      return [name, .string(state), text(healthy?["message"]), text(healthy?["error"])]
    case "Deployment.apps":
      let (names, images) = containers(spec.at("template", "spec"))
      return [
        name, .string("\(status["readyReplicas"]?.int ?? 0)/\(spec["replicas"]?.int ?? 0)"),
        count(status["updatedReplicas"]), count(status["availableReplicas"]), age, names, images,
        selector(spec["selector"]),
      ]
    case "HorizontalPodAutoscaler.autoscaling": return AutoscalerCells.row(o, age)
    case "NetworkPolicy.networking.k8s.io": return [name, selector(spec["podSelector"]), age]
    case "RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io":
      let role = "\(o.at("roleRef", "kind")?.string ?? "")/\(o.at("roleRef", "name")?.string ?? "")"
      func subjects(_ kind: String) -> Value {
        let list = (o["subjects"]?.array ?? []).filter { $0["kind"]?.string == kind }
        return .string(
          list.map { subject in
            let name = subject["name"]?.string ?? ""
            return kind == "ServiceAccount" ? "\(subject["namespace"]?.string ?? "")/\(name)" : name
          }.joined(separator: ", "))
      }
      return [name, .string(role), age, subjects("User"), subjects("Group"), subjects("ServiceAccount")]
    case "CertificateSigningRequest.certificates.k8s.io":
      let seconds = spec["expirationSeconds"]?.int
      var conditions = (status["conditions"]?.array ?? []).compactMap { $0["type"]?.string }.filter {
        $0 == "Approved" || $0 == "Denied" || $0 == "Failed"
      }
      if conditions.isEmpty { conditions = ["Pending"] }
      if !(status["certificate"]?.string ?? "").isEmpty { conditions.append("Issued") }
      return [
        name, age, .string(spec["signerName"]?.string ?? "<none>"), text(spec["username"]),
        .string(seconds.map { HumanDuration.text(.seconds($0)) } ?? "<none>"),
        .string(conditions.joined(separator: ",")),
      ]
    case "Lease.coordination.k8s.io": return [name, text(spec["holderIdentity"]), age]
    case "ControllerRevision.apps":
      let owner = o.at("metadata", "ownerReferences")?.array?.first { $0["controller"]?.bool == true }
      var text = "<none>"
      if let owner {
        let group = ObjectReference.split(apiVersion: owner["apiVersion"]?.string ?? "").group
        let kind = (owner["kind"]?.string ?? "").lowercased()
        text = (group.isEmpty ? kind : "\(kind).\(group)") + "/" + (owner["name"]?.string ?? "")
      }
      return [name, .string(text), count(o["revision"]), age]
    case "ResourceQuota": return QuotaCells.row(o, age)
    case "PriorityClass.scheduling.k8s.io":
      return [
        name, count(o["value"]), .bool(o["globalDefault"]?.bool ?? false), age,
        .string(o["preemptionPolicy"]?.string ?? "PreemptLowerPriority"),
      ]
    case "RuntimeClass.node.k8s.io": return [name, text(o["handler"]), age]
    case "VolumeAttachment.storage.k8s.io":
      return [
        name, text(spec["attacher"]), text(spec.at("source", "persistentVolumeName")), text(spec["nodeName"]),
        .bool(status["attached"]?.bool ?? false), age,
      ]
    case "CSINode.storage.k8s.io": return [name, size(spec["drivers"]), age]
    case "CSIDriver.storage.k8s.io": return StorageCells.driver(o, age)
    case "MutatingWebhookConfiguration.admissionregistration.k8s.io",
      "ValidatingWebhookConfiguration.admissionregistration.k8s.io":
      return [name, size(o["webhooks"]), age]
    case "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
      "MutatingAdmissionPolicy.admissionregistration.k8s.io":
      var kind = "<unset>"
      if let param = spec["paramKind"] {
        kind = "\(param["apiVersion"]?.string ?? "")/\(param["kind"]?.string ?? "")"
      }
      return [name, size(spec[type.kind.hasPrefix("V") ? "validations" : "mutations"]), .string(kind), age]
    case "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
      "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io":
      var param = "<unset>"
      if let reference = spec["paramRef"] {
        let namespace = reference["namespace"]?.string ?? ""
        let object = reference["name"]?.string ?? "*"
        param = namespace.isEmpty ? object : "\(namespace)/\(object)"
      }
      return [name, text(spec["policyName"]), .string(param), age]
    case "FlowSchema.flowcontrol.apiserver.k8s.io":
      let dangling = o.condition("Dangling")?["status"]?.string
      return [
        name, .string(spec.at("priorityLevelConfiguration", "name")?.string ?? "<none>"),
        count(spec["matchingPrecedence"]), .string(spec.at("distinguisherMethod", "type")?.string ?? "<none>"), age,
        .string(dangling ?? "?"),
      ]
    case "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io":
      let limited = spec["limited"] ?? spec["exempt"] ?? [:]
      let queuing = spec.at("limited", "limitResponse", "queuing")
      func number(_ value: Value?) -> Value { .string(value.map { scalar($0) } ?? "<none>") }
      return [
        name, text(spec["type"]), number(limited["nominalConcurrencyShares"]), number(queuing?["queues"]),
        number(queuing?["handSize"]), number(queuing?["queueLengthLimit"]), age,
      ]
    case "ResourceClaim.resource.k8s.io":
      var states: [String] = []
      if o.isDeleting { states.append("deleted") }
      if let allocation = status["allocation"], !allocation.isNull {
        states.append("allocated")
        if status["reservedFor"]?.array?.isEmpty == false { states.append("reserved") }
      } else {
        states.append("pending")
      }
      return [name, .string(states.joined(separator: ",")), age]
    case "ResourceSlice.resource.k8s.io":
      return [
        name, .string(spec["nodeName"]?.string ?? "<all>"), text(spec["driver"]), text(spec.at("pool", "name")), age,
      ]
    case "ServiceCIDR.networking.k8s.io":
      return [name, .string((spec["cidrs"]?.array?.compactMap(\.string) ?? []).joined(separator: ",")), age]
    case "IPAddress.networking.k8s.io":
      let parent = spec["parentRef"] ?? [:]
      let parts = ["group", "resource", "namespace", "name"].compactMap { parent[$0]?.string }.filter { !$0.isEmpty }
      return [name, .string(parts.joined(separator: "/")), age]
    case "APIService.apiregistration.k8s.io":
      var service = "Local"
      if let reference = spec["service"] {
        service = "\(reference["namespace"]?.string ?? "")/\(reference["name"]?.string ?? "")"
      }
      let available = o.condition("Available")
      var state = available?["status"]?.string ?? "Unknown"
      if state != "True", let reason = available?["reason"]?.string { state += " (\(reason))" }
      return [name, .string(service), .string(state), age]
    default:
      return [name, .string(o.at("metadata", "creationTimestamp")?.string ?? "<unknown>")]
    }
  }

  /// Rows of finished pods say so.
  static func conditions(_ object: Value, _ type: GroupKind) -> Value? {
    guard type.group.isEmpty, type.kind == "Pod" else {
      guard type == GroupKind("batch", "Job"), object.isTrue("Complete") || object.isTrue("Failed") else { return nil }
      return nil
    }
    switch object.at("status", "phase")?.string {
    case "Succeeded":
      return [
        [
          "type": "Completed", "status": "True", "reason": "Succeeded",
          "message": "The pod has completed successfully.",
        ]
      ]
    case "Failed":
      return [["type": "Completed", "status": "True", "reason": "Failed", "message": "The pod failed."]]
    default: return nil
    }
  }

  // MARK: - Shared

  static func age(_ time: Value?, _ now: Instant) -> String {
    guard let text = time?.string, let then = Instant(rfc3339: text) else { return "<unknown>" }
    return HumanDuration.text(now - then)
  }

  static func scalar(_ value: Value) -> String {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    default: JSON.write(value)
    }
  }

  /// `a=b,c=d`, `<none>` when empty.
  static func labels(_ value: Value?) -> String {
    guard let object = value?.object, !object.isEmpty else { return "<none>" }
    return object.sorted().map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ",")
  }

  static func selector(_ value: Value?) -> Value {
    guard let value, !value.isNull else { return "<none>" }
    let selector = LabelSelector(of: value)
    return .string(selector.isEmpty ? "<none>" : selector.printed)
  }

  static func containers(_ spec: Value?) -> (Value, Value) {
    let list = spec?["containers"]?.array ?? []
    return (
      .string(list.map { $0["name"]?.string ?? "" }.joined(separator: ",")),
      .string(list.map { $0["image"]?.string ?? "" }.joined(separator: ","))
    )
  }
}

extension LabelSelector {
  /// As metav1.FormatLabelSelector prints it.
  var printed: String { text }
}
