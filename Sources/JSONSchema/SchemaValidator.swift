import GoLibrary
import Manifest

/// Runs a compiled set over a value (`jsonschema.validator`).
struct SchemaValidator {
  let set: JSONSchema
  /// The schemas on the way here, with the value that each looks at.
  private var scope: [Frame] = []
  /// Where in the value we are.
  var path: [String] = []

  private struct Frame {
    var schema: Int
    /// `$ref` and its like, for the text of a cycle.
    var keyword: String
    /// Frames with one number look at the same value.
    var value: Int
  }

  typealias Failure = JSONSchema.ValidationError

  /// Properties and items that no schema has looked at yet; only kept where something asks for them.
  struct Unevaluated {
    var properties: Set<String> = []
    var items: Set<Int> = []
    var isEmpty: Bool { properties.isEmpty && items.isEmpty }

    mutating func merge(_ other: Unevaluated) {
      properties.formIntersection(other.properties)
      items.formIntersection(other.items)
    }
  }

  init(set: JSONSchema) { self.set = set }

  mutating func validateRoot(_ value: Value) -> Failure? {
    scope = [Frame(schema: set.root, keyword: "", value: 0)]
    var run = Run(
      index: set.root, value: value, unevaluated: unevaluated(value, set.root, wanted: false), quick: false)
    return validate(&run)
  }

  /// One schema on one value.
  struct Run {
    let index: Int
    let value: Value
    var unevaluated: Unevaluated
    /// Only whether there is an error counts.
    let quick: Bool
    var errors: [Failure] = []

    var isDone: Bool { quick && !errors.isEmpty }
  }

  func error(_ run: Run, _ kind: Failure.Kind, causes: [Failure] = []) -> Failure {
    Failure(
      schemaURL: set.schemas[run.index].location, instancePath: run.quick ? [] : path, kind: kind, causes: causes)
  }

  private func unevaluated(_ value: Value, _ index: Int, wanted: Bool) -> Unevaluated {
    let schema = set.schemas[index]
    var result = Unevaluated()
    switch value {
    case .object(let object):
      if !schema.allPropertiesEvaluated && (wanted || schema.unevaluatedProperties != nil) {
        result.properties = Set(object.keys)
      }
    case .array(let items):
      if !schema.allItemsEvaluated && (wanted || schema.unevaluatedItems != nil), schema.itemList.count < items.count {
        result.items = Set(schema.itemList.count..<items.count)
      }
    default: break
    }
    return result
  }

  // MARK: - One schema

  private mutating func validate(_ run: inout Run) -> Failure? {
    let schema = set.schemas[run.index]
    if let always = schema.always { return always ? nil : error(run, .falseSchema) }
    if let cycle = cycle(run) { return cycle }
    if scope.count > 4000 { return error(run, .group) }
    if let failure = assertions(run, schema) { return failure }
    if let target = schema.ref {
      let failure = reference(&run, target, "$ref")
      if schema.draft < .draft2019 { return failure }
      if let failure { run.errors.append(failure) }
    }
    switch run.value {
    case .object(let object): validate(object, schema, &run)
    case .array(let items): validate(items, schema, &run)
    case .string(let text): validate(text, schema, &run)
    case .int, .double: validateNumber(schema, &run)
    default: break
    }
    if !run.isDone {
      if schema.draft >= .draft2019 { references(schema, &run) }
      conditions(schema, &run)
      if schema.draft >= .draft2019 { rest(schema, &run) }
    }
    switch run.errors.count {
    case 0: return nil
    case 1: return run.errors[0]
    default: return error(run, .group, causes: run.errors)
    }
  }

  /// `type`, `const`, `enum`, `format`: the first that fails says it all.
  private func assertions(_ run: Run, _ schema: JSONSchema.Compiled) -> Failure? {
    let type = JSONSchema.ValueType(run.value)
    if !schema.types.isEmpty {
      let isInteger = schema.types.contains(.integer) && DecimalNumber(run.value)?.isInteger == true
      if !schema.types.contains(type) && !isInteger {
        return error(run, .type(got: type.rawValue, want: schema.types.map(\.rawValue)))
      }
    }
    if let const = schema.const, !SchemaValidator.equal(run.value, const) { return error(run, .const(const)) }
    if let values = schema.enumeration, !values.contains(where: { SchemaValidator.equal(run.value, $0) }) {
      return error(run, .enumeration(values))
    }
    if let format = schema.format, case .string(let text) = run.value,
      let reason = SchemaFormats.problem(text, format)
    {
      return error(run, .format(got: run.value, want: format, reason: reason))
    }
    return nil
  }

  private func cycle(_ run: Run) -> Failure? {
    guard let last = scope.last else { return nil }
    var at = scope.count - 2
    while at >= 0, scope[at].value == last.value {
      if scope[at].schema == last.schema {
        return error(
          run,
          .referenceCycle(
            url: set.schemas[run.index].location, first: keywordLocation(scope.count - 1), second: keywordLocation(at)))
      }
      at -= 1
    }
    return nil
  }

  private func keywordLocation(_ at: Int) -> String {
    var text = ""
    var at = at
    while at > 0 {
      if !scope[at].keyword.isEmpty {
        text = "/" + JSONSchema.escape(scope[at].keyword) + text
      } else {
        let here = set.schemas[scope[at].schema].location
        let parent = set.schemas[scope[at - 1].schema].location
        text = String(here.dropFirst(parent.count)) + text
      }
      at -= 1
    }
    return text
  }

