import CEL
import KubeAPI
import Manifest

/// Validation of admission policies and their bindings.
enum AdmissionPolicyRules {
  static func policy(_ policy: Value) -> [FieldError] {
    var errors = ErrorList()
    let spec = policy["spec"] ?? [:]
    var scope = head(spec, &errors)
    scope.policy = policy.name
    validations(spec, scope, &errors)
    return errors.list
  }

  /// What expressions of a policy can name.
  struct Scope {
    var hasParameters: Bool
    var makesObjects = false
    /// `nil` where variables cannot be named.
    var variables: [String: CELType]? = [:]
    var policy = ""
  }

  /// What policies of both kinds have before what they do.
  static func head(_ spec: Value, mutates: Bool = false, _ errors: inout ErrorList) -> Scope {
    if spec.has("failurePolicy") {
      errors.optionalOneOf("spec.failurePolicy", spec["failurePolicy"], ["Fail", "Ignore"])
    } else {
      errors.required("spec.failurePolicy")
    }
    if let kind = spec.there("paramKind") { parameterKind(kind, "spec.paramKind", &errors) }
    if let match = spec.there("matchConstraints") {
      matchResources(match, "spec.matchConstraints", &errors)
      if (match["resourceRules"]?.array ?? []).isEmpty { errors.required("spec.matchConstraints.resourceRules") }
      if mutates {
        for rule in match["resourceRules"]?.array ?? [] {
          for operation in rule["operations"]?.array ?? []
          where !["*", "CONNECT", "CREATE", "UPDATE"].contains(operation.string ?? "") {
            errors.notSupported(
              "spec.matchConstraints.resourceRules.operations", operation, ["*", "CONNECT", "CREATE", "UPDATE"])
          }
        }
      }
    } else {
      errors.required("spec.matchConstraints")
    }
    var scope = Scope(hasParameters: spec.has("paramKind"), makesObjects: mutates)
    conditions(spec, "spec", hasParameters: scope.hasParameters, &errors)
    for variable in spec.items("variables", "spec") {
      let name = variable.value.text("name")
      if name.trimmingBlank.isEmpty {
        errors.required("\(variable.path).name", "name is not specified")
      } else if !isIdentifier(name) {
        errors.invalid("\(variable.path).name", .string(name), "must be a valid CEL identifier")
      }
      let text = variable.value.text("expression")
      if text.trimmingBlank.isEmpty {
        errors.required("\(variable.path).expression", "expression is not specified")
      } else {
        let type = expression(text, "\(variable.path).expression", scope, results: [], &errors)
        scope.variables?[name] = type ?? .dyn
      }
    }
    return scope
  }

  private static func validations(_ spec: Value, _ scope: Scope, _ errors: inout ErrorList) {
    let validations = spec.items("validations", "spec")
    let notes = spec.items("auditAnnotations", "spec")
    if validations.isEmpty && notes.isEmpty {
      for name in ["validations", "auditAnnotations"] {
        errors.required("spec.\(name)", "validations or auditAnnotations must contain at least one item")
      }
      return
    }
    for validation in validations {
      let (value, path) = (validation.value, validation.path)
      let text = value.text("expression")
      if text.trimmingBlank.isEmpty {
        errors.required("\(path).expression", "expression is not specified")
      } else {
        expression(text, "\(path).expression", scope, results: [.bool], &errors)
      }
      let message = value.text("messageExpression")
      if !message.isEmpty {
        if message.trimmingBlank.isEmpty {
          errors.invalid("\(path).messageExpression", .string(message), "must be non-empty if specified")
        } else {
          expression(message, "\(path).messageExpression", scope, results: [.string], &errors)
        }
      }
      let words = value.text("message")
      if !words.isEmpty, words.trimmingBlank.isEmpty {
        errors.invalid("\(path).message", .string(words), "must be non-empty if specified")
      } else if words.trimmingBlank.contains(where: \.isNewline) {
        errors.invalid("\(path).message", .string(words), "must not contain line breaks")
      }
      errors.optionalOneOf(
        "\(path).reason", value["reason"], ["Forbidden", "Invalid", "RequestEntityTooLarge"])
    }
    var keys: Set<String> = []
    for note in notes {
      let key = note.value.text("key")
      let full = "\(scope.policy)/\(key)"
      errors.invalid("\(note.path).key", full, each: NameRules.qualifiedName(full))
      let text = note.value.text("valueExpression")
      if text.trimmingBlank.isEmpty {
        errors.required("\(note.path).valueExpression", "valueExpression is not specified")
      } else {
        expression(text, "\(note.path).valueExpression", scope, results: [.string, .null], &errors)
      }
      if !keys.insert(key).inserted { errors.duplicate("\(note.path).key", .string(key)) }
    }
  }

