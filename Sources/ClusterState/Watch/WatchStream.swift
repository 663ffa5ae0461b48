import KubeAPI
import Manifest

/// A watch as a value: where it is in the log, and what of it the client wants.
///
/// The shell asks for bytes with ``next(in:upTo:)`` after every write and whenever the client can take more. A stream holds
/// no events: a client that reads slowly only falls behind in the log, and is told 410 Gone when the log has forgotten
/// its place, so that memory does not grow with slow readers.
public struct WatchStream: Sendable {
  private let resource: ServedResource
  private let type: GroupKind
  private let version: String
  private let filter: ObjectFilter
  private let form: OutputForm
  private let include: Table.Include
  private let bookmarks: Bool
  /// The revision up to which everything has been sent.
  private(set) var cursor: Int64
  private var initial: [Value]
  private var endsInitial: Bool
  private var columnsSent = false
  /// A revision from the future: nothing is sent before it is reached.
  private var waitsFor: Int64?
  private var failure: StatusError?
  /// How long the client wants the stream to last at most; `nil` when it did not say.
  public let timeout: Duration?
  /// Nothing more will come; close the stream.
  public private(set) var isFinished = false
  private var lastBookmark: Instant

  init(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, in state: ClusterState
  ) throws(StatusError) {
    self.resource = resource
    type = state.registry.storageType(resource.type)
    version = info.version
    form = try OutputForm.negotiate(request, isWatch: true, isCustom: resource.isCustom)
    let options = try ListOptions(request, isWatch: true)
    filter = try ObjectFilter(request, info, resource, in: state)
    include = try Table.Include(request)
    bookmarks = request.flag("allowWatchBookmarks")
    lastBookmark = state.now
    timeout = options.timeoutSeconds.flatMap { $0 > 0 ? .seconds($0) : nil }
    let text = options.resourceVersion
    var from: UInt64 = 0
    if !text.isEmpty {
      guard let number = UInt64(text) else { throw .badResourceVersion(text, isWatch: true) }
      from = number
    }
    let wantsInitial = options.sendInitialEvents
    cursor = state.revision
    initial = []
    endsInitial = false
    // A list's form fits no event, so there is nothing to send.
    if form.conversion == .partialList { isFinished = true }
    if wantsInitial == true && from > UInt64(max(0, state.revision)) {
      failure = .futureRevision(from, state.revision)
    } else if wantsInitial == true {
      initial = WatchStream.existing(type, filter, in: state)
      endsInitial = bookmarks
    } else if wantsInitial == nil && from == 0 {
      initial = WatchStream.existing(type, filter, in: state)
    } else if from > 0 {
      if from > UInt64(max(0, state.revision)) {
        waitsFor = Int64(clamping: from)
      } else {
        cursor = Int64(from)
        let oldest = max(state.log.start, state.firstWatched)
        if cursor < oldest {
          failure = StatusError(
            code: 410, reason: "Expired", message: "too old resource version: \(from) (\(oldest + 1))")
        }
      }
    }
  }

  private static func existing(_ type: GroupKind, _ filter: ObjectFilter, in state: ClusterState) -> [Value] {
    var items: [Value] = []
    state.tables[type]?.forEach(namespace: filter.namespace) { entry in
      if filter.accepts(entry.object) { items.append(entry.object) }
    }
    return items
  }

  public var contentType: String {
    switch form.encoding {
    case .json: "application/json"
    case .yaml: "application/yaml"
    case .protobuf: "application/vnd.kubernetes.protobuf;stream=watch"
    }
  }

