import KubeAPI
import Manifest

/// Whether a configuration fits its kind's types: what turning it into a typed value would complain about.
enum TypedCheck {
  static func check(
    _ object: Value, _ shape: MergeShape, _ resource: ServedResource, _ context: WriteContext
  ) throws(StatusError) {
    var problems: [String] = []
    walk(object, shape, "", &problems)
    guard !problems.isEmpty else { return }
    let subject = object.namespace.isEmpty ? "/\(object.name)" : "\(object.namespace)/\(object.name)"
    let list = problems.count == 1 ? problems[0] : "errors:\n" + problems.map { "  " + $0 }.joined(separator: "\n")
    throw StatusError(
      code: 500, reason: "",
      message: "failed to create typed patch object (\(subject); \(resource.type.group)/\(context.version), "
        + "Kind=\(resource.type.kind)): \(list)")
  }

  private static func walk(_ value: Value, _ shape: MergeShape, _ path: String, _ problems: inout [String]) {
    switch shape.form {
    case .deduced: return
    case .scalar:
      if let expected = shape.scalarComplaint(about: value) {
        problems.append("\(path): expected \(expected), got \(goText(value))")
      }
    case .map:
      guard !value.isNull else { return }
      guard let object = value.object else {
        problems.append("\(path): expected map, got \(goText(value))")
        return
      }
      for pair in object {
        guard let inner = shape.member(pair.key) else {
          problems.append("\(path).\(pair.key): field not declared in schema")
          continue
        }
        walk(pair.value, inner, "\(path).\(pair.key)", &problems)
      }
    case .list(let list):
      guard !value.isNull else { return }
      guard let items = value.array else {
        problems.append("\(path): expected list, got \(goText(value))")
        return
      }
      let element = shape.element
      var seen: Set<String> = []
      for (i, item) in items.enumerated() {
        if case .map(let keys) = list {
          guard case .object = item else {
            problems.append("\(path): element \(i): associative list with keys may not have non-map elements")
            continue
          }
          for key in keys where item[key] == nil && element.member(key)?.defaultValue == nil {
            problems.append(
              "\(path): element \(i): associative list with keys has an element that omits key field \"\(key)\" "
                + "(and doesn't have default value)")
          }
        }
        let step = TypedValue.step(of: item, at: i, list, element)
        if list != .atomic, !seen.insert(step).inserted {
          problems.append("\(path): duplicate entries for key \(FieldSet.text([step]))")
        }
        walk(item, element, path + FieldSet.text([step]), &problems)
      }
    }
  }

  /// Go's `%T %v` of an unstructured value.
  private static func goText(_ value: Value) -> String { "&value.valueUnstructured{Value:\(goValue(value))}" }

  private static func goValue(_ value: Value) -> String {
    switch value {
    case .null: "interface {}(nil)"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .double(let number): "\(number)"
    case .string(let text): JSON.write(.string(text))
    case .array(let items): "[]interface {}{" + items.map { goValue($0) }.joined(separator: ", ") + "}"
    case .object(let object):
      "map[string]interface {}{"
        + object.sorted().map { "\(JSON.write(.string($0.key))):\(goValue($0.value))" }.joined(separator: ", ") + "}"
    }
  }
}
