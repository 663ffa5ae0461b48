import Manifest

/// One object as it would be sent to the API server, and where it was written.
public struct ExposedObject: Sendable {
  public var value: Value
  /// The file it came from; empty when unknown.
  public var file: String
  /// 1-based line of its document; 0 when unknown.
  public var line: Int

  public init(value: Value, file: String = "", line: Int = 0) {
    self.value = value
    self.file = file
    self.line = line
  }

  /// `file:line`, without what is unknown.
  public var source: String {
    if file.isEmpty { return line > 0 ? "line \(line)" : "" }
    return line > 0 ? "\(file):\(line)" : file
  }

  /// The objects inside Lists of any depth and typed lists (`ServiceList`), whose items may leave apiVersion and kind
  /// out.
  /// Empty documents vanish.
  public static func flatten(_ objects: [ExposedObject]) -> [ExposedObject] {
    var flat: [ExposedObject] = []
    flat.reserveCapacity(objects.count)
    var pending: [ExposedObject] = []
    for object in objects {
      pending.append(object)
      while let next = pending.popLast() {
        guard let items = listItems(of: next) else {
          if !isEmpty(next.value) { flat.append(next) }
          continue
        }
        for item in items.reversed() { pending.append(ExposedObject(value: item, file: next.file, line: next.line)) }
      }
    }
    return flat
  }

  private static func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .object(let object): object.isEmpty
    default: false
    }
  }

  private static func listItems(of object: ExposedObject) -> [Value]? {
    guard let kind = object.value["kind"]?.string, kind.hasSuffix("List") else { return nil }
    let apiVersion = object.value["apiVersion"]?.string ?? ""
    let isPlain = kind == "List" && apiVersion == "v1"
    let isKnown = isPlain || Kinds.role(apiVersion: apiVersion, kind: String(kind.dropLast(4))) != nil
    let items: [Value]
    switch object.value["items"] {
    case .array(let array)?:
      // A kind may be called AllowList and have items of its own.
      guard isKnown || array.allSatisfy({ $0.object != nil }) else { return nil }
      items = array
    case .null?, nil:
      guard isKnown else { return nil }
      items = []
    default: return nil
    }
    if isPlain { return items }
    if kind == "List" { return nil }
    let itemKind = String(kind.dropLast(4))
    return items.map { item in
      guard case .object(var fields) = item else { return item }
      if fields["kind"]?.string ?? "" == "" { fields["kind"] = .string(itemKind) }
      if fields["apiVersion"]?.string ?? "" == "" { fields["apiVersion"] = .string(apiVersion) }
      return .object(fields)
    }
  }
}