  static func equal(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let x), .bool(let y)): return x == y
    case (.string(let x), .string(let y)): return x.utf8.elementsEqual(y.utf8)
    case (.int(let x), .int(let y)): return x == y
    case (.int, .double), (.double, .int), (.double, .double):
      guard let x = DecimalNumber(a), let y = DecimalNumber(b) else { return false }
      return x.compare(y) == 0
    case (.array(let x), .array(let y)): return x.count == y.count && zip(x, y).allSatisfy(equal)
    case (.object(let x), .object(let y)):
      return x.count == y.count && x.pairs.allSatisfy { pair in y[pair.key].map { equal(pair.value, $0) } ?? false }
    default: return false
    }
  }

  // MARK: - Other schemas

  /// Another schema on the same value.
  mutating func validateSelf(_ index: Int, _ run: inout Run, keyword: String = "", quick: Bool = false) -> Failure? {
    scope.append(Frame(schema: index, keyword: keyword, value: scope.last?.value ?? 0))
    var inner = Run(
      index: index, value: run.value, unevaluated: unevaluated(run.value, index, wanted: !run.unevaluated.isEmpty),
      quick: run.quick || quick)
    let failure = validate(&inner)
    scope.removeLast()
    if failure == nil { run.unevaluated.merge(inner.unevaluated) }
    return failure
  }

  /// A schema on a part of the value.
  mutating func validate(_ index: Int, _ value: Value, at token: String, _ run: Run) -> Failure? {
    path.append(token)
    scope.append(Frame(schema: index, keyword: "", value: (scope.last?.value ?? 0) + 1))
    var inner = Run(
      index: index, value: value, unevaluated: unevaluated(value, index, wanted: false), quick: run.quick)
    let failure = validate(&inner)
    scope.removeLast()
    path.removeLast()
    return failure
  }

  private mutating func reference(_ run: inout Run, _ target: Int, _ keyword: String) -> Failure? {
    guard let failure = validateSelf(target, &run, keyword: keyword) else { return nil }
    var causes = [failure]
    if case .group = failure.kind { causes = failure.causes }
    return error(run, .reference(url: set.schemas[target].location), causes: causes)
  }

  private mutating func references(_ schema: JSONSchema.Compiled, _ run: inout Run) {
    if var target = schema.recursiveRef {
      if set.schemas[target].recursiveAnchor {
        for frame in scope.reversed() {
          let resource = set.schemas[frame.schema].resource
          if set.schemas[resource].recursiveAnchor { target = frame.schema }
        }
        target = set.schemas[target].resource
      }
      if let failure = reference(&run, target, "$recursiveRef") { run.errors.append(failure) }
    }
    if let dynamic = schema.dynamicRef {
      var target = dynamic.schema
      if !dynamic.anchor.isEmpty, set.schemas[target].dynamicAnchor == dynamic.anchor {
        // The outermost one wins.
        for frame in scope.reversed() {
          let resource = set.schemas[set.schemas[frame.schema].resource]
          if let found = resource.dynamicAnchors[dynamic.anchor] { target = found }
        }
      }
      if let failure = reference(&run, target, "$dynamicRef") { run.errors.append(failure) }
    }
  }

  private mutating func conditions(_ schema: JSONSchema.Compiled, _ run: inout Run) {
    if let not = schema.not, validateSelf(not, &run, quick: true) == nil { run.errors.append(error(run, .not)) }
    if !schema.allOf.isEmpty {
      var causes: [Failure] = []
      for index in schema.allOf {
        if let failure = validateSelf(index, &run) { causes.append(failure) }
        if run.quick && !causes.isEmpty { break }
      }
      if !causes.isEmpty { run.errors.append(error(run, .allOf, causes: causes)) }
    }
    if !schema.anyOf.isEmpty {
      var causes: [Failure] = []
      var matched = false
      for index in schema.anyOf {
        if let failure = validateSelf(index, &run) {
          causes.append(failure)
        } else {
          matched = true
          if run.unevaluated.isEmpty { break }
        }
      }
      if !matched { run.errors.append(error(run, .anyOf, causes: causes)) }
    }
    if !schema.oneOf.isEmpty { oneOf(schema, &run) }
    if let condition = schema.condition {
      let next = validateSelf(condition, &run, quick: true) == nil ? schema.then : schema.otherwise
      if let next, let failure = validateSelf(next, &run) { run.errors.append(failure) }
    }
  }

  private mutating func oneOf(_ schema: JSONSchema.Compiled, _ run: inout Run) {
    var causes: [Failure] = []
    var matched: Int?
    for (position, index) in schema.oneOf.enumerated() {
      if let failure = validateSelf(index, &run, quick: matched != nil) {
        if matched == nil { causes.append(failure) }
      } else if let first = matched {
        run.errors.append(error(run, .oneOf(matched: [first, position])))
        break
      } else {
        matched = position
      }
    }
    if matched == nil { run.errors.append(error(run, .oneOf(matched: []), causes: causes)) }
  }

  /// `unevaluatedProperties`, `unevaluatedItems`.
  private mutating func rest(_ schema: JSONSchema.Compiled, _ run: inout Run) {
    if let index = schema.unevaluatedProperties, case .object(let object) = run.value {
      for name in run.unevaluated.properties.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        guard let value = object[name] else { continue }
        if let failure = validate(index, value, at: name, run) { run.errors.append(failure) }
      }
      run.unevaluated.properties = []
    }
    if let index = schema.unevaluatedItems, case .array(let items) = run.value {
      for place in run.unevaluated.items.sorted() where items.indices.contains(place) {
        if let failure = validate(index, items[place], at: String(place), run) { run.errors.append(failure) }
      }
      run.unevaluated.items = []
    }
  }
}
