import KubeAPI
import Manifest

/// Validation of resource slices (kubernetes `pkg/apis/resource/validation`).
enum DeviceSliceRules {
  static func check(_ slice: Value, _ old: Value?, _ errors: inout ErrorList) {
    let spec = slice["spec"] ?? [:]
    VolumeSources.driver(spec.text("driver"), "spec.driver", &errors)
    pool(spec["pool"] ?? [:], "spec.pool", &errors)
    if let before = old?["spec"] {
      errors.immutable("spec.pool.name", spec.at("pool", "name"), before.at("pool", "name"))
      errors.immutable("spec.driver", spec["driver"], before["driver"])
      errors.immutable("spec.nodeName", spec["nodeName"], before["nodeName"])
    }
    place(spec, "spec", isSlice: true, &errors)
    if spec.has("sharedCounters"), spec.has("devices") {
      errors.invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed")
    }
    let devices = spec["devices"]?.array ?? []
    let isAdvanced = devices.contains { device in
      device["taints"]?.array?.isEmpty == false || device["consumesCounters"]?.array?.isEmpty == false
        || (device["attributes"]?.object ?? Object()).contains { attribute in
          ["bools", "ints", "strings", "versions"].contains { attribute.value.has($0) }
        }
    }
    let perDevice = spec.isTrue(at: "perDeviceNodeSelection")
    DeviceRules.set(spec, "devices", "spec", isAdvanced ? 64 : 128, key: { $0.text("name") }, &errors) { item, errors in
      device(item.value, item.path, perDevice: perDevice, &errors)
    }
    DeviceRules.set(spec, "sharedCounters", "spec", 8, key: { $0.text("name") }, &errors) { item, errors in
      counters(item.value, "name", item.path, &errors)
    }
  }

  private static func pool(_ pool: Value, _ path: String, _ errors: inout ErrorList) {
    let name = pool.text("name")
    if name.isEmpty {
      errors.required("\(path).name")
    } else {
      if name.utf8.count > 253 { errors.add(.tooLong("\(path).name", 253)) }
      for part in name.split(separator: "/", omittingEmptySubsequences: false) {
        errors.invalid("\(path).name", String(part), each: NameRules.dns1123Subdomain(String(part)))
      }
    }
    let count = pool["resourceSliceCount"]?.int ?? 0
    if count <= 0 { errors.invalid("\(path).resourceSliceCount", .int(count), "must be greater than zero") }
    if let generation = pool["generation"]?.int, generation < 0 {
      errors.invalid("\(path).generation", .int(generation), "must be greater than or equal to zero")
    }
  }

  /// On which nodes the devices are.
  private static func place(_ owner: Value, _ path: String, isSlice: Bool, _ errors: inout ErrorList) {
    var given: [String] = []
    if let name = owner.there("nodeName")?.string {
      if name.isEmpty {
        let words = isSlice ? "must be either unset or set to a non-empty string" : "must not be empty"
        errors.invalid("\(path).nodeName", "", words)
      } else {
        given.append("`nodeName`")
        errors.invalid("\(path).nodeName", name, each: NameRules.dns1123Subdomain(name))
      }
    }
    if let selector = owner.there("nodeSelector") {
      given.append("`nodeSelector`")
      var pods = PodRules(isPod: false)
      pods.nodeSelector(selector, "\(path).nodeSelector")
      errors.add(pods.errors.list)
      let terms = selector["nodeSelectorTerms"]?.array ?? []
      if isSlice, terms.count != 1 {
        errors.invalid(
          "\(path).nodeSelector.nodeSelectorTerms",
          .array(terms.map { GoDump.dump($0, "io.k8s.api.core.v1.NodeSelectorTerm") }),
          "must have exactly one node selector term")
      }
    }
    for name in isSlice ? ["allNodes", "perDeviceNodeSelection"] : ["allNodes"] {
      guard let flag = owner.there(name)?.bool else { continue }
      if flag {
        given.append("`\(name)`")
      } else {
        errors.invalid("\(path).\(name)", false, "must be either unset or set to true")
      }
    }
    let words =
      isSlice
      ? "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
      : "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to "
        + "true in the ResourceSlice spec"
    if given.isEmpty {
      errors.required(path, words)
    } else if given.count > 1 {
      let more = isSlice ? words + ", but multiple fields are set" : words
      errors.invalid(path, .string("{\(given.joined(separator: ", "))}"), more)
    }
  }

  private static func counters(_ set: Value, _ key: String, _ path: String, _ errors: inout ErrorList) {
    let name = set.text(key)
    if name.isEmpty {
      errors.required("\(path).\(key)")
    } else {
      errors.invalid("\(path).\(key)", name, each: NameRules.dns1123Label(name))
    }
    let counters = set["counters"]?.object ?? Object()
    if counters.isEmpty {
      errors.required("\(path).counters")
    } else if counters.count > 32 {
      errors.add(.tooMany("\(path).counters", counters.count, 32))
    } else {
      for pair in counters.sorted() {
        errors.invalid("\(path).counters", pair.key, each: NameRules.dns1123Label(pair.key))
      }
    }
  }

