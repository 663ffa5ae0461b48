import CEL
import KubeAPI
import Manifest

/// Validation of CustomResourceDefinitions (apiextensions-apiserver `pkg/apis/apiextensions/validation`).
enum DefinitionRules {
  static func check(_ definition: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = definition["spec"] ?? [:]
    self.spec(spec, &errors)
    if let before = old?["spec"] {
      if old?.isTrue("Established") == true {
        errors.immutable("spec.scope", spec["scope"], before["scope"])
        errors.immutable("spec.names.kind", spec.at("names", "kind"), before.at("names", "kind"))
      }
      errors.immutable("spec.group", spec["group"], before["group"])
      errors.immutable("spec.names.plural", spec.at("names", "plural"), before.at("names", "plural"))
    }
    names(definition.at("status", "acceptedNames") ?? [:], "status.acceptedNames", &errors)
    storedVersions(definition, spec, &errors)
    approval(definition, old, &errors)
    if spec["preserveUnknownFields"]?.bool == true, old?.at("spec", "preserveUnknownFields")?.bool != true {
      errors.invalid(
        "spec.preserveUnknownFields", true,
        "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead")
    }
    return errors.list
  }

  /// The name is the plural and the group.
  static func name(_ definition: Value) -> (String) -> [String] {
    let plural = definition.at("spec", "names", "plural")?.string ?? ""
    let group = definition.at("spec", "group")?.string ?? ""
    return { name in
      NameRules.dns1123Subdomain(name)
        + (name == "\(plural).\(group)" ? [] : ["must be spec.names.plural+\".\"+spec.group"])
    }
  }

  private static func spec(_ spec: Value, _ errors: inout ErrorList) {
    let group = spec.text("group")
    let messages = NameRules.dns1123Subdomain(group)
    if group.isEmpty {
      errors.required("spec.group")
    } else if !messages.isEmpty {
      errors.invalid("spec.group", .string(group), messages.joined(separator: ","))
    } else if !group.contains(".") {
      errors.invalid("spec.group", .string(group), "should be a domain with at least one dot")
    }
    errors.oneOf("spec.scope", spec.text("scope"), ["Cluster", "Namespaced"])
    let versions = spec.items("versions", "spec")
    for version in versions where version.value.at("schema", "openAPIV3Schema")?.object == nil {
      errors.required("\(version.path).schema.openAPIV3Schema")
    }
    // What all versions have alike is one thing of the definition itself, and is reported there.
    let shared = Shared(versions.map(\.value))
    var seen: Set<String> = []
    var isUnique = true
    for version in versions {
      let name = version.value.text("name")
      if !seen.insert(name).inserted { isUnique = false }
      let messages = NameRules.dns1035Label(name)
      if !messages.isEmpty {
        errors.invalid("\(version.path).name", .string(name), messages.joined(separator: ","))
      }
      self.version(version.value, version.path, shared, &errors)
    }
    let dump = Value.array(versions.map { DefinitionRules.dump($0.value, shared) })
    if !isUnique { errors.invalid("spec.versions", dump, "must contain unique version names") }
    if versions.count(where: { $0.value.isTrue(at: "storage") }) != 1 {
      errors.invalid("spec.versions", dump, "must have exactly one version marked as storage version")
    }
    let names = spec["names"] ?? [:]
    for name in ["plural", "singular", "kind", "listKind"] where names.text(name).isEmpty {
      errors.required("spec.names.\(name)")
    }
    self.names(names, "spec.names", &errors)
    guard let first = versions.first?.value else { return }
    if shared.schema, let schema = first.at("schema", "openAPIV3Schema"), schema.object != nil {
      let status = versions.contains { $0.value.at("subresources", "status") != nil }
      errors.add(SchemaRules.check(schema, "spec.validation.openAPIV3Schema", hasStatus: status))
    }
    if shared.subresources { subresources(first["subresources"] ?? [:], "spec.subresources", &errors) }
    if shared.columns { columns(first, "spec", &errors) }
    if shared.selectable { selectable(first, "spec", &errors) }
    conversion(spec.there("conversion") ?? .null, &errors)
  }

  /// What is equal in all versions.
  struct Shared {
    var schema = false
    var subresources = false
    var columns = false
    var selectable = false

    init(_ versions: [Value]) {
      func same(_ name: String) -> Bool {
        guard let first = versions.first?.there(name) else { return false }
        return versions.allSatisfy { $0.there(name) == first }
      }
      schema = same("schema")
      subresources = same("subresources")
      columns = same("additionalPrinterColumns")
      selectable = same("selectableFields")
    }
  }

  private static func dump(_ version: Value, _ shared: Shared) -> Value {
    [
      "Name": version["name"] ?? "", "Served": version["served"] ?? false, "Storage": version["storage"] ?? false,
      "Deprecated": version["deprecated"] ?? false, "DeprecationWarning": version["deprecationWarning"] ?? .null,
      "Schema": shared.schema
        ? .null : version.at("schema", "openAPIV3Schema").map { ["OpenAPIV3Schema": SchemaDump.of($0)] } ?? .null,
      "Subresources": shared.subresources ? .null : version["subresources"] ?? .null,
      "AdditionalPrinterColumns": shared.columns ? .null : version["additionalPrinterColumns"] ?? .null,
      "SelectableFields": shared.selectable ? .null : version["selectableFields"] ?? .null,
    ]
  }

