import KubeAPI
import Manifest

/// RFC 6902 as the API server applies it (evanphx/json-patch): `test` and paths that are not there refuse the whole patch.
enum JSONPatch {
  struct Operation: Sendable {
    var op: String
    var path: [String]
    var from: [String]?
    var value: Value?
  }

  /// At most so many operations in one patch.
  static let limit = 10_000

  private static var refused: StatusError {
    StatusError(
      code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
      details: [:])
  }

  static func operations(_ patch: Value) throws(StatusError) -> [Operation] {
    if patch.isNull { return [] }
    guard case .array(let items) = patch else {
      let name = patch.typeName == "integer" ? "number" : patch.typeName == "boolean" ? "bool" : patch.typeName
      throw .badRequest(
        "error decoding patch: json: cannot unmarshal \(name) into Go value of type []handlers.jsonPatchOp")
    }
    guard items.count <= limit else {
      throw StatusError(
        code: 413, reason: "RequestEntityTooLarge",
        message: "Request entity too large: The allowed maximum operations in a JSON patch is \(limit), got "
          + "\(items.count)")
    }
    var list: [Operation] = []
    for item in items {
      if item.isNull { throw refused }
      guard case .object = item else {
        throw .badRequest(
          "error decoding patch: json: cannot unmarshal \(word(item)) into Go value of type handlers.jsonPatchOp")
      }
      for name in ["op", "from", "path"] {
        guard let value = item[name], !value.isNull, value.string == nil else { continue }
        throw .badRequest(
          "error decoding patch: json: cannot unmarshal \(word(value)) into Go struct field jsonPatchOp.\(name) of type "
            + "string")
      }
      list.append(
        Operation(
          op: item["op"]?.string ?? "", path: pointer(item["path"]?.string ?? ""),
          from: item["from"]?.string.map { pointer($0) }, value: item["value"]))
    }
    return list
  }

  /// What encoding/json calls a value.
  private static func word(_ value: Value) -> String {
    switch value.typeName {
    case "integer": "number"
    case "boolean": "bool"
    default: value.typeName
    }
  }

