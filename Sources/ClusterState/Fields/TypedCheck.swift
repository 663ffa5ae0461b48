import KubeAPI
import Manifest

/// Whether a configuration fits its kind's types: what turning it into a typed value would complain about.
enum TypedCheck {
  static func check(
    _ object: Value, _ shape: MergeShape, _ resource: ServedResource, _ context: WriteContext
  ) throws(StatusError) {
    guard let list = complaint(about: object, shape) else { return }
    let subject = "\(context.appliedNamespace ?? object.namespace)/\(object.name)"
    throw StatusError(
      code: 500, reason: "",
      message: "failed to create typed patch object (\(subject); \(resource.type.group)/\(context.version), "
        + "Kind=\(resource.type.kind)): \(list)")
  }

  /// What does not fit; `nil` when everything does.
  static func complaint(about object: Value, _ shape: MergeShape) -> String? {
    var problems: [String] = []
    walk(object, shape, "", &problems)
    if problems.count < 2 { return problems.first }
    return "errors:\n" + problems.map { "  " + $0 }.joined(separator: "\n")
  }

  /// The places of atomic lists and maps in a value.
  static func atomics(in value: Value, _ shape: MergeShape, path: String = "") -> [String] {
    switch (shape.form, value) {
    case (.map(let isAtomic), .object(let object)):
      return (isAtomic ? [path] : [])
        + object.flatMap { pair in
          shape.member(pair.key).map { atomics(in: pair.value, $0, path: "\(path).\(pair.key)") } ?? []
        }
    case (.list(let list), .array(let items)):
      return (list == .atomic ? [path] : [])
        + items.enumerated().flatMap { atomics(in: $0.element, shape.element, path: "\(path)[\($0.offset)]") }
    default: return []
    }
  }

  private static func walk(_ value: Value, _ shape: MergeShape, _ path: String, _ problems: inout [String]) {
    switch shape.form {
    case .deduced: return
    case .scalar:
      if let expected = shape.scalarComplaint(about: value) {
        problems.append("\(path): expected \(expected), got \(shown(value, as: expected))")
      }
    case .map:
      guard !value.isNull else { return }
      guard let object = value.object else {
        problems.append("\(path): expected map, got &{\(GoText.of(value))}")
        return
      }
      for pair in object {
        guard let inner = shape.member(pair.key) else {
          problems.append("\(path).\(pair.key): field not declared in schema")
          // Nothing after it is looked at.
          return
        }
        walk(pair.value, inner, "\(path).\(pair.key)", &problems)
      }
    case .list(let list):
      guard !value.isNull else { return }
      guard let items = value.array else {
        problems.append("\(path): expected list, got &{\(GoText.of(value))}")
        return
      }
      self.items(items, list, shape.element, path, &problems)
    }
  }

  private static func items(
    _ items: [Value], _ list: MergeShape.ListForm, _ element: MergeShape, _ path: String, _ problems: inout [String]
  ) {
    var seen: Set<String> = []
    for (i, item) in items.enumerated() {
      if let why = complaint(about: item, list, element) {
        problems.append("\(path): element \(i): \(why)")
        return
      }
      let step = TypedValue.step(of: item, at: i, list, element)
      if list != .atomic, !seen.insert(step).inserted {
        problems.append("\(path): duplicate entries for key \(FieldSet.text([step]))")
      }
      walk(item, element, path + FieldSet.text([step]), &problems)
    }
  }

  /// Why an item cannot be told from the others of its list.
  private static func complaint(
    about item: Value, _ list: MergeShape.ListForm, _ element: MergeShape
  ) -> String? {
    switch list {
    case .atomic: return nil
    case .set:
      switch item {
      case .object: return "associative list without keys has an element that's a map type"
      case .array: return "not supported: associative list with lists as elements"
      case .null: return "associative list without keys has an element that's an explicit null"
      default: return nil
      }
    case .map(let keys):
      if item.isNull { return "associative list with keys may not have a null element" }
      guard case .object = item else { return "associative list with keys may not have non-map elements" }
      guard !keys.contains(where: { item[$0] != nil || element.member($0)?.defaultValue != nil }) else { return nil }
      let names = keys.map { JSON.write(.string($0)) }.joined(separator: " ")
      return "associative list with keys has an element that omits all key fields [\(names)] "
        + "(and doesn't have default values for any key fields)"
    }
  }

  /// How Go's format for that type shows the value.
  private static func shown(_ value: Value, as expected: String) -> String {
    switch expected {
    case "string": return "&value.valueUnstructured{Value:\(goValue(value))}"
    case "numeric (int or float)":
      switch value {
      case .string: return "string"
      case .bool: return "bool"
      case .array: return "[]interface {}"
      default: return "map[string]interface {}"
      }
    default: return "&{\(GoText.of(value))}"
    }
  }

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
