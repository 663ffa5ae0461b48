import KubeAPI
import Manifest

/// Validation of the workload controllers (kubernetes `pkg/apis/apps`, `pkg/apis/batch`, ReplicationController).
enum WorkloadRules {
  static func check(_ object: Value, old: Value?, _ kind: String) -> [FieldError] {
    let spec = object["spec"] ?? [:]
    var errors = ErrorList()
    switch kind {
    case "Deployment": deployment(spec, &errors)
    case "ReplicaSet": replicaSet(spec, &errors)
    case "StatefulSet":
      statefulSet(spec, isNew: old == nil, &errors)
      if let before = old?["spec"] { statefulSetUpdate(spec, before, &errors) }
    case "DaemonSet":
      if let before = old?["spec"] { errors.immutableSelector("spec.selector", spec["selector"], before["selector"]) }
      daemonSet(spec, &errors)
    case "ReplicationController": replicationController(spec, &errors)
    case "ControllerRevision": revision(object, old, &errors)
    default: break
    }
    if let before = old?["spec"], kind == "Deployment" || kind == "ReplicaSet" {
      errors.immutableSelector("spec.selector", spec["selector"], before["selector"])
    }
    return errors.list
  }

  // MARK: - Templates

  /// Labels, annotations and spec of a template.
  static func template(_ template: Value, _ path: String, _ errors: inout ErrorList) {
    // The server leaves `metadata` out of these two paths.
    errors.labels("\(path).labels", template.at("metadata", "labels"))
    errors.add(MetadataRules.annotations(template.at("metadata", "annotations"), "\(path).annotations"))
    PodAnnotationRules.check(template.at("metadata", "annotations"), "\(path).annotations", &errors)
    errors.add(PodRules.check(template["spec"] ?? [:], path: "\(path).spec", isPod: false))
    if template.at("spec", "ephemeralContainers")?.array?.isEmpty == false {
      errors.forbidden("\(path).spec.ephemeralContainers", "ephemeral containers not allowed in pod template")
    }
  }

  static func isEmpty(_ selector: Value) -> Bool {
    (selector["matchLabels"]?.object?.isEmpty ?? true) && (selector["matchExpressions"]?.array?.isEmpty ?? true)
  }

  /// Whether a selector out of it can be made at all.
  static func isReadable(_ selector: Value) -> Bool {
    var errors = ErrorList()
    errors.labelSelector("", selector)
    return errors.list.isEmpty
  }

  private static func templateOf(_ spec: Value, _ selector: Value?, _ errors: inout ErrorList, _ words: String) {
    let template = spec["template"] ?? [:]
    if let selector, !isReadable(selector) {
      errors.invalidSelector("spec.selector", selector, words)
      return
    }
    // No selector at all matches nothing, an empty one everything.
    if selector.map(isEmpty) != true {
      let labels = template.at("metadata", "labels")
      if selector.map({ matches($0, labels) }) != true {
        errors.invalid(
          "spec.template.metadata.labels", (labels ?? .null).sortedMap, "`selector` does not match template `labels`")
      }
    }
    WorkloadRules.template(template, "spec.template", &errors)
  }

  static func matches(_ selector: Value, _ labels: Value?) -> Bool {
    for pair in selector["matchLabels"]?.object ?? Object() where labels?[pair.key] != pair.value { return false }
    for expression in selector["matchExpressions"]?.array ?? [] {
      let value = labels?[expression.text("key")]
      let values = expression["values"]?.array ?? []
      switch expression.text("operator") {
      case "In": if value.map({ values.contains($0) }) != true { return false }
      case "NotIn": if value.map({ values.contains($0) }) == true { return false }
      case "Exists": if value == nil { return false }
      case "DoesNotExist": if value != nil { return false }
      default: return false
      }
    }
    return true
  }

  private static func alwaysOnly(_ spec: Value, _ errors: inout ErrorList, _ kind: String) {
    let template = spec.at("template", "spec") ?? [:]
    if template.text("restartPolicy") != "Always" {
      errors.notSupported("spec.template.spec.restartPolicy", template["restartPolicy"], ["Always"])
    }
    if template.has("activeDeadlineSeconds") {
      errors.forbidden(
        "spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(kind) is not Supported")
    }
  }

  // MARK: - Kinds

