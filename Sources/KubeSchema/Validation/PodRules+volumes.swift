import KubeAPI
import Manifest

extension PodRules {
  /// - Returns: the volumes by name; those that could not be read are left out, as mounts of them are reported too.
  mutating func checkVolumes(_ spec: Value, _ path: String) -> Volumes {
    var all: Set<String> = []
    var sound: Volumes = [:]
    for volume in spec.items("volumes", path) {
      let before = errors.list.count
      source(volume.value, volume.path)
      let name = volume.value.text("name")
      if name.isEmpty {
        errors.required("\(volume.path).name")
      } else {
        errors.invalid("\(volume.path).name", name, each: NameRules.dns1123Label(name))
      }
      if all.contains(name) { errors.duplicate("\(volume.path).name", .string(name)) }
      // As the server does, a volume that is wrong is not there for its mounts.
      if errors.list.count == before {
        all.insert(name)
        sound[name] = volume.value
      }
    }
    return sound
  }

  private static let order = [
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
    "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc",
    "flexVolume", "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk",
    "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
  ]

  private mutating func source(_ volume: Value, _ path: String) {
    var count = 0
    for kind in PodRules.order {
      guard let source = volume.there(kind) else { continue }
      let place = "\(path).\(kind)"
      if count > 0 {
        // Two of the server's paths are not the fields' names.
        let shown = kind == "cephfs" ? "cephFS" : kind == "downwardAPI" ? "downwarAPI" : kind
        errors.forbidden("\(path).\(shown)", "may not specify more than 1 volume type")
        continue
      }
      count += 1
      oneSource(kind, source, place, volume)
    }
    if count == 0 { errors.required(path, "must specify a volume type") }
  }

  private mutating func oneSource(_ kind: String, _ source: Value, _ path: String, _ volume: Value) {
    switch kind {
    case "emptyDir":
      if let limit = source.quantity("sizeLimit"), limit.sign < 0 {
        errors.forbidden("\(path).sizeLimit", "SizeLimit field must be a valid resource quantity")
      }
    case "hostPath": hostPath(source, path)
    case "secret":
      if source.text("secretName").isEmpty { errors.required("\(path).secretName") }
      mode(source["defaultMode"], "\(path).defaultMode")
      keys(source, path)
    case "configMap":
      if source.text("name").isEmpty { errors.required("\(path).name") }
      mode(source["defaultMode"], "\(path).defaultMode")
      keys(source, path)
    case "persistentVolumeClaim":
      if source.text("claimName").isEmpty { errors.required("\(path).claimName") }
    case "downwardAPI": downward(source, path)
    case "projected": projected(source, path)
    case "csi":
      VolumeSources.driver(source.text("driver"), "\(path).driver", &errors)
      if let secret = source.there("nodePublishSecretRef") {
        let name = secret.text("name")
        if name.isEmpty {
          errors.required("\(path).nodePublishSecretRef.name")
        } else {
          errors.invalid("\(path).name", name, each: NameRules.dns1123Subdomain(name))
        }
      }
    case "ephemeral":
      guard let template = source.there("volumeClaimTemplate") else {
        errors.required("\(path).volumeClaimTemplate")
        return
      }
      let place = "\(path).volumeClaimTemplate"
      errors.add(MetadataRules.annotations(template.at("metadata", "annotations"), "\(place).metadata.annotations"))
      errors.labels("\(place).metadata.labels", template.at("metadata", "labels"))
      errors.add(StorageRules.claimSpec(template["spec"] ?? [:], "\(place).spec"))
    case "image":
      errors.oneOf("\(path).pullPolicy", source.text("pullPolicy"), ["Always", "IfNotPresent", "Never"])
      if isPod && source.text("reference").isEmpty { errors.required("\(path).reference") }
    default: VolumeSources.check(kind, source, path, isPersistent: false, &errors)
    }
  }

  mutating func hostPath(_ source: Value, _ path: String) {
    let place = source.text("path")
    if place.isEmpty {
      errors.required("\(path).path")
      return
    }
    noBacksteps(place, "\(path).path")
    let types = [
      "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
    ]
    errors.optionalOneOf("\(path).type", source["type"], types)
  }

  mutating func mode(_ value: Value?, _ path: String) {
    if let mode = value?.int, mode < 0 || mode > 0o777 {
      errors.invalid(path, .int(mode), "must be a number between 0 and 0777 (octal), both inclusive")
    }
  }

  mutating func keys(_ source: Value, _ path: String) {
    for item in source.items("items", path) {
      if item.value.text("key").isEmpty { errors.required("\(item.path).key") }
      let place = item.value.text("path")
      if place.isEmpty {
        errors.required("\(item.path).path")
      } else {
        nonReservedPath(place, "\(item.path).path")
      }
      mode(item.value["mode"], "\(item.path).mode")
    }
  }

  mutating func nonReservedPath(_ text: String, _ path: String) {
    descendingPath(text, path)
    if text.hasPrefix("..") && !text.hasPrefix("../") && text != ".." {
      errors.invalid(path, .string(text), "must not start with '..'")
    }
  }

  mutating func downward(_ source: Value, _ path: String) {
    mode(source["defaultMode"], "\(path).defaultMode")
    for item in source.items("items", path) {
      let place = item.value.text("path")
      if place.isEmpty {
        errors.required("\(path).path")
      } else {
        nonReservedPath(place, "\(path).path")
      }
      if let field = item.value.there("fieldRef") {
        fieldReference(field, "\(path).fieldRef", FieldReferences.volume)
        if item.value.has("resourceFieldRef") {
          errors.invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
        }
      } else if let resource = item.value.there("resourceFieldRef") {
        resourceReference(resource, "\(path).resourceFieldRef", inVolume: true)
      } else {
        errors.required(path, "one of fieldRef and resourceFieldRef is required")
      }
      mode(item.value["mode"], "\(path).mode")
    }
  }
}
