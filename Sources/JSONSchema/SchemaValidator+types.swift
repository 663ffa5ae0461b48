import Manifest

extension SchemaValidator {
  // MARK: - Objects

  mutating func validate(_ object: Object, _ schema: JSONSchema.Compiled, _ run: inout Run) {
    func missing(_ names: [String]) -> [String] { names.filter { object[$0] == nil } }
    if let least = schema.minProperties, object.count < least {
      run.errors.append(error(run, .count(keyword: "minProperties", got: object.count, want: least)))
    }
    if let most = schema.maxProperties, object.count > most {
      run.errors.append(error(run, .count(keyword: "maxProperties", got: object.count, want: most)))
    }
    let absent = missing(schema.required)
    if !absent.isEmpty { run.errors.append(error(run, .required(absent))) }
    if run.isDone { return }
    for (name, dependency) in schema.dependencies where object[name] != nil {
      switch dependency {
      case .properties(let names):
        let absent = missing(names)
        if !absent.isEmpty { run.errors.append(error(run, .dependency(property: name, missing: absent))) }
      case .schema(let index): if let failure = validateSelf(index, &run) { run.errors.append(failure) }
      }
    }
    properties(object, schema, &run)
    if schema.draft == .draft4 || run.isDone { return }
    if let names = schema.propertyNames { propertyNames(object, names, &run) }
    if schema.draft == .draft6 { return }
    for (name, index) in schema.dependentSchemas where object[name] != nil {
      if let failure = validateSelf(index, &run) { run.errors.append(failure) }
    }
    for (name, names) in schema.dependentRequired where object[name] != nil {
      let absent = missing(names)
      if !absent.isEmpty { run.errors.append(error(run, .dependency(property: name, missing: absent))) }
    }
  }

  private mutating func properties(_ object: Object, _ schema: JSONSchema.Compiled, _ run: inout Run) {
    var additional: [String] = []
    for pair in object.byName {
      if run.isDone { return }
      var evaluated = false
      if let index = schema.properties[pair.key] {
        evaluated = true
        if let failure = validate(index, pair.value, at: pair.key, run) { run.errors.append(failure) }
      }
      for (pattern, index) in schema.patternProperties where pattern.matchString(pair.key) {
        evaluated = true
        if let failure = validate(index, pair.value, at: pair.key, run) { run.errors.append(failure) }
      }
      if !evaluated, let rule = schema.additionalProperties {
        evaluated = true
        switch rule {
        case .allowed(let allowed): if !allowed { additional.append(pair.key) }
        case .schema(let index):
          if let failure = validate(index, pair.value, at: pair.key, run) { run.errors.append(failure) }
        }
      }
      if evaluated { run.unevaluated.properties.remove(pair.key) }
    }
    if !additional.isEmpty { run.errors.append(error(run, .additionalProperties(additional))) }
  }

  /// Each name is a value of its own; its errors stand below the object.
  private mutating func propertyNames(_ object: Object, _ index: Int, _ run: inout Run) {
    for pair in object.byName {
      var inner = SchemaValidator(set: JSONSchema(schemas: set.schemas, root: index))
      guard let failure = inner.validateRoot(.string(pair.key)) else { continue }
      var causes = [failure]
      if case .group = failure.kind { causes = failure.causes }
      var outer = error(run, .propertyName(pair.key), causes: causes)
      outer.instancePath = []
      run.errors.append(outer)
    }
  }

  // MARK: - Arrays

  mutating func validate(_ items: [Value], _ schema: JSONSchema.Compiled, _ run: inout Run) {
    if let least = schema.minItems, items.count < least {
      run.errors.append(error(run, .count(keyword: "minItems", got: items.count, want: least)))
    }
    if let most = schema.maxItems, items.count > most {
      run.errors.append(error(run, .count(keyword: "maxItems", got: items.count, want: most)))
    }
    if schema.uniqueItems, let (first, second) = SchemaValidator.duplicates(items) {
      run.errors.append(error(run, .uniqueItems(first, second)))
    }
    let listed = min(items.count, schema.itemList.count)
    for place in 0..<listed {
      if let failure = validate(schema.itemList[place], items[place], at: String(place), run) {
        run.errors.append(failure)
      }
    }
    if let index = schema.items {
      // The library counts these from zero.
      for (place, item) in items[listed...].enumerated() {
        if let failure = validate(index, item, at: String(place), run) { run.errors.append(failure) }
      }
    }
    switch schema.additionalItems {
    case .allowed(false) where listed < items.count:
      run.errors.append(error(run, .additionalItems(items.count - listed)))
    case .schema(let index):
      for (place, item) in items[listed...].enumerated() {
        if let failure = validate(index, item, at: String(place), run) { run.errors.append(failure) }
      }
    default: break
    }
    if let index = schema.contains { contains(index, items, schema, &run) }
  }

