/// A Go map with string keys. A reference: whoever holds it sees what `set` and `merge` do to it.
///
/// Concurrency: a map is built and changed by one execution at a time. Maps that several executions read side by side
/// must be frozen with ``freeze()``; a template that tries to change a frozen map fails with
/// ``TemplateError/Kind/frozen``, upon which the caller renders again one after another. Under this rule no data race exists,
/// which is what makes sharing the entries between threads right.
public final class GoMap: Sendable {
  public struct Entry {
    public let key: String
    public var value: GoValue
  }

  public let type: GoMapType
  /// The entries, which conversions of the map to another map type share.
  private let storage: Storage

  public init(type: GoMapType = .any) {
    self.type = type
    storage = Storage()
  }

  private init(type: GoMapType, storage: Storage) {
    self.type = type
    self.storage = storage
  }

  /// The later of two equal keys wins.
  public convenience init(type: GoMapType = .any, _ pairs: some Sequence<(String, GoValue)>) {
    self.init(type: type)
    for (key, value) in pairs { put(key, value) }
  }

  /// The same map as a value of another type, as Go converts it when it is passed to a parameter.
  public func converted(to type: GoMapType) -> GoMap {
    self.type === type ? self : GoMap(type: type, storage: storage)
  }

  static func nilMap() -> GoMap {
    let map = GoMap()
    map.storage.isNil = true
    return map
  }

  /// Whether both are one map, perhaps under different types.
  public func isSame(_ other: GoMap) -> Bool { storage === other.storage }

  public var count: Int { storage.entries.count }
  public var isFrozen: Bool { storage.isFrozen }
  /// A nil map: reads as an empty one and cannot be written.
  public var isNil: Bool { storage.isNil }

  public subscript(key: String) -> GoValue? {
    let at = storage.position(key)
    if let watched = storage.watched { watched.note(key, found: at != nil) }
    return at.map { storage.entries[$0].value }
  }

  /// Sets the entry; not for templates, which go through ``set(_:_:)``.
  public func put(_ key: String, _ value: GoValue) { storage.put(key, value) }

  /// Sets the entry on behalf of a template.
  public func set(_ key: String, _ value: GoValue) throws(GoFailure) {
    if storage.isFrozen { throw .frozen }
    if storage.isNil { throw GoFailure("assignment to entry in nil map") }
    storage.put(key, value)
  }

  /// Removes the entry on behalf of a template.
  public func remove(_ key: String) throws(GoFailure) {
    if storage.isFrozen { throw .frozen }
    storage.remove(key)
  }

  /// The entries in the order of their keys' bytes, as text/template ranges over them and fmt prints them.
  public var sorted: [Entry] {
    if let watched = storage.watched { for entry in storage.entries { watched.note(entry.key, found: true) } }
    return storage.sorted
  }

  /// Who is told of reads; also under other types of the map.
  var watched: WatchedMap? {
    get { storage.watched }
    set { storage.watched = newValue }
  }

  /// The entries, told to nobody.
  var unwatchedEntries: [Entry] { storage.sorted }

  /// Makes this map and all maps inside it read-only, so that several executions may read it side by side.
  public func freeze() {
    if storage.isFrozen { return }
    _ = sorted
    storage.isFrozen = true
    for entry in storage.entries { entry.value.freeze() }
  }

  /// Ends ``freeze()``.
  public func thaw() {
    if !storage.isFrozen { return }
    storage.isFrozen = false
    for entry in storage.entries { entry.value.thaw() }
  }
}

extension GoMap {
  /// Written by one execution at a time, and by none while frozen: see ``GoMap``.
  private final class Storage: @unchecked Sendable {
    var entries: [Entry] = []
    var index: [ByteKey: Int]?
    var isSorted = true
    var isFrozen = false
    var isNil = false
    var watched: WatchedMap?

    /// From so many entries on there is a hash index.
    static let indexThreshold = 16

    func put(_ key: String, _ value: GoValue) {
      if let at = position(key) {
        entries[at].value = value
        return
      }
      if isSorted, let last = entries.last, !byteLess(last.key, key) { isSorted = false }
      entries.append(Entry(key: key, value: value))
      if index != nil {
        index?[ByteKey(key)] = entries.count - 1
      } else if entries.count > Storage.indexThreshold {
        reindex()
      }
    }

    func remove(_ key: String) {
      guard let at = position(key) else { return }
      entries.remove(at: at)
      if index != nil { reindex() }
    }

    var sorted: [Entry] {
      if isSorted { return entries }
      let result = entries.sorted { byteLess($0.key, $1.key) }
      if !isFrozen {
        entries = result
        isSorted = true
        if index != nil { reindex() }
      }
      return result
    }

    func position(_ key: String) -> Int? {
      if let index { return index[ByteKey(key)] }
      for at in entries.indices where byteEqual(entries[at].key, key) { return at }
      return nil
    }

    private func reindex() {
      var table = [ByteKey: Int](minimumCapacity: entries.count * 2)
      for (at, entry) in entries.enumerated() { table[ByteKey(entry.key)] = at }
      index = entries.count > Storage.indexThreshold ? table : nil
    }
  }
}

extension GoValue {
  func freeze() {
    switch self {
    case .map(let map): map.freeze()
    case .list(let elements): for element in elements { element.freeze() }
    case .slice(let slice): if slice.element != .byte { for element in slice.elements { element.freeze() } }
    default: break
    }
  }

  func thaw() {
    switch self {
    case .map(let map): map.thaw()
    case .list(let elements): for element in elements { element.thaw() }
    case .slice(let slice): if slice.element != .byte { for element in slice.elements { element.thaw() } }
    default: break
    }
  }
}

/// A map type: its name, its value type and its methods.
public final class GoMapType: Sendable {
  /// As `%T` prints it.
  public let name: String
  public let element: GoElement
  /// Whether the type's name is only its structure, so that it is assignable to other types of that structure.
  public let isUnnamed: Bool
  private let methods: [String: @Sendable (GoMap) -> GoFunction]

  public init(
    name: String, element: GoElement = .any, methods: [String: @Sendable (GoMap) -> GoFunction] = [:]
  ) {
    self.name = name
    self.element = element
    isUnnamed = name == "map[string]" + element.name
    self.methods = methods
  }

  /// `map[string]interface {}`.
  public static let any = GoMapType(name: "map[string]interface {}")
  /// `map[string]string`.
  public static let strings = GoMapType(name: "map[string]string", element: .string)

  func method(_ name: String, of map: GoMap) -> GoFunction? {
    methods.isEmpty ? nil : methods[name]?(map)
  }
}
