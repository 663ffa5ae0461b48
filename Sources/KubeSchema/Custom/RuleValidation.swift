import CEL
import Manifest

/// Evaluates the rules of a schema on an object, within one budget (Kubernetes: 10,000,000 units an object).
struct RuleValidation {
  private(set) var errors: [FieldError] = []
  private var budget = 10_000_000
  private var isOver = false

  /// - Parameter isUnchanged: the value equals its old one (or lies in one that does): what was wrong may stay wrong.
  mutating func check(
    _ value: Value, _ old: Value?, _ schema: StructuralSchema, path: String, isUnchanged: Bool
  ) {
    guard !isOver, !value.isNull, schema.hasRules else { return }
    evaluate(value, old.flatMap { $0.isNull ? nil : $0 }, schema, path, isUnchanged)
    for inner in schema.limits.allOf where !isOver {
      check(value, old, inner, path: path, isUnchanged: isUnchanged)
    }
    switch value {
    case .array(let items):
      guard let inner = schema.items else { return }
      for (i, item) in items.enumerated() where !isOver {
        let before = schema.listType == "map" ? match(item, old, schema.mapKeys) : nil
        check(
          item, before, inner, path: "\(path)[\(i)]", isUnchanged: isUnchanged || (before != nil && before == item))
      }
    case .object(let object):
      for pair in object.sorted() where !isOver {
        let before = old?[pair.key]
        let same = isUnchanged || (before != nil && before == pair.value)
        if let property = schema.property(pair.key) {
          let place = path.isEmpty ? pair.key : "\(path).\(pair.key)"
          check(pair.value, before, property, path: place, isUnchanged: same)
        } else if let additional = schema.additional {
          check(pair.value, before, additional, path: "\(path)[\(pair.key)]", isUnchanged: same)
        }
      }
    default: break
    }
  }

  /// The old element with the same keys.
  private func match(_ item: Value, _ old: Value?, _ keys: [String]) -> Value? {
    old?.array?.first { other in keys.allSatisfy { other[$0] == item[$0] } }
  }

  private mutating func evaluate(
    _ value: Value, _ old: Value?, _ schema: StructuralSchema, _ path: String, _ isUnchanged: Bool
  ) {
    guard !schema.rules.isEmpty else { return }
    let type = StructuralTypes.type(of: schema)
    let current = CELValue(value, as: type)
    let before = old.map { CELValue($0, as: type) }
    func shown(_ detail: String) -> FieldError {
      FieldError(.invalid, path, value: "\"\(schema.type)\"", detail)
    }
    for rule in schema.rules {
      guard budget > 0 else {
        errors.append(
          shown("validation failed due to running out of cost budget, no further validation rules will be run"))
        isOver = true
        return
      }
      if rule.usesOldSelf && old == nil && !rule.optionalOldSelf { continue }
      var bindings: [String: CELValue] = ["self": current]
      if rule.optionalOldSelf {
        bindings["oldSelf"] = .optional(before.map { [$0] } ?? [])
      } else if let before {
        bindings["oldSelf"] = before
      }
      let program: CELProgram
      switch rule.program {
      case .success(let compiled): program = compiled
      case .failure(let error):
        errors.append(shown("rule compile error: \(error.message)"))
        continue
      }
      do throws(CELError) {
        let (result, cost) = try program.evaluate(values: bindings)
        budget -= cost
        if case .bool(true) = result { continue }
      } catch {
        if error.isCostLimit {
          errors.append(
            shown(
              "'\(error.message)': no further validation rules will be run due to call cost exceeds limit for rule: "
                + rule.text))
          isOver = true
          return
        }
        if error.message.hasPrefix("no such overload") {
          errors.append(
            shown(
              "'\(error.message)': call arguments did not match a supported operator, function or macro signature for "
                + "rule: \(rule.text)"))
        } else {
          errors.append(shown("\(error.message) evaluating rule: \(rule.text)"))
        }
        continue
      }
      if isUnchanged && !rule.usesOldSelf { continue }
      errors.append(failure(rule, bindings, value, schema, path))
    }
  }

  private mutating func failure(
    _ rule: CustomRule, _ bindings: [String: CELValue], _ value: Value, _ schema: StructuralSchema, _ path: String
  ) -> FieldError {
    var place = path
    if !rule.fieldPath.isEmpty {
      place = path.isEmpty && rule.fieldPath.hasPrefix(".") ? String(rule.fieldPath.dropFirst()) : path + rule.fieldPath
    }
    var detail = rule.failure
    if let program = rule.messageProgram, let (result, cost) = try? program.evaluate(values: bindings) {
      budget -= cost
      if case .string(let text) = result {
        let trimmed = text.trimmingBlank
        if !trimmed.isEmpty, trimmed.utf8.count <= 5120, !trimmed.contains("\n") { detail = trimmed }
      }
    }
    let shown = schema.type == "object" || schema.type == "array" ? nil : FieldError.show(value)
    switch rule.reason {
    case "FieldValueForbidden": return .forbidden(place, detail)
    case "FieldValueRequired": return .required(place, detail)
    case "FieldValueDuplicate": return FieldError(.duplicate, place, value: shown)
    default: return FieldError(.invalid, place, value: shown, detail)
    }
  }
}

extension String {
  var trimmingBlank: String {
    var view = self[...]
    while view.first?.isWhitespace == true { view = view.dropFirst() }
    while view.last?.isWhitespace == true { view = view.dropLast() }
    return String(view)
  }
}
