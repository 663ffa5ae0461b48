import KubeAPI
import Manifest

/// Validation of `metadata` (apimachinery `pkg/api/validation/objectmeta.go`).
public enum MetadataRules {
  /// - Parameters:
  ///   - old: the object before an update.
  ///   - name: what is wrong with a name of this kind.
  ///   - isBuiltin: custom kinds may have finalizers without a domain.
  public static func validate(
    _ object: Value, old: Value?, isNamespaced: Bool, name rule: (String) -> [String], path: String,
    isBuiltin: Bool = true
  ) -> [FieldError] {
    let meta = object["metadata"] ?? [:]
    var errors: [FieldError] = []
    if let prefix = meta["generateName"]?.string, !prefix.isEmpty {
      for message in rule(masked(prefix)) { errors.append(.invalid("\(path).generateName", .string(prefix), message)) }
    }
    let name = meta["name"]?.string ?? ""
    if name.isEmpty {
      errors.append(.required("\(path).name", "name or generateName is required"))
    } else {
      for message in rule(name) { errors.append(.invalid("\(path).name", .string(name), message)) }
    }
    let namespace = meta["namespace"]?.string ?? ""
    if isNamespaced {
      if namespace.isEmpty {
        errors.append(.required("\(path).namespace"))
      } else {
        for message in NameRules.dns1123Label(namespace) {
          errors.append(.invalid("\(path).namespace", .string(namespace), message))
        }
      }
    } else if !namespace.isEmpty {
      errors.append(.forbidden("\(path).namespace", "not allowed on this type"))
    }
    errors += common(meta, path, isBuiltin: isBuiltin)
    if let old { errors += update(meta, old["metadata"] ?? [:], path) }
    return errors
  }

  /// A generateName ends in characters to come.
  static func masked(_ prefix: String) -> String {
    prefix.utf8.count > 1 && prefix.hasSuffix("-") ? prefix.dropLast() + "a" : prefix
  }

  private static func common(_ meta: Value, _ path: String, isBuiltin: Bool) -> [FieldError] {
    var errors: [FieldError] = []
    if let generation = meta["generation"]?.int, generation < 0 {
      errors.append(.invalid("\(path).generation", .int(generation), "must be greater than or equal to 0"))
    }
    errors += labels(meta["labels"], "\(path).labels")
    errors += annotations(meta["annotations"], "\(path).annotations")
    errors += owners(meta["ownerReferences"], "\(path).ownerReferences")
    errors += finalizers(meta["finalizers"], "\(path).finalizers", isBuiltin: isBuiltin)
    errors += managedFields(meta["managedFields"], "\(path).managedFields")
    return errors
  }

  public static func labels(_ value: Value?, _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    for pair in value?.object?.sorted() ?? [] {
      for message in NameRules.qualifiedName(pair.key) {
        errors.append(.invalid(path, .string(pair.key), message))
      }
      let text = pair.value.string ?? ""
      for message in NameRules.labelValue(text) { errors.append(.invalid(path, .string(text), message)) }
    }
    return errors
  }

  public static func annotations(_ value: Value?, _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    var size = 0
    for pair in value?.object?.sorted() ?? [] {
      // Keys of annotations may have upper case letters in their prefix.
      for message in NameRules.qualifiedName(pair.key.lowercased()) {
        errors.append(.invalid(path, .string(pair.key), message))
      }
      size += pair.key.utf8.count + (pair.value.string ?? "").utf8.count
    }
    if size > 256 * 1024 { errors.append(.tooLong(path, 256 * 1024)) }
    return errors
  }

  private static func owners(_ value: Value?, _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    var controller = ""
    for owner in value?.array ?? [] {
      let apiVersion = owner["apiVersion"]?.string ?? ""
      let (_, version) = ObjectReference.split(apiVersion: apiVersion)
      if version.isEmpty || apiVersion.utf8.count(where: { $0 == UInt8(ascii: "/") }) > 1 {
        errors.append(.invalid("\(path).apiVersion", owner["apiVersion"] ?? "", "version must not be empty"))
      }
      for name in ["kind", "name", "uid"] where (owner[name]?.string ?? "").isEmpty {
        errors.append(.invalid("\(path).\(name)", "", "must not be empty"))
      }
      if owner["apiVersion"]?.string == "v1", owner["kind"]?.string == "Event" {
        errors.append(
          .invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"))
      }
      if owner["controller"]?.bool == true {
        let label = "\(owner["kind"]?.string ?? "")/\(owner["name"]?.string ?? "")"
        if controller.isEmpty {
          controller = label
        } else {
          errors.append(
            .invalid(
              path, value,
              "Only one reference can have Controller set to true. Found \"true\" in references for \(controller) and "
                + label))
        }
      }
    }
    return errors
  }

  private static let standard: Set<String> = ["orphan", "foregroundDeletion", "kubernetes"]

  static func finalizers(_ value: Value?, _ path: String, isBuiltin: Bool = true) -> [FieldError] {
    var errors: [FieldError] = []
    for (i, item) in (value?.array ?? []).enumerated() {
      let text = item.string ?? ""
      let messages = NameRules.qualifiedName(text)
      for message in messages { errors.append(.invalid(path, item, message)) }
      // Only the built-in kinds ask for more than a qualified name (pkg/apis/core/validation); custom ones do not.
      if isBuiltin && !text.contains("/") && !standard.contains(text) {
        errors.append(
          .invalid("\(path)[\(i)]", item, "name is neither a standard finalizer name nor is it fully qualified"))
      }
    }
    let names = (value?.array ?? []).compactMap(\.string)
    if names.contains("orphan"), names.contains("foregroundDeletion") {
      errors.append(
        .invalid(path, value, "finalizer orphan and foregroundDeletion cannot be both set"))
    }
    return errors
  }

  private static func managedFields(_ value: Value?, _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    for (i, entry) in (value?.array ?? []).enumerated() {
      let operation = entry["operation"]?.string ?? ""
      if operation != "Apply" && operation != "Update" {
        errors.append(
          .invalid("\(path)[\(i)].operation", .string(operation), "must be `Apply` or `Update`"))
      }
      if let type = entry["fieldsType"]?.string, !type.isEmpty, type != "FieldsV1" {
        errors.append(.invalid("\(path)[\(i)].fieldsType", .string(type), "must be `FieldsV1`"))
      }
      if let manager = entry["manager"]?.string, manager.utf8.count > 128 {
        errors.append(.tooLong("\(path)[\(i)].manager", 128))
      }
    }
    return errors
  }

  /// What an update may not change.
  private static func update(_ new: Value, _ old: Value, _ path: String) -> [FieldError] {
    var errors: [FieldError] = []
    let isDeleting = !(old["deletionTimestamp"] ?? .null).isNull
    if isDeleting {
      let before = Set((old["finalizers"]?.array ?? []).compactMap(\.string))
      let added = (new["finalizers"]?.array ?? []).compactMap(\.string).filter { !before.contains($0) }
      if !added.isEmpty {
        errors.append(
          .forbidden(
            "\(path).finalizers",
            "no new finalizers can be added if the object is being deleted, found new finalizers "
              + "[]string{\(added.map { "\"\($0)\"" }.joined(separator: ", "))}"))
      }
    }
    for name in ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] {
      let now = new[name] ?? .null
      if now != old[name] ?? .null { errors.append(.invalid("\(path).\(name)", now, "field is immutable")) }
    }
    return errors
  }
}