  private static func device(_ device: Value, _ path: String, perDevice: Bool, _ errors: inout ErrorList) {
    let name = device.text("name")
    errors.invalid("\(path).name", name, each: NameRules.dns1123Label(name))
    let attributes = device["attributes"]?.object ?? Object()
    let capacity = device["capacity"]?.object ?? Object()
    let total = attributes.count + capacity.count
    if total > 32 {
      errors.invalid(path, .int(Int64(total)), "the total number of attributes and capacities must not exceed 32")
    }
    for pair in attributes.sorted() {
      DeviceRules.attributeName(pair.key, "\(path).attributes", &errors)
      attribute(pair.value, "\(path).attributes[\(shortened(pair.key))]", &errors)
    }
    for pair in capacity.sorted() {
      DeviceRules.attributeName(pair.key, "\(path).capacity", &errors)
      if pair.value.has("requestPolicy"), !device.isTrue(at: "allowMultipleAllocations") {
        errors.forbidden(
          "\(path).capacity[\(shortened(pair.key))].requestPolicy", "allowMultipleAllocations must be true")
      }
    }
    DeviceRules.limited(device, "taints", path, 16, &errors) { taint, errors in
      let key = taint.value.text("key")
      errors.invalid("\(taint.path).key", key, each: NameRules.qualifiedName(key))
      let value = taint.value.text("value")
      errors.invalid("\(taint.path).value", value, each: NameRules.labelValue(value))
      errors.oneOf("\(taint.path).effect", taint.value.text("effect"), DeviceRules.effects)
    }
    DeviceRules.set(device, "consumesCounters", path, 2, key: { $0.text("counterSet") }, &errors) { item, errors in
      counters(item.value, "counterSet", item.path, &errors)
    }
    if perDevice {
      place(device, path, isSlice: false, &errors)
    } else if ["nodeName", "nodeSelector", "allNodes"].contains(where: device.has) {
      errors.invalid(
        path, nil,
        "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the "
          + "ResourceSlice spec")
    }
    bindings(device, path, &errors)
  }

  private static func bindings(_ device: Value, _ path: String, _ errors: inout ErrorList) {
    let names = ["bindingConditions", "bindingFailureConditions"]
    for name in names {
      DeviceRules.limited(device, name, path, 4, &errors) { item, errors in
        errors.invalid(item.path, item.value.string ?? "", each: NameRules.qualifiedName(item.value.string ?? ""))
      }
    }
    let wanted = device[names[0]]?.array ?? []
    for name in names {
      var seen: Set<String> = []
      for item in device.items(name, path) {
        let text = item.value.string ?? ""
        if !seen.insert(text).inserted { errors.duplicate(item.path, .string(text)) }
        if name == names[1], wanted.contains(item.value) {
          errors.invalid(
            item.path, .string(text), "bindingFailureConditions must not overlap with bindingConditions")
        }
      }
    }
    for (one, other) in [(names[0], names[1]), (names[1], names[0])]
    where (device[one]?.array ?? []).isEmpty && device[other]?.array?.isEmpty == false {
      errors.invalid("\(path).\(one)", device[one] ?? .null, "\(one) are required to use \(other)")
    }
  }

  private static func attribute(_ attribute: Value, _ path: String, _ errors: inout ErrorList) {
    var given = 0
    for name in ["bool", "int", "string", "version"] where attribute.has(name) {
      given += 1
      if name == "string" || name == "version" {
        text(attribute.text(name), "\(path).\(name)", isVersion: name == "version", &errors)
      }
    }
    for name in ["bools", "ints", "strings", "versions"] where attribute.has(name) {
      given += 1
      let items = attribute.items(name, path)
      if items.isEmpty { errors.invalid("\(path).\(name)", [], "must not be empty if specified") }
      guard name == "strings" || name == "versions" else { continue }
      for item in items { text(item.value.string ?? "", item.path, isVersion: name == "versions", &errors) }
    }
    if given == 0 { errors.invalid(path, "", "exactly one value must be specified") }
    if given > 1 {
      errors.invalid(
        path, GoDump.dump(attribute, "io.k8s.api.resource.v1.DeviceAttribute"), "exactly one value must be specified")
    }
  }

  private static func text(_ text: String, _ path: String, isVersion: Bool, _ errors: inout ErrorList) {
    if isVersion, !isSemantic(text) {
      errors.invalid(path, .string(text), "must be a string compatible with semver.org spec 2.0.0")
    }
    if text.utf8.count > 64 { errors.add(.tooLong(path, 64)) }
  }

  private static func isSemantic(_ text: String) -> Bool {
    let builds = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = builds[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    func isNumber(_ part: Substring) -> Bool {
      !part.isEmpty && part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } && (part == "0" || !part.hasPrefix("0"))
    }
    func isIdentifier(_ part: Substring) -> Bool {
      !part.isEmpty
        && part.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 | 32 >= 97 && $0 | 32 <= 122) || $0 == 45 }
    }
    func all(_ text: Substring, _ rule: (Substring) -> Bool) -> Bool {
      text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(rule)
    }
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers.allSatisfy(isNumber) else { return false }
    if parts.count == 2 {
      let isGood = all(parts[1]) { part in
        isIdentifier(part) && (isNumber(part) || !part.utf8.allSatisfy { $0 >= 48 && $0 <= 57 })
      }
      if !isGood { return false }
    }
    return builds.count == 1 || all(builds[1], isIdentifier)
  }

  /// Long keys lose their middle in paths.
  private static func shortened(_ key: String) -> String {
    let bytes = Array(key.utf8)
    let limit = 63 + 1 + 32
    guard bytes.count > limit else { return key }
    let rest = limit - 3
    return String(decoding: bytes.prefix((rest + 1) / 2), as: UTF8.self) + "..."
      + String(decoding: bytes.suffix(rest / 2), as: UTF8.self)
  }
}
