import CEL
import GoLibrary
import KubeAPI
import Manifest

/// Validation of webhook configurations and admission policies (kubernetes `pkg/apis/admissionregistration`).
enum AdmissionRules {
  static func check(_ object: Value, old: Value?, _ kind: String) -> [FieldError] {
    switch kind {
    case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
      return webhooks(object, isMutating: kind.hasPrefix("Mutating"))
    case "ValidatingAdmissionPolicy": return AdmissionPolicyRules.policy(object)
    case "MutatingAdmissionPolicy": return MutationPolicyRules.policy(object)
    case "ValidatingAdmissionPolicyBinding": return AdmissionPolicyRules.binding(object, isValidating: true)
    case "MutatingAdmissionPolicyBinding": return AdmissionPolicyRules.binding(object, isValidating: false)
    default: return []
    }
  }

  private static func webhooks(_ object: Value, isMutating: Bool) -> [FieldError] {
    var errors = ErrorList()
    var names: Set<String> = []
    for (i, hook) in (object["webhooks"]?.array ?? []).enumerated() {
      let path = "webhooks[\(i)]"
      self.hook(hook, path, isMutating: isMutating, &errors)
      reviewVersions(hook, "\(path).admissionReviewVersions", &errors)
      let name = hook.text("name")
      if !name.isEmpty, !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
    }
    return errors.list
  }

  private static func hook(_ hook: Value, _ path: String, isMutating: Bool, _ errors: inout ErrorList) {
    qualified(hook.text("name"), "\(path).name", &errors)
    for rule in hook.items("rules", path) { self.rule(rule.value, rule.path, &errors) }
    errors.optionalOneOf("\(path).failurePolicy", hook["failurePolicy"], ["Fail", "Ignore"])
    errors.optionalOneOf("\(path).matchPolicy", hook["matchPolicy"], ["Equivalent", "Exact"])
    if hook.has("sideEffects") {
      errors.optionalOneOf("\(path).sideEffects", hook["sideEffects"], ["None", "NoneOnDryRun"])
    } else {
      errors.required("\(path).sideEffects", "must specify one of None, NoneOnDryRun")
    }
    if let seconds = hook["timeoutSeconds"]?.int, !(1...30).contains(seconds) {
      errors.invalid("\(path).timeoutSeconds", .int(seconds), "the timeout value must be between 1 and 30 seconds")
    }
    errors.labelSelector("\(path).namespaceSelector", hook["namespaceSelector"])
    errors.labelSelector("\(path).objectSelector", hook["objectSelector"])
    if isMutating {
      errors.optionalOneOf("\(path).reinvocationPolicy", hook["reinvocationPolicy"], ["IfNeeded", "Never"])
    }
    client(hook["clientConfig"] ?? [:], "\(path).clientConfig", &errors)
    AdmissionPolicyRules.conditions(hook, path, hasParameters: false, &errors)
  }

  /// A domain of three parts at least.
  private static func qualified(_ name: String, _ path: String, _ errors: inout ErrorList) {
    if name.isEmpty {
      errors.required(path)
      return
    }
    let messages = NameRules.dns1123Subdomain(name)
    if !messages.isEmpty {
      errors.invalid(path, .string(name), messages.joined(separator: ","))
    } else if name.split(separator: ".", omittingEmptySubsequences: false).count < 3 {
      errors.invalid(path, .string(name), "should be a domain with at least three segments separated by dots")
    }
  }

  static func rule(_ rule: Value, _ path: String, _ errors: inout ErrorList) {
    let operations = rule.items("operations", path)
    if operations.isEmpty { errors.required("\(path).operations") }
    if operations.count > 1, operations.contains(where: { $0.value == "*" }) {
      errors.invalid(
        "\(path).operations", rule["operations"], "if '*' is present, must not specify other operations")
    }
    let known = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
    for operation in operations where !known.contains(operation.value.string ?? "") {
      errors.notSupported(operation.path, operation.value, known)
    }
    for (name, words) in [("apiGroups", "API groups"), ("apiVersions", "API versions")] {
      let entries = rule.items(name, path)
      if entries.isEmpty { errors.required("\(path).\(name)") }
      if entries.count > 1, entries.contains(where: { $0.value == "*" }) {
        errors.invalid("\(path).\(name)", rule[name], "if '*' is present, must not specify other \(words)")
      }
      if name == "apiVersions" {
        for entry in entries where entry.value == "" { errors.required(entry.path) }
      }
    }
    resources(rule, path, &errors)
    errors.optionalOneOf("\(path).scope", rule["scope"], ["*", "Cluster", "Namespaced"])
  }

