import KubeAPI
import Manifest

/// Errors gathered in order, with the small checks that validation is made of.
struct ErrorList {
  private(set) var list: [FieldError] = []

  mutating func add(_ error: FieldError) { list.append(error) }
  mutating func add(_ errors: [FieldError]) { list += errors }

  mutating func required(_ path: String, _ detail: String = "") { list.append(.required(path, detail)) }
  mutating func invalid(_ path: String, _ value: Value?, _ detail: String) {
    list.append(.invalid(path, value, detail))
  }
  mutating func forbidden(_ path: String, _ detail: String) { list.append(.forbidden(path, detail)) }
  mutating func duplicate(_ path: String, _ value: Value?) { list.append(.duplicate(path, value)) }
  mutating func notFound(_ path: String, _ value: Value?) { list.append(.notFound(path, value)) }
  mutating func notSupported(_ path: String, _ value: Value?, _ supported: [String]) {
    list.append(.notSupported(path, value, supported))
  }

  /// One error for every message.
  mutating func invalid(_ path: String, _ text: String, each messages: [String]) {
    for message in messages { invalid(path, .string(text), message) }
  }

  mutating func nonNegative(_ path: String, _ value: Value?) {
    if let n = value?.int, n < 0 { invalid(path, value, "must be greater than or equal to 0") }
  }

  /// One of the values; required when empty.
  mutating func oneOf(_ path: String, _ text: String, _ values: [String]) {
    if text.isEmpty {
      required(path)
    } else if !values.contains(text) {
      notSupported(path, .string(text), values)
    }
  }

  /// One of the values when it is there at all.
  mutating func optionalOneOf(_ path: String, _ value: Value?, _ values: [String]) {
    guard let text = value?.string, !values.contains(text) else { return }
    notSupported(path, value, values)
  }

  mutating func immutable(_ path: String, _ new: Value?, _ old: Value?) {
    if (new ?? .null) != (old ?? .null) { invalid(path, new ?? .null, "field is immutable") }
  }

  /// A selector in messages: its labels by name.
  mutating func invalidSelector(_ path: String, _ selector: Value?, _ detail: String) {
    var shown = selector ?? .null
    if let labels = shown["matchLabels"] { shown["matchLabels"] = labels == [:] ? nil : labels.sortedMap }
    if shown["matchExpressions"] == [] { shown["matchExpressions"] = nil }
    invalid(path, shown, detail)
  }

  mutating func immutableSelector(_ path: String, _ new: Value?, _ old: Value?) {
    if (new ?? .null) != (old ?? .null) { invalidSelector(path, new, "field is immutable") }
  }

  mutating func portNumberOrName(_ path: String, _ value: Value?) {
    switch value {
    case .string(let name)?: invalid(path, name, each: NameRules.portName(name))
    default:
      let port = value?.int ?? 0
      for message in NameRules.portNumber(port) { invalid(path, .int(port), message) }
    }
  }

  mutating func ip(_ path: String, _ text: String) {
    if IPAddress(text, sloppy: true) == nil || text.contains("%") {
      invalid(path, .string(text), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")
    }
  }

  mutating func cidr(_ path: String, _ text: String) {
    if CIDRBlock(text, sloppy: true) == nil {
      invalid(path, .string(text), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
    }
  }

  /// `acme.io/foo` (apimachinery `pkg/util/validation`).
  mutating func domainPrefixedPath(_ path: String, _ text: String) {
    if text.isEmpty {
      required(path)
      return
    }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      invalid(path, .string(text), "must be a domain-prefixed path (such as \"acme.io/foo\")")
      return
    }
    invalid(path, String(parts[0]), each: NameRules.dns1123Subdomain(String(parts[0])))
    let isPath = parts[1].utf8.allSatisfy { NameRules.isHeader($0) || "/._~%!$&'()*+,;=:".utf8.contains($0) }
    if !isPath {
      invalid(
        path, .string(String(parts[1])),
        "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')")
    }
  }

  mutating func labels(_ path: String, _ value: Value?) { add(MetadataRules.labels(value, path)) }

  mutating func labelSelector(_ path: String, _ selector: Value?) {
    guard let selector, !selector.isNull else { return }
    labels("\(path).matchLabels", selector["matchLabels"])
    for (i, expression) in (selector["matchExpressions"]?.array ?? []).enumerated() {
      requirement("\(path).matchExpressions[\(i)]", expression)
    }
  }

  private mutating func requirement(_ path: String, _ requirement: Value) {
    let values = requirement["values"]?.array ?? []
    switch requirement.text("operator") {
    case "In", "NotIn":
      if values.isEmpty { required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'") }
    case "Exists", "DoesNotExist":
      if !values.isEmpty {
        forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      }
    default: invalid("\(path).operator", requirement["operator"] ?? "", "not a valid selector operator")
    }
    invalid("\(path).key", requirement.text("key"), each: NameRules.qualifiedName(requirement.text("key")))
    for (i, value) in values.enumerated() {
      invalid("\(path).values[\(i)]", value.string ?? "", each: NameRules.labelValue(value.string ?? ""))
    }
  }
}

/// Reading an object for validation.
extension Value {
  /// The elements of a list member with their paths.
  func items(_ key: String, _ path: String) -> [(path: String, value: Value)] {
    (self[key]?.array ?? []).enumerated().map { ("\(path).\(key)[\($0.offset)]", $0.element) }
  }

  /// The member when it is there and not null.
  func there(_ key: String) -> Value? {
    guard let value = self[key], !value.isNull else { return Optional.none }
    return value
  }

  func isTrue(at key: String) -> Bool { self[key]?.bool == true }

  /// The members by name, as Go prints maps.
  var sortedMap: Value {
    guard case .object(let object) = self else { return self }
    return .object(Object(uniquePairs: object.sorted()))
  }

  func quantity(_ key: String) -> Quantity? { self[key]?.string.flatMap { try? Quantity($0) } }
}
