import KubeAPI
import Manifest

/// Validation of what storage drivers and nodes tell each other (kubernetes `pkg/apis/storage/validation`).
enum AttachmentRules {
  static func check(_ object: Value, old: Value?, _ kind: String) -> [FieldError] {
    var errors = ErrorList()
    switch kind {
    case "CSINode": node(object, old, &errors)
    case "CSIStorageCapacity": capacity(object, old, &errors)
    case "VolumeAttachment": attachment(object, old, &errors)
    case "VolumeAttributesClass": attributes(object, old, &errors)
    default: break
    }
    return errors.list
  }

  private static func node(_ node: Value, _ old: Value?, _ errors: inout ErrorList) {
    var names: Set<String> = []
    let drivers = (node["spec"] ?? [:]).items("drivers", "spec")
    for driver in drivers {
      let (path, value) = driver
      let name = value.text("name")
      VolumeSources.driver(name, "\(path).name", &errors)
      let id = value.text("nodeID")
      if id.isEmpty { errors.required("\(path).nodeID") }
      if id.utf8.count > 256 {
        errors.invalid("\(path).nodeID", .string(id), "must be 256 characters or less")
      }
      errors.nonNegative("\(path).allocatable.count", value.at("allocatable", "count"))
      if !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
      // The server names the driver where it means one of its keys.
      var keys: Set<String> = []
      for item in value["topologyKeys"]?.array ?? [] {
        let key = item.string ?? ""
        if key.isEmpty { errors.required(path) }
        if !keys.insert(key).inserted { errors.duplicate(path, .string(key)) }
        errors.invalid(path, key, each: NameRules.qualifiedName(key))
      }
    }
    for before in old?.at("spec", "drivers")?.array ?? [] {
      for driver in drivers where driver.value["name"] == before["name"] {
        var (now, then) = (driver.value, before)
        now["allocatable"] = nil
        then["allocatable"] = nil
        if now != then {
          errors.invalid(
            "spec.drivers", GoDump.dump(now, "io.k8s.api.storage.v1.CSINodeDriver"), "field is immutable")
        }
      }
    }
  }

  private static func capacity(_ capacity: Value, _ old: Value?, _ errors: inout ErrorList) {
    if let old {
      if capacity["nodeTopology"] != old["nodeTopology"] {
        errors.invalidSelector("nodeTopology", capacity["nodeTopology"], "field is immutable")
      }
      if capacity.text("storageClassName") != old.text("storageClassName") {
        errors.invalid("storageClassName", .string(capacity.text("storageClassName")), "field is immutable")
      }
      return
    }
    errors.labelSelector("nodeTopology", capacity["nodeTopology"])
    let name = capacity.text("storageClassName")
    errors.invalid("storageClassName", name, each: NameRules.dns1123Subdomain(name))
    if let quantity = capacity.quantity("capacity"), quantity.sign < 0 {
      errors.invalid("capacity", capacity["capacity"], "must be greater than or equal to 0")
    }
  }

  private static func attachment(_ attachment: Value, _ old: Value?, _ errors: inout ErrorList) {
    let spec = attachment["spec"] ?? [:]
    VolumeSources.driver(spec.text("attacher"), "spec.attacher", &errors)
    let source = spec["source"] ?? [:]
    let words = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"
    switch (source.has("inlineVolumeSpec"), source.there("persistentVolumeName")?.string) {
    case (false, nil): errors.required("spec.source", words)
    case (true, .some): errors.forbidden("spec.source", words)
    case (false, ""?):
      errors.required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName")
    default: break
    }
    let node = spec.text("nodeName")
    errors.invalid("spec.nodeName", node, each: NameRules.dns1123Subdomain(node))
    if let old, old["spec"] != attachment["spec"] {
      errors.invalid(
        "spec", GoDump.dump(spec, "io.k8s.api.storage.v1.VolumeAttachmentSpec"), "field is immutable")
    }
  }

  private static func attributes(_ attributes: Value, _ old: Value?, _ errors: inout ErrorList) {
    let driver = attributes.text("driverName")
    if let old {
      if old.text("driverName") != driver { errors.forbidden("driverName", "updates to driverName are forbidden.") }
      if old["parameters"] != attributes["parameters"] {
        errors.forbidden("parameters", "updates to parameters are forbidden.")
      }
    }
    if driver.isEmpty {
      errors.required("driverName")
    } else {
      errors.invalid("driverName", driver, each: NameRules.qualifiedName(driver.lowercased()))
    }
    let parameters = attributes["parameters"]?.object ?? Object()
    for pair in parameters where pair.key.isEmpty { errors.invalid("parameters", "", "field can not be empty.") }
    if parameters.isEmpty { errors.required("parameters", "must contain at least one key/value pair") }
  }
}
