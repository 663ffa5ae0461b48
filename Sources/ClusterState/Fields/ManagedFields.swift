import KubeAPI
import Manifest

/// Who owns which fields: `metadata.managedFields`, and what writes do to it.
///
/// Rules of apimachinery `pkg/util/managedfields` and structured-merge-diff `merge`.
struct ManagedFields: Sendable, Hashable {
  struct Entry: Sendable, Hashable {
    var manager: String
    var isApply: Bool
    var apiVersion: String
    var subresource: String
    var time: String
    var fields: FieldSet
  }

  var entries: [Entry]

  /// Reads the list of an object; entries that cannot be read are left out.
  init(of object: Value?) {
    entries = []
    for entry in object?.at("metadata", "managedFields")?.array ?? [] {
      guard let operation = entry["operation"]?.string, let version = entry["apiVersion"]?.string else { continue }
      entries.append(
        Entry(
          manager: entry["manager"]?.string ?? "", isApply: operation == "Apply", apiVersion: version,
          subresource: entry["subresource"]?.string ?? "", time: entry["time"]?.string ?? "",
          fields: FieldSet(fieldsV1: entry["fieldsV1"] ?? [:])))
    }
  }

  init(entries: [Entry] = []) { self.entries = entries }

  /// Whether an entry says all that one must say.
  static func isReadable(_ entry: Value) -> Bool {
    ["Apply", "Update"].contains(entry["operation"]?.string ?? "") && entry["apiVersion"]?.string?.isEmpty == false
      && entry["fieldsType"]?.string == "FieldsV1" && isFieldsV1(entry["fieldsV1"] ?? [:])
  }

  private static func isFieldsV1(_ value: Value) -> Bool {
    (value.object ?? Object()).allSatisfy { pair in
      pair.key == "." || (["f:", "k:", "v:", "i:"].contains(String(pair.key.prefix(2))) && isFieldsV1(pair.value))
    }
  }

  /// The list as objects carry it: applies first, then by time, then by manager.
  var value: Value? {
    guard !entries.isEmpty else { return nil }
    let sorted = entries.sorted { a, b in
      if a.isApply != b.isApply { return a.isApply }
      if a.time != b.time { return a.time.goLess(b.time) }
      if a.manager != b.manager { return a.manager.goLess(b.manager) }
      if a.apiVersion != b.apiVersion { return a.apiVersion.goLess(b.apiVersion) }
      return a.subresource.goLess(b.subresource)
    }
    return .array(
      sorted.map { entry in
        var value: Value = [
          "manager": .string(entry.manager), "operation": entry.isApply ? "Apply" : "Update",
          "apiVersion": .string(entry.apiVersion),
        ]
        if !entry.time.isEmpty { value["time"] = .string(entry.time) }
        value["fieldsType"] = "FieldsV1"
        value["fieldsV1"] = entry.fields.fieldsV1
        if !entry.subresource.isEmpty { value["subresource"] = .string(entry.subresource) }
        return value
      })
  }

  private func position(_ manager: String, isApply: Bool, _ apiVersion: String, _ subresource: String) -> Int? {
    entries.firstIndex {
      $0.manager == manager && $0.isApply == isApply && $0.subresource == subresource
        && (isApply || $0.apiVersion == apiVersion)
    }
  }

  /// A field that another manager owns with another value.
  struct Conflict: Sendable, Hashable {
    var entry: Entry
    var paths: [[String]]
  }

  /// Takes changed fields away from other managers and removed ones from all. Returns what was in conflict before.
  private mutating func yield(
    _ comparison: TypedValue.Comparison, except own: (Entry) -> Bool, force: Bool
  ) -> [Conflict] {
    let changed = comparison.modified.union(comparison.added)
    var conflicts: [Conflict] = []
    for i in entries.indices where !own(entries[i]) {
      let overlap = entries[i].fields.intersection(changed)
      if !overlap.isEmpty { conflicts.append(Conflict(entry: entries[i], paths: overlap.pathsByDepth)) }
    }
    if !force && !conflicts.isEmpty { return conflicts }
    for i in entries.indices where !own(entries[i]) {
      entries[i].fields = entries[i].fields.difference(changed).difference(comparison.removed)
    }
    entries.removeAll { $0.fields.isEmpty && !own($0) }
    return conflicts
  }

  /// After an update (create, PUT, patch): the manager owns what it changed.
  mutating func update(
    live: Value, new: Value, shape: MergeShape, manager: String, apiVersion: String, subresource: String, time: String,
    ignoring ignored: FieldSet
  ) {
    let comparison = TypedValue.compare(live, new, shape)
    let own: (Entry) -> Bool = {
      !$0.isApply && $0.manager == manager && $0.apiVersion == apiVersion && $0.subresource == subresource
    }
    var filtered = comparison
    filtered.added = comparison.added.recursiveDifference(ignored)
    filtered.modified = comparison.modified.recursiveDifference(ignored)
    filtered.removed = comparison.removed.recursiveDifference(ignored)
    _ = yield(filtered, except: own, force: true)
    var i = position(manager, isApply: false, apiVersion, subresource)
    let before = i.map { entries[$0].fields } ?? FieldSet()
    let after = before.difference(filtered.removed).union(filtered.modified).union(filtered.added)
      .recursiveDifference(ignored)
    if after.isEmpty {
      if let i { entries.remove(at: i) }
      return
    }
    if i == nil {
      entries.append(
        Entry(
          manager: manager, isApply: false, apiVersion: apiVersion, subresource: subresource, time: time,
          fields: FieldSet()))
      i = entries.count - 1
    }
    guard let i else { return }
    if entries[i].fields != after {
      entries[i].fields = after
      if !time.isEmpty { entries[i].time = time }
    }
  }

