import KubeAPI
import Manifest

/// ``TypedCodec`` for objects that fit their type, without a word for those that do not.
///
/// An object that is already as Go would write it comes back as it is, in the same memory; of others only the parts that
/// change are made anew. What it cannot vouch for (an unknown field, a wrong type, a null in a list, a nested JSON schema)
/// it leaves to the codec.
struct FittingCodec: Sendable {
  static let builtin = FittingCodec(.builtin)

  private let table: TypeTable
  /// By position in the table, made when first needed.
  private let layouts: [TypeLayout.Slot]
  private let positions: [ObjectIdentifier: Int]

  private init(_ table: TypeTable) {
    self.table = table
    layouts = table.all.map { _ in TypeLayout.Slot() }
    var positions: [ObjectIdentifier: Int] = Dictionary(minimumCapacity: table.all.count)
    for (i, type) in table.all.enumerated() { positions[ObjectIdentifier(type)] = i }
    self.positions = positions
  }

  /// What ``TypedCodec`` makes of the object; `nil` when it has to look itself.
  func object(_ value: Value, _ type: TypeSchema) -> Value? {
    guard let position = positions[ObjectIdentifier(type)] else { return nil }
    switch object(value, layout(position), 0) {
    case .same: return value
    case .changed(let result): return result
    case .unfit: return nil
    }
  }

  private enum Outcome {
    case same
    case changed(Value)
    case unfit
  }

  /// What becomes of a field.
  private enum Place {
    case absent, leftOut
    case value(Value)
  }

  private func layout(_ position: Int) -> TypeLayout { layouts[position].layout(of: position, table) }

  // MARK: - Structs

  private func object(_ value: Value, _ type: TypeLayout, _ depth: Int) -> Outcome {
    guard case .object(let input) = value, depth < 100 else { return .unfit }
    let pairs = input.pairs
    // Empty as long as everything so far stays as it is.
    var places: [Place] = []
    var next = 0
    func begin(before count: Int) {
      guard places.isEmpty else { return }
      places = Array(repeating: .absent, count: type.fields.count)
      var next = 0
      for pair in pairs[..<count] {
        guard let position = type.position(pair.key, from: next) else { continue }
        places[position] = .value(pair.value)
        next = position + 1
      }
    }
    for (i, pair) in pairs.enumerated() {
      guard let position = type.position(pair.key, from: next) else { return .unfit }
      if position < next || type.hasZero(from: next, to: position) { begin(before: i) }
      next = position + 1
      let field = type.fields[position]
      if case .null = pair.value {
        if field.zero?.isNull != true { begin(before: i) }
        continue
      }
      switch self.value(pair.value, field.shape, depth + 1) {
      case .unfit: return .unfit
      case .same:
        let isLeftOut = field.leavesOut(pair.value)
        if isLeftOut { begin(before: i) }
        if !places.isEmpty { places[position] = isLeftOut ? .leftOut : .value(pair.value) }
      case .changed(let result):
        begin(before: i)
        places[position] = field.leavesOut(result) ? .leftOut : .value(result)
      }
    }
    if type.hasZero(from: next, to: type.fields.count) { begin(before: pairs.count) }
    if places.isEmpty { return .same }
    var result: [Object.Pair] = []
    result.reserveCapacity(pairs.count + type.zeroCount)
    for (i, place) in places.enumerated() {
      switch place {
      case .value(let value): result.append(Object.Pair(key: type.fields[i].name, value: value))
      case .leftOut: break
      case .absent:
        if let zero = type.fields[i].zero { result.append(Object.Pair(key: type.fields[i].name, value: zero)) }
      }
    }
    return .changed(.object(Object(uniquePairs: result)))
  }

  // MARK: - Values

  private func value(_ value: Value, _ shape: ShapeLayout, _ depth: Int) -> Outcome {
    switch shape.form {
    case .any: return .same
    case .string:
      if case .string = value { return .same }
    case .bytes:
      guard case .string(let text) = value else { return .unfit }
      var out: [UInt8] = []
      if case .failure = Base64.decode(text, into: &out) { return .unfit }
      return .changed(.string(Base64.encode(out)))
    case .boolean:
      if case .bool = value { return .same }
    case .int32:
      if case .int(let number) = value, Int32(exactly: number) != nil { return .same }
    case .integer:
      if case .int = value { return .same }
    case .number:
      switch value {
      case .int, .double: return .same
      default: return .unfit
      }
    case .array:
      guard case .array(let items) = value, let element = shape.element else { return .unfit }
      return list(items, element, depth)
    case .map:
      guard case .object(let entries) = value, let element = shape.element else { return .unfit }
      return map(entries, element, depth)
    case .type(let position): return object(value, layout(position), depth)
    case .quantity:
      guard case .string(let text) = value, let quantity = try? Quantity(text).description else { return .unfit }
      return text.utf8.elementsEqual(quantity.utf8) ? .same : .changed(.string(quantity))
    case .intOrString:
      switch value {
      case .string: return .same
      case .int(let number): return Int32(exactly: number) == nil ? .unfit : .same
      default: return .unfit
      }
    case .time(let micro):
      guard case .string(let text) = value else { return .unfit }
      if !micro && FittingCodec.isPlainTime(text) { return .same }
      guard let time = try? Times.canonical(text, micro: micro) else { return .unfit }
      return .changed(time)
    case .special: return .unfit
    }
    return .unfit
  }

  private func list(_ items: [Value], _ element: ShapeLayout, _ depth: Int) -> Outcome {
    guard depth < 100 else { return .unfit }
    var result: [Value]?
    for (i, item) in items.enumerated() {
      if case .null = item { return .unfit }
      switch value(item, element, depth + 1) {
      case .same: continue
      case .unfit: return .unfit
      case .changed(let new):
        if result == nil { result = items }
        result?[i] = new
      }
    }
    return result.map { .changed(.array($0)) } ?? .same
  }

  private func map(_ entries: Object, _ element: ShapeLayout, _ depth: Int) -> Outcome {
    guard depth < 100 else { return .unfit }
    var result: Object?
    for (i, entry) in entries.pairs.enumerated() {
      if case .null = entry.value { return .unfit }
      switch value(entry.value, element, depth + 1) {
      case .same: continue
      case .unfit: return .unfit
      case .changed(let new):
        if result == nil { result = entries }
        result?.modify(at: i) { $0 = new }
      }
    }
    return result.map { .changed(.object($0)) } ?? .same
  }

  /// `2026-01-31T23:59:59Z`, on a day that every month has.
  static func isPlainTime(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count == 20 else { return false }
      func number(_ at: Int, below limit: Int) -> Int? {
        let (high, low) = (Int(bytes[at]) - 48, Int(bytes[at + 1]) - 48)
        guard 0...9 ~= high, 0...9 ~= low, high * 10 + low < limit else { return nil }
        return high * 10 + low
      }
      guard let century = number(0, below: 100), century > 0, number(2, below: 100) != nil,
        let month = number(5, below: 13), month > 0, let day = number(8, below: 29), day > 0,
        number(11, below: 24) != nil, number(14, below: 60) != nil, number(17, below: 60) != nil
      else { return false }
      return bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-") && bytes[10] == UInt8(ascii: "T")
        && bytes[13] == UInt8(ascii: ":") && bytes[16] == UInt8(ascii: ":") && bytes[19] == UInt8(ascii: "Z")
    }
  }
}