  static func conditions(_ owner: Value, _ path: String, hasParameters: Bool, _ errors: inout ErrorList) {
    let conditions = owner.items("matchConditions", path)
    if conditions.count > 64 { errors.add(.tooMany("\(path).matchConditions", conditions.count, 64)) }
    var names: Set<String> = []
    for condition in conditions {
      let text = condition.value.text("expression").trimmingBlank
      if text.isEmpty {
        errors.required("\(condition.path).expression")
      } else {
        let scope = Scope(hasParameters: hasParameters, variables: nil)
        expression(text, "\(condition.path).expression", scope, results: [.bool], &errors)
      }
      let name = condition.value.text("name")
      if name.isEmpty {
        errors.required("\(condition.path).name")
      } else {
        errors.invalid("\(condition.path).name", name, each: NameRules.qualifiedName(name))
        if !names.insert(name).inserted { errors.duplicate("\(condition.path).name", .string(name)) }
      }
    }
  }

  /// Whether an expression compiles to one of those types. Returns its type, `nil` when it does not compile.
  @discardableResult
  static func expression(
    _ text: String, _ path: String, _ scope: Scope, results: [CELType], _ errors: inout ErrorList
  ) -> CELType? {
    var environment = AdmissionPolicyProgram.environment(
      hasParameters: scope.hasParameters, makesObjects: scope.makesObjects)
    environment.variables?.merge(AdmissionTypes.variables) { $1 }
    environment.variables?["variables"] = scope.variables.map {
      .object(CELObjectType(name: "kubernetes.variables", fields: $0))
    }
    do throws(CELError) {
      let program = try CEL.compile(text, environment)
      let type = program.resultType
      if results.isEmpty || results.contains(type) { return type }
      let wanted = results.count == 1 ? "\(results[0])" : "one of [\(results.map(\.shown).joined(separator: " "))]"
      errors.invalid(path, .string(text), "must evaluate to \(wanted) but got \(type)")
      return type
    } catch {
      errors.invalid(path, .string(text), "compilation failed: \(error.message)")
      return nil
    }
  }

  private static func isIdentifier(_ text: String) -> Bool {
    let reserved = ["true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if"]
    guard let first = text.utf8.first, !(first >= 48 && first <= 57), !reserved.contains(text) else { return false }
    return text.utf8.allSatisfy { NameRules.isHeader($0) && $0 != 45 || $0 == 95 }
  }

