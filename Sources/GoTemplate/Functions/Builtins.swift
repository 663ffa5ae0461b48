extension FunctionTable {
  /// text/template's `builtins()`.
  static func addBuiltins(_ table: inout FunctionTable) {
    func add(_ name: String, _ signature: String, _ body: @escaping GoFunction.Body) {
      table.add(GoFunction(name, Signature(signature), isBuiltin: true, body))
    }
    /// and, or: the executor evaluates them itself, as they may leave out arguments.
    add("and", "reflect ...reflect") { _, _ in .invalid }
    add("or", "reflect ...reflect") { _, _ in .invalid }
    /// text/template `not`
    add("not", "reflect") { _, args in .bool(!args[0].truth) }
    /// text/template `call`
    add("call", "reflect ...reflect") { execution, args throws(GoFailure) in try Builtins.call(execution, args) }
    /// text/template `HTMLEscaper`
    add("html", "...any") { _, args in .string(Builtins.html(Builtins.text(args))) }
    /// text/template `JSEscaper`
    add("js", "...any") { _, args in .string(Builtins.js(Builtins.text(args))) }
    /// text/template `URLQueryEscaper`
    add("urlquery", "...any") { _, args in .string(URLEscape.escape(Builtins.text(args), .query)) }
    /// text/template `index`
    add("index", "reflect ...reflect") { _, args throws(GoFailure) in try Builtins.index(args) }
    /// text/template `slice`; in helm Sprig's function of that name takes its place
    add("slice", "reflect ...reflect") { _, args throws(GoFailure) in try Builtins.slice(args) }
    /// text/template `length`
    add("len", "reflect") { _, args throws(GoFailure) in .int(try Builtins.length(args[0])) }
    /// `fmt.Sprint`
    add("print", "...any") { _, args in .string(GoFormat.sprint(args.values)) }
    /// `fmt.Sprintf`
    add("printf", "string ...any") { _, args in .string(GoFormat.sprintf(args.string(0), Array(args.rest(1)))) }
    /// `fmt.Sprintln`
    add("println", "...any") { _, args in .string(GoFormat.sprintln(args.values)) }
    /// text/template `eq`, `ne`, `lt`, `le`, `gt`, `ge`
    add("eq", "reflect ...reflect") { _, args throws(GoFailure) in .bool(try Comparison.equal(args[0], args.rest(1))) }
    add("ne", "reflect reflect") { _, args throws(GoFailure) in .bool(!(try Comparison.equal(args[0], args[1]))) }
    add("lt", "reflect reflect") { _, args throws(GoFailure) in .bool(try Comparison.less(args[0], args[1])) }
    add("le", "reflect reflect") { _, args throws(GoFailure) in .bool(try Comparison.lessOrEqual(args[0], args[1])) }
    add("gt", "reflect reflect") { _, args throws(GoFailure) in
      .bool(!(try Comparison.lessOrEqual(args[0], args[1])))
    }
    add("ge", "reflect reflect") { _, args throws(GoFailure) in .bool(!(try Comparison.less(args[0], args[1]))) }
  }
}

enum Builtins {
  /// text/template's `evalArgs`.
  static func text(_ args: Arguments) -> String {
    if args.count == 1, case .string(let text) = args[0] { return text }
    return GoFormat.sprint(args.values.map { $0.isNothing ? .string("<no value>") : $0 })
  }

  /// text/template's `call`; the name of the callee comes first.
  static func call(_ execution: Execution, _ args: Arguments) throws(GoFailure) -> GoValue {
    let callee = args[1]
    if callee.isNothing { throw fail("call of nil") }
    guard case .object(let object) = callee, let function = object as? GoFunctionValue else {
      throw fail("non-function \(args.string(0)) of type \(callee.typeName)")
    }
    let given = Array(args.rest(2))
    let signature = function.function.signature
    if signature.variadic != nil, given.count < signature.fixed.count {
      throw fail(
        "wrong number of args for \(args.string(0)): got \(given.count) want at least \(signature.fixed.count)")
    } else if signature.variadic == nil, given.count != signature.fixed.count {
      throw fail("wrong number of args for \(args.string(0)): got \(given.count) want \(signature.fixed.count)")
    }
    for (at, value) in given.enumerated() where !signature.type(at).accepts(value) {
      throw fail("arg \(at): value has type \(value.typeName); should be \(signature.type(at).name)")
    }
    return try function.function.body(execution, Arguments(given))
  }

  /// text/template's `indexArg`.
  private static func position(_ index: GoValue, _ capacity: Int) throws(GoFailure) -> Int {
    var index = index
    if case .object(let object) = index, let inner = object.underlying { index = inner }
    switch index {
    case .int(let number, _):
      if number < 0 || number > Int64(capacity) { throw fail("index out of range: \(number)") }
      return Int(number)
    case .invalid, .null: throw fail("cannot index slice/array with nil")
    default: throw fail("cannot index slice/array with type \(index.typeName)")
    }
  }

