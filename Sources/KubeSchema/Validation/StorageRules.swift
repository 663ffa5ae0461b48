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
    let isBound = old.at("status", "phase") == "Bound"
    if isBound {
      plain.set(before.at("resources", "requests"), at: "resources", "requests")
      plain["volumeAttributesClassName"] = before["volumeAttributesClassName"]
    }
    if before.text("volumeName").isEmpty && spec.has("volumeName") { plain["volumeName"] = before["volumeName"] }
    if !before.has("storageClassName") { plain["storageClassName"] = before["storageClassName"] }
    if plain != before {
      let type = "io.k8s.api.core.v1.PersistentVolumeClaimSpec"
      let difference = GoDump.difference(GoDump.dump(before, type), GoDump.dump(spec, type))
      errors.forbidden(
        "spec",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
          + difference)
    }
    if isBound, let now = spec.at("resources", "requests")?.quantity("storage"),
      let was = before.at("resources", "requests")?.quantity("storage"), now < was
    {
      errors.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")
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
    return errors.list
  }

  private static func checkModes(_ modes: [Value], _ path: String, _ errors: inout ErrorList) {
    var isOnce = false
    for mode in modes {
      let text = mode.string ?? ""
      if !accessModes.contains(text) { errors.notSupported("\(path).accessModes", mode, accessModes) }
      if text == "ReadWriteOncePod" { isOnce = true }
    }
    if isOnce && modes.count > 1 {
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
      errors.notSupported("spec.capacity", spec["capacity"], ["storage"])
    }
    for pair in capacity.sorted() { quantity(pair.value, "spec.capacity[\(pair.key)]", &errors) }
    let policy = spec.text("persistentVolumeReclaimPolicy")
    if !policy.isEmpty {
      errors.optionalOneOf("spec.persistentVolumeReclaimPolicy", .string(policy), ["Delete", "Recycle", "Retain"])
    }
    if let affinity = spec.at("nodeAffinity", "required") {
      var pods = PodRules(isPod: false)
      pods.nodeSelector(affinity, "spec.nodeAffinity.required")
      errors.add(pods.errors.list)
    }
    let present = sources.filter { spec.has($0) }
    for name in present.dropFirst() {
      errors.forbidden("spec.\(name)", "may not specify more than 1 volume type")
    }
    if let path = spec.at("hostPath", "path")?.string {
      if path.isEmpty { errors.required("spec.hostPath.path") }
      if path == "/" && policy == "Recycle" {
        errors.forbidden(
          "spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")
      }
    }
    if present.isEmpty { errors.required("spec", "must specify a volume type") }
    let storageClass = spec.text("storageClassName")
    if !storageClass.isEmpty {
      errors.invalid("spec.storageClassName", storageClass, each: NameRules.dns1123Subdomain(storageClass))
    }
    errors.optionalOneOf("spec.volumeMode", spec["volumeMode"], ["Block", "Filesystem"])
    if let old { volumeUpdate(spec, old["spec"] ?? [:], &errors) }
    return errors.list
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
    errors.immutable("spec.volumeMode", spec["volumeMode"], old["volumeMode"])
    if old.has("nodeAffinity") && spec["nodeAffinity"] != old["nodeAffinity"] {
      errors.invalid(
        "spec.nodeAffinity", spec["nodeAffinity"], "field is immutable, except for updating from beta label to GA")
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
    if let old {
      for (name, words) in [
        ("parameters", "updates to parameters are forbidden."),
        ("provisioner", "updates to provisioner are forbidden."),
        ("reclaimPolicy", "updates to reclaimPolicy are forbidden."),
      ] where storage[name] != old[name] {
        errors.forbidden(name, words)
      }
      errors.immutable("volumeBindingMode", storage["volumeBindingMode"], old["volumeBindingMode"])
    }
    return errors.list
  }
}

extension GoDump {
  /// The source part of a persistent volume's spec, in the order of the Go struct.
  static func volumeSource(_ spec: Value, _ type: String) -> Value {
    guard let specType = TypeTable.builtin.named("io.k8s.api.core.v1.PersistentVolumeSpec") else { return spec }
    let full = dump(spec, specType.name)
    let others: Set<String> = [
      "Capacity", "AccessModes", "ClaimRef", "PersistentVolumeReclaimPolicy", "StorageClassName", "MountOptions",
      "VolumeMode", "NodeAffinity", "VolumeAttributesClassName",
    ]
    return .object(Object(uniquePairs: (full.object ?? Object()).filter { !others.contains($0.key) }))
  }
}