  private static func pointer(_ text: String) -> [String] {
    text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
      part.contains("~") ? String(part.replacing("~1", with: "/").replacing("~0", with: "~")) : String(part)
    }
  }

  static func apply(_ operations: [Operation], to object: Value) throws(StatusError) -> Value {
    switch attempt(operations, to: object) {
    case .success(let result): return result
    case .failure: throw refused
    }
  }

  /// Why a patch does not apply, in the words of the library that Kubernetes uses.
  struct Failure: Error {
    var why: String
    /// Whether a `test` found something else.
    var isTest = false
  }

  static func attempt(_ operations: [Operation], to object: Value) -> Result<Value, Failure> {
    var result = object
    for operation in operations {
      do throws(Failure) {
        try step(operation, &result)
      } catch {
        return .failure(error)
      }
    }
    return .success(result)
  }

  private static func step(_ operation: Operation, _ result: inout Value) throws(Failure) {
    let path = "/" + operation.path.map { $0.escapedForPointer }.joined(separator: "/")
    func missing(_ words: String, quoted: Bool = false) -> Failure {
      Failure(
        why: "\(operation.op) operation does not apply: \(words): \(quoted ? "\"\(path)\"" : path): missing value")
    }
    if operation.path.isEmpty && operation.op != "test" && operation.op != "replace" {
      throw missing("doc is missing path", quoted: true)
    }
    func perform(_ action: Action) throws(Failure) {
      do throws(Miss) {
        try change(&result, operation.path[...], action)
      } catch {
        switch error {
        case .container: throw missing("doc is missing path", quoted: operation.op != "replace")
        case .key(let key):
          throw Failure(
            why: "error in remove for path: '\(path)': Unable to remove nonexistent key: \(key): missing value")
        case .index(let why):
          if operation.op == "replace" { throw missing("doc is missing key") }
          throw Failure(why: "error in \(operation.op) for path: '\(path)': \(why)")
        }
      }
    }
    switch operation.op {
    case "add": try perform(.add(operation.value ?? .null))
    case "remove": try perform(.remove)
    case "replace": try perform(.replace(operation.value ?? .null))
    case "test":
      guard let found = find(result, operation.path[...]) else {
        if operation.value == nil || operation.value?.isNull == true { return }
        throw missing("is missing path")
      }
      guard found == operation.value ?? .null else {
        throw Failure(why: "testing value \(path) failed: test failed", isTest: true)
      }
    case "copy", "move":
      let from = operation.from ?? []
      let source = "/" + from.map { $0.escapedForPointer }.joined(separator: "/")
      guard operation.from != nil, let value = copied(result, from[...], operation.op) else {
        throw Failure(
          why: "\(operation.op) operation does not apply: doc is missing from path: \(source): missing value")
      }
      if operation.op == "move" { try? change(&result, from[...], .remove) }
      do throws(Miss) {
        try change(&result, operation.path[...], .add(value))
      } catch {
        throw missing("doc is missing destination path")
      }
    default: throw Failure(why: "Unexpected kind: \(operation.op)")
    }
  }

  /// Where a change found nothing to change.
  private enum Miss: Error {
    case container
    case key(String)
    case index(String)
  }

  /// What a copy or move takes along: copying a member that is not there copies null.
  private static func copied(_ value: Value, _ path: ArraySlice<String>, _ op: String) -> Value? {
    if let found = find(value, path) { return found }
    guard op == "copy", !path.isEmpty, case .object = find(value, path.dropLast()) else { return nil }
    return .null
  }

  private static func find(_ value: Value, _ path: ArraySlice<String>) -> Value? {
    guard let first = path.first else { return value }
    switch value {
    case .object(let object): return object[first].flatMap { find($0, path.dropFirst()) }
    case .array(let items):
      guard let i = index(first, items.count) else { return nil }
      return find(items[i], path.dropFirst())
    default: return nil
    }
  }

  /// An index of an existing item; negative ones count from the end.
  private static func index(_ text: String, _ count: Int) -> Int? {
    guard let i = Int(text) else { return nil }
    let position = i < 0 ? count + i : i
    return position >= 0 && position < count ? position : nil
  }

  private enum Action {
    case add(Value)
    case replace(Value)
    case remove
  }

  private static func change(
    _ value: inout Value, _ path: ArraySlice<String>, _ action: Action
  ) throws(Miss) {
    guard let first = path.first else {
      switch action {
      case .add(let new), .replace(let new): value = new
      case .remove: throw Miss.container
      }
      return
    }
    let rest = path.dropFirst()
    switch value {
    case .object(var object):
      value = .null
      defer { value = .object(object) }
      if !rest.isEmpty {
        guard var inner = object[first] else { throw Miss.container }
        try change(&inner, rest, action)
        object[first] = inner
        return
      }
      switch action {
      case .add(let new): object[first] = new
      // The library that Kubernetes uses replaces a missing member too.
      case .replace(let new): object[first] = new
      case .remove:
        guard object[first] != nil else { throw Miss.key(first) }
        object[first] = nil
      }
    case .array(var items):
      value = .null
      defer { value = .array(items) }
      if !rest.isEmpty {
        guard let i = index(first, items.count) else { throw Miss.container }
        try change(&items[i], rest, action)
        return
      }
      switch action {
      case .add(let new):
        if first == "-" {
          items.append(new)
        } else {
          guard let i = Int(first) else { throw missed(first) }
          let position = i < 0 ? items.count + 1 + i : i
          guard position >= 0 && position <= items.count else { throw missed(first) }
          items.insert(new, at: position)
        }
      case .replace(let new):
        guard let i = index(first, items.count) else { throw missed(first) }
        items[i] = new
      case .remove:
        guard let i = index(first, items.count) else { throw missed(first) }
        items.remove(at: i)
      }
    default: throw Miss.container
    }
  }
  private static func missed(_ index: String) -> Miss {
    guard let number = Int(index) else {
      return .index(
        "value was not a proper array index: '\(index)': strconv.Atoi: parsing \"\(index)\": invalid syntax")
    }
    return .index("Unable to access invalid index: \(number): invalid index referenced")
  }
}

extension String {
  /// A name as a step of a JSON pointer.
  fileprivate var escapedForPointer: String {
    contains("~") || contains("/") ? replacing("~", with: "~0").replacing("/", with: "~1") : self
  }
}
