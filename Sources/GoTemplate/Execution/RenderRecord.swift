import Manifest

/// What a rendering reads of its values, and which action wrote each line; for `--explain` and `--why`.
///
/// Give one to ``RenderSession/record``, ``watch(_:path:)`` the maps whose reads matter, and ask when all templates
/// are executed. Without a record nothing is noted. For one thread at a time.
public final class RenderRecord {
  /// A place in a template.
  public struct Place: Sendable, Hashable {
    /// The template's name: its path in the chart.
    public var template: String
    /// Both 1-based.
    public var line: Int
    public var column: Int
  }

  /// One member of a watched map that a template asked for.
  public struct Read: Sendable, Hashable {
    public var path: [PathStep]
    /// Whether it was there.
    public var found: Bool
    public var place: Place
  }

  /// What wrote a piece of a line.
  public struct Writer: Sendable, Hashable {
    public var place: Place
    /// The action as text/template writes it (`{{.Values.image}}`); `nil` for plain text.
    public var action: String?
    /// What the action read of the watched maps, what it calls included.
    public var reads: [Read]
    /// What the `range` or `with` around it was given; tells what dot is.
    public var context: [Read]
  }

  /// An asked-for member, before anybody wants to know its line.
  struct RawRead {
    let map: WatchedMap
    let key: String
    let found: Bool
    let source: Source
    let position: Int
  }

  /// Some bytes of an output and what wrote them.
  struct Segment {
    var range: Range<Int>
    let node: Node
    let source: Source
    let isText: Bool
    /// What was read, and captured, while the action ran.
    var reads: Range<Int>
    var captures: Range<Int>
    var context: Range<Int>
  }

  /// A text that `include` or `tpl` returned.
  struct Capture {
    let text: [UInt8]
    let segments: [Segment]
  }

  var rawReads: [RawRead] = []
  var captures: [Capture] = []
  /// The outputs of whole templates.
  var outputs: [String: Capture] = [:]
  /// What the blocks round the running action were given.
  var contexts: [Range<Int>] = []
  /// Where the action that runs began to read and to capture.
  var actionReads = 0
  var actionCaptures = 0
  weak var execution: Execution?
  private var known: Set<[PathStep]> = []

  public init() {}

  // MARK: Watching

  /// Notes from now on what is read of the map and of the maps in it.
  /// - Parameter path: where the map is; a member's path is this with its key.
  public func watch(_ map: GoMap, path: [PathStep]) {
    guard map.watched == nil else { return }
    map.watched = WatchedMap(path: path, record: self)
    for entry in map.unwatchedEntries { watch(entry.value, path + [.key(entry.key)]) }
  }

  private func watch(_ value: GoValue, _ path: [PathStep]) {
    switch value {
    case .map(let map): watch(map, path: path)
    case .list(let items): for (at, item) in items.enumerated() { watch(item, path + [.index(at)]) }
    default: break
    }
  }

  /// The paths of all members that were read, and found there.
  public var readPaths: Set<[PathStep]> { known }

  /// Every member that was asked for and not there, with the first place that asked.
  public var missing: [Read] {
    var seen: Set<[PathStep]> = []
    return rawReads.filter { !$0.found && seen.insert($0.path).inserted }.map(\.read)
  }

  func note(_ map: WatchedMap, _ key: String, found: Bool) {
    if found { known.insert(map.path + [.key(key)]) }
    guard let execution else { return }
    rawReads.append(
      RawRead(map: map, key: key, found: found, source: execution.tree.source, position: execution.node.position))
  }

  // MARK: Writing

  func beginAction() {
    actionReads = rawReads.count
    actionCaptures = captures.count
  }

  /// What was read since the action began.
  var readsOfAction: Range<Int> { actionReads..<rawReads.count }

  func segment(_ range: Range<Int>, _ node: Node, _ source: Source, isText: Bool) -> Segment {
    Segment(
      range: range, node: node, source: source, isText: isText,
      reads: isText ? rawReads.count..<rawReads.count : readsOfAction,
      captures: isText ? captures.count..<captures.count : actionCaptures..<captures.count,
      context: contexts.last ?? 0..<0)
  }
}

/// A map that a ``RenderRecord`` watches: where it is, and what was read of it.
final class WatchedMap {
  let path: [PathStep]
  private weak var record: RenderRecord?

  init(path: [PathStep], record: RenderRecord) {
    self.path = path
    self.record = record
  }

  func note(_ key: String, found: Bool) { record?.note(self, key, found: found) }
}

extension RenderRecord.RawRead {
  var path: [PathStep] { map.path + [.key(key)] }
  var read: RenderRecord.Read { RenderRecord.Read(path: path, found: found, place: source.place(position)) }
}

extension Source {
  func place(_ position: Int) -> RenderRecord.Place {
    var line = 1
    var lineStart = 0
    for at in 0..<min(position, bytes.count) where bytes[at] == 0x0A {
      line += 1
      lineStart = at + 1
    }
    return RenderRecord.Place(template: name, line: line, column: position - lineStart + 1)
  }
}
