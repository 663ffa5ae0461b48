import KubeAPI
import Manifest

/// One write that changed something, as watches see it.
public struct Change: Sendable {
  public enum Kind: Sendable, Hashable { case added, modified, deleted }

  public let kind: Kind
  public let key: ObjectKey
  /// The object after the write; for a deletion its last state, with the revision of the deletion.
  public let object: Value
  /// The object before the write, `nil` for an addition.
  public let previous: Value?
  public let revision: Int64
  let encoded: EncodedObject
}

/// The last changes in order of revision: what watches read.
///
/// Revisions rise by one with each change, so the change of a revision is found by subtraction. Once the log is twice as
/// long as wanted, its older half is forgotten; a watch from before that is answered with 410 Gone, as after a compaction.
struct ChangeLog: Sendable {
  private(set) var changes: [Change] = []
  /// The revision before the first change that is still known.
  private(set) var start: Int64
  var limit: Int

  init(after revision: Int64, limit: Int) {
    start = revision
    self.limit = max(1, limit)
  }

  mutating func append(_ change: Change) {
    changes.append(change)
    if changes.count >= limit * 2 {
      let drop = changes.count - limit
      start += Int64(drop)
      changes.removeFirst(drop)
    }
  }

  /// The changes after that revision that are still known.
  func since(_ revision: Int64) -> ArraySlice<Change> {
    let first = min(max(0, revision - start), Int64(changes.count))
    return changes[Int(first)...]
  }
}