  private static func version(_ version: Value, _ path: String, _ shared: Shared, _ errors: inout ErrorList) {
    if let warning = version.there("deprecationWarning") {
      let text = warning.string ?? ""
      if !version.isTrue(at: "deprecated") {
        errors.invalid("\(path).deprecationWarning", warning, "can only be set for deprecated versions")
      } else if text.isEmpty {
        errors.invalid("\(path).deprecationWarning", warning, "must not be an empty string")
      } else if text.utf8.count > 256 {
        errors.invalid("\(path).deprecationWarning", warning, "must be <= 256 characters long")
      }
      if let odd = text.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
        let index = text.prefix { !$0.unicodeScalars.contains(odd) }.utf8.count
        errors.invalid(
          "\(path).deprecationWarning", warning,
          "must only contain printable UTF-8 characters; non-printable character found at index \(index)")
      }
    }
    if !shared.schema, let schema = version.at("schema", "openAPIV3Schema"), schema.object != nil {
      let hasStatus = version.at("subresources", "status") != nil
      errors.add(SchemaRules.check(schema, "\(path).schema.openAPIV3Schema", hasStatus: hasStatus))
    }
    if !shared.subresources { subresources(version["subresources"] ?? [:], "\(path).subresources", &errors) }
    if !shared.columns { columns(version, path, &errors) }
    if !shared.selectable { selectable(version, path, &errors) }
  }

  static func names(_ names: Value, _ path: String, _ errors: inout ErrorList) {
    for name in ["plural", "singular"] {
      let text = names.text(name)
      let messages = text.isEmpty ? [] : NameRules.dns1035Label(text)
      if !messages.isEmpty { errors.invalid("\(path).\(name)", .string(text), messages.joined(separator: ",")) }
    }
    for name in ["kind", "listKind"] {
      let text = names.text(name)
      let messages = text.isEmpty ? [] : NameRules.dns1035Label(text.lowercased())
      if !messages.isEmpty {
        errors.invalid(
          "\(path).\(name)", .string(text),
          "may have mixed case, but should otherwise match: " + messages.joined(separator: ","))
      }
    }
    for list in ["shortNames", "categories"] {
      if list == "categories", !names.text("kind").isEmpty, names.text("kind") == names.text("listKind") {
        errors.invalid("\(path).listKind", names["listKind"], "kind and listKind may not be the same")
      }
      for item in names.items(list, path) {
        let text = item.value.string ?? ""
        let messages = NameRules.dns1035Label(text)
        if !messages.isEmpty { errors.invalid(item.path, .string(text), messages.joined(separator: ",")) }
      }
    }
  }

  private static func columns(_ version: Value, _ path: String, _ errors: inout ErrorList) {
    let types = ["boolean", "date", "integer", "number", "string"]
    let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
    for column in version.items("additionalPrinterColumns", path) {
      if column.value.text("name").isEmpty { errors.required("\(column.path).name") }
      let type = column.value.text("type")
      if type.isEmpty {
        errors.required("\(column.path).type", "must be one of \(types.joined(separator: ","))")
      } else if !types.contains(type) {
        errors.invalid("\(column.path).type", .string(type), "must be one of \(types.joined(separator: ","))")
      }
      let format = column.value.text("format")
      if !format.isEmpty && !formats.contains(format) {
        errors.invalid(
          "\(column.path).format", .string(format), "must be one of \(formats.joined(separator: ","))")
      }
      let place = column.value.text("jsonPath")
      if place.isEmpty {
        errors.required("\(column.path).JSONPath")
      } else {
        simple(place, "\(column.path).JSONPath", &errors)
      }
    }
  }

  private static func subresources(_ subresources: Value, _ path: String, _ errors: inout ErrorList) {
    guard let scale = subresources.there("scale") else { return }
    for (name, prefix) in [("specReplicasPath", ".spec"), ("statusReplicasPath", ".status")] {
      let text = scale.text(name)
      if text.isEmpty {
        errors.required("\(path).scale.\(name)")
      } else if !simple(text, "\(path).scale.\(name)", &errors) {
        continue
      } else if !text.hasPrefix(prefix + ".") {
        errors.invalid("\(path).scale.\(name)", .string(text), "should be a json path under \(prefix)")
      }
    }
    let selector = scale.text("labelSelectorPath")
    if !selector.isEmpty, simple(selector, "\(path).scale.labelSelectorPath", &errors),
      !selector.hasPrefix(".spec."), !selector.hasPrefix(".status.")
    {
      errors.invalid(
        "\(path).scale.labelSelectorPath", .string(selector), "should be a json path under either .spec or .status")
    }
  }

  /// Whether a path is of the form `.a.b`.
  @discardableResult
  private static func simple(_ text: String, _ path: String, _ errors: inout ErrorList) -> Bool {
    if text.hasPrefix(".") { return true }
    errors.invalid(path, .string(text), "must be a simple json path starting with .")
    return false
  }

  private static func selectable(_ version: Value, _ path: String, _ errors: inout ErrorList) {
    var seen: Set<String> = []
    let root = version.at("schema", "openAPIV3Schema") ?? [:]
    for field in version.items("selectableFields", path) {
      let text = field.value.text("jsonPath")
      let place = "\(field.path).jsonPath"
      if text.isEmpty {
        errors.required(place)
        continue
      }
      var node: Value? = root
      var steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard steps.first == "" else {
        errors.invalid(place, .string(text), "is an invalid path: expected [ or . but got: \(steps.first ?? "")")
        continue
      }
      steps.removeFirst()
      if text.contains("[") {
        errors.invalid(place, .string(text), "is an invalid path: array notation is not allowed")
        continue
      }
      for step in steps { node = node?.at("properties", step) }
      guard let node else {
        errors.invalid(place, .string(text), "is an invalid path: does not refer to a valid field")
        continue
      }
      if steps.first == "metadata" {
        errors.invalid(place, .string(text), "must not point to fields in metadata")
      }
      if !["string", "boolean", "integer"].contains(node.text("type")) {
        errors.invalid(
          place, .string(text),
          "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are "
            + "allowed.")
      }
      if !seen.insert(text).inserted { errors.duplicate(place, .string(text)) }
    }
    if seen.count > 8 { errors.add(.tooMany("\(path).selectableFields", seen.count, 8)) }
  }

  private static func conversion(_ conversion: Value, _ errors: inout ErrorList) {
    guard conversion.object != nil else { return }
    let strategy = conversion.text("strategy")
    if strategy.isEmpty {
      errors.required("spec.conversion.strategy")
    } else if strategy != "None" && strategy != "Webhook" {
      errors.notSupported("spec.conversion.strategy", .string(strategy), ["None", "Webhook"])
    }
    if strategy == "Webhook" {
      let config = conversion.at("webhook", "clientConfig")
      if config == nil {
        errors.required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook")
      } else {
        AdmissionRules.client(config ?? [:], "spec.conversion.webhookClientConfig", &errors)
      }
      AdmissionRules.versions(
        conversion.at("webhook", "conversionReviewVersions"), "spec.conversion.conversionReviewVersions", &errors)
    } else if let webhook = conversion.there("webhook") {
      for (name, field) in [
        ("clientConfig", "webhookClientConfig"), ("conversionReviewVersions", "conversionReviewVersions"),
      ] where webhook.has(name) {
        errors.forbidden("spec.conversion.\(field)", "should not be set when strategy is not set to Webhook")
      }
    }
  }

  private static func storedVersions(_ definition: Value, _ spec: Value, _ errors: inout ErrorList) {
    let stored = definition.at("status", "storedVersions")?.array ?? []
    if stored.isEmpty {
      errors.invalid("status.storedVersions", .null, "must have at least one stored version")
      return
    }
    let versions = spec["versions"]?.array ?? []
    for version in versions where version.isTrue(at: "storage") {
      if let name = version["name"], !stored.contains(name) {
        errors.invalid(
          "status.storedVersions", .array(stored), "must have the storage version \(name.string ?? "")")
      }
    }
    for (i, name) in stored.enumerated() where !versions.contains(where: { $0["name"] == name }) {
      let text = name.string ?? ""
      errors.invalid(
        "status.storedVersions[\(i)]", name,
        "missing from spec.versions; \(text) was previously a storage version, and must remain in spec.versions until "
          + "a storage migration ensures no data remains persisted in \(text) and removes \(text) from "
          + "status.storedVersions")
    }
  }

  /// Groups of Kubernetes itself need an approval.
  private static func approval(_ definition: Value, _ old: Value?, _ errors: inout ErrorList) {
    let group = definition.at("spec", "group")?.string ?? ""
    let isProtected =
      group == "k8s.io" || group == "kubernetes.io" || group.hasSuffix(".k8s.io") || group.hasSuffix(".kubernetes.io")
    guard isProtected else { return }
    let key = "api-approved.kubernetes.io"
    let text = definition.annotation(key) ?? ""
    if let old, old.annotation(key) ?? "" == text { return }
    let path = "metadata.annotations[\(key)]"
    if text.isEmpty {
      errors.required(
        path,
        "protected groups must have approval annotation \"\(key)\", see "
          + "https://github.com/kubernetes/enhancements/pull/1111")
      return
    }
    if text.hasPrefix("unapproved") { return }
    if case .success(let url) = URLParts.parse(text), !url.host.isEmpty, !url.scheme.isEmpty { return }
    errors.invalid(
      path, .string(text),
      "protected groups must have approval annotation \"\(key)\" with either a URL or a reason starting with "
        + "\"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111")
  }
}
