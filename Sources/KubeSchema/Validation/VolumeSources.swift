import KubeAPI
import Manifest

/// Sources that volumes of pods and persistent volumes share; most are of storage systems of old.
enum VolumeSources {
  /// - Parameter isPersistent: of a persistent volume, whose secrets have a namespace.
  static func check(
    _ kind: String, _ source: Value, _ path: String, isPersistent: Bool, _ errors: inout ErrorList
  ) {
    func need(_ names: String...) {
      for name in names where source.text(name).isEmpty { errors.required("\(path).\(name)") }
    }
    func partition() {
      if let n = source["partition"]?.int, n < 0 || n > 255 {
        errors.invalid("\(path).partition", .int(n), "must be between 1 and 255, inclusive")
      }
    }
    func secret() {
      guard let reference = source.there("secretRef") else { return }
      for name in isPersistent ? ["name", "namespace"] : ["name"] where reference.text(name).isEmpty {
        errors.required("\(path).secretRef.\(name)")
      }
    }
    switch kind {
    case "nfs":
      need("server", "path")
      if !source.text("path").hasPrefix("/") {
        errors.invalid("\(path).path", source["path"] ?? "", "must be an absolute path")
      }
    case "gcePersistentDisk":
      need("pdName")
      partition()
    case "awsElasticBlockStore":
      need("volumeID")
      partition()
    case "iscsi": iscsi(source, path, isPersistent: isPersistent, &errors)
    case "glusterfs": need("endpoints", "path")
    case "flocker": flocker(source, path, &errors)
    case "rbd":
      if (source["monitors"]?.array ?? []).isEmpty { errors.required("\(path).monitors") }
      need("image")
    case "cephfs": if (source["monitors"]?.array ?? []).isEmpty { errors.required("\(path).monitors") }
    case "cinder":
      need("volumeID")
      secret()
    case "quobyte":
      if source.text("registry").isEmpty {
        errors.required("\(path).registry", "must be a host:port pair or multiple pairs separated by commas")
      } else if source.text("tenant").utf8.count >= 65 {
        errors.required("\(path).tenant", "must be a UUID and may not exceed a length of 64 characters")
      } else {
        for pair in source.text("registry").split(separator: ",", omittingEmptySubsequences: false)
        where !pair.contains(":") {
          errors.invalid(
            "\(path).registry", source["registry"],
            "must be a host:port pair or multiple pairs separated by commas")
        }
      }
      need("volume")
    case "fc": fibreChannel(source, path, &errors)
    case "flexVolume": flex(source, path, &errors)
    case "azureFile": need("secretName", "shareName")
    case "azureDisk": azureDisk(source, path, &errors)
    case "vsphereVolume": need("volumePath")
    case "photonPersistentDisk": need("pdID")
    case "portworxVolume": need("volumeID")
    case "scaleIO": need("gateway", "system", "volumeName")
    case "storageos":
      if source.text("volumeName").isEmpty {
        errors.required("\(path).volumeName")
      } else {
        let name = source.text("volumeName")
        errors.invalid("\(path).volumeName", name, each: NameRules.dns1123Label(name))
      }
      secret()
    case "gitRepo": need("repository")
    default: break
    }
  }

  private static func iscsi(_ source: Value, _ path: String, isPersistent: Bool, _ errors: inout ErrorList) {
    if source.text("targetPortal").isEmpty { errors.required("\(path).targetPortal") }
    let name = source.text("iqn")
    if name.isEmpty {
      errors.required("\(path).iqn")
    } else if !["iqn", "eui", "naa"].contains(where: { name.hasPrefix($0) }) {
      errors.invalid(
        "\(path).iqn", .string(name),
        isPersistent ? "must be valid format" : "must be valid format starting with iqn, eui, or naa")
    }
    if let lun = source["lun"]?.int, lun < 0 || lun > 255 {
      errors.invalid("\(path).lun", .int(lun), "must be between 0 and 255, inclusive")
    }
    if source.isTrue(at: "chapAuthDiscovery") || source.isTrue(at: "chapAuthSession"), !source.has("secretRef") {
      errors.required("\(path).secretRef")
    }
    if let secret = source.there("secretRef"), secret.text("name").isEmpty {
      errors.required("\(path).secretRef.name")
    }
    if let initiator = source.there("initiatorName")?.string,
      !["iqn", "eui", "naa"].contains(where: { initiator.hasPrefix($0) })
    {
      errors.invalid(
        "\(path).initiatorname", .string(initiator),
        isPersistent ? "must be valid format" : "must be valid format starting with iqn, eui, or naa")
    }
  }