  static func index(_ args: Arguments) throws(GoFailure) -> GoValue {
    var item = args[0]
    if item.isNothing { throw fail("index of untyped nil") }
    for index in args.rest(1) {
      switch item {
      case .null, .invalid: throw fail("index of nil pointer")
      case .string(let text):
        let bytes = ByteString.bytes(text)
        let at = try position(index, bytes.count)
        if at == bytes.count { throw fail("reflect: string index out of range") }
        item = .int(Int64(bytes[at]), .uint8)
      case .list(let elements):
        let at = try position(index, elements.count)
        if at == elements.count { throw fail("reflect: slice index out of range") }
        item = elements[at]
      case .slice(let slice):
        let at = try position(index, slice.count)
        if at == slice.count { throw fail("reflect: slice index out of range") }
        item = slice.bytes.map { .int(Int64($0[at]), .uint8) } ?? slice.elements[at]
      case .map(let map):
        guard case .string(let key) = index else {
          if index.isNothing { throw fail("value is nil; should be of type string") }
          throw fail("value has type \(index.typeName); should be string")
        }
        item = map[key] ?? map.type.element.zero
      case .object(let object) where object.underlying?.elements != nil:
        let elements = object.underlying?.elements ?? []
        let at = try position(index, elements.count)
        if at == elements.count { throw fail("reflect: slice index out of range") }
        item = elements[at]
      default: throw fail("can't index item of type \(item.typeName)")
      }
    }
    return item
  }

  static func slice(_ args: Arguments) throws(GoFailure) -> GoValue {
    let item = args[0]
    let indexes = Array(args.rest(1))
    if item.isNothing { throw fail("slice of untyped nil") }
    if indexes.count > 3 { throw fail("too many slice indexes: \(indexes.count)") }
    let count: Int
    var bytes: [UInt8] = []
    switch item {
    case .string(let text):
      if indexes.count == 3 { throw fail("cannot 3-index slice a string") }
      bytes = ByteString.bytes(text)
      count = bytes.count
    case .list, .slice: count = item.elements?.count ?? 0
    default: throw fail("can't slice item of type \(item.typeName)")
    }
    var ends = [0, count]
    for (at, index) in indexes.enumerated() {
      let value = try position(index, count)
      if at < ends.count { ends[at] = value } else { ends.append(value) }
    }
    if ends[0] > ends[1] { throw fail("invalid slice index: \(ends[0]) > \(ends[1])") }
    if ends.count > 2, ends[1] > ends[2] { throw fail("invalid slice index: \(ends[1]) > \(ends[2])") }
    switch item {
    case .string: return .string(ByteString.text(bytes[ends[0]..<ends[1]]))
    case .slice(let slice): return .slice(GoSlice(element: slice.element, Array(slice.elements[ends[0]..<ends[1]])))
    default: return .list(Array((item.elements ?? [])[ends[0]..<ends[1]]))
    }
  }

  static func length(_ item: GoValue) throws(GoFailure) -> Int {
    switch item {
    case .invalid: throw fail("reflect: call of reflect.Value.Type on zero Value")
    case .null: throw fail("len of nil pointer")
    case .string(let text): return ByteString.hasEscapes(text) ? ByteString.bytes(text).count : text.utf8.count
    case .list(let elements): return elements.count
    case .slice(let slice): return slice.count
    case .map(let map): return map.count
    case .object(let object):
      if let inner = object.underlying, inner.elements != nil || inner.string != nil { return try length(inner) }
      let type = item.typeName
      throw fail("len of type \(type.hasPrefix("*") ? String(type.dropFirst()) : type)")
    default: throw fail("len of type \(item.typeName)")
    }
  }

  /// text/template's `HTMLEscapeString`.
  static func html(_ text: String) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case 0: out.append(contentsOf: "\u{FFFD}".utf8)
      case UInt8(ascii: "\""): out.append(contentsOf: "&#34;".utf8)
      case UInt8(ascii: "'"): out.append(contentsOf: "&#39;".utf8)
      case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): out.append(contentsOf: "&gt;".utf8)
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// text/template's `JSEscapeString`.
  static func js(_ text: String) -> String {
    var out: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out.append(contentsOf: "\\\\".utf8)
      case "'": out.append(contentsOf: "\\'".utf8)
      case "\"": out.append(contentsOf: "\\\"".utf8)
      case "<", ">", "&", "=":
        out.append(contentsOf: "\\u00".utf8)
        GoQuote.hex(scalar.value, 2, &out, upper: true)
      default:
        if scalar.value < 0x20 {
          out.append(contentsOf: "\\u00".utf8)
          GoQuote.hex(scalar.value, 2, &out, upper: true)
        } else if scalar.value < 0x80 || ByteString.escapedByte(scalar.value) != nil || GoQuote.isPrint(scalar.value) {
          out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        } else {
          out.append(contentsOf: "\\u".utf8)
          GoQuote.hex(scalar.value, scalar.value > 0xFFFF ? (scalar.value > 0xFFFFF ? 6 : 5) : 4, &out, upper: true)
        }
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// A function as a value, for `call`.
public final class GoFunctionValue: GoObject {
  public let function: GoFunction
  public let goType: String

  public init(_ function: GoFunction, goType: String) {
    self.function = function
    self.goType = goType
  }

  public var goKind: GoKind { .func }
}
