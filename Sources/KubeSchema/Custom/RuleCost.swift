import CEL
import GoLibrary
import KubeAPI
import Manifest

/// How much the rules of a definition may cost, and what is said when that is too much
/// (apiextensions-apiserver `pkg/apis/apiextensions/validation/cel_validation.go`).
struct RuleCost {
  private static let expressionLimit = 10_000_000.0
  private static let totalLimit = 100_000_000.0
  /// The longest request body.
  private static let request: Int64 = 3_145_728

  private var total: UInt64 = 0
  private var expensive: [(path: String, cost: UInt64)] = []

  /// Counts a rule; what is to be said when it alone is too expensive.
  mutating func add(_ cost: UInt64, _ path: String, _ words: String) -> FieldError? {
    let (sum, overflow) = total.addingReportingOverflow(cost)
    total = overflow ? .max : sum
    if Double(cost) >= RuleCost.totalLimit / 100 {
      expensive.append((path, cost))
      let sorted = expensive.enumerated().sorted {
        $0.element.cost != $1.element.cost ? $0.element.cost > $1.element.cost : $0.offset < $1.offset
      }
      expensive = sorted.prefix(4).map(\.element)
    }
    guard Double(cost) > RuleCost.expressionLimit else { return nil }
    return .forbidden(path, RuleCost.message(words, cost, RuleCost.expressionLimit))
  }

  /// What is said when all rules together are too expensive.
  func errors(_ root: String) -> [FieldError] {
    guard Double(total) > RuleCost.totalLimit else { return [] }
    return expensive.map {
      FieldError.forbidden(
        $0.path, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")
    } + [
      .forbidden(
        root,
        RuleCost.message(
          "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total, RuleCost.totalLimit))
    ]
  }

  private static func message(_ words: String, _ cost: UInt64, _ limit: Double) -> String {
    let factor = Double(cost) / limit
    let text =
      factor > 100 ? "more than 100x" : GoNumber.formatFloat(factor, "f", precision: factor < 1.5 ? 6 : 1) + "x"
    return
      "\(words) exceeds budget by factor of \(text) (try simplifying the rule, or adding maxItems, maxProperties, and "
      + "maxLength where arrays, maps, and strings are declared)"
  }

  // MARK: - One rule

  /// How often a schema's rules may run when nothing bounds how many values of it there are.
  static func cardinality(_ schema: StructuralSchema) -> UInt64 { UInt64(request / (smallest(schema) + 1)) }

  static func of(_ expression: String, _ schema: StructuralSchema, _ environment: CELEnvironment) -> UInt64 {
    CostEstimate.maximum(expression, environment) { path in
      guard path.first == "self" || path.first == "oldSelf" else { return nil }
      return largest(schema, path.dropFirst()).map { UInt64($0) }
    }
  }

  /// How many elements or characters the value at a path can have.
  private static func largest(_ schema: StructuralSchema, _ path: ArraySlice<String>) -> Int64? {
    guard let step = path.first else { return elements(schema) }
    let rest = path.dropFirst()
    switch step {
    case "@items": return schema.items.flatMap { largest($0, rest) }
    case "@values": return schema.additional.flatMap { largest($0, rest) }
    case "@keys": return schema.additional != nil && rest.isEmpty ? 0 : nil
    default:
      if schema.type == "object", schema.additional == nil {
        if let property = schema.properties.first(where: { FieldNames.escape($0.name) == step }) {
          return largest(property.schema, rest)
        }
        if schema.isRoot || schema.isEmbedded {
          if ["apiVersion", "kind"].contains(step), rest.isEmpty { return request - 2 }
          if step == "metadata" { return rest.isEmpty ? 0 : rest.count == 1 ? request - 2 : nil }
        }
      }
      return nil
    }
  }

  private static func elements(_ schema: StructuralSchema) -> Int64 {
    let limits = schema.limits
    if schema.isIntOrString { return limits.maxLength.map { max(0, $0) * 4 } ?? request - 2 }
    switch schema.type {
    case "array":
      if let limit = limits.maxItems { return max(0, limit) }
      return schema.items.map { (request - 2) / (smallest($0) + 1) } ?? 0
    case "object":
      guard let additional = schema.additional else { return 0 }
      if let limit = limits.maxProperties { return max(0, limit) }
      return (request - 2) / (smallest(additional) + 6)
    case "string":
      switch schema.format {
      case "duration", "date-time": return 32
      case "date": return 12
      case "byte": return limits.maxLength.map { max(0, $0) } ?? request - 2
      default: break
      }
      if let limit = limits.maxLength { return max(0, limit) * 4 }
      if !limits.values.isEmpty { return Int64(limits.values.map { $0.string?.utf8.count ?? 0 }.max() ?? 0) }
      return request - 2
    default: return 0
    }
  }

  /// The fewest bytes that a value takes.
  private static func smallest(_ schema: StructuralSchema) -> Int64 {
    if schema.isIntOrString { return 1 }
    switch schema.type {
    case "object":
      guard schema.additional == nil else { return 2 }
      var size: Int64 = 2
      for property in schema.properties where schema.required.contains(property.name) {
        if property.schema.defaultValue == nil {
          size += Int64(property.name.utf8.count) + smallest(property.schema) + 4
        }
      }
      return size
    case "array": return 2
    case "string":
      switch schema.format {
      case "duration": return 3
      case "date": return 12
      case "date-time": return 21
      default: return 2
      }
    case "boolean": return 4
    default: return 1
    }
  }
}
