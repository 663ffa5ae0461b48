import Files
import KubeAPI
import Manifest

/// `.drydock/launch.json`: how far launches of an app came. For people, and to say where a run goes on; written whole
/// or not at all after every step. It holds names, commits and moments, never a secret.
public struct Journal: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var step: String
    /// `running`, `done` or `failed`.
    public var state: String
    public var at: String
  }
  public var app = ""
  /// The server's address, as the client shows it.
  public var cluster = ""
  public var branch = ""
  /// The commit that the launch made or found.
  public var commit = ""
  public var entries: [Entry] = []
  /// Whether the run came to its end.
  public var isFinished = false

  public init() {}

  /// The step in which the last run ended before its end; `nil` when it came to its end or there was none.
  public var interrupted: Entry? { isFinished ? nil : entries.last }

  /// The journal of an app; empty when there is none or it cannot be read.
  public static func read(root: String, app: String) -> Journal {
    guard let bytes = try? DiskTree.readFile(path(root)), let document = try? JSON.parse(bytes),
      let one = document.at("launches")?[app]
    else { return Journal() }
    var journal = Journal()
    journal.app = app
    journal.cluster = one["cluster"]?.string ?? ""
    journal.branch = one["branch"]?.string ?? ""
    journal.commit = one["commit"]?.string ?? ""
    journal.isFinished = one["finished"]?.bool ?? false
    for entry in one["steps"]?.array ?? [] {
      journal.entries.append(
        Entry(
          step: entry["step"]?.string ?? "", state: entry["state"]?.string ?? "", at: entry["at"]?.string ?? ""))
    }
    return journal
  }

  /// Notes how a step stands.
  public mutating func note(_ step: LaunchStep, _ state: String, at now: Instant) {
    let entry = Entry(step: step.rawValue, state: state, at: now.rfc3339)
    if entries.last?.step == step.rawValue {
      entries[entries.count - 1] = entry
    } else {
      entries.append(entry)
    }
  }

  /// Writes it; other apps' journals in the file stay. A disk that cannot be written stops no launch.
  public func write(root: String) {
    var document: Value = [:]
    if let bytes = try? DiskTree.readFile(Journal.path(root)), let old = try? JSON.parse(bytes), old.object != nil {
      document = old
    }
    document["version"] = 1
    let steps = entries.map { entry -> Value in
      ["step": .string(entry.step), "state": .string(entry.state), "at": .string(entry.at)]
    }
    let one: Value = [
      "cluster": .string(cluster), "branch": .string(branch), "commit": .string(commit), "steps": .array(steps),
      "finished": .bool(isFinished),
    ]
    document.set(one, path: ["launches", app][...])
    let folder = "\(root)/.drydock"
    try? DiskFile.makeFolder(folder)
    // Keeps the folder out of git whatever the repository's own .gitignore says.
    if (try? DiskTree.readFile("\(folder)/.gitignore")) == nil {
      try? DiskFile.write(Array("*\n".utf8), to: "\(folder)/.gitignore")
    }
    try? DiskFile.write(Array((JSON.write(document, indent: "  ") + "\n").utf8), to: Journal.path(root))
  }

  private static func path(_ root: String) -> String { "\(root)/.drydock/launch.json" }
}
