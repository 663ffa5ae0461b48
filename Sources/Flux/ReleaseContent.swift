import KubeAPI
import Manifest

/// A chart rendered for a release: what Helm would store and send.
public struct ReleaseContent: Sendable {
  public struct Hook: Sendable {
    public var object: Value
    /// `pre-install`, `post-upgrade`, `test`, …
    public var events: [String]
    public var weight: Int
    /// `before-hook-creation` (the default), `hook-succeeded`, `hook-failed`.
    public var deletePolicies: [String]

    public init(object: Value, events: [String], weight: Int, deletePolicies: [String]) {
      self.object = object
      self.events = events
      self.weight = weight
      self.deletePolicies = deletePolicies
    }
  }
  /// In Helm's install order.
  public var objects: [Value] = []
  /// For each object the template that made it.
  public var templates: [String] = []
  public var hooks: [Hook] = []

  public var definitions: [Value] = []
  public var manifest = ""
  public var notes = ""

  public init() {}

  /// Hooks of one event, in Helm's order: weight, then kind and name.
  public func hooks(for event: String) -> [Hook] {
    hooks.filter { $0.events.contains(event) }.enumerated()
      .sorted { a, b in
        if a.element.weight != b.element.weight { return a.element.weight < b.element.weight }
        return a.offset < b.offset
      }
      .map(\.element)
  }
}