  private static func deployment(_ spec: Value, _ errors: inout ErrorList) {
    errors.nonNegative("spec.replicas", spec["replicas"])
    let selector = spec.there("selector")
    if let selector {
      errors.labelSelector("spec.selector", selector)
      if isEmpty(selector) {
        errors.invalidSelector("spec.selector", selector, "empty selector is invalid for deployment")
      }
    } else {
      errors.required("spec.selector")
    }
    // The server shares the check, and its words, with ReplicaSets.
    templateFor(spec, selector, &errors, "ReplicaSet")
    strategy(spec["strategy"] ?? [:], "spec.strategy", &errors)
    errors.nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
    errors.nonNegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    if let deadline = spec["progressDeadlineSeconds"]?.int {
      errors.nonNegative("spec.progressDeadlineSeconds", .int(deadline))
      if deadline <= spec["minReadySeconds"]?.int ?? 0 {
        errors.invalid("spec.progressDeadlineSeconds", .int(deadline), "must be greater than minReadySeconds")
      }
    }
  }

  private static func templateFor(_ spec: Value, _ selector: Value?, _ errors: inout ErrorList, _ kind: String) {
    let before = errors.list.count
    templateOf(spec, selector, &errors, "invalid label selector")
    let isUnread = errors.list.count > before && errors.list[before].detail == "invalid label selector"
    if !isUnread { alwaysOnly(spec, &errors, kind) }
  }

