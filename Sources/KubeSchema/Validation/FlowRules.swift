import GoLibrary
import KubeAPI
import Manifest

/// Validation of API priority and fairness (kubernetes `pkg/apis/flowcontrol/validation`).
enum FlowRules {
  static func check(_ object: Value, _ kind: String) -> [FieldError] {
    var errors = ErrorList()
    let spec = object["spec"] ?? [:]
    if kind == "FlowSchema" {
      schema(spec, object.name, &errors)
    } else {
      level(object, spec, &errors)
    }
    errors.add(status(object))
    return errors.list
  }

  static func status(_ object: Value) -> [FieldError] {
    var errors = ErrorList()
    var seen: Set<String> = []
    for condition in (object["status"] ?? [:]).items("conditions", "status") {
      let type = condition.value.text("type")
      if !seen.insert(type).inserted { errors.duplicate("\(condition.path).type", .string(type)) }
      if type.isEmpty { errors.required("\(condition.path).type") }
    }
    return errors.list
  }

  // MARK: - Flow schemas

  private static let verbs = [
    "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch",
  ]

  private static func schema(_ spec: Value, _ name: String, _ errors: inout ErrorList) {
    let precedence = spec["matchingPrecedence"]?.int ?? 0
    if precedence <= 0 {
      errors.invalid("spec.matchingPrecedence", .int(precedence), "must be a positive value")
    }
    if precedence > 10_000 {
      errors.invalid("spec.matchingPrecedence", .int(precedence), "must not be greater than 10000")
    }
    if precedence == 1, name != "exempt" {
      errors.invalid(
        "spec.matchingPrecedence", .int(precedence), "only the schema named 'exempt' may have matchingPrecedence 1")
    }
    if let method = spec.there("distinguisherMethod"), !["ByNamespace", "ByUser"].contains(method.text("type")) {
      errors.notSupported(
        "spec.distinguisherMethod.type", ["Type": .string(method.text("type"))], ["ByNamespace", "ByUser"])
    }
    let level = spec.at("priorityLevelConfiguration", "name")?.string ?? ""
    if level.isEmpty {
      errors.required("spec.priorityLevelConfiguration.name", "must reference a priority level")
    } else {
      errors.invalid("spec.priorityLevelConfiguration.name", level, each: NameRules.dns1123Subdomain(level))
    }
    for rule in spec.items("rules", "spec") { policyRule(rule.value, rule.path, &errors) }
    if name == "exempt" || name == "catch-all", !isMandatory(spec, name) {
      errors.invalid(
        "spec", GoDump.dump(spec, "io.k8s.api.flowcontrol.v1.FlowSchemaSpec"),
        "spec of '\(name)' must equal the fixed value")
    }
  }