  private static func parameterKind(_ kind: Value, _ path: String, _ errors: inout ErrorList) {
    let apiVersion = kind.text("apiVersion")
    let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if apiVersion.isEmpty {
      errors.required("\(path).apiVersion")
    } else if parts.count > 2 {
      errors.invalid("\(path).apiVersion", .string(apiVersion), "unexpected GroupVersion string: \(apiVersion)")
    } else {
      if parts.count == 2, !NameRules.dns1123Subdomain(parts[0]).isEmpty {
        errors.invalid(
          "\(path).apiVersion", .string(parts[0]), NameRules.dns1123Subdomain(parts[0]).joined(separator: ","))
      }
      let version = parts.last ?? ""
      if version.isEmpty {
        errors.invalid("\(path).apiVersion", .string(apiVersion), "version must be specified")
      } else if !NameRules.dns1035Label(version).isEmpty {
        errors.invalid(
          "\(path).apiVersion", .string(version), NameRules.dns1035Label(version).joined(separator: ","))
      }
    }
    let name = kind.text("kind")
    if name.isEmpty {
      errors.required("\(path).kind")
    } else {
      let messages = NameRules.dns1035Label(name.lowercased())
      if !messages.isEmpty {
        errors.invalid(
          "\(path).kind", .string(name),
          "may have mixed case, but should otherwise match: " + messages.joined(separator: ","))
      }
    }
  }

  private static func matchResources(_ match: Value, _ path: String, _ errors: inout ErrorList) {
    errors.optionalOneOf("\(path).matchPolicy", match["matchPolicy"], ["Equivalent", "Exact"])
    errors.labelSelector("\(path).namespaceSelector", match["namespaceSelector"])
    errors.labelSelector("\(path).objectSelector", match["objectSelector"])
    for list in ["resourceRules", "excludeResourceRules"] {
      for rule in match.items(list, path) {
        var names: Set<String> = []
        for name in rule.value.items("resourceNames", rule.path) {
          let text = name.value.string ?? ""
          errors.invalid(name.path, text, each: NameRules.pathSegment(text))
          if !names.insert(text).inserted { errors.duplicate(name.path, name.value) }
        }
        AdmissionRules.rule(rule.value, rule.path, &errors)
      }
    }
  }

  // MARK: - Bindings

  static func binding(_ binding: Value, isValidating: Bool) -> [FieldError] {
    var errors = ErrorList()
    let spec = binding["spec"] ?? [:]
    let name = spec.text("policyName")
    if name.isEmpty {
      errors.required("spec.policyName")
    } else {
      errors.invalid("spec.policyName", name, each: NameRules.dns1123Subdomain(name))
    }
    if let reference = spec.there("paramRef") { parameters(reference, "spec.paramRef", &errors) }
    if let match = spec.there("matchResources") { matchResources(match, "spec.matchResources", &errors) }
    guard isValidating else { return errors.list }
    let actions = spec.items("validationActions", "spec")
    var seen: Set<String> = []
    for action in actions {
      let text = action.value.string ?? ""
      if !["Audit", "Deny", "Warn"].contains(text) {
        errors.notSupported(action.path, action.value, ["Audit", "Deny", "Warn"])
      }
      if !seen.insert(text).inserted { errors.duplicate(action.path, action.value) }
    }
    if seen.contains("Deny") && seen.contains("Warn") {
      errors.invalid(
        "spec.validationActions", spec["validationActions"],
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and "
          + "headers serves no purpose)")
    }
    if seen.isEmpty { errors.required("spec.validationActions", "at least one validation action is required") }
    return errors.list
  }

  private static func parameters(_ reference: Value, _ path: String, _ errors: inout ErrorList) {
    let name = reference.text("name")
    if !name.isEmpty { errors.invalid("\(path).name", name, each: NameRules.pathSegment(name)) }
    if !name.isEmpty && reference.has("selector") {
      errors.forbidden("\(path).name", "name and selector are mutually exclusive")
      errors.forbidden("\(path).selector", "name and selector are mutually exclusive")
    }
    if name.isEmpty && !reference.has("selector") {
      errors.required(path, "one of name or selector must be specified")
    }
    if reference.has("parameterNotFoundAction") {
      errors.optionalOneOf(
        "\(path).parameterNotFoundAction", reference["parameterNotFoundAction"], ["Deny", "Allow"])
    } else {
      errors.required("\(path).parameterNotFoundAction")
    }
  }
}

extension CELType {
  fileprivate var shown: String { self == .null ? "null_type" : description }
}
