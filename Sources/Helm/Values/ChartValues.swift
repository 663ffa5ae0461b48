import GoTemplate
import Manifest

/// Chart values in their two forms: as documents (``Value``), and as the running templates hold them (``GoValue``).
///
/// The merge of values works on Go's form, because helm shares tables between charts there: what one chart's defaults
/// add to a global table three levels deep, its parent and siblings see. Documents have no such sharing.
enum ChartValues {
  /// The first document of a values file. Numbers become floats, as in Go's JSON.
  static func read(_ bytes: [UInt8], type: String = "map[string]interface {}") throws(HelmError) -> Object {
    switch try HelmYAML.first(bytes) {
    case .null: return Object()
    case .object(let object):
      guard case .object(let values) = floats(.object(object)) else { return Object() }
      return values
    case let other: throw GoDecoder().error(other, type)
    }
  }

  /// Integers made floats, as `encoding/json` reads numbers into an interface.
  static func floats(_ value: Value) -> Value {
    switch value {
    case .int(let number): return .double(Double(number))
    case .array(let items): return .array(items.map(floats))
    case .object(var object):
      for i in object.pairs.indices {
        object.modify(at: i) { member in
          switch member {
          case .int, .array, .object: member = floats(member)
          default: break
          }
        }
      }
      return .object(object)
    default: return value
    }
  }

  /// A new table with all that the document holds.
  static func table(_ object: Object) -> GoMap {
    let map = GoMap()
    for pair in object.sorted() { map.put(pair.key, go(pair.value)) }
    return map
  }

  static func go(_ value: Value) -> GoValue {
    switch value {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .int(let number): .int64(number)
    case .double(let number): .float(number)
    case .string(let text): .string(text)
    case .array(let items): .list(items.map(go))
    case .object(let object): .map(table(object))
    }
  }

  /// The document of a table; anything that no values file can hold becomes null.
  static func document(_ value: GoValue) -> Value {
    switch value {
    case .invalid, .null, .object: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number, _): return .int(number)
    case .float(let number): return .double(number)
    case .string(let text): return .string(text)
    case .list(let items): return .array(items.map(document))
    case .slice(let slice): return .array(slice.elements.map(document))
    case .map(let map): return .object(document(map))
    }
  }

  static func document(_ map: GoMap) -> Object {
    Object(uniquePairs: map.sorted.map { Object.Pair(key: $0.key, value: document($0.value)) })
  }

  /// A copy that shares no table with the original (`copystructure.Copy`).
  static func deepCopy(_ map: GoMap) -> GoMap {
    let copy = GoMap(type: map.type)
    for entry in map.sorted { copy.put(entry.key, deepCopy(entry.value)) }
    return copy
  }

  static func deepCopy(_ value: GoValue) -> GoValue {
    switch value {
    case .map(let map): .map(deepCopy(map))
    case .list(let items): .list(items.map(deepCopy))
    default: value
    }
  }

  /// A copy of the table itself; what it holds is shared.
  static func shallowCopy(_ map: GoMap, type: GoMapType = .any) -> GoMap {
    let copy = GoMap(type: type)
    for entry in map.sorted { copy.put(entry.key, entry.value) }
    return copy
  }

  /// The table at a path of names (`Values.Table`), or the name that is none.
  static func table(_ map: GoMap, path: String) -> Result<GoMap, MissingTable> {
    var current = map
    for name in path.split(separator: ".", omittingEmptySubsequences: false) {
      guard case .map(let next)? = current[String(name)] else { return .failure(MissingTable(key: String(name))) }
      current = next
    }
    return .success(current)
  }

  /// The value at a path, `nil` where there is none or a table (`Values.PathValue`).
  static func scalar(_ map: GoMap, path: String) -> GoValue? {
    var names = path.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = names.popLast() else { return nil }
    var current = map
    for name in names {
      guard case .map(let next)? = current[String(name)] else { return nil }
      current = next
    }
    switch current[String(last)] {
    case nil, .map?: return nil
    case let found?: return found
    }
  }

  struct MissingTable: Error {
    var key: String
    var message: String { "\(GoText.quote(key)) is not a table" }
  }
}

/// Documents as `sigs.k8s.io/yaml.Unmarshal` reads them: the first of the stream, errors in its words.
enum HelmYAML {
  static func first(_ bytes: [UInt8]) throws(HelmError) -> Value {
    do throws(SourceError) {
      return try YAML.unmarshal(bytes)
    } catch {
      throw HelmError("error converting YAML to JSON: \(error.message)")
    }
  }
}
