import KubeAPI
import Manifest

/// A moment of a cluster as data: what a snapshot file holds and what a data file brings back.
///
/// In: ``ClusterState/snapshot``. Out: ``ClusterState/init(restoring:logLimit:)``, which answers every read as the original
/// did. What only lives as long as a process is left out: the watch log (watches start anew) and what containers printed.
public struct ClusterSnapshot: Sendable, Hashable {
  /// The revision of the last write.
  public var revision: Int64
  /// The state of the generator of uids and names.
  public var counter: UInt64
  public var seed: UInt64
  public var start: Instant
  public var now: Instant
  public var serviceCIDR: String
  /// Service account tokens that were given out (their digests).
  public var tokens: Value
  /// Every object as it is stored, definitions of custom kinds first, then by kind in discovery's order and by name.
  public var objects: [Value]

  public init(
    revision: Int64, counter: UInt64, seed: UInt64, start: Instant, now: Instant, serviceCIDR: String, tokens: Value,
    objects: [Value]
  ) {
    self.revision = revision
    self.counter = counter
    self.seed = seed
    self.start = start
    self.now = now
    self.serviceCIDR = serviceCIDR
    self.tokens = tokens
    self.objects = objects
  }
}

// MARK: - Text

extension ClusterSnapshot {
  /// Everything but the objects.
  public var head: Value {
    [
      "apiVersion": "drydock.dev/v1", "kind": "ClusterSnapshot", "revision": .int(revision),
      "counter": .string(String(counter)), "seed": .string(String(seed)), "start": .int(start.nanoseconds),
      "now": .int(now.nanoseconds), "serviceCIDR": .string(serviceCIDR), "tokens": tokens,
    ]
  }

  /// Reads ``head``; the objects are added by the caller.
  public init?(head: Value) {
    guard head["kind"]?.string == "ClusterSnapshot", let revision = head["revision"]?.int, revision >= 0,
      let counter = head["counter"]?.string.flatMap({ UInt64($0) }),
      let seed = head["seed"]?.string.flatMap({ UInt64($0) }), let start = head["start"]?.int,
      let now = head["now"]?.int
    else { return nil }
    self.init(
      revision: revision, counter: counter, seed: seed, start: Instant(nanoseconds: start),
      now: Instant(nanoseconds: now), serviceCIDR: head["serviceCIDR"]?.string ?? "10.0.0.0/24",
      tokens: head["tokens"] ?? [], objects: [])
  }

  /// The snapshot as text: one JSON document a line, the head first, so that `diff` and `grep` are of use.
  public var text: [UInt8] {
    var out = JSON.bytes(head, sortedKeys: false)
    out.append(0x0A)
    for object in objects {
      out += JSON.bytes(object, sortedKeys: false)
      out.append(0x0A)
    }
    return out
  }

  /// - Throws: the line that is not understood.
  public init(text: [UInt8], file: String = "") throws(SourceError) {
    var snapshot: ClusterSnapshot?
    var number = 0
    for line in text.split(separator: 0x0A) {
      number += 1
      let value = try JSON.parse(Array(line), file: file)
      if snapshot != nil {
        guard !(value["kind"]?.string ?? "").isEmpty, !value.name.isEmpty else {
          throw SourceError(
            file: file, "line \(number) is no Kubernetes object",
            nextStep: "Make the snapshot anew with `drydock cluster snapshot`.")
        }
        snapshot?.objects.append(value)
      } else {
        snapshot = ClusterSnapshot(head: value)
        if snapshot == nil { break }
      }
    }
    guard let snapshot else {
      throw SourceError(
        file: file, "is no snapshot of a cluster: its first line has no kind ClusterSnapshot",
        nextStep: "Make one with `drydock cluster snapshot`.")
    }
    self = snapshot
  }
}

// MARK: - State

extension ClusterState {
  /// The cluster at this moment.
  public var snapshot: ClusterSnapshot {
    var result = ClusterSnapshot(
      revision: revision, counter: identity.counter, seed: options.seed, start: options.start, now: now,
      serviceCIDR: options.serviceCIDR, tokens: tokens.value, objects: list(CustomResources.type))
    for resource in registry.stored where resource.type != CustomResources.type {
      result.objects += list(resource.type)
    }
    return result
  }

  /// The head of ``snapshot`` alone: what a journal writes beside the changed objects.
  public var journalHead: Value {
    ClusterSnapshot(
      revision: revision, counter: identity.counter, seed: options.seed, start: options.start, now: now,
      serviceCIDR: options.serviceCIDR, tokens: tokens.value, objects: []
    ).head
  }

  /// A cluster that goes on where the snapshot was taken. Objects of kinds that are not served are left out.
  public init(restoring snapshot: ClusterSnapshot, logLimit: Int = 100_000) {
    self.init(
      options: Options(
        start: snapshot.start, seed: snapshot.seed, logLimit: logLimit, fresh: false,
        serviceCIDR: snapshot.serviceCIDR))
    now = snapshot.now
    revision = snapshot.revision
    log = ChangeLog(after: snapshot.revision, limit: logLimit)
    identity.counter = snapshot.counter
    tokens = TokenStore(snapshot.tokens)
    let definitions = snapshot.objects.filter { ObjectReference(of: $0).kind == CustomResources.type.kind }
    for definition in definitions { place(definition) }
    for definition in definitions { serveCustomResource(definition) }
    for object in snapshot.objects where ObjectReference(of: object).kind != CustomResources.type.kind { place(object) }
  }

  /// Takes over another cluster's state while watches are open: they are told to start again.
  public mutating func restore(_ snapshot: ClusterSnapshot) {
    let next = max(revision, snapshot.revision) + 1
    let (time, secret, limit) = (now, tokenSecret, log.limit)
    self = ClusterState(restoring: snapshot, logLimit: limit)
    now = max(now, time)
    tokenSecret = secret
    revision = next
    log = ChangeLog(after: next, limit: limit)
  }

  private mutating func place(_ object: Value) {
    let reference = ObjectReference(of: object)
    let type = GroupKind(reference.group, reference.kind)
    guard registry[type] != nil else { return }
    let key = ObjectKey(type, object.namespace, object.name)
    let version = object.at("metadata", "resourceVersion")?.string.flatMap { Int64($0) } ?? revision
    tables[type, default: ObjectTable()].put(
      ObjectTable.Entry(
        path: ObjectTable.path(key.namespace, key.name), object: object, revision: version,
        encoded: EncodedObject(isSorted: registry[type]?.isCustom == true)))
    track(owners: object, of: key, add: true)
  }

  /// Every object as if it had just been added: what a controller sees that begins on a cluster whose history is gone.
  public var additions: [Change] {
    var changes: [Change] = []
    for resource in registry.stored {
      tables[resource.type]?.forEach(namespace: nil) { entry in
        changes.append(
          Change(
            kind: .added, key: ObjectKey(resource.type, entry.object.namespace, entry.object.name),
            object: entry.object, previous: nil, revision: entry.revision, encoded: entry.encoded))
      }
    }
    return changes.sorted { $0.revision < $1.revision }
  }
}
