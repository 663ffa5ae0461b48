import Manifest

/// Small steps that defaulting is made of.
extension Value {
  func has(_ key: String) -> Bool { !(self[key] ?? .null).isNull }

  /// The string member, empty when there is none.
  func text(_ key: String) -> String { self[key]?.string ?? "" }

  /// Sets the member when it is absent or `null`.
  mutating func fill(_ key: String, _ value: @autoclosure () -> Value) {
    if !has(key) { self[key] = value() }
  }

  /// Sets the text when it is absent or empty (Go's zero value).
  mutating func fillText(_ key: String, _ value: String) {
    if text(key).isEmpty { self[key] = .string(value) }
  }

  /// Changes the member when it is an object.
  mutating func change(_ key: String, _ body: (inout Value) -> Void) {
    guard case .object? = self[key] else { return }
    modifyObject { object in object.modify(key, body) }
  }

  /// Changes the member at the end of the path when everything on the way is an object.
  mutating func change(path: [String], _ body: (inout Value) -> Void) { change(path: path[...], body) }

  private mutating func change(path: ArraySlice<String>, _ body: (inout Value) -> Void) {
    guard let first = path.first else { return body(&self) }
    change(first) { $0.change(path: path.dropFirst(), body) }
  }

  /// Changes every object of a list.
  mutating func changeEach(_ key: String, _ body: (inout Value) -> Void) {
    guard case .array? = self[key] else { return }
    modifyObject { object in
      object.modify(key) { list in
        list.modifyArray { items in
          for i in items.indices {
            guard case .object = items[i] else { continue }
            body(&items[i])
          }
        }
      }
    }
  }
}