  private static func resources(_ rule: Value, _ path: String, _ errors: inout ErrorList) {
    let entries = rule.items("resources", path)
    if entries.isEmpty { errors.required("\(path).resources") }
    let texts = entries.map { $0.value.string ?? "" }
    for entry in entries where entry.value == "" { errors.required(entry.path) }
    if texts.count > 1, texts.contains("*/*") {
      errors.invalid("\(path).resources", rule["resources"], "if '*/*' is present, must not specify other resources")
    }
    for (i, text) in texts.enumerated() {
      let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { continue }
      if texts.contains(where: { $0 == "\(parts[0])/*" }), parts[1] != "*" {
        errors.invalid(
          "\(path).resources[\(i)]", .string(text), "if '\(parts[0])/*' is present, must not specify \(text)")
      }
      if texts.contains("*/\(parts[1])"), parts[0] != "*" {
        errors.invalid(
          "\(path).resources[\(i)]", .string(text), "if '*/\(parts[1])' is present, must not specify \(text)")
      }
    }
    // The last entry without a subresource decides.
    if texts.contains("*"), texts.last(where: { !$0.contains("/") }) != "*" {
      errors.invalid(
        "\(path).resources", rule["resources"],
        "if '*' is present, must not specify other resources without subresources")
    }
  }

  private static func reviewVersions(_ hook: Value, _ path: String, _ errors: inout ErrorList) {
    guard hook["admissionReviewVersions"]?.array?.isEmpty == false else {
      errors.required(path, "must specify one of v1, v1beta1")
      return
    }
    versions(hook["admissionReviewVersions"], path, &errors)
  }

  /// Versions of reviews, of which the server must know one.
  static func versions(_ value: Value?, _ path: String, _ errors: inout ErrorList) {
    let versions = (value?.array ?? []).map { $0.string ?? "" }
    if versions.isEmpty {
      errors.required(path)
      return
    }
    var seen: Set<String> = []
    for (i, version) in versions.enumerated() {
      if !seen.insert(version).inserted {
        errors.invalid("\(path)[\(i)]", .string(version), "duplicate version")
        continue
      }
      errors.invalid("\(path)[\(i)]", version, each: NameRules.dns1035Label(version))
    }
    if !seen.contains("v1") && !seen.contains("v1beta1") {
      errors.invalid(path, value, "must include at least one of v1, v1beta1")
    }
  }

  static func client(_ config: Value, _ path: String, _ errors: inout ErrorList) {
    if config.has("url") == config.has("service") {
      errors.required(path, "exactly one of url or service is required")
      return
    }
    if let text = config.there("url")?.string { url(text, "\(path).url", &errors) }
    guard let service = config.there("service") else { return }
    for (name, words) in [("name", "service name is required"), ("namespace", "service namespace is required")]
    where service.text(name).isEmpty {
      errors.required("\(path).service.\(name)", words)
    }
    if let port = service["port"]?.int {
      for message in NameRules.portNumber(port) {
        errors.invalid("\(path).service.port", .int(port), "port is not valid: \(message)")
      }
    }
    if let text = service.there("path")?.string { servicePath(text, "\(path).service.path", &errors) }
  }

  private static func servicePath(_ text: String, _ path: String, _ errors: inout ErrorList) {
    if text.isEmpty || text == "/" { return }
    if text == "//" {
      errors.invalid(path, .string(text), "segment[0] may not be empty")
      return
    }
    if !text.hasPrefix("/") { errors.invalid(path, .string(text), "must start with a '/'") }
    var rest = text.dropFirst()
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    for (i, step) in rest.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
      if step.isEmpty {
        errors.invalid(path, .string(text), "segment[\(i)] may not be empty")
        continue
      }
      for message in NameRules.dns1123Subdomain(String(step)) {
        errors.invalid(path, .string(text), "segment[\(i)]: \(message)")
      }
    }
  }

  private static func url(_ text: String, _ path: String, _ errors: inout ErrorList) {
    let form = "; desired format: https://host[/path]"
    let parts: URLParts
    switch URLParts.parse(text) {
    case .success(let found): parts = found
    case .failure(let error):
      let why =
        error.message.hasPrefix("parse ") ? error.message : "parse \(JSON.write(.string(text))): \(error.message)"
      errors.required(path, "url must be a valid URL: \(why)\(form)")
      return
    }
    if parts.scheme != "https" {
      errors.invalid(path, .string(parts.scheme), "'https' is the only allowed URL scheme" + form)
    }
    if parts.host.isEmpty { errors.invalid(path, .string(parts.host), "host must be specified" + form) }
    if let user = part(text, after: "//", until: "@") {
      errors.invalid(path, .string(user), "user information is not permitted in the URL")
    }
    if let fragment = part(text, after: "#", until: nil) {
      errors.invalid(path, .string(fragment), "fragments are not permitted in the URL")
    }
    if let query = part(text, after: "?", until: "#") {
      errors.invalid(path, .string(query), "query parameters are not permitted in the URL")
    }
  }

  /// What stands in a URL after a mark and before another; `nil` when that is nothing.
  private static func part(_ text: String, after mark: String, until end: Character?) -> String? {
    guard let start = text.firstRange(of: mark) else { return nil }
    var rest = text[start.upperBound...]
    if let end {
      if end == "@" {
        guard let at = rest.firstIndex(of: end) else { return nil }
        rest = rest[..<at]
      } else if let at = rest.firstIndex(of: end) {
        rest = rest[..<at]
      }
    }
    return rest.isEmpty ? nil : String(rest)
  }
}
