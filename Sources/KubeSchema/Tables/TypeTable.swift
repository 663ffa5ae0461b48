import Manifest

/// The types of the Kubernetes API with their fields, read from ``typeRows``.
///
/// A line `@name` starts a type, the lines after it are its fields; columns are separated by tabs.
/// Names are shortened: nothing stands for `io.k8s.api.`, `~` for `io.k8s.apimachinery.pkg.`, `^` for
/// `io.k8s.apiextensions-apiserver.pkg.apis.`, `%` for `io.k8s.kube-aggregator.pkg.apis.`.
/// Shapes: `s`tring `i`nteger `n`umber `b`oolean `o`bject `*` any, `:format`, `?enum,values`, `[`list of, `{`map of,
/// `>`type. Columns: `!` required, `=`default as JSON, `L`ist type (a, s, m:keys), `M` atomic map, `P`atch strategy,
/// merge `K`ey, `r` plain reference, Go `t`ype where it does not follow from the shape, `*` pointer, `k`ept when empty,
/// omit`z`ero, Go `N`ame where it is not the capitalised name; on types also `#`shape of a type
/// without fields, `G`roup/version/kind, `U`nions as JSON.
public struct TypeTable: Sendable {
  static let builtin = TypeTable(typeRows)

  public let all: [TypeSchema]
  /// Position in ``all`` by full name.
  public let byName: [String: Int]
  /// Position in ``all`` by `group/version/kind`.
  public let byKind: [String: Int]

  public func named(_ name: String) -> TypeSchema? { byName[name].map { all[$0] } }

  /// The type that a shape refers to, `nil` for every other shape.
  public func type(of shape: FieldShape) -> TypeSchema? {
    guard case .type(let position) = shape, position < all.count else { return nil }
    return all[position]
  }

  init(_ rows: StaticString) {
    var names: [String: Int] = [:]
    forEachLine(of: rows) { line in
      guard line.utf8.first == UInt8(ascii: "@") else { return }
      let end = line.utf8.firstIndex(of: UInt8(ascii: "\t")) ?? line.endIndex
      names[TypeTable.fullName(line.dropFirst().prefix(upTo: end))] = names.count
    }
    var types: [TypeSchema] = []
    types.reserveCapacity(names.count)
    var header: [Substring] = []
    var fields: [Field] = []
    func finish() {
      if let first = header.first { types.append(TypeTable.makeType(first, header.dropFirst(), fields, names)) }
      fields = []
    }
    forEachLine(of: rows) { line in
      let columns = line.split(separator: "\t")
      guard let first = columns.first else { return }
      if first.utf8.first == UInt8(ascii: "@") {
        finish()
        header = columns
      } else {
        fields.append(TypeTable.makeField(columns, names))
      }
    }
    finish()
    all = types
    byName = names
    var kinds: [String: Int] = [:]
    for (i, type) in types.enumerated() where !type.groupVersionKind.isEmpty && type.groupVersionKind != "*" {
      kinds[type.groupVersionKind] = i
    }
    byKind = kinds
    for i in types.indices { types[i].fields.forEach { TypeTable.check($0.shape, types.count) } }
  }

  private static func check(_ shape: FieldShape, _ count: Int) {
    if case .type(let position) = shape { assert(position < count, "a reference outside the table") }
  }

  static func fullName(_ short: Substring) -> String {
    switch short.utf8.first {
    case UInt8(ascii: "~"): "io.k8s.apimachinery.pkg." + short.dropFirst()
    case UInt8(ascii: "^"): "io.k8s.apiextensions-apiserver.pkg.apis." + short.dropFirst()
    case UInt8(ascii: "%"): "io.k8s.kube-aggregator.pkg.apis." + short.dropFirst()
    default: "io.k8s.api." + short
    }
  }

  private static func makeType(
    _ first: Substring, _ columns: ArraySlice<Substring>, _ fields: [Field], _ names: [String: Int]
  ) -> TypeSchema {
    var scalar: FieldShape?
    var isAtomic = false
    var kind = ""
    var unions = ""
    for column in columns {
      let rest = column.dropFirst()
      switch column.utf8.first {
      case UInt8(ascii: "#"): scalar = scalarShape(rest, names)
      case UInt8(ascii: "M"): isAtomic = true
      case UInt8(ascii: "G"): kind = String(rest)
      case UInt8(ascii: "U"): unions = String(rest)
      default: break
      }
    }
    return TypeSchema(
      name: fullName(first.dropFirst()), scalar: scalar, fields: fields, isAtomic: isAtomic, groupVersionKind: kind,
      unions: unions)
  }