  /// The two schemas that every server has, word for word.
  private static func isMandatory(_ spec: Value, _ name: String) -> Bool {
    let isExempt = name == "exempt"
    let groups = isExempt ? ["system:masters"] : ["system:unauthenticated", "system:authenticated"]
    let subjects = groups.map { Value.object(["kind": "Group", "group": ["name": .string($0)]]) }
    let wanted: Value = [
      "priorityLevelConfiguration": ["name": .string(name)], "matchingPrecedence": isExempt ? 1 : 10_000,
      "distinguisherMethod": isExempt ? .null : ["type": "ByUser"],
      "rules": [
        [
          "subjects": .array(subjects),
          "resourceRules": [
            ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "clusterScope": true, "namespaces": ["*"]]
          ], "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
        ]
      ],
    ]
    return ["priorityLevelConfiguration", "matchingPrecedence", "distinguisherMethod", "rules"].allSatisfy {
      (spec[$0] ?? .null) == (wanted[$0] ?? .null)
    }
  }

  private static func policyRule(_ rule: Value, _ path: String, _ errors: inout ErrorList) {
    let subjects = rule.items("subjects", path)
    if subjects.isEmpty { errors.required("\(path).subjects", "subjects must contain at least one value") }
    for subject in subjects { self.subject(subject.value, subject.path, &errors) }
    let resources = rule.items("resourceRules", path)
    let others = rule.items("nonResourceRules", path)
    if resources.isEmpty && others.isEmpty {
      errors.required(path, "at least one of resourceRules and nonResourceRules has to be non-empty")
    }
    for resource in resources { resourceRule(resource.value, resource.path, &errors) }
    for other in others { nonResourceRule(other.value, other.path, &errors) }
  }

  private static let members = [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")]

  private static func subject(_ subject: Value, _ path: String, _ errors: inout ErrorList) {
    let kind = subject.text("kind")
    guard let own = members.first(where: { $0.0 == kind })?.1 else {
      errors.notSupported("\(path).kind", .string(kind), ["Group", "ServiceAccount", "User"])
      return
    }
    let place = "\(path).\(own)"
    if let named = subject.there(own) {
      let name = named.text("name")
      if name.isEmpty {
        errors.required("\(place).name")
      } else if kind == "ServiceAccount", name != "*" {
        errors.invalid("\(place).name", name, each: NameRules.dns1123Subdomain(name))
      }
      if kind == "ServiceAccount" {
        let namespace = named.text("namespace")
        if namespace.isEmpty {
          errors.required("\(place).namespace", "must specify namespace for service account")
        } else {
          errors.invalid("\(place).namespace", namespace, each: NameRules.dns1123Label(namespace))
        }
      }
    } else {
      errors.required(place, "\(own) is required when subject kind is '\(kind)'")
    }
    // The server looks at the account first, then at the user, then at the group.
    for (other, member) in members where other != kind && subject.has(member) {
      errors.forbidden("\(path).\(member)", "\(member) is forbidden when subject kind is not '\(other)'")
    }
  }

  private static func texts(_ value: Value, _ key: String) -> [String] {
    (value[key]?.array ?? []).map { $0.string ?? "" }
  }

  private static func verbs(of rule: Value, _ path: String, _ errors: inout ErrorList) {
    let given = texts(rule, "verbs")
    if given.isEmpty {
      errors.required("\(path).verbs", "verbs must contain at least one value")
    } else if given.contains("*") {
      if given.count > 1 {
        errors.invalid("\(path).verbs", rule["verbs"], "if '*' is present, must not specify other verbs")
      }
    } else if !given.allSatisfy(verbs.contains) {
      errors.notSupported("\(path).verbs", rule["verbs"], verbs)
    }
  }

  private static func nonResourceRule(_ rule: Value, _ path: String, _ errors: inout ErrorList) {
    verbs(of: rule, path, &errors)
    let paths = texts(rule, "nonResourceURLs")
    let place = "\(path).nonResourceURLs"
    if paths.isEmpty {
      errors.required(place, "nonResourceURLs must contain at least one value")
    } else if paths.contains("*") {
      if paths.count > 1 {
        errors.invalid(
          place, rule["nonResourceURLs"], "if '*' is present, must not specify other non-resource URLs")
      }
    } else {
      for (i, text) in paths.enumerated() {
        if let message = urlPath(text) { errors.invalid("\(place)[\(i)]", .string(text), message) }
      }
    }
  }

  private static func urlPath(_ text: String) -> String? {
    if text.isEmpty { return "must not be empty" }
    if text == "/" { return nil }
    if !text.hasPrefix("/") { return "must start with slash" }
    if text.contains(" ") { return "must not contain white-space" }
    if text.contains("//") { return "must not contain double slash" }
    let stars = text.utf8.count { $0 == UInt8(ascii: "*") }
    return stars > 1 || (stars == 1 && !text.hasSuffix("/*")) ? "wildcard can only do suffix matching" : nil
  }

  private static func resourceRule(_ rule: Value, _ path: String, _ errors: inout ErrorList) {
    verbs(of: rule, path, &errors)
    for (name, noun) in [("apiGroups", "api group"), ("resources", "resource")] {
      let given = texts(rule, name)
      if given.isEmpty {
        errors.required("\(path).\(name)", "resource rules must supply at least one \(noun)")
      } else if given.count > 1, given.contains("*") {
        errors.invalid("\(path).\(name)", rule[name], "if '*' is present, must not specify other \(noun)s")
      }
    }
    let namespaces = texts(rule, "namespaces")
    let place = "\(path).namespaces"
    if namespaces.isEmpty, !rule.isTrue(at: "clusterScope") {
      errors.required(place, "resource rules that are not cluster scoped must supply at least one namespace")
    } else if namespaces.contains("*") {
      if namespaces.count > 1 {
        errors.invalid(place, rule["namespaces"], "if '*' is present, must not specify other namespaces")
      }
    } else {
      for (i, namespace) in namespaces.enumerated() {
        for message in NameRules.dns1123Label(namespace) {
          errors.invalid(
            "\(place)[\(i)]", .string(namespace), "each member of this list must be '*' or a DNS-1123 label; \(message)"
          )
        }
      }
    }
  }

  // MARK: - Priority levels

  private static func level(_ object: Value, _ spec: Value, _ errors: inout ErrorList) {
    let zeroShares = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares"
    if object.annotation(zeroShares) != nil {
      errors.forbidden("metadata.annotations", "annotation '\(zeroShares)' is forbidden")
    }
    let type = spec.text("type")
    if (object.name == "exempt") != (type == "Exempt") {
      errors.invalid("spec.type", .string(type), "must be 'Exempt' if and only if `name` is 'exempt'")
    }
    switch type {
    case "Exempt":
      if spec.has("limited") { errors.forbidden("spec.limited", "must be nil if the type is not Limited") }
      if let exempt = spec.there("exempt") { shares(exempt, "spec.exempt", &errors) }
    case "Limited":
      if spec.has("exempt") { errors.forbidden("spec.exempt", "must be nil if the type is Limited") }
      if let limited = spec.there("limited") {
        self.limited(limited, "spec.limited", &errors)
      } else {
        errors.required("spec.limited", "must not be empty when type is Limited")
      }
    default: errors.notSupported("spec.type", .string(type), ["Exempt", "Limited"])
    }
    mandatory(object.name, spec, &errors)
  }

  private static func mandatory(_ name: String, _ spec: Value, _ errors: inout ErrorList) {
    let shown = { GoDump.dump(spec, "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec") }
    if name == "exempt", spec.text("type") != "Exempt" || spec.has("limited") {
      errors.invalid("spec", shown(), "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value")
    }
    let fixed: Value = [
      "nominalConcurrencyShares": 5, "lendablePercent": 0, "limitResponse": ["type": "Reject"],
    ]
    if name == "catch-all", spec.text("type") != "Limited" || spec.has("exempt") || spec["limited"] != fixed {
      errors.invalid("spec", shown(), "spec of 'catch-all' must equal the fixed value")
    }
  }

  private static func shares(_ value: Value, _ path: String, _ errors: inout ErrorList) {
    if let shares = value["nominalConcurrencyShares"]?.int, shares < 0 {
      errors.invalid("\(path).nominalConcurrencyShares", .int(shares), "must be a non-negative integer")
    }
    lendable(value, path, &errors)
  }

  private static func lendable(_ value: Value, _ path: String, _ errors: inout ErrorList) {
    if let percent = value["lendablePercent"]?.int, !(0...100).contains(percent) {
      errors.invalid("\(path).lendablePercent", .int(percent), "must be between 0 and 100, inclusive")
    }
  }

  private static func limited(_ limited: Value, _ path: String, _ errors: inout ErrorList) {
    if let shares = limited["nominalConcurrencyShares"]?.int, shares < 0 {
      errors.invalid("\(path).nominalConcurrencyShares", .int(shares), "must be a non-negative integer")
    }
    let response = limited["limitResponse"] ?? [:]
    let place = "\(path).limitResponse"
    switch response.text("type") {
    case "Reject":
      if response.has("queuing") {
        errors.forbidden("\(place).queuing", "must be nil if limited.limitResponse.type is not Limited")
      }
    case "Queue":
      if let queuing = response.there("queuing") {
        self.queuing(queuing, "\(place).queuing", &errors)
      } else {
        errors.required("\(place).queuing", "must not be empty if limited.limitResponse.type is Limited")
      }
    default: errors.notSupported("\(place).type", .string(response.text("type")), ["Queue", "Reject"])
    }
    lendable(limited, path, &errors)
    if let percent = limited["borrowingLimitPercent"]?.int, percent < 0 {
      errors.invalid(
        "\(path).borrowingLimitPercent", .int(percent), "if specified, must be a non-negative integer")
    }
  }

  private static func queuing(_ queuing: Value, _ path: String, _ errors: inout ErrorList) {
    let length = queuing["queueLengthLimit"]?.int ?? 0
    let queues = queuing["queues"]?.int ?? 0
    let hand = queuing["handSize"]?.int ?? 0
    if length <= 0 { errors.invalid("\(path).queueLengthLimit", .int(length), "must be positive") }
    if queues <= 0 {
      errors.invalid("\(path).queues", .int(queues), "must be positive")
    } else if queues > 10_000_000 {
      errors.invalid("\(path).queues", .int(queues), "must not be greater than 10000000")
    }
    if hand <= 0 {
      errors.invalid("\(path).handSize", .int(hand), "must be positive")
    } else if hand > queues {
      errors.invalid("\(path).handSize", .int(hand), "should not be greater than queues (\(queues))")
    } else if entropyExceeds(60, queues: queues, hand: hand) {
      errors.invalid(
        "\(path).handSize", .int(hand),
        "required entropy bits of deckSize \(queues) and handSize \(hand) should not be greater than 60")
    }
  }

  /// Whether `ceil(log2(queues) * hand)` is above the limit: `queues ** hand` against a power of two.
  private static func entropyExceeds(_ bits: Int, queues: Int64, hand: Int64) -> Bool {
    if queues == 1 { return false }
    if hand > Int64(bits) { return true }
    var product: Int128 = 1
    for _ in 0..<hand {
      product *= Int128(queues)
      if product > Int128(1) << Int128(bits) { return true }
    }
    return false
  }
}
