import KubeAPI
import Manifest

extension ClusterState {
  func stored(_ info: RequestInfo, _ resource: ServedResource) throws(StatusError) -> Value {
    let type = registry.storageType(resource.type)
    guard let entry = tables[type]?[ObjectTable.path(info.namespace ?? "", info.name)] else {
      throw .notFound(resource, info.name)
    }
    return entry.object
  }

  func answerGet(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request, isCustom: resource.isCustom)
    try checkResourceVersion(request)
    let type = registry.storageType(resource.type)
    if let entry = tables[type]?[ObjectTable.path(info.namespace ?? "", info.name)],
      let text = storedText(entry, resource, version: info.version, form)
    {
      return APIResponse(status: 200, headers: [("content-type", "application/json")], body: text + [0x0A])
    }
    return try respond(
      200, try stored(info, resource), request, resource, version: info.version, form: form)
  }

  /// resourceVersion of a read: a number that the server has reached.
  private func checkResourceVersion(_ request: APIRequest) throws(StatusError) {
    guard let text = request.parameter("resourceVersion"), !text.isEmpty else { return }
    guard let wanted = UInt64(text) else { throw .badResourceVersion(text, isWatch: false) }
    if wanted > UInt64(max(0, revision)) { throw .futureRevision(wanted, revision) }
  }

  func answerList(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request, isCustom: resource.isCustom)
    let options = try ListOptions(request)
    let filter = try ObjectFilter(request, info, resource, in: self)
    var limit = options.limit
    var token = try options.token.isEmpty ? nil : ContinueToken(options.token)
    if token != nil {
      guard ["", "0"].contains(options.resourceVersion) else {
        throw .badRequest("specifying resource version is not allowed when using continue")
      }
      // The cache that answers resourceVersion=0 has no pages.
      if options.resourceVersion == "0" { limit = 0 }
    } else {
      try checkResourceVersion(request)
      if let revision = UInt64(options.resourceVersion), revision > 0,
        options.match == "Exact" || (options.match.isEmpty && limit > 0)
      {
        guard Int64(clamping: revision) >= log.start else { throw .expiredRevision(revision, log.start + 1) }
        token = ContinueToken(revision: Int64(clamping: revision), after: "")
      } else if options.resourceVersion == "0" {
        limit = 0
      }
    }
    let page = try page(of: resource, filter, limit: Int(clamping: limit), token)
    // Lists of custom objects are maps, in which an empty token is said.
    var metadata: Value = resource.isCustom && form.conversion == .none ? ["continue": ""] : [:]
    metadata["resourceVersion"] = .string(String(page.revision))
    if let next = page.next {
      metadata["continue"] = .string(next.text)
      if filter.isEmpty { metadata["remainingItemCount"] = .int(Int64(page.remaining)) }
    }
    if let text = listText(page.entries, resource, version: info.version, metadata, form) {
      return APIResponse(status: 200, headers: [("content-type", "application/json")], body: text)
    }
    return try respond(list: page.items, resource, request, version: info.version, metadata, form)
  }

  /// A list in the form that was asked for.
  func respond(
    list items: [Value], _ resource: ServedResource, _ request: APIRequest, version: String, _ metadata: Value,
    _ form: OutputForm
  ) throws(StatusError) -> APIResponse {
    let value: Value
    switch form.conversion {
    case .table:
      value = Table.render(
        items, of: resource, version: version, in: self, include: try Table.Include(request),
        metaVersion: form.metaVersion, metadata: metadata)
    case .partial:
      throw StatusError(
        code: 406, reason: "NotAcceptable",
        message: "you requested PartialObjectMetadata, but the requested object is a list "
          + "(\(resource.goType(list: true)))")
    case .partialList:
      value = [
        "kind": "PartialObjectMetadataList", "apiVersion": .string("meta.k8s.io/\(form.metaVersion)"),
        "metadata": metadata, "items": .array(items.map { Table.partial($0, metaVersion: form.metaVersion) }),
      ]
    case .none:
      var metadata = metadata
      // A list of custom objects says even that it does not go on (UnstructuredList).
      if resource.isCustom && metadata["continue"] == nil { metadata["continue"] = "" }
      value = list(items, resource, version: version, metadata)
    }
    return encode(200, value, form, sortedKeys: resource.isCustom && form.conversion == .none)
  }

  /// A list object; items of built-in kinds do not repeat kind and apiVersion.
  func list(_ items: [Value], _ resource: ServedResource, version: String, _ metadata: Value) -> Value {
    let converted = items.map { item -> Value in
      var value = convert(item, resource, to: version)
      if !resource.isCustom {
        value["kind"] = nil
        value["apiVersion"] = nil
      }
      return value
    }
    return [
      "kind": .string(resource.listKind), "apiVersion": .string(resource.apiVersion(version)), "metadata": metadata,
      "items": .array(converted),
    ]
  }

  struct Page {
    var entries: [ObjectTable.Entry] = []
    var items: [Value] { entries.map(\.object) }
    var revision: Int64
    var next: ContinueToken?
    var remaining = 0
  }

  /// A page of objects, read from the state at the token's revision when there is one.
  func page(
    of resource: ServedResource, _ filter: ObjectFilter, limit: Int, _ token: ContinueToken?
  ) throws(StatusError) -> Page {
    let type = registry.storageType(resource.type)
    var page = Page(revision: token?.revision ?? revision)
    var past: [String: Value?] = [:]
    if let token {
      guard token.revision >= log.start else {
        throw StatusError(
          code: 410, reason: "Expired",
          message:
            "The provided continue parameter is too old to display a consistent list result. You can start a new "
            + "list without the continue parameter, or use the continue token in this response to retrieve the "
            + "remainder of the results. Continuing with the provided token results in an inconsistent list - objects "
            + "that were created, modified, or deleted between the time the first chunk was returned and now may show "
            + "up in the list.")
      }
      for change in log.since(token.revision) where change.key.type == type {
        let path = ObjectTable.path(change.key.namespace, change.key.name)
        if past[path] == nil { past[path] = .some(change.previous) }
      }
    }
    // Without a page to fill and a past to look up the table is gone through once.
    if limit == 0 && past.isEmpty && token == nil {
      tables[type]?.forEach(namespace: filter.namespace) { entry in
        if filter.isEmpty || filter.accepts(entry.object) { page.entries.append(entry) }
      }
      return page
    }
    var entries: [ObjectTable.Entry] = []
    func then(_ path: String, _ object: Value) -> ObjectTable.Entry {
      ObjectTable.Entry(
        path: path, object: object, revision: page.revision, encoded: EncodedObject(isSorted: resource.isCustom))
    }
    tables[type]?.forEach(namespace: filter.namespace) { entry in
      if let token, !token.after.goLess(entry.path) { return }
      if let old = past[entry.path] {
        past[entry.path] = nil
        if let old { entries.append(then(entry.path, old)) }
      } else {
        entries.append(entry)
      }
    }
    // What has been deleted since the first page.
    var extra: [ObjectTable.Entry] = []
    for (path, old) in past {
      guard let old, let token, token.after.goLess(path), filter.namespace == nil || filter.namespace == old.namespace
      else { continue }
      extra.append(then(path, old))
    }
    if !extra.isEmpty {
      entries += extra
      entries.sort { $0.path.goLess($1.path) }
    }
    for (i, entry) in entries.enumerated() where filter.accepts(entry.object) {
      page.entries.append(entry)
      if limit > 0, page.entries.count == limit {
        let rest = entries[(i + 1)...]
        if rest.isEmpty { break }
        page.next = ContinueToken(revision: page.revision, after: entry.path)
        page.remaining = rest.count
        break
      }
    }
    return page
  }
}