  private static func makeField(_ columns: [Substring], _ names: [String: Int]) -> Field {
    var field = Field(name: String(columns[0]), shape: shape(columns.count > 1 ? columns[1] : "*", names))
    for column in columns.dropFirst(2) {
      let rest = column.dropFirst()
      switch column.utf8.first {
      case UInt8(ascii: "!"): field.isRequired = true
      case UInt8(ascii: "="): field.defaultValue = constant(rest)
      case UInt8(ascii: "L"): (field.listType, field.mapKeys) = listType(rest)
      case UInt8(ascii: "M"): field.isAtomicMap = true
      case UInt8(ascii: "P"): field.patchStrategy = String(rest)
      case UInt8(ascii: "K"): field.patchMergeKey = String(rest)
      case UInt8(ascii: "r"): field.isPlainReference = true
      case UInt8(ascii: "t"): field.goType = String(rest)
      case UInt8(ascii: "*"): field.isPointer = true
      case UInt8(ascii: "k"): field.isAlwaysWritten = true
      case UInt8(ascii: "z"): field.omitsZero = true
      case UInt8(ascii: "N"): field.goName = String(rest)
      default: break
      }
    }
    if field.goType.isEmpty { field.goType = goType(columns.count > 1 ? columns[1] : "*") }
    if field.goName.isEmpty { field.goName = field.name.prefix(1).uppercased() + field.name.dropFirst() }
    return field
  }

  private static func listType(_ text: Substring) -> (ListType, [String]) {
    switch text.utf8.first {
    case UInt8(ascii: "s"): (.set, [])
    case UInt8(ascii: "m"): (.map, text.dropFirst(2).split(separator: ",").map(String.init))
    default: (.atomic, [])
    }
  }

  /// The defaults of the table are `""`, `{}`, numbers, booleans, short strings and flat objects of strings.
  private static func constant(_ text: Substring) -> Value {
    switch text {
    case "{}": return .object(Object())
    case "true": return true
    case "false": return false
    default:
      if let number = Int64(text) { return .int(number) }
      if text.utf8.first == UInt8(ascii: "\"") { return .string(String(text.dropFirst().dropLast())) }
      return .null
    }
  }

  private static func scalarShape(_ text: Substring, _ names: [String: Int]) -> FieldShape {
    let parts = text.split(separator: "|")
    guard parts.count > 1, let last = parts.last else { return shape(text, names) }
    let tail = last.split(separator: ":", maxSplits: 1)
    let shapes = (parts.dropLast() + tail.prefix(1)).map { shape($0, names) }
    return .oneOf(shapes, format: tail.count > 1 ? String(tail[1]) : "")
  }

  private static func shape(_ text: Substring, _ names: [String: Int]) -> FieldShape {
    let rest = text.dropFirst()
    func format() -> String { rest.utf8.first == UInt8(ascii: ":") ? String(rest.dropFirst()) : "" }
    switch text.utf8.first {
    case UInt8(ascii: "["): return .array(shape(rest, names))
    case UInt8(ascii: "{"): return .map(shape(rest, names))
    case UInt8(ascii: ">"): return names[fullName(rest)].map { .type($0) } ?? .any
    case UInt8(ascii: "i"): return .integer(format: format())
    case UInt8(ascii: "n"): return .number(format: format())
    case UInt8(ascii: "b"): return .boolean
    case UInt8(ascii: "o"): return .object
    case UInt8(ascii: "s"):
      let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
      let format = parts.first.map { $0.hasPrefix(":") ? String($0.dropFirst()) : "" } ?? ""
      let values =
        parts.count > 1 ? parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init) : []
      return .string(format: format, values: values)
    default: return .any
    }
  }

  private static func goType(_ text: Substring) -> String {
    let rest = text.dropFirst()
    switch text.utf8.first {
    case UInt8(ascii: "["): return "[]" + goType(rest)
    case UInt8(ascii: "{"): return "map[string]" + goType(rest)
    case UInt8(ascii: ">"):
      let parts = rest.drop { "~^%".contains($0) }.split(separator: ".")
      return parts.suffix(2).joined(separator: ".")
    case UInt8(ascii: "s"): return rest.hasPrefix(":byte") ? "[]uint8" : "string"
    case UInt8(ascii: "i"): return rest.isEmpty ? "int64" : String(rest.dropFirst())
    case UInt8(ascii: "n"): return "float64"
    case UInt8(ascii: "b"): return "bool"
    default: return "interface {}"
    }
  }
}
