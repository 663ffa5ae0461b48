import Manifest

/// One object that is a way in, or that cannot be told.
public struct Entry: Sendable, Hashable {
  public var apiVersion: String
  public var kind: String
  /// As written in the object; empty where it says none.
  public var namespace: String
  public var name: String
  /// The widest reach of all its ways.
  public var reach: Reach
  /// From who comes in, over the listener, to what answers: `["internet", "Service shop/web (LoadBalancer)", …]`.
  public var path: [String]
  /// One sentence on why the reach is what it is.
  public var why: String
  /// The upstream rule that decided: project and file, or documentation page.
  public var rule: String
  /// `file:line` of the object; empty when unknown.
  public var source: String
  /// Every way of the object, the widest first.
  public var ways: [Way]
  /// What would settle or close it; empty when nothing needs to be done.
  public var next: String { ways.first.map(NextStep.text) ?? "" }

  /// Stands for all objects of a kind that could not be read: who reaches them cannot be told.
  public static func unread(apiVersion: String, kind: String, why: String) -> Entry {
    let way = Way(.unknown, "object", why, "default deny")
    return Entry(
      apiVersion: apiVersion, kind: kind, namespace: "", name: "*", reach: .unknown, path: ["unknown", "\(kind) *"],
      why: why, rule: way.rule, source: "", ways: [way])
  }

  /// `Kind namespace/name`.
  public var title: String { namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }
}

/// One way in: how far it reaches, and why.
public struct Way: Sendable, Hashable {
  public var reach: Reach
  public var why: String
  /// The upstream rule followed.
  public var rule: String
  /// What listens, in a few words: `LoadBalancer`, `node port 30022`, `Funnel`.
  public var listener: String

  public init(_ reach: Reach, _ listener: String, _ why: String, _ rule: String) {
    self.reach = reach
    self.listener = listener
    self.why = why
    self.rule = rule
  }
}

/// Who can reach what: the verdict and every way in.
public struct Report: Sendable {
  public var verdict: Verdict
  /// In the order of the objects; one for each object.
  public var entries: [Entry]
  /// What is worth knowing and changes nothing: permissions to make objects, names in public DNS.
  public var notes: [String]
  /// How many objects were judged, Lists counted by their items.
  public var objects: Int

  public init(entries: [Entry], notes: [String] = [], objects: Int = 0) {
    verdict = Verdict(entries.lazy.map(\.reach))
    self.entries = entries
    self.notes = notes
    self.objects = objects
  }

  /// The entries that fail the proof: internet, node network and unknown, the widest first.
  public var findings: [Entry] {
    entries.enumerated().filter { $0.element.reach > .tailnet }
      .sorted { ($0.element.reach.rank, $0.offset) < ($1.element.reach.rank, $1.offset) }.map(\.element)
  }

  /// The stable JSON form.
  public var json: Value {
    .object([
      "verdict": .string(verdict.rawValue),
      "entries": .array(entries.map(\.json)),
      "notes": .array(notes.map(Value.string)),
    ])
  }
}

extension Entry {
  public var json: Value {
    .object([
      "apiVersion": .string(apiVersion), "kind": .string(kind), "namespace": .string(namespace), "name": .string(name),
      "reach": .string(reach.rawValue), "path": .array(path.map(Value.string)), "why": .string(why),
      "rule": .string(rule), "next": .string(next), "source": .string(source),
    ])
  }
}
