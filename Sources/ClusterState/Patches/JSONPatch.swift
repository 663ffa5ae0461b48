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
      guard case .object = item else {
        throw .badRequest(
          "error decoding patch: json: cannot unmarshal \(item.typeName) into Go value of type handlers.jsonPatchOp")
      }
      list.append(
        Operation(
          op: item["op"]?.string ?? "", path: pointer(item["path"]?.string ?? ""),
          from: item["from"]?.string.map { pointer($0) }, value: item["value"]))
    }
    return list
  }

  private static func pointer(_ text: String) -> [String] {
    text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
      part.contains("~") ? String(part.replacing("~1", with: "/").replacing("~0", with: "~")) : String(part)
    }
  }

  static func apply(_ operations: [Operation], to object: Value) throws(StatusError) -> Value {
    var result = object
    for operation in operations {
      switch operation.op {
      case "add": try change(&result, operation.path[...], .add(operation.value ?? .null))
      case "remove": try change(&result, operation.path[...], .remove)
      case "replace": try change(&result, operation.path[...], .replace(operation.value ?? .null))
      case "test":
        let found = find(result, operation.path[...])
        guard let found else {
          if operation.value == nil || operation.value?.isNull == true { continue }
          throw refused
        }
        guard found == operation.value ?? .null else { throw refused }
      case "copy", "move":
        guard let from = operation.from, let value = find(result, from[...]) else { throw refused }
        if operation.op == "move" { try change(&result, from[...], .remove) }
        try change(&result, operation.path[...], .add(value))
      default: throw refused
      }
    }
    return result
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
  ) throws(StatusError) {
    guard let first = path.first else {
      switch action {
      case .add(let new), .replace(let new): value = new
      case .remove: throw refused
      }
      return
    }
    let rest = path.dropFirst()
    switch value {
    case .object(var object):
      value = .null
      defer { value = .object(object) }
      if !rest.isEmpty {
        guard var inner = object[first] else { throw refused }
        try change(&inner, rest, action)
        object[first] = inner
        return
      }
      switch action {
      case .add(let new): object[first] = new
      // The library that Kubernetes uses replaces a missing member too.
      case .replace(let new): object[first] = new
      case .remove:
        guard object[first] != nil else { throw refused }
        object[first] = nil
      }
    case .array(var items):
      value = .null
      defer { value = .array(items) }
      if !rest.isEmpty {
        guard let i = index(first, items.count) else { throw refused }
        try change(&items[i], rest, action)
        return
      }
      switch action {
      case .add(let new):
        if first == "-" {
          items.append(new)
        } else {
          guard let i = Int(first) else { throw refused }
          let position = i < 0 ? items.count + 1 + i : i
          guard position >= 0 && position <= items.count else { throw refused }
          items.insert(new, at: position)
        }
      case .replace(let new):
        guard let i = index(first, items.count) else { throw refused }
        items[i] = new
      case .remove:
        guard let i = index(first, items.count) else { throw refused }
        items.remove(at: i)
      }
    default: throw refused
    }
  }
}
