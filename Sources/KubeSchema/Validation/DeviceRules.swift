import KubeAPI
import Manifest

/// Validation of device classes and claims (kubernetes `pkg/apis/resource/validation`).
enum DeviceRules {
  static func check(_ object: Value, old: Value?, _ kind: String) -> [FieldError] {
    var errors = ErrorList()
    switch kind {
    case "DeviceClass": deviceClass(object["spec"] ?? [:], &errors)
    case "ResourceClaim":
      if let old {
        immutable(object, old, "io.k8s.api.resource.v1.ResourceClaimSpec", &errors)
      } else {
        claim(object["spec"] ?? [:], "spec", &errors)
      }
    case "ResourceClaimTemplate":
      if let old {
        immutable(object, old, "io.k8s.api.resource.v1.ResourceClaimTemplateSpec", &errors)
      } else {
        errors.labels("spec.metadata.labels", object.at("spec", "metadata", "labels"))
        errors.add(
          MetadataRules.annotations(object.at("spec", "metadata", "annotations"), "spec.metadata.annotations"))
        claim(object.at("spec", "spec") ?? [:], "spec.spec", &errors)
      }
    case "ResourceSlice": DeviceSliceRules.check(object, old, &errors)
    default: break
    }
    return errors.list
  }

  private static func immutable(_ object: Value, _ old: Value, _ type: String, _ errors: inout ErrorList) {
    if object["spec"] != old["spec"] {
      errors.invalid("spec", GoDump.dump(object["spec"] ?? [:], type), "field is immutable")
    }
  }

  private static func deviceClass(_ spec: Value, _ errors: inout ErrorList) {
    selectors(spec, "spec", &errors)
    limited(spec, "config", "spec", 32, &errors) { config, errors in configuration(config, &errors) }
    if let name = spec.there("extendedResourceName")?.string, !isExtendedResource(name) {
      errors.invalid("spec.extendedResourceName", .string(name), "must be a valid extended resource name")
    }
  }

  static func isExtendedResource(_ name: String) -> Bool {
    name.contains("/") && !name.contains("kubernetes.io/") && !name.hasPrefix("requests.")
      && NameRules.qualifiedName("requests." + name).isEmpty
  }

  // MARK: - Claims

  private static func claim(_ spec: Value, _ path: String, _ errors: inout ErrorList) {
    let devices = spec["devices"] ?? [:]
    let place = "\(path).devices"
    let names = RequestNames(devices)
    set(devices, "requests", place, 32, key: { $0.text("name") }, &errors) { request, errors in
      self.request(request, &errors)
    }
    limited(devices, "constraints", place, 32, &errors) { constraint, errors in
      references(constraint, names, &errors)
      if let attribute = constraint.value.there("matchAttribute")?.string {
        qualified(attribute, "\(constraint.path).matchAttribute", &errors)
      } else if let attribute = constraint.value.there("distinctAttribute")?.string {
        qualified(attribute, "\(constraint.path).distinctAttribute", &errors)
      } else {
        errors.required(
          constraint.path,
          "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set")
      }
    }
    limited(devices, "config", place, 32, &errors) { config, errors in
      references(config, names, &errors)
      configuration(config, &errors)
    }
  }

  private static func references(
    _ owner: (path: String, value: Value), _ names: RequestNames, _ errors: inout ErrorList
  ) {
    set(owner.value, "requests", owner.path, 32, key: { $0.string ?? "" }, &errors) { name, errors in
      names.check(name.value.string ?? "", name.path, &errors)
    }
  }