  private static func strategy(_ strategy: Value, _ path: String, _ errors: inout ErrorList) {
    switch strategy.text("type") {
    case "Recreate":
      if strategy.has("rollingUpdate") {
        errors.forbidden(
          "\(path).rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
      }
    case "RollingUpdate":
      guard let update = strategy.there("rollingUpdate") else {
        errors.required("\(path).rollingUpdate", "this should be defaulted and never be nil")
        return
      }
      for name in ["maxUnavailable", "maxSurge"] {
        intOrPercent(update[name], "\(path).rollingUpdate.\(name)", &errors)
      }
      if number(update["maxUnavailable"]) == 0, number(update["maxSurge"]) == 0 {
        errors.invalid(
          "\(path).rollingUpdate.maxUnavailable", update["maxUnavailable"], "may not be 0 when `maxSurge` is 0")
      }
      noMoreThan100(update["maxUnavailable"], "\(path).rollingUpdate.maxUnavailable", &errors)
    default:
      errors.notSupported(
        path, GoDump.dump(strategy, "io.k8s.api.apps.v1.DeploymentStrategy"), ["Recreate", "RollingUpdate"])
    }
  }

  /// The number or the percentage.
  private static func number(_ value: Value?) -> Int64 {
    if let text = value?.string { return Int64(text.dropLast()) ?? 0 }
    return value?.int ?? 0
  }

  static func intOrPercent(_ value: Value?, _ path: String, _ errors: inout ErrorList) {
    switch value {
    case .string(let text)?:
      let digits = text.dropLast()
      let isPercent = text.hasSuffix("%") && !digits.isEmpty && digits.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
      if !isPercent {
        errors.invalid(
          path, value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used "
            + "for validation is '[0-9]+%')")
      }
    case .int?: errors.nonNegative(path, value)
    default: break
    }
  }

  static func noMoreThan100(_ value: Value?, _ path: String, _ errors: inout ErrorList) {
    if let text = value?.string, text.hasSuffix("%"), let percent = Int64(text.dropLast()), percent > 100 {
      errors.invalid(path, value, "must not be greater than 100%")
    }
  }

  private static func replicaSet(_ spec: Value, _ errors: inout ErrorList) {
    errors.nonNegative("spec.replicas", spec["replicas"])
    errors.nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
    let selector = spec.there("selector")
    if let selector {
      errors.labelSelector("spec.selector", selector)
      if isEmpty(selector) {
        errors.invalidSelector("spec.selector", selector, "empty selector is invalid for deployment")
      }
    } else {
      errors.required("spec.selector")
    }
    templateFor(spec, selector, &errors, "ReplicaSet")
  }

  private static func replicationController(_ spec: Value, _ errors: inout ErrorList) {
    errors.nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
    let selector = spec["selector"]?.object ?? Object()
    if selector.isEmpty { errors.required("spec.selector") }
    errors.nonNegative("spec.replicas", spec["replicas"])
    let labels = spec.at("template", "metadata", "labels")
    if !spec.has("template") {
      errors.required("spec.template")
      return
    }
    if !selector.isEmpty, !matches(["matchLabels": .object(selector)], labels) {
      errors.invalid(
        "spec.template.metadata.labels", (labels ?? .null).sortedMap, "`selector` does not match template `labels`")
    }
    template(spec["template"] ?? [:], "spec.template", &errors)
    alwaysOnly(spec, &errors, "ReplicationController")
  }

  private static func revision(_ revision: Value, _ old: Value?, _ errors: inout ErrorList) {
    errors.nonNegative("revision", revision["revision"])
    switch revision["data"] {
    case _ where old != nil:
      if revision["data"] != old?["data"] { errors.invalid("data", revision["data"], "field is immutable") }
    case nil, .null?: errors.required("data", "data is mandatory")
    case .object?: break
    default: errors.required("data", "data must be a valid JSON object")
    }
  }

  private static func daemonSet(_ spec: Value, _ errors: inout ErrorList) {
    let selector = spec.there("selector")
    if let selector { errors.labelSelector("spec.selector", selector) }
    let labels = spec.at("template", "metadata", "labels")
    // No selector at all matches nothing.
    if selector.map({ !isReadable($0) || matches($0, labels) }) != true {
      errors.invalid(
        "spec.template.metadata.labels", (labels ?? .null).sortedMap, "`selector` does not match template `labels`")
    }
    if let selector, isEmpty(selector) {
      errors.invalidSelector("spec.selector", selector, "empty selector is invalid for daemonset")
    }
    template(spec["template"] ?? [:], "spec.template", &errors)
    alwaysOnly(spec, &errors, "DaemonSet")
    errors.nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
    let strategy = spec["updateStrategy"] ?? [:]
    switch strategy.text("type") {
    case "OnDelete": break
    case "RollingUpdate":
      guard let update = strategy.there("rollingUpdate") else {
        errors.required("spec.updateStrategy.rollingUpdate")
        return
      }
      let path = "spec.updateStrategy.rollingUpdate"
      for name in ["maxUnavailable", "maxSurge"] {
        intOrPercent(update[name], "\(path).\(name)", &errors)
        noMoreThan100(update[name], "\(path).\(name)", &errors)
      }
      let unavailable = number(update["maxUnavailable"])
      let surge = number(update["maxSurge"])
      if unavailable > 0 && surge > 0 {
        errors.invalid("\(path).maxSurge", update["maxSurge"], "may not be set when maxUnavailable is non-zero")
      } else if unavailable == 0 && surge == 0 {
        errors.required("\(path).maxUnavailable", "cannot be 0 when maxSurge is 0")
      }
    default:
      errors.notSupported(
        "spec.updateStrategy", GoDump.dump(strategy, "io.k8s.api.apps.v1.DaemonSetUpdateStrategy"),
        ["RollingUpdate", "OnDelete"])
    }
    errors.nonNegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
  }

  private static func statefulSet(_ spec: Value, isNew: Bool, _ errors: inout ErrorList) {
    switch spec.text("podManagementPolicy") {
    case "": errors.required("spec.podManagementPolicy")
    case "OrderedReady", "Parallel": break
    default:
      errors.invalid("spec.podManagementPolicy", spec["podManagementPolicy"], "must be 'OrderedReady' or 'Parallel'")
    }
    let strategy = spec["updateStrategy"] ?? [:]
    switch strategy.text("type") {
    case "": errors.required("spec.updateStrategy")
    case "OnDelete":
      if let update = strategy.there("rollingUpdate") {
        errors.invalid(
          "spec.updateStrategy.rollingUpdate",
          GoDump.dump(update, "io.k8s.api.apps.v1.RollingUpdateStatefulSetStrategy"),
          "only allowed for updateStrategy 'RollingUpdate'")
      }
    case "RollingUpdate":
      let path = "spec.updateStrategy.rollingUpdate"
      errors.nonNegative("\(path).partition", strategy.at("rollingUpdate", "partition"))
      if let unavailable = strategy.at("rollingUpdate", "maxUnavailable"), !unavailable.isNull {
        intOrPercent(unavailable, "\(path).maxUnavailable", &errors)
        if number(unavailable) == 0 { errors.invalid("\(path).maxUnavailable", unavailable, "cannot be 0") }
        noMoreThan100(unavailable, "\(path).maxUnavailable", &errors)
      }
    default:
      errors.invalid(
        "spec.updateStrategy", GoDump.dump(strategy, "io.k8s.api.apps.v1.StatefulSetUpdateStrategy"),
        "must be 'RollingUpdate' or 'OnDelete'")
    }
    for name in ["whenDeleted", "whenScaled"] {
      let policy = spec.at("persistentVolumeClaimRetentionPolicy", name)
      if let text = policy?.string, text != "Retain", text != "Delete" {
        errors.notSupported(
          "spec.persistentVolumeClaimRetentionPolicy.\(name)", policy, ["Retain", "Delete"])
      }
    }
    if isNew {
      for claim in spec.items("volumeClaimTemplates", "spec") {
        errors.add(StorageRules.claimSpec(claim.value["spec"] ?? [:], "\(claim.path).spec"))
      }
    }
    errors.nonNegative("spec.replicas", spec["replicas"])
    errors.nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
    errors.nonNegative("spec.ordinals.start", spec.at("ordinals", "start"))
    let service = spec.text("serviceName")
    if isNew, !service.isEmpty { errors.invalid("spec.serviceName", service, each: NameRules.dns1123Label(service)) }
    let selector = spec.there("selector")
    if let selector {
      errors.labelSelector("spec.selector", selector)
      if isEmpty(selector) {
        errors.invalidSelector("spec.selector", selector, "empty selector is invalid for statefulset")
      }
    } else {
      errors.required("spec.selector")
    }
    var shown = spec
    shown["template"] = statefulTemplate(spec)
    templateOf(shown, selector, &errors, "")
    alwaysOnly(spec, &errors, "StatefulSet")
  }

  /// The template as the pods get it: names are the controller's, and so are volumes for claims.
  private static func statefulTemplate(_ spec: Value) -> Value {
    var template = spec["template"] ?? [:]
    let claims = (spec["volumeClaimTemplates"]?.array ?? []).map(\.name)
    template.change("spec") { pod in
      pod["subdomain"] = nil
      pod["hostname"] = nil
      guard !claims.isEmpty else { return }
      var volumes: [Value] = []
      for name in claims where !volumes.contains(where: { $0.text("name") == name }) {
        volumes.append(["name": .string(name), "persistentVolumeClaim": ["claimName": .string(name)]])
      }
      volumes += (pod["volumes"]?.array ?? []).filter { !claims.contains($0.text("name")) }
      pod["volumes"] = .array(volumes)
    }
    return template
  }

  // MARK: - Status

  static func status(_ object: Value, old: Value?, _ kind: String) -> [FieldError] {
    var errors = ErrorList()
    let status = object["status"] ?? [:]
    let names: [String]
    switch kind {
    case "Deployment":
      names = [
        "observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
        "unavailableReplicas", "collisionCount",
      ]
    case "StatefulSet":
      names = [
        "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "observedGeneration",
        "collisionCount",
      ]
    case "ReplicaSet", "ReplicationController":
      names = ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"]
    case "DaemonSet":
      names = [
        "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration",
        "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount",
      ]
    default: return []
    }
    for name in names { errors.nonNegative("status.\(name)", status[name]) }
    if kind != "DaemonSet" {
      let replicas = status["replicas"]?.int ?? 0
      let bounded = [
        "fullyLabeledReplicas", "updatedReplicas", "readyReplicas", "currentReplicas", "availableReplicas",
      ]
      let order = kind == "StatefulSet" ? names : bounded
      for name in order where bounded.contains(name) && names.contains(name) {
        let count = status[name]?.int ?? 0
        if count > replicas {
          errors.invalid("status.\(name)", .int(count), "cannot be greater than status.replicas")
        }
      }
      let available = status["availableReplicas"]?.int ?? 0
      if available > status["readyReplicas"]?.int ?? 0 {
        errors.invalid(
          "status.availableReplicas", .int(available),
          kind == "StatefulSet" ? "cannot be greater than status.readyReplicas" : "cannot be greater than readyReplicas"
        )
      }
    }
    if let before = old?.at("status", "collisionCount")?.int, status["collisionCount"]?.int ?? 0 < before {
      errors.invalid("status.collisionCount", .int(status["collisionCount"]?.int ?? 0), "cannot be decremented")
    }
    return errors.list
  }

  private static func statefulSetUpdate(_ spec: Value, _ old: Value, _ errors: inout ErrorList) {
    var copy = spec
    for name in [
      "replicas", "template", "updateStrategy", "minReadySeconds", "ordinals", "revisionHistoryLimit",
      "persistentVolumeClaimRetentionPolicy",
    ] {
      copy[name] = old[name]
    }
    if copy != old {
      errors.forbidden(
        "spec",
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
          + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")
    }
  }
}
