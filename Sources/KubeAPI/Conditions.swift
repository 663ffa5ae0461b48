import Manifest

/// Reading `status.conditions`.
extension Value {
  /// The condition of that type, `nil` when there is none.
  public func condition(_ type: String) -> Value? {
    at("status", "conditions")?.array?.first { $0["type"]?.string == type }
  }

  /// Whether the condition of that type has status `True`.
  public func isTrue(_ type: String) -> Bool { condition(type)?["status"]?.string == "True" }

  public var name: String { at("metadata", "name")?.string ?? "" }
  public var namespace: String { at("metadata", "namespace")?.string ?? "" }
  public var uid: String { at("metadata", "uid")?.string ?? "" }
  public var generation: Int64 { at("metadata", "generation")?.int ?? 0 }
  public var isDeleting: Bool { !(at("metadata", "deletionTimestamp") ?? .null).isNull }
  public func label(_ key: String) -> String? { at("metadata", "labels")?[key]?.string }
  public func annotation(_ key: String) -> String? { at("metadata", "annotations")?[key]?.string }
  public var finalizers: [String] { at("metadata", "finalizers")?.array?.compactMap(\.string) ?? [] }
}