  private static func request(_ request: (path: String, value: Value), _ errors: inout ErrorList) {
    let (path, value) = request
    errors.invalid("\(path).name", value.text("name"), each: NameRules.dns1123Label(value.text("name")))
    let hasAlternatives = value["firstAvailable"]?.array?.isEmpty == false
    switch (value.there("exactly"), hasAlternatives) {
    case (nil, false):
      errors.required(path, "exactly one of `exactly` or `firstAvailable` is required")
    case (.some, true):
      errors.invalid(
        path, nil, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set")
    case (nil, true):
      set(value, "firstAvailable", path, 8, key: { $0.text("name") }, &errors) { item, errors in
        let name = item.value.text("name")
        errors.invalid("\(item.path).name", name, each: NameRules.dns1123Label(name))
        exact(item.value, item.path, &errors)
      }
    case (let exactly?, false): exact(exactly, "\(path).exactly", &errors)
    }
  }

  private static func exact(_ request: Value, _ path: String, _ errors: inout ErrorList) {
    let name = request.text("deviceClassName")
    if name.isEmpty {
      errors.required("\(path).deviceClassName")
    } else {
      errors.invalid("\(path).deviceClassName", name, each: NameRules.dns1123Subdomain(name))
    }
    selectors(request, path, &errors)
    let count = request["count"]?.int ?? 0
    switch request.text("allocationMode") {
    case "All":
      if count != 0 {
        errors.invalid("\(path).count", .int(count), "must not be specified when allocationMode is 'All'")
      }
    case "ExactCount":
      if count <= 0 { errors.invalid("\(path).count", .int(count), "must be greater than zero") }
    default:
      errors.notSupported("\(path).allocationMode", request["allocationMode"] ?? "", ["All", "ExactCount"])
    }
    for toleration in request.items("tolerations", path) { self.toleration(toleration, &errors) }
  }

  static let effects = ["NoExecute", "NoSchedule", "None"]

  private static func toleration(_ toleration: (path: String, value: Value), _ errors: inout ErrorList) {
    let (path, value) = toleration
    let key = value.text("key")
    if !key.isEmpty { errors.invalid("\(path).key", key, each: NameRules.qualifiedName(key)) }
    let text = value.text("value")
    switch value.text("operator") {
    case "Exists":
      if !text.isEmpty { errors.invalid("\(path).value", .string(text), "must be empty for operator `Exists`") }
    case "Equal": errors.invalid("\(path).value", text, each: NameRules.labelValue(text))
    default: errors.oneOf("\(path).operator", value.text("operator"), ["Equal", "Exists"])
    }
    if !value.text("effect").isEmpty { errors.oneOf("\(path).effect", value.text("effect"), effects) }
  }

  // MARK: - Parts

  /// A list with a limit: above it nothing else is looked at.
  static func limited(
    _ owner: Value, _ key: String, _ path: String, _ limit: Int, _ errors: inout ErrorList,
    _ check: ((path: String, value: Value), inout ErrorList) -> Void
  ) {
    let items = owner.items(key, path)
    if items.count > limit {
      errors.add(.tooMany("\(path).\(key)", items.count, limit))
      return
    }
    for item in items { check(item, &errors) }
  }

  /// A list with a limit whose elements differ in their key.
  static func set(
    _ owner: Value, _ key: String, _ path: String, _ limit: Int, key of: (Value) -> String, _ errors: inout ErrorList,
    _ check: ((path: String, value: Value), inout ErrorList) -> Void
  ) {
    let items = owner.items(key, path)
    limited(owner, key, path, limit, &errors, check)
    guard items.count <= limit else { return }
    var seen: Set<String> = []
    for item in items where !seen.insert(of(item.value)).inserted {
      errors.duplicate(item.path, .string(of(item.value)))
    }
  }

  private static func selectors(_ owner: Value, _ path: String, _ errors: inout ErrorList) {
    limited(owner, "selectors", path, 32, &errors) { selector, errors in
      guard let cel = selector.value.there("cel") else {
        errors.required("\(selector.path).cel")
        return
      }
      let text = cel.text("expression")
      if text.utf8.count > 10_240 { errors.add(.tooLong("\(selector.path).cel.expression", 10_240)) }
    }
  }

  private static func configuration(_ config: (path: String, value: Value), _ errors: inout ErrorList) {
    let path = "\(config.path).opaque"
    guard let opaque = config.value.there("opaque") else {
      errors.required(path)
      return
    }
    VolumeSources.driver(opaque.text("driver"), "\(path).driver", &errors)
    raw(opaque["parameters"], "\(path).parameters", &errors)
  }

  static func raw(_ value: Value?, _ path: String, _ errors: inout ErrorList) {
    switch value {
    case nil, .null?: errors.required(path)
    case .object?:
      if JSON.bytes(value ?? .null).count > 10_240 { errors.add(.tooLong(path, 10_240)) }
    default: errors.invalid(path, "<value omitted>", "must be a valid JSON object")
    }
  }

  /// `id` or `domain/id`.
  static func attributeName(_ name: String, _ path: String, _ errors: inout ErrorList) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 { identifier(name, path, &errors) }
    guard parts.count == 2 else { return }
    if parts[0].isEmpty {
      errors.invalid(path, "", "the domain must not be empty")
    } else {
      VolumeSources.driver(parts[0], path, &errors)
    }
    if parts[1].isEmpty {
      errors.invalid(path, "", "the name must not be empty")
    } else {
      identifier(parts[1], path, &errors)
    }
  }

  private static func qualified(_ name: String, _ path: String, _ errors: inout ErrorList) {
    attributeName(name, path, &errors)
    if !name.contains("/") {
      errors.invalid(
        path, .string(name), "a fully qualified name must be a domain and a name separated by a slash")
    }
  }

  private static func identifier(_ text: String, _ path: String, _ errors: inout ErrorList) {
    if text.utf8.count > 32 { errors.add(.tooLong(path, 32)) }
    let bytes = Array(text.utf8)
    func isLetter(_ byte: UInt8) -> Bool { (byte | 32 >= 97 && byte | 32 <= 122) || byte == 95 }
    let isGood =
      bytes.first.map(isLetter) == true && bytes.allSatisfy { isLetter($0) || ($0 >= 48 && $0 <= 57) }
    if !isGood {
      errors.invalid(
        path, .string(text),
        NameRules.regex(
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric "
            + "characters or '_'", "[A-Za-z_][A-Za-z0-9_]*", ["my_name", "MY_NAME", "MyName"]))
    }
  }
}

/// The requests of a claim, and the alternatives inside them.
private struct RequestNames {
  private var names: [String: Set<String>] = [:]

  init(_ devices: Value) {
    for request in devices["requests"]?.array ?? [] {
      names[request.text("name")] = Set((request["firstAvailable"]?.array ?? []).map { $0.text("name") })
    }
  }

  func check(_ name: String, _ path: String, _ errors: inout ErrorList) {
    let words =
      "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let first = parts.first else {
      errors.invalid(path, .string(name), words)
      return
    }
    for part in parts { errors.invalid(path, part, each: NameRules.dns1123Label(part)) }
    let isKnown = names[first].map { parts.count == 1 || $0.contains(parts[1]) } ?? false
    if !isKnown { errors.invalid(path, .string(name), words) }
  }
}
