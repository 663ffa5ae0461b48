import GoLibrary

extension FunctionTable {
  /// helm's TOML (pkg/engine/funcs.go).
  static func addTOML(_ table: inout FunctionTable) {
    /// helm `toTOML`: the error's text when it cannot be written
    table("toToml", "any") { _, args in
      do throws(GoError) {
        return .string(try TOML.encode(try TOMLDocuments.toml(args[0])))
      } catch {
        return .string(error.message)
      }
    }
    /// helm `fromTOML`: a map with the key Error when it cannot be read
    table("fromToml", "string") { _, args in
      do throws(GoError) {
        return TOMLDocuments.value(try TOML.decode(ByteString.bytes(args.string(0))))
      } catch {
        return .map(GoMap([("Error", .string(error.message))]))
      }
    }
  }
}

enum TOMLDocuments {
  static func toml(_ value: GoValue, depth: Int = 0) throws(GoError) -> TOML {
    if depth > 900 { throw GoError("toml: the value is nested too deeply") }
    switch value {
    case .invalid, .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number, _): return .integer(number)
    case .float(let number): return .float(number)
    case .string(let text): return .string(text)
    case .list(let elements): return try array(elements, depth)
    case .slice(let slice): return try array(slice.elements, depth)
    case .map(let map):
      var entries: [(key: String, value: TOML)] = []
      for entry in map.sorted { entries.append((entry.key, try toml(entry.value, depth: depth + 1))) }
      return .table(entries)
    case .object(let object):
      if let time = object as? TimeObject { return .time(time.time) }
      if let inner = object.underlying { return try toml(inner, depth: depth + 1) }
      var entries: [(key: String, value: TOML)] = []
      for field in object.fields { entries.append((field.name, try toml(field.value, depth: depth + 1))) }
      return .table(entries)
    }
  }

  private static func array(_ elements: [GoValue], _ depth: Int) throws(GoError) -> TOML {
    var items: [TOML] = []
    for element in elements { items.append(try toml(element, depth: depth + 1)) }
    return .array(items)
  }

  /// As toml.Unmarshal fills an `interface{}`: integers are int64, arrays of tables `[]map[string]interface {}`.
  static func value(_ toml: TOML) -> GoValue {
    switch toml {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .integer(let number): return .int64(number)
    case .float(let number): return .float(number)
    case .string(let text): return .string(text)
    case .time(let time): return .object(TimeObject(time))
    case .array(let items):
      let isTables = !items.isEmpty && items.allSatisfy { if case .table = $0 { true } else { false } }
      let elements = items.map { value($0) }
      return isTables ? .slice(GoSlice(element: .anyMap, elements)) : .list(elements)
    case .table(let entries): return .map(GoMap(entries.map { ($0.key, value($0.value)) }))
    }
  }
}