  /// The next frames, about `limit` bytes of them at most; empty when there is nothing to say now. Changes after the
  /// revision `last` are kept back.
  public mutating func next(
    in state: ClusterState, upTo limit: Int = 256 << 10, through last: Int64 = .max
  ) -> [UInt8] {
    var out: [UInt8] = []
    if isFinished { return out }
    if let error = failure {
      failure = nil
      isFinished = true
      return frame("ERROR", error.status, isStatus: true)
    }
    if let wanted = waitsFor {
      guard state.revision >= wanted else { return [] }
      waitsFor = nil
      cursor = state.revision
    }
    var sent = 0
    while sent < initial.count && out.count < limit {
      emit("ADDED", initial[sent], state, &out)
      sent += 1
    }
    initial.removeFirst(sent)
    guard initial.isEmpty else { return out }
    if endsInitial {
      endsInitial = false
      out += bookmark(cursor, initialEnd: true, state)
    }
    if cursor < state.log.start {
      isFinished = true
      let error = StatusError(
        code: 410, reason: "Expired", message: "too old resource version: \(cursor) (\(state.log.start + 1))")
      return out + frame("ERROR", error.status, isStatus: true)
    }
    for change in state.log.since(cursor) {
      if out.count >= limit || change.revision > last { return out }
      cursor = change.revision
      guard change.key.type == type, filter.namespace == nil || filter.namespace == change.key.namespace else {
        continue
      }
      let was = change.previous.map { filter.accepts($0) } ?? false
      let isNow = change.kind != .deleted && filter.accepts(change.object)
      switch (was, isNow) {
      case (false, true): emit("ADDED", change, state, &out)
      case (true, true): emit("MODIFIED", change, state, &out)
      case (true, false):
        var last = change.previous ?? change.object
        last.set(.string(String(change.revision)), at: "metadata", "resourceVersion")
        emit("DELETED", last, state, &out)
      case (false, false): break
      }
    }
    if bookmarks, state.now - lastBookmark >= .seconds(60), out.isEmpty {
      out += bookmark(cursor, initialEnd: false, state)
    }
    if !out.isEmpty { lastBookmark = state.now }
    return out
  }

  /// The present state of a changed object; its text is made once for all watches.
  private mutating func emit(_ type: String, _ change: Change, _ state: ClusterState, _ out: inout [UInt8]) {
    guard form.conversion == .none, form.encoding == .json, version == resource.storageVersion,
      self.type == resource.type
    else { return emit(type, change.object, state, &out) }
    out += Array("{\"type\":\"\(type)\",\"object\":".utf8)
    out += change.encoded.json(of: change.object)
    out += [0x7D, 0x0A]
  }

  private mutating func emit(_ type: String, _ object: Value, _ state: ClusterState, _ out: inout [UInt8]) {
    switch form.conversion {
    case .table:
      var table = Table.render(
        [object], of: resource, version: version, in: state, include: include, metaVersion: form.metaVersion,
        metadata: ["resourceVersion": object.at("metadata", "resourceVersion") ?? ""])
      if columnsSent { table["columnDefinitions"] = .null }
      columnsSent = true
      out += frame(type, table)
    case .partial, .partialList: out += frame(type, Table.partial(object, metaVersion: form.metaVersion))
    case .none: out += frame(type, state.convert(object, resource, to: version))
    }
  }

  private func bookmark(_ revision: Int64, initialEnd: Bool, _ state: ClusterState) -> [UInt8] {
    var metadata: Value = ["resourceVersion": .string(String(revision))]
    if initialEnd { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
    switch form.conversion {
    case .table:
      let object: Value = [
        "kind": .string(resource.type.kind), "apiVersion": .string(resource.apiVersion(version)), "metadata": metadata,
      ]
      // The row of an object that has nothing but its revision.
      var table = Table.render(
        [object], of: resource, version: version, in: state, include: include, metaVersion: form.metaVersion,
        metadata: ["resourceVersion": .string(String(revision))])
      table["columnDefinitions"] = .null
      return frame("BOOKMARK", table)
    case .partial, .partialList:
      return frame(
        "BOOKMARK",
        [
          "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(form.metaVersion)"),
          "metadata": metadata,
        ])
    case .none:
      return frame(
        "BOOKMARK",
        [
          "kind": .string(resource.type.kind), "apiVersion": .string(resource.apiVersion(version)),
          "metadata": metadata,
        ])
    }
  }

  private func frame(_ type: String, _ object: Value, isStatus: Bool = false) -> [UInt8] {
    switch form.encoding {
    case .json:
      let sorted = resource.isCustom && form.conversion == .none && !isStatus
      var out = Array("{\"type\":\"\(type)\",\"object\":".utf8)
      out += JSON.bytes(object, sortedKeys: sorted, escapeHTML: true)
      out += [0x7D, 0x0A]
      return out
    case .yaml: return Array(("---\n" + YAML.write(["type": .string(type), "object": object])).utf8)
    case .protobuf: return Protobuf.watchFrame(type, object)
    }
  }
}

extension ClusterState {
  func answerWatch(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let stream = try WatchStream(request, info, resource, in: self)
    return APIResponse(status: 200, headers: [("content-type", stream.contentType)], watch: stream)
  }
}