  private mutating func contains(_ index: Int, _ items: [Value], _ schema: JSONSchema.Compiled, _ run: inout Run) {
    var causes: [Failure] = []
    var matched: [Int] = []
    for (place, item) in items.enumerated() {
      if let failure = validate(index, item, at: String(place), run) {
        causes.append(failure)
      } else {
        matched.append(place)
        if schema.draft >= .draft2020 { run.unevaluated.items.remove(place) }
      }
    }
    if let least = schema.minContains {
      if matched.count < least {
        run.errors.append(error(run, .minContains(got: matched, want: least), causes: causes))
      }
    } else if matched.isEmpty {
      run.errors.append(error(run, .contains, causes: causes))
    }
    if let most = schema.maxContains, matched.count > most {
      run.errors.append(error(run, .maxContains(got: matched, want: most)))
    }
  }

  /// The first two equal items.
  static func duplicates(_ items: [Value]) -> (Int, Int)? {
    if items.count <= 20 {
      for second in items.indices.dropFirst() {
        for first in 0..<second where equal(items[first], items[second]) { return (first, second) }
      }
      return nil
    }
    // Equal values have equal keys here: numbers by their decimal form, objects by sorted names.
    var seen: [String: [Int]] = [:]
    for (place, item) in items.enumerated() {
      let key = hashKey(item)
      for first in seen[key] ?? [] where equal(items[first], item) { return (first, place) }
      seen[key, default: []].append(place)
    }
    return nil
  }

  private static func hashKey(_ value: Value) -> String {
    switch value {
    case .null: "n"
    case .bool(let bool): bool ? "t" : "f"
    case .int, .double:
      DecimalNumber(value).map { "\($0.isNegative ? "-" : "")\($0.coefficient)e\($0.exponent)" } ?? "?"
    case .string(let text): "s" + text
    case .array(let items): "a\(items.count)" + (items.first.map(hashKey) ?? "")
    case .object(let object): "o" + object.byName.map(\.key).joined(separator: ",")
    }
  }

  // MARK: - Strings and numbers

  func validate(_ text: String, _ schema: JSONSchema.Compiled, _ run: inout Run) {
    if schema.minLength != nil || schema.maxLength != nil {
      let length = text.unicodeScalars.count
      if let least = schema.minLength, length < least {
        run.errors.append(error(run, .count(keyword: "minLength", got: length, want: least)))
      }
      if let most = schema.maxLength, length > most {
        run.errors.append(error(run, .count(keyword: "maxLength", got: length, want: most)))
      }
    }
    if let pattern = schema.pattern, !pattern.matchString(text) {
      run.errors.append(error(run, .pattern(got: text, want: pattern.pattern)))
    }
  }

  func validateNumber(_ schema: JSONSchema.Compiled, _ run: inout Run) {
    guard let number = DecimalNumber(run.value) else { return }
    func check(_ keyword: String, _ bound: DecimalNumber?, _ fits: (Int) -> Bool) -> Failure? {
      guard let bound, !fits(number.compare(bound)) else { return nil }
      return error(run, .number(keyword: keyword, got: number.double, want: bound.double))
    }
    let failures = [
      check("minimum", schema.minimum) { $0 >= 0 }, check("maximum", schema.maximum) { $0 <= 0 },
      check("exclusiveMinimum", schema.exclusiveMinimum) { $0 > 0 },
      check("exclusiveMaximum", schema.exclusiveMaximum) { $0 < 0 },
    ]
    run.errors += failures.compactMap { $0 }
    if let step = schema.multipleOf, !number.isMultiple(of: step) {
      run.errors.append(error(run, .number(keyword: "multipleOf", got: number.double, want: step.double)))
    }
  }
}