  /// Server-side apply: the live object with the configuration in it and without what the manager gave up.
  /// Returns the conflicts when there are some and they are not forced; the object is then of no use.
  mutating func apply(
    live: Value, config: Value, shape: MergeShape, manager: String, apiVersion: String, subresource: String,
    time: String, force: Bool, ignoring ignored: FieldSet
  ) -> (object: Value, conflicts: [Conflict]) {
    let i = position(manager, isApply: true, apiVersion, subresource)
    let last = i.map { entries[$0].fields }
    let applied = TypedValue.fields(of: config, shape).recursiveDifference(ignored)
    if let i {
      entries[i].fields = applied
      entries[i].apiVersion = apiVersion
    } else {
      entries.append(
        Entry(
          manager: manager, isApply: true, apiVersion: apiVersion, subresource: subresource, time: "",
          fields: applied))
    }
    let merged = TypedValue.merge(live, config, shape) ?? live
    // What the manager still says was not given up, nor anything on the way to it.
    let new = last?.difference(applied).isEmpty == true ? merged : prune(merged, last, shape)
    let comparison = TypedValue.compare(live, new, shape)
    var filtered = comparison
    filtered.added = comparison.added.recursiveDifference(ignored)
    filtered.modified = comparison.modified.recursiveDifference(ignored)
    filtered.removed = comparison.removed.recursiveDifference(ignored)
    let own: (Entry) -> Bool = { $0.isApply && $0.manager == manager && $0.subresource == subresource }
    let conflicts = yield(filtered, except: own, force: force)
    if !force && !conflicts.isEmpty { return (live, conflicts) }
    // An apply that only takes ownership and changes nothing does not count as a moment of change.
    // Changes through the scale subresource have no moment of their own.
    if !comparison.isSame, !time.isEmpty, let i = entries.firstIndex(where: own) { entries[i].time = time }
    strip()
    return (new, [])
  }

  /// Takes out what is never tracked, and entries that own nothing any more.
  private mutating func strip() {
    for i in entries.indices { entries[i].fields = entries[i].fields.difference(ManagedFields.stripped) }
    entries.removeAll { $0.fields.isEmpty }
  }

  /// Removes what the manager's last configuration had and nobody has any more.
  private func prune(_ merged: Value, _ last: FieldSet?, _ shape: MergeShape) -> Value {
    guard let last, !last.isEmpty else { return merged }
    func named(_ set: FieldSet) -> FieldSet { set.withNamedFieldsAsMembers(shape) }
    var pruned = TypedValue.removing(named(last), from: merged, shape)
    let mergedSet = named(TypedValue.fields(of: merged, shape))
    // Back comes what some manager (this one with its new configuration included) still owns.
    var owned = FieldSet()
    for entry in entries { owned = owned.union(entry.fields) }
    var prunedSet = named(TypedValue.fields(of: pruned, shape))
    pruned = TypedValue.removing(
      mergedSet.difference(prunedSet).difference(named(owned)), from: merged, shape)
    // And what nobody ever owned.
    prunedSet = named(TypedValue.fields(of: pruned, shape))
    return TypedValue.removing(
      mergedSet.difference(prunedSet).intersection(named(last)), from: merged, shape)
  }

  /// Fields that are never tracked.
  static let stripped: FieldSet = {
    var set = FieldSet()
    for name in ["apiVersion", "kind"] { set.insert(["f:" + name]) }
    for name in [
      "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
      "resourceVersion",
    ] { set.insert(["f:metadata", "f:" + name]) }
    return set
  }()

  /// What a write to the object or one of its subresources never owns (the strategies' GetResetFields).
  static func reset(_ resource: ServedResource, subresource: String) -> FieldSet {
    var set = FieldSet()
    switch subresource {
    case "":
      if resource.separatesStatus { set.insert(["f:status"]) }
      if resource.type == GroupKind("", "Pod") { return set }
    case "status":
      if resource.isCustom {
        set.insert(["f:metadata", "f:deletionTimestamp"])
        set.insert(["f:metadata", "f:ownerReferences"])
        set.insert(["f:metadata", "f:finalizers"])
        set.insert(["f:spec"])
        for name in ["labels", "annotations"] where resource.isCustom { set.insert(["f:metadata", "f:" + name]) }
      } else {
        set.insert(["f:spec"])
      }
    default: break
    }
    return set
  }
}
