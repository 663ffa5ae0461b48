import CEL
import KubeAPI
import Manifest

/// What is wrong with a validating policy's expressions for the kinds that it names: `status.typeChecking`
/// (k8s.io/apiserver `pkg/admission/plugin/policy/validating/typechecking.go`).
public enum PolicyTypeCheck {
  /// How many kinds are looked at.
  private static let limit = 10
  /// Types inside one another are followed so deep.
  private static let depth = 14

  /// Warnings about one expression each, in the order of the validations.
  public static func warnings(_ policy: Value) -> [Value] {
    let kinds = kinds(policy)
    guard !kinds.isEmpty else { return [] }
    let hasParameters = policy.at("spec", "paramKind")?.isNull == false
    var found: [Value] = []
    for (i, validation) in (policy.at("spec", "validations")?.array ?? []).enumerated() {
      for field in ["expression", "messageExpression"] {
        let text = validation.text(field)
        guard !text.isEmpty else { continue }
        let complaints = kinds.compactMap { kind -> String? in
          complaint(text, kind.type, hasParameters: hasParameters).map { "\(kind.name): \($0)\n" }
        }
        guard !complaints.isEmpty else { continue }
        found.append(
          [
            "fieldRef": .string("spec.validations[\(i)].\(field)"),
            "warning": .string(complaints.joined(separator: "\n")),
          ])
      }
    }
    return found
  }

  private static func complaint(_ text: String, _ type: CELType, hasParameters: Bool) -> String? {
    var environment = AdmissionPolicyProgram.environment(hasParameters: hasParameters)
    environment.variables?.merge(AdmissionTypes.variables) { $1 }
    environment.variables?["object"] = type
    environment.variables?["oldObject"] = type
    do throws(CELError) {
      _ = try CEL.compile(text, environment)
      return nil
    } catch {
      return error.message
    }
  }

  /// The built-in kinds that the rules name without wildcards.
  private static func kinds(_ policy: Value) -> [(name: String, type: CELType)] {
    var found: [(name: String, type: CELType)] = []
    for rule in policy.at("spec", "matchConstraints", "resourceRules")?.array ?? [] {
      func names(_ field: String) -> [String] { (rule[field]?.array ?? []).compactMap(\.string) }
      let all = names("apiGroups") + names("apiVersions") + names("resources")
      if all.contains(where: { $0.contains("*") || $0.contains("/") }) { continue }
      for group in names("apiGroups") {
        for version in names("apiVersions") {
          for plural in names("resources") {
            guard found.count < limit,
              let resource = KubeSchema.builtin.resource(group: group, version: version, plural: plural),
              let type = KubeSchema.builtin.type(group: group, version: version, kind: resource.kind)
            else { continue }
            let name = (group.isEmpty ? version : "\(group)/\(version)") + ", Kind=\(resource.kind)"
            if !found.contains(where: { $0.name == name }) { found.append((name, object(type, 0))) }
          }
        }
      }
    }
    return found.sorted { $0.name.goLess($1.name) }
  }

  private static func object(_ type: TypeSchema, _ level: Int) -> CELType {
    switch type.special {
    case .time, .microTime: return .timestamp
    case .duration: return .string
    case .some: return .dyn
    case .none: break
    }
    guard type.scalar == nil, level < depth else { return .dyn }
    var fields: [String: CELType] = [:]
    for field in type.fields {
      if let name = FieldNames.escape(field.name) { fields[name] = self.type(field.shape, level + 1) }
    }
    return .object(CELObjectType(name: type.name, fields: fields))
  }

  private static func type(_ shape: FieldShape, _ level: Int) -> CELType {
    switch shape {
    case .string(let format, _):
      switch format {
      case "byte": return .bytes
      case "date", "date-time": return .timestamp
      default: return .string
      }
    case .integer: return .int
    case .number: return .double
    case .boolean: return .bool
    case .array(let element): return .list(type(element, level))
    case .map(let element): return .map(.string, type(element, level))
    case .type: return TypeTable.builtin.type(of: shape).map { object($0, level) } ?? .dyn
    case .object, .any, .oneOf: return .dyn
    }
  }
}
