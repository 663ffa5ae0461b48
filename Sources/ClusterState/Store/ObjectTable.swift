import Manifest

/// The objects of one kind, ordered by the bytes of `namespace/name` (`name` for cluster-wide kinds), as etcd orders them.
///
/// Entries live in chunks of bounded size. Copying the table copies one reference; the first write to a copy makes a new
/// list of chunks and one new chunk, so a fork of a large cluster costs almost nothing.
struct ObjectTable: Sendable {
  struct Entry: Sendable {
    let path: String
    var object: Value
    /// The revision of the write that made this state.
    var revision: Int64
    var encoded: EncodedObject
  }

  private struct Chunk: Sendable {
    var first: String
    var entries: [Entry]
  }

  private static let capacity = 128

  private var chunks: [Chunk] = []
  private(set) var count = 0

  static func path(_ namespace: String, _ name: String) -> String {
    namespace.isEmpty ? name : namespace + "/" + name
  }

  subscript(path: String) -> Entry? {
    let c = chunk(for: path)
    guard c < chunks.count else { return nil }
    let (i, found) = ObjectTable.search(chunks[c].entries, path)
    return found ? chunks[c].entries[i] : nil
  }

  /// Adds the entry or replaces the one with the same path.
  mutating func put(_ entry: Entry) {
    guard !chunks.isEmpty else {
      chunks.append(Chunk(first: entry.path, entries: [entry]))
      count = 1
      return
    }
    let c = chunk(for: entry.path)
    let (i, found) = ObjectTable.search(chunks[c].entries, entry.path)
    if found {
      chunks[c].entries[i] = entry
      return
    }
    chunks[c].entries.insert(entry, at: i)
    count += 1
    if i == 0 { chunks[c].first = entry.path }
    if chunks[c].entries.count > ObjectTable.capacity { split(c) }
  }

  @discardableResult
  mutating func remove(_ path: String) -> Entry? {
    let c = chunk(for: path)
    guard c < chunks.count else { return nil }
    let (i, found) = ObjectTable.search(chunks[c].entries, path)
    guard found else { return nil }
    let old = chunks[c].entries.remove(at: i)
    count -= 1
    if chunks[c].entries.isEmpty {
      chunks.remove(at: c)
    } else if i == 0 {
      chunks[c].first = chunks[c].entries[0].path
    }
    return old
  }

  /// Calls the body with every entry at or after `start` in order until it returns false.
  func forEach(from start: String = "", _ body: (Entry) throws -> Bool) rethrows {
    guard !chunks.isEmpty else { return }
    var c = chunk(for: start)
    var i = ObjectTable.search(chunks[c].entries, start).0
    while c < chunks.count {
      while i < chunks[c].entries.count {
        if try !body(chunks[c].entries[i]) { return }
        i += 1
      }
      c += 1
      i = 0
    }
  }

  /// The entries of one namespace in order, or of all when `namespace` is nil.
  func forEach(namespace: String?, _ body: (Entry) throws -> Void) rethrows {
    guard let namespace else {
      try forEach {
        try body($0)
        return true
      }
      return
    }
    let prefix = namespace + "/"
    try forEach(from: prefix) { entry in
      guard entry.path.utf8.starts(with: prefix.utf8) else { return false }
      try body(entry)
      return true
    }
  }

  /// The chunk in which that path lies or would lie.
  private func chunk(for path: String) -> Int {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if ByteOrder.compare(path, chunks[middle].first) < 0 { high = middle } else { low = middle + 1 }
    }
    return max(0, low - 1)
  }

  private static func search(_ entries: [Entry], _ path: String) -> (Int, Bool) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if ByteOrder.compare(entries[middle].path, path) < 0 { low = middle + 1 } else { high = middle }
    }
    return (low, low < entries.count && entries[low].path.hasSameBytes(as: path))
  }

  private mutating func split(_ c: Int) {
    let entries = chunks[c].entries
    let half = entries.count / 2
    let upper = Array(entries[half...])
    chunks[c].entries.removeSubrange(half...)
    chunks.insert(Chunk(first: upper[0].path, entries: upper), at: c + 1)
  }
}
