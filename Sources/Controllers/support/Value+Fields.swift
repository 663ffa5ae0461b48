import KubeAPI
import Manifest

/// Short readers for the fields that controllers look at all the time.
extension Value {
  func text(_ keys: String...) -> String { at(path: keys)?.string ?? "" }
  func text(_ key: String) -> String { self[key]?.string ?? "" }
  func text(_ first: String, _ second: String) -> String { at(first, second)?.string ?? "" }
  func integer(_ first: String, _ second: String) -> Int64? { at(first, second)?.int }
  func integer(_ keys: String...) -> Int64? { at(path: keys)?.int }
  func flag(_ keys: String...) -> Bool? { at(path: keys)?.bool }
  func items(_ keys: String...) -> [Value] { at(path: keys)?.array ?? [] }
  func strings(_ keys: String...) -> [String] { (at(path: keys)?.array ?? []).compactMap(\.string) }

  /// A moment written as RFC 3339.
  func moment(_ keys: String...) -> Instant? { at(path: keys)?.string.flatMap { Instant(rfc3339: $0) } }

  var created: Instant { moment("metadata", "creationTimestamp") ?? Instant(nanoseconds: 0) }

  /// The owner reference with `controller: true`.
  var controllerReference: Value? {
    at("metadata", "ownerReferences")?.array?.first { $0["controller"]?.bool == true }
  }

  /// The uid of the controller of this object; empty when it has none.
  var controllerUID: String { controllerReference?["uid"]?.string ?? "" }

  /// The key of the controlling owner when it is of that kind.
  func controllerKey(_ type: GroupKind) -> ObjectKey? {
    guard let owner = controllerReference, GroupKind(of: owner) == type else { return nil }
    return ObjectKey(type, namespace, owner["name"]?.string ?? "")
  }

  /// `apiVersion`, `kind`, `name`, `uid` of this object as an owner; with `controller` also the two flags.
  func ownerReference(controller: Bool = true) -> Value {
    var reference: Value = ["apiVersion": self["apiVersion"] ?? "", "kind": self["kind"] ?? ""]
    reference["name"] = .string(name)
    reference["uid"] = .string(uid)
    if controller {
      reference["controller"] = true
      reference["blockOwnerDeletion"] = true
    }
    return reference
  }

  /// Sets an integer, or leaves the field out when it is zero, as Go's `omitempty` does.
  mutating func setNonZero(_ number: Int64, at keys: String...) {
    set(number == 0 ? nil : .int(number), path: keys[...])
  }
}

extension Value {
  init(_ strings: [String]) { self = .array(strings.map { .string($0) }) }
  init(_ number: Int) { self = .int(Int64(number)) }
}

extension StatusError {
  /// A failure inside a controller that is retried with backoff, without the API server having refused anything.
  static func retry(_ message: String) -> StatusError {
    StatusError(code: 500, reason: "InternalError", message: message)
  }
}
