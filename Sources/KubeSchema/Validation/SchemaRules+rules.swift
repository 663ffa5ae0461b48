import CEL
import KubeAPI
import Manifest

/// `x-kubernetes-validations`: rules must say what they are for, compile, and cost little enough.
extension SchemaRules {
  mutating func rules(
    _ schema: Value, _ path: String, mayCompile: Bool, _ before: Int, _ uncorrelated: String?, _ count: UInt64?
  ) {
    let declared = schema["x-kubernetes-validations"]?.array ?? []
    guard !declared.isEmpty else { return }
    for (i, rule) in declared.enumerated() {
      let place = "\(path).x-kubernetes-validations[\(i)]"
      let text = rule.text("rule").trimmingBlank
      let message = rule.text("message")
      if text.isEmpty {
        errors.required("\(place).rule", "rule is not specified")
      } else if !message.isEmpty && message.trimmingBlank.isEmpty {
        errors.invalid("\(place).message", .string(message), "must be non-empty if specified")
      } else if message.trimmingBlank.contains(where: \.isNewline) {
        errors.invalid("\(place).message", .string(message), "must not contain line breaks")
      } else if text.contains(where: \.isNewline) && message.trimmingBlank.isEmpty {
        errors.required("\(place).message", "message must be specified if rule contains line breaks")
      }
      let expression = rule.text("messageExpression")
      if !expression.isEmpty && expression.trimmingBlank.isEmpty {
        errors.required("\(place).messageExpression", "messageExpression must be non-empty if specified")
      }
      errors.optionalOneOf(
        "\(place).reason", rule["reason"],
        ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"])
      fieldPath(rule.text("fieldPath"), schema, "\(place).fieldPath")
    }
    guard mayCompile, errors.list.count == before else { return }
    let compiled = StructuralSchema(schema, isRoot: path.hasSuffix("openAPIV3Schema"))
    if compiled.type.isEmpty && !compiled.isIntOrString {
      let words =
        "failed to construct type information for x-kubernetes-validations rules: unable to convert structural "
        + "schema to CEL declarations"
      ruleErrors.add(
        FieldError(.internal, "\(path).x-kubernetes-validations", "internal error: \(words)"))
      return
    }
    for (i, rule) in compiled.rules.enumerated() {
      outcome(
        rule, declared[i], "\(path).x-kubernetes-validations[\(i)]", uncorrelated, compiled,
        count ?? RuleCost.cardinality(compiled))
    }
  }

  private mutating func fieldPath(_ text: String, _ schema: Value, _ path: String) {
    guard !text.isEmpty else { return }
    if text.trimmingBlank.isEmpty {
      errors.invalid(path, .string(text), "must be non-empty if specified")
      return
    }
    var node: Value? = schema
    for step in text.split(separator: ".") {
      var name = String(step)
      var key: String?
      if let open = name.firstIndex(of: "["), name.hasSuffix("']") {
        key = String(name[name.index(open, offsetBy: 2)...].dropLast(2))
        name = String(name[..<open])
      }
      if !name.isEmpty { node = node?.at("properties", name) }
      if let key { node = node?.at("properties", key) ?? node?["additionalProperties"] }
    }
    if node == nil || !(text.hasPrefix(".") || text.hasPrefix("[")) {
      errors.invalid(path, .string(text), "must be a valid path")
    }
  }

  private mutating func outcome(
    _ rule: CustomRule, _ declared: Value, _ path: String, _ uncorrelated: String?, _ schema: StructuralSchema,
    _ count: UInt64
  ) {
    let dump: Value = [
      "Rule": .string(rule.rule), "Message": .string(rule.message),
      "MessageExpression": .string(rule.messageExpression),
      "Reason": rule.reason.isEmpty ? .null : .string(rule.reason), "FieldPath": .string(rule.fieldPath),
      "OptionalOldSelf": declared["optionalOldSelf"] ?? .null,
    ]
    if case .success(let program) = rule.program {
      let units = SchemaRules.product(RuleCost.of(rule.rule, schema, program.environment), count)
      if let error = cost.add(units, "\(path).rule", "estimated rule cost") { ruleErrors.add(error) }
    }
    switch rule.program {
    case .failure(let error): ruleErrors.invalid("\(path).rule", dump, "compilation failed: \(error.message)")
    case .success(let program):
      if program.resultType != .bool && program.resultType != .dyn {
        ruleErrors.invalid("\(path).rule", dump, "cel expression must evaluate to a bool")
      }
    }
    if case .failure(let error)? = rule.messageResult {
      ruleErrors.invalid("\(path).messageExpression", dump, "messageExpression compilation failed: \(error.message)")
    } else if let program = rule.messageProgram, program.resultType != .string && program.resultType != .dyn {
      ruleErrors.invalid("\(path).messageExpression", dump, "messageExpression must evaluate to a string")
    }
    if let program = rule.messageProgram {
      let units = RuleCost.of(rule.messageExpression, schema, program.environment)
      if let error = cost.add(units, "\(path).messageExpression", "estimated messageExpression cost") {
        ruleErrors.add(error)
      }
    }
    var usesOldSelf = rule.usesOldSelf
    if case .failure = rule.program { usesOldSelf = false }
    if usesOldSelf {
      if let uncorrelated {
        ruleErrors.invalid(
          "\(path).rule", .string(rule.rule),
          "oldSelf cannot be used on the uncorrelatable portion of the schema within \(uncorrelated)")
      }
    } else if let optional = declared.there("optionalOldSelf") {
      ruleErrors.invalid("\(path).optionalOldSelf", optional, "may not be set if oldSelf is not used in rule")
    }
  }
}