extension StatusError {
  /// A watch says so with 500, a read with 400.
  static func badResourceVersion(_ text: String, isWatch: Bool) -> StatusError {
    let why = "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax"
    return isWatch
      ? StatusError(code: 500, reason: "", message: why) : .badRequest("invalid resource version: \(why)")
  }

  static func futureRevision(_ wanted: UInt64, _ current: Int64) -> StatusError {
    StatusError(
      code: 504, reason: "Timeout", message: "Timeout: Too large resource version: \(wanted), current: \(current)",
      details: [
        "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]],
        "retryAfterSeconds": 1,
      ])
  }

  static func expiredRevision(_ wanted: UInt64, _ oldest: Int64) -> StatusError {
    StatusError(
      code: 410, reason: "Expired", message: "The resourceVersion for the provided list is too old.")
  }
}

/// Where a list goes on: the revision of its first page and the last path it gave.
struct ContinueToken: Sendable, Hashable {
  var revision: Int64
  var after: String

  init(revision: Int64, after: String) {
    self.revision = revision
    self.after = after
  }

  var text: String {
    let value: Value = ["v": "meta.k8s.io/v1", "rv": .int(revision), "start": .string(after + "\u{0}")]
    let encoded = Base64.encode(JSON.bytes(value, sortedKeys: false))
    return String(encoded.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" })
  }

  init(_ text: String) throws(StatusError) {
    func refuse(_ why: String) -> StatusError {
      .badRequest("invalid continue token: continue key is not valid: \(why)")
    }
    let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    let padded = standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    guard let bytes = Base64.decode(padded.utf8) else { throw refuse("illegal base64 data at input byte 0") }
    guard let value = try? JSON.parse(bytes) else { throw refuse(JSONText.complaint(about: bytes)) }
    let version = value["v"]?.string ?? ""
    guard version == "meta.k8s.io/v1" else {
      throw refuse("server does not recognize this encoded version \(version)")
    }
    guard let revision = value["rv"]?.int, revision != 0 else {
      throw refuse("incorrect encoded start resourceVersion (version \(version))")
    }
    guard let start = value["start"]?.string, !start.isEmpty else {
      throw refuse("encoded start key empty (version \(version))")
    }
    self.revision = revision
    after = start.last == "\u{0}" ? String(start.dropLast()) : start
  }
}
