import KubeAPI
import Manifest

/// Validation of RBAC (kubernetes `pkg/apis/rbac/validation`).
enum AccessRules {
  private static let group = "rbac.authorization.k8s.io"

  static func role(_ role: Value, isNamespaced: Bool) -> [FieldError] {
    var errors = ErrorList()
    for (i, rule) in (role["rules"]?.array ?? []).enumerated() {
      policyRule(rule, "rules[\(i)]", isNamespaced: isNamespaced, &errors)
    }
    if let aggregation = role.there("aggregationRule") {
      let selectors = aggregation.items("clusterRoleSelectors", "aggregationRule")
      if selectors.isEmpty {
        errors.required(
          "aggregationRule.clusterRoleSelectors",
          "at least one clusterRoleSelector required if aggregationRule is non-nil")
      }
      for selector in selectors { errors.labelSelector(selector.path, selector.value) }
    }
    return errors.list
  }

  private static func policyRule(
    _ rule: Value, _ path: String, isNamespaced: Bool, _ errors: inout ErrorList
  ) {
    func isEmpty(_ name: String) -> Bool { (rule[name]?.array ?? []).isEmpty }
    if isEmpty("verbs") { errors.required("\(path).verbs", "verbs must contain at least one value") }
    if !isEmpty("nonResourceURLs") {
      if isNamespaced {
        errors.invalid(
          "\(path).nonResourceURLs", rule["nonResourceURLs"], "namespaced rules cannot apply to non-resource URLs")
      }
      if !isEmpty("apiGroups") || !isEmpty("resources") || !isEmpty("resourceNames") {
        errors.invalid(
          "\(path).nonResourceURLs", rule["nonResourceURLs"],
          "rules cannot apply to both regular resources and non-resource URLs")
      }
      return
    }
    if isEmpty("apiGroups") {
      errors.required("\(path).apiGroups", "resource rules must supply at least one api group")
    }
    if isEmpty("resources") { errors.required("\(path).resources", "resource rules must supply at least one resource") }
  }

  static func binding(_ binding: Value, old: Value?, isNamespaced: Bool) -> [FieldError] {
    var errors = ErrorList()
    let reference = binding["roleRef"] ?? [:]
    if reference.text("apiGroup") != group {
      errors.notSupported("roleRef.apiGroup", reference["apiGroup"] ?? "", [group])
    }
    let kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]
    if !kinds.contains(reference.text("kind")) { errors.notSupported("roleRef.kind", reference["kind"] ?? "", kinds) }
    let name = reference.text("name")
    if name.isEmpty {
      errors.required("roleRef.name")
    } else {
      errors.invalid("roleRef.name", name, each: NameRules.pathSegment(name))
    }
    for (i, entry) in (binding["subjects"]?.array ?? []).enumerated() {
      subject(entry, "subjects[\(i)]", isNamespaced: isNamespaced, &errors)
    }
    if let old, old["roleRef"] != binding["roleRef"] {
      errors.invalid(
        "roleRef", GoDump.dump(reference, "io.k8s.api.rbac.v1.RoleRef"), "cannot change roleRef")
    }
    return errors.list
  }

  private static func subject(
    _ subject: Value, _ path: String, isNamespaced: Bool, _ errors: inout ErrorList
  ) {
    let name = subject.text("name")
    if name.isEmpty { errors.required("\(path).name") }
    switch subject.text("kind") {
    case "ServiceAccount":
      if !name.isEmpty { errors.invalid("\(path).name", name, each: NameRules.dns1123Subdomain(name)) }
      if !subject.text("apiGroup").isEmpty { errors.notSupported("\(path).apiGroup", subject["apiGroup"], [""]) }
      if !isNamespaced && subject.text("namespace").isEmpty { errors.required("\(path).namespace") }
    case "User", "Group":
      if subject.text("apiGroup") != group {
        errors.notSupported("\(path).apiGroup", subject["apiGroup"] ?? "", [group])
      }
    default:
      errors.notSupported("\(path).kind", subject["kind"] ?? "", ["ServiceAccount", "User", "Group"])
    }
  }
}
