import Exposure
import Flux
import KubeAPI
import Manifest

/// What changes between two states of an app, and what of it is dangerous.
///
/// In go two ``RenderedState``s, or one and a cluster; out come changes object by object and dangers above them. Values
/// of Secrets are never in it: what they were and become is told as lengths.
public struct AppDiff: Sendable {
  public enum Kind: String, Sendable { case added, changed, removed }

  public struct Change: Sendable {
    public var key: ObjectKey
    public var kind: Kind
    public var release: ObjectKey?
    /// Masked, `.null` when there is none.
    public var before: Value
    public var after: Value
  }

  public struct Danger: Sendable, Hashable {
    /// `exposure`, `immutable`, `prune`, `definition`, `version`.
    public var rule: String
    public var isError: Bool
    public var object: String
    public var message: String
  }

  public var before: String
  public var after: String
  /// By object.
  public var changes: [Change] = []
  /// The worst first.
  public var dangers: [Danger] = []
  public var notes: [String] = []

  public var isEmpty: Bool { changes.isEmpty }

  init(before: String, after: String) {
    self.before = before
    self.after = after
  }

  /// Rendered change between two states of the files.
  public init(from old: RenderedState, to new: RenderedState) {
    self.init(before: old.name, after: new.name)
    notes = old.notes + new.notes
    for key in Set(old.entries.keys).union(new.entries.keys).sorted() {
      let one = old.entries[key]
      let other = new.entries[key]
      add(key, one?.value, other?.value, release: other?.release ?? one?.release)
    }
    dangers += Danger.exposure(old.exposure, new.exposure)
    dangers += Danger.charts(old.charts, new.charts)
    finish()
  }

  /// Notes a change when there is one, with its dangers.
  mutating func add(_ key: ObjectKey, _ old: Value?, _ new: Value?, release: ObjectKey?) {
    if let old, let new, old == new { return }
    guard old != nil || new != nil else { return }
    let kind: Kind = old == nil ? .added : new == nil ? .removed : .changed
    let (before, after) = SecretMask.masked(old, new)
    changes.append(Change(key: key, kind: kind, release: release, before: before ?? .null, after: after ?? .null))
    dangers += Danger.of(key, old, new)
  }

  mutating func finish() {
    var seen: Set<Danger> = []
    dangers = dangers.filter { seen.insert($0).inserted }
    dangers = dangers.filter(\.isError) + dangers.filter { !$0.isError }
  }
}

/// Secrets without their values.
enum SecretMask {
  /// Both sides masked so that a change still shows.
  static func masked(_ old: Value?, _ new: Value?) -> (Value?, Value?) {
    (mask(old, against: new, "before"), mask(new, against: old, "after"))
  }

  private static func mask(_ value: Value?, against other: Value?, _ word: String) -> Value? {
    guard var value, GroupKind(of: value) == GroupKind("", "Secret") else { return value }
    for field in ["data", "stringData"] {
      guard let data = value[field]?.object else { continue }
      var masked = Object()
      for pair in data {
        let text = pair.value.string ?? ""
        let count = field == "data" ? (Base64.decode(text.utf8) ?? []).count : text.utf8.count
        let isSame = other == nil || other?[field]?[pair.key] == pair.value
        masked[pair.key] = .string("*** (\(count) bytes\(isSame ? "" : ", " + word))")
      }
      value[field] = .object(masked)
    }
    value.set(nil, at: "metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")
    return value
  }
}
