import KubeAPI
import Manifest

/// Validation of persistent volumes, claims and storage classes.
enum StorageRules {
  private static let accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]

  static func claim(_ claim: Value, old: Value?) -> [FieldError] {
    let spec = claim["spec"] ?? [:]
    var errors = ErrorList()
    guard let old else { return claimSpec(spec, "spec") }
    errors.add(claimSpec(spec, "spec"))
    let before = old["spec"] ?? [:]
    // Requests may grow and the attributes class may change once the claim is bound.
    var plain = spec
    let isBound = claim.at("status", "phase") == "Bound"
    if isBound {
      if spec.at("resources", "requests") != nil {
        plain.set(before.at("resources", "requests", "storage"), at: "resources", "requests", "storage")
      }
      if spec.has("volumeAttributesClassName") {
        plain["volumeAttributesClassName"] = before["volumeAttributesClassName"]
      }
    }
    if before.text("volumeName").isEmpty && spec.has("volumeName") { plain["volumeName"] = before["volumeName"] }
    if !before.has("storageClassName") { plain["storageClassName"] = before["storageClassName"] }
    if plain != before {
      let type = "io.k8s.api.core.v1.PersistentVolumeClaimSpec"
      let difference = GoDump.difference(GoDump.dump(before, type), GoDump.dump(plain, type))
      errors.forbidden(
        "spec",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
          + difference)
    }
    let path = "spec.resources.requests.storage"
    if let now = spec.at("resources", "requests")?.quantity("storage"),
      let was = before.at("resources", "requests")?.quantity("storage"), now < was
    {
      let held = old.at("status", "capacity")?.quantity("storage") ?? Quantity(0)
      if now <= held { errors.forbidden(path, "field can not be less than status.capacity") }
    }
    errors.immutable("volumeMode", spec["volumeMode"], before["volumeMode"])
    if before.has("volumeAttributesClassName") {
      switch spec.there("volumeAttributesClassName")?.string {
      case nil: errors.forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden")
      case "":
        errors.forbidden(
          "spec.volumeAttributesClassName", "update from non-nil value to an empty string is forbidden")
      default: break
      }
    }
    return errors.list
  }

  static func claimSpec(_ spec: Value, _ path: String) -> [FieldError] {
    var errors = ErrorList()
    let modes = spec.items("accessModes", path)
    if modes.isEmpty { errors.required("\(path).accessModes", "at least 1 access mode is required") }
    errors.labelSelector("\(path).selector", spec["selector"])
    checkModes(modes.map(\.value), path, &errors)
    if let storage = spec.at("resources", "requests", "storage") {
      quantity(storage, "\(path).resources[storage]", &errors)
    } else {
      errors.required("\(path).resources[storage]")
    }
    let storageClass = spec.text("storageClassName")
    if !storageClass.isEmpty {
      errors.invalid("\(path).storageClassName", storageClass, each: NameRules.dns1123Subdomain(storageClass))
    }
    if spec.has("volumeMode") {
      errors.optionalOneOf("\(path).volumeMode", spec["volumeMode"], ["Block", "Filesystem"])
    }
    for name in ["dataSource", "dataSourceRef"] {
      if let source = spec.there(name) { dataSource(source, "\(path).\(name)", &errors) }
    }
    if let source = spec.there("dataSource"), let reference = spec.there("dataSourceRef") {
      // The message shows a path, which JSON writes as an empty object.
      if !reference.text("namespace").isEmpty {
        errors.invalid(path, [:], "may not be specified when dataSourceRef.namespace is specified")
      } else if ["apiGroup", "kind", "name"].contains(where: { source.text($0) != reference.text($0) }) {
        errors.invalid(path, [:], "must match dataSourceRef")
      }
    }
    let name = spec.text("volumeAttributesClassName")
    if !name.isEmpty {
      errors.invalid("\(path).volumeAttributesClassName", name, each: NameRules.dns1123Subdomain(name))
    }
    return errors.list
  }

  private static func dataSource(_ source: Value, _ path: String, _ errors: inout ErrorList) {
    for name in ["name", "kind"] where source.text(name).isEmpty { errors.required("\(path).\(name)") }
    let group = source.text("apiGroup")
    if group.isEmpty {
      if source.text("kind") != "PersistentVolumeClaim" {
        errors.invalid(
          path, .string(source.text("kind")),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
      }
    } else {
      errors.invalid("\(path).apiGroup", group, each: NameRules.dns1123Subdomain(group))
    }
    let namespace = source.text("namespace")
    if !namespace.isEmpty { errors.invalid("\(path).namespace", namespace, each: NameRules.dns1123Label(namespace)) }
  }

  private static func checkModes(_ modes: [Value], _ path: String, _ errors: inout ErrorList) {
    var isOnce = false
    for mode in modes {
      let text = mode.string ?? ""
      if !accessModes.contains(text) { errors.notSupported("\(path).accessModes", mode, accessModes) }
      if text == "ReadWriteOncePod" { isOnce = true }
    }
    let hasOther = modes.contains { $0 != "ReadWriteOncePod" && accessModes.contains($0.string ?? "") }
    if isOnce && hasOther {
      errors.forbidden(
        "\(path).accessModes", "may not use ReadWriteOncePod with other access modes")
    }
  }

  private static func quantity(_ value: Value, _ path: String, _ errors: inout ErrorList) {
    guard let text = value.string, let quantity = try? Quantity(text) else { return }
    if quantity.sign <= 0 { errors.invalid(path, value, "must be greater than zero") }
  }

  private static let sources = [
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs",
    "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk",
    "portworxVolume", "scaleIO", "local", "storageos", "csi",
  ]

  static func volume(_ volume: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = volume["spec"] ?? [:]
    let modes = spec["accessModes"]?.array ?? []
    if modes.isEmpty { errors.required("spec.accessModes") }
    checkModes(modes, "spec", &errors)
    let capacity = spec["capacity"]?.object ?? Object()
    if capacity.isEmpty { errors.required("spec.capacity") }
    if capacity["storage"] == nil || capacity.count > 1 {
      errors.notSupported("spec.capacity", (spec["capacity"] ?? .null).sortedMap, ["storage"])
    }
    for pair in capacity.sorted() { quantity(pair.value, "spec.capacity[\(pair.key)]", &errors) }
    let policy = spec.text("persistentVolumeReclaimPolicy")
    if !policy.isEmpty {
      errors.optionalOneOf("spec.persistentVolumeReclaimPolicy", .string(policy), ["Delete", "Recycle", "Retain"])
    }
    if let affinity = spec.there("nodeAffinity") {
      if let required = affinity.there("required") {
        var pods = PodRules(isPod: false)
        pods.nodeSelector(required, "spec.nodeAffinity.required")
        errors.add(pods.errors.list)
      } else {
        errors.required("spec.nodeAffinity.required", "must specify required node constraints")
      }
    }
    let present = sources.filter { spec.has($0) }
    if let first = present.first, let source = spec[first] { persistentSource(first, source, spec, &errors) }
    for name in present.dropFirst() {
      errors.forbidden("spec.\(name == "cephfs" ? "cephFS" : name)", "may not specify more than 1 volume type")
    }
    if present.isEmpty { errors.required("spec", "must specify a volume type") }
    if spec.at("hostPath", "path") == "/", policy == "Recycle" {
      errors.forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")
    }
    let storageClass = spec.text("storageClassName")
    if !storageClass.isEmpty {
      errors.invalid("spec.storageClassName", storageClass, each: NameRules.dns1123Subdomain(storageClass))
    }
    errors.optionalOneOf("spec.volumeMode", spec["volumeMode"], ["Block", "Filesystem"])
    if let name = spec.there("volumeAttributesClassName")?.string {
      if name.isEmpty {
        errors.required("spec.volumeAttributesClassName", "an empty string is disallowed")
      } else {
        errors.invalid("spec.volumeAttributesClassName", name, each: NameRules.dns1123Subdomain(name))
      }
      if !spec.has("csi") {
        errors.required("spec.csi", "has to be specified when using volumeAttributesClassName")
      }
    }
    if let old { volumeUpdate(spec, old["spec"] ?? [:], &errors) }
    return errors.list
  }

  private static func persistentSource(
    _ kind: String, _ source: Value, _ spec: Value, _ errors: inout ErrorList
  ) {
    switch kind {
    case "hostPath":
      var rules = PodRules(isPod: false)
      rules.hostPath(source, "spec.hostPath")
      errors.add(rules.errors.list)
    case "gcePersistentDisk":
      VolumeSources.check(kind, source, "spec.persistentDisk", isPersistent: true, &errors)
    case "local":
      let path = source.text("path")
      if path.isEmpty {
        errors.required("spec.local.path")
      } else if path.split(separator: "/", omittingEmptySubsequences: false).contains("..") {
        errors.invalid("spec.local.path", .string(path), "must not contain '..'")
      }
      if !spec.has("nodeAffinity") { errors.required("spec.nodeAffinity", "Local volume requires node affinity") }
    case "csi": VolumeSources.persistentCSI(source, "spec.csi", &errors)
    default: VolumeSources.check(kind, source, "spec.\(kind)", isPersistent: true, &errors)
    }
  }

  private static func volumeUpdate(_ spec: Value, _ old: Value, _ errors: inout ErrorList) {
    func source(_ spec: Value) -> Value {
      var out: Value = [:]
      for name in sources + ["gitRepo"] { if let value = spec.there(name) { out[name] = value } }
      return out
    }
    if source(spec) != source(old) {
      let type = "io.k8s.api.core.v1.PersistentVolumeSource"
      let difference = GoDump.difference(
        GoDump.volumeSource(old, type), GoDump.volumeSource(spec, type))
      errors.forbidden(
        "spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation\n" + difference)
    }
    errors.immutable("volumeMode", spec["volumeMode"], old["volumeMode"])
    if old.has("nodeAffinity") && spec["nodeAffinity"] != old["nodeAffinity"] {
      errors.invalid(
        "nodeAffinity",
        spec.there("nodeAffinity").map { GoDump.dump($0, "io.k8s.api.core.v1.VolumeNodeAffinity") } ?? .null,
        "field is immutable, except for updating from beta label to GA")
    }
    if old.has("volumeAttributesClassName") && !spec.has("volumeAttributesClassName") {
      errors.forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden")
    }
  }

  private static func topologies(_ storage: Value, _ errors: inout ErrorList) {
    var terms: [Value] = []
    for (i, term) in (storage["allowedTopologies"]?.array ?? []).enumerated() {
      // What counts is which values a key may have.
      var shape: Value = [:]
      for requirement in term["matchLabelExpressions"]?.array ?? [] {
        let values = (requirement["values"]?.array ?? []).map { $0.string ?? "" }
        shape[requirement.text("key")] = .array(Set(values).sorted { $0.goLess($1) }.map { .string($0) })
      }
      shape = shape.sortedMap
      if terms.contains(shape) { errors.duplicate("allowedTopologies[\(i)].matchLabelExpressions", "") }
      terms.append(shape)
      var keys: Set<String> = []
      for requirement in term.items("matchLabelExpressions", "allowedTopologies[\(i)]") {
        let values = requirement.value.items("values", requirement.path)
        if values.isEmpty { errors.required("\(requirement.path).values") }
        var seen: Set<String> = []
        for value in values where !seen.insert(value.value.string ?? "").inserted {
          errors.duplicate(value.path, value.value)
        }
        let key = requirement.value.text("key")
        errors.invalid("\(requirement.path).key", key, each: NameRules.qualifiedName(key))
        if !keys.insert(key).inserted { errors.duplicate("\(requirement.path).key", .string(key)) }
      }
    }
  }

  static func storageClass(_ storage: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let provisioner = storage.text("provisioner")
    if provisioner.isEmpty {
      errors.required("provisioner")
    } else {
      errors.invalid("provisioner", provisioner, each: NameRules.qualifiedName(provisioner.lowercased()))
    }
    for pair in storage["parameters"]?.object?.sorted() ?? [] where pair.key.isEmpty {
      errors.invalid("parameters", .string(pair.key), "field can not be empty.")
    }
    let reclaim = storage.text("reclaimPolicy")
    if !reclaim.isEmpty { errors.optionalOneOf("reclaimPolicy", .string(reclaim), ["Delete", "Retain"]) }
    let binding = storage.text("volumeBindingMode")
    if binding.isEmpty {
      errors.required("volumeBindingMode")
    } else if binding != "Immediate" && binding != "WaitForFirstConsumer" {
      errors.notSupported("volumeBindingMode", .string(binding), ["Immediate", "WaitForFirstConsumer"])
    }
    topologies(storage, &errors)
    if let old {
      for name in ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] {
        errors.immutable(name, storage[name]?.sortedMap, old[name]?.sortedMap)
      }
    }
    return errors.list
  }
}

extension GoDump {
  /// The source part of a persistent volume's spec, in the order of the Go struct.
  static func volumeSource(_ spec: Value, _ type: String) -> Value {
    guard let specType = TypeTable.builtin.named("io.k8s.api.core.v1.PersistentVolumeSpec") else { return spec }
    let full = dump(spec, specType.name)
    let order = [
      "GCEPersistentDisk", "AWSElasticBlockStore", "HostPath", "Glusterfs", "NFS", "RBD", "Quobyte", "ISCSI",
      "FlexVolume", "Cinder", "CephFS", "FC", "Flocker", "AzureFile", "VsphereVolume", "AzureDisk",
      "PhotonPersistentDisk", "PortworxVolume", "ScaleIO", "Local", "StorageOS", "CSI",
    ]
    return .object(Object(uniquePairs: order.compactMap { name in full[name].map { .init(key: name, value: $0) } }))
  }
}