  private static func flocker(_ source: Value, _ path: String, _ errors: inout ErrorList) {
    let (name, id) = (source.text("datasetName"), source.text("datasetUUID"))
    if name.isEmpty && id.isEmpty { errors.required(path, "one of datasetName and datasetUUID is required") }
    if !name.isEmpty && !id.isEmpty {
      errors.invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously")
    }
    if name.contains("/") { errors.invalid("\(path).datasetName", .string(name), "must not contain '/'") }
  }

  private static func fibreChannel(_ source: Value, _ path: String, _ errors: inout ErrorList) {
    let targets = source["targetWWNs"]?.array ?? []
    let ids = source["wwids"]?.array ?? []
    if targets.isEmpty && ids.isEmpty {
      errors.required("\(path).targetWWNs", "must specify either targetWWNs or wwids, but not both")
    }
    if !targets.isEmpty && !ids.isEmpty {
      errors.invalid(
        "\(path).targetWWNs", .array(targets), "targetWWNs and wwids can not be specified simultaneously")
    }
    guard !targets.isEmpty else { return }
    guard let lun = source["lun"]?.int else {
      errors.required("\(path).lun", "lun is required if targetWWNs is specified")
      return
    }
    if lun < 0 || lun > 255 { errors.invalid("\(path).lun", .int(lun), "must be between 0 and 255, inclusive") }
  }

  private static func flex(_ source: Value, _ path: String, _ errors: inout ErrorList) {
    if source.text("driver").isEmpty { errors.required("\(path).driver") }
    for pair in source["options"]?.object?.sorted() ?? [] {
      let space = pair.key.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init) ?? ""
      let normal = "." + (pair.key.contains("/") ? space : pair.key).lowercased()
      if normal.hasSuffix(".kubernetes.io") || normal.hasSuffix(".k8s.io") {
        errors.invalid(
          "\(path).options[\(pair.key)]", .string(pair.key), "kubernetes.io and k8s.io namespaces are reserved")
      }
    }
  }

  private static func azureDisk(_ source: Value, _ path: String, _ errors: inout ErrorList) {
    for name in ["diskName", "diskURI"] where source.text(name).isEmpty { errors.required("\(path).\(name)") }
    errors.optionalOneOf("\(path).cachingMode", source["cachingMode"], ["None", "ReadOnly", "ReadWrite"])
    errors.optionalOneOf("\(path).kind", source["kind"], ["Dedicated", "Managed", "Shared"])
    guard source.has("kind") else { return }
    let address = source.text("diskURI")
    if source.text("kind") == "Managed" {
      if !address.hasPrefix("/subscriptions/") {
        errors.notSupported(
          "\(path).diskURI", .string(address),
          ["/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"])
      }
    } else if !address.hasPrefix("https://") {
      errors.notSupported(
        "\(path).diskURI", .string(address),
        ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"])
    }
  }

  // MARK: - CSI

  static func driver(_ name: String, _ path: String, _ errors: inout ErrorList) {
    if name.isEmpty {
      errors.required(path)
      return
    }
    if name.utf8.count > 63 { errors.add(.tooLong(path, 63)) }
    for message in NameRules.dns1123Subdomain(name.lowercased()) { errors.invalid(path, .string(name), message) }
  }

  static func persistentCSI(_ source: Value, _ path: String, _ errors: inout ErrorList) {
    driver(source.text("driver"), "\(path).driver", &errors)
    if source.text("volumeHandle").isEmpty { errors.required("\(path).volumeHandle") }
    for name in [
      "controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef",
    ] {
      guard let reference = source.there(name) else { continue }
      for part in ["name", "namespace"] {
        let text = reference.text(part)
        if text.isEmpty {
          errors.required("\(path).\(name).\(part)")
        } else {
          errors.invalid(
            "\(path).\(name).\(part)", text,
            each: part == "name" ? NameRules.dns1123Subdomain(text) : NameRules.dns1123Label(text))
        }
      }
    }
  }
}
