/// Go's fmt: `Sprintf`, `Sprint`, `Sprintln` over template values.
public enum GoFormat {
  /// fmt.Sprintf.
  public static func sprintf(_ format: String, _ args: [GoValue]) -> String {
    var printer = FormatPrinter()
    printer.format(format, args)
    return String(decoding: printer.out, as: UTF8.self)
  }

  /// fmt.Sprint: a space between operands when neither is a string.
  public static func sprint(_ args: [GoValue]) -> String {
    var printer = FormatPrinter()
    var previousIsString = false
    for (at, arg) in args.enumerated() {
      let isString: Bool
      if case .string = arg { isString = true } else { isString = false }
      if at > 0, !isString, !previousIsString { printer.out.append(0x20) }
      printer.arg(arg, "v")
      previousIsString = isString
    }
    return String(decoding: printer.out, as: UTF8.self)
  }

  /// fmt.Sprintln.
  public static func sprintln(_ args: [GoValue]) -> String {
    var printer = FormatPrinter()
    for (at, arg) in args.enumerated() {
      if at > 0 { printer.out.append(0x20) }
      printer.arg(arg, "v")
    }
    printer.out.append(0x0A)
    return String(decoding: printer.out, as: UTF8.self)
  }

  /// fmt.Sprint of one value: `%v`.
  public static func text(_ value: GoValue) -> String {
    switch value {
    case .string(let text): return text
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number, let kind):
      return kind.isSigned ? String(number) : String(UInt64(bitPattern: number))
    case .float(let number): return GoFloat.print(number)
    default:
      var printer = FormatPrinter()
      printer.arg(value, "v")
      return String(decoding: printer.out, as: UTF8.self)
    }
  }

  /// Writes `%v` of the value at the end of the buffer; false for a value that holds itself.
  static func append(_ value: GoValue, to out: inout [UInt8]) -> Bool {
    switch value {
    case .string(var text): text.withUTF8 { out.append(contentsOf: $0) }
    case .bool(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    case .int, .float: out.append(contentsOf: text(value).utf8)
    default:
      var printer = FormatPrinter()
      printer.arg(value, "v")
      out.append(contentsOf: printer.out)
      return !printer.isEndless
    }
    return true
  }
}

/// The flags of one verb.
struct FormatFlags {
  var width: Int?
  var precision: Int?
  var minus = false
  var plus = false
  var sharp = false
  var space = false
  var zero = false
  /// `%+v`
  var plusV = false
  /// `%#v`
  var sharpV = false
}

/// The state of one formatting call.
struct FormatPrinter {
  var out: [UInt8] = []
  var flags = FormatFlags()
  private var erroring = false
  /// Whether a value was met that holds itself; nothing is printed after it.
  private(set) var isEndless = false

  mutating func write(_ text: String) { out.append(contentsOf: text.utf8) }

  // MARK: - Values

  /// An operand at the top.
  mutating func arg(_ value: GoValue, _ verb: Unicode.Scalar) {
    if value.isNothing {
      if verb == "T" || verb == "v" { pad("<nil>") } else { badVerb(verb, value) }
      return
    }
    if verb == "T" { return padTruncated(value.typeName) }
    if verb == "p" { return pointer(value, verb) }
    print(value, verb, depth: 0)
  }

  mutating func print(_ value: GoValue, _ verb: Unicode.Scalar, depth: Int) {
    switch value {
    case .invalid, .null:
      if flags.sharpV {
        write("interface {}(nil)")
      } else if verb == "v" || depth > 0 {
        write("<nil>")
      } else {
        badVerb(verb, value)
      }
    case .bool(let flag): verb == "t" || verb == "v" ? pad(flag ? "true" : "false") : badVerb(verb, value)
    case .int(let number, let kind): integer(number, kind, verb, value)
    case .float(let number): float(number, verb, value)
    case .string(let text): string(text, verb, value)
    case .list(let elements): list(elements, isNil: false, value, verb, depth: depth)
    case .slice(let slice):
      if slice.element == .byte, let bytes = slice.bytes { return self.bytes(bytes, slice, verb, value, depth) }
      list(slice.elements, isNil: slice.isNil, value, verb, depth: depth)
    case .map(let map): self.map(map, verb, depth: depth)
    case .object(let object): self.object(object, verb, value, depth: depth)
    }
  }

  /// Values so deep hold themselves, which ends Go; here it ends the printing.
  private mutating func isTooDeep(_ depth: Int) -> Bool {
    if depth > 200 && !isEndless {
      isEndless = true
      write("...")
    }
    return isEndless
  }

  private mutating func list(
    _ elements: [GoValue], isNil: Bool, _ value: GoValue, _ verb: Unicode.Scalar, depth: Int
  ) {
    if flags.sharpV {
      write(value.typeName)
      if isNil { return write("(nil)") }
    }
    if isTooDeep(depth) { return }
    write(flags.sharpV ? "{" : "[")
    for (at, element) in elements.enumerated() {
      if isEndless { return }
      if at > 0 { write(flags.sharpV ? ", " : " ") }
      print(element, verb, depth: depth + 1)
    }
    write(flags.sharpV ? "}" : "]")
  }

  private mutating func map(_ map: GoMap, _ verb: Unicode.Scalar, depth: Int) {
    write(flags.sharpV ? map.type.name + "{" : "map[")
    if isTooDeep(depth) { return }
    for (at, entry) in map.sorted.enumerated() {
      if isEndless { return }
      if at > 0 { write(flags.sharpV ? ", " : " ") }
      print(.string(entry.key), verb, depth: depth + 1)
      write(":")
      print(entry.value, verb, depth: depth + 1)
    }
    write(flags.sharpV ? "}" : "]")
  }

  private mutating func object(_ object: any GoObject, _ verb: Unicode.Scalar, _ value: GoValue, depth: Int) {
    let isTextVerb = verb == "v" || verb == "s" || verb == "x" || verb == "X" || verb == "q"
    if !erroring, !flags.sharpV, isTextVerb, let text = object.text { return string(text, verb, value) }
    if let underlying = object.underlying {
      if flags.sharpV || verb == "v" || underlying.kind != .struct { return number(underlying, verb, value, depth) }
    }
    switch object.goKind {
    case .complex128:
      guard let number = object as? GoComplex else { return write("(?)") }
      complex(number, verb, value)
    case .struct, .ptr:
      var name = object.goType
      if object.goKind == .ptr {
        if depth > 0 { return write("0xc000012345") }
        write("&")
        name.removeFirst()
      }
      if flags.sharpV { write(name) }
      write("{")
      for (at, field) in object.fields.enumerated() {
        if at > 0 { write(flags.sharpV ? ", " : " ") }
        if flags.plusV || flags.sharpV { write(field.name + ":") }
        print(field.value, verb, depth: depth + 1)
      }
      write("}")
    default: pointer(value, verb)
    }
  }

  /// A named number: formatted as its number, but bad verbs name its type.
  private mutating func number(_ inner: GoValue, _ verb: Unicode.Scalar, _ value: GoValue, _ depth: Int) {
    switch inner {
    case .int(let number, let kind): integer(number, kind, verb, value)
    case .float(let number): float(number, verb, value)
    case .string(let text): string(text, verb, value)
    default: print(inner, verb, depth: depth)
    }
  }

  /// `fmtComplex` of Go's fmt: both parts as floats, the imaginary one always with its sign.
  private mutating func complex(_ number: GoComplex, _ verb: Unicode.Scalar, _ value: GoValue) {
    guard "vbgGxXfFeE".unicodeScalars.contains(verb) else { return badVerb(verb, value) }
    let plus = flags.plus
    write("(")
    float(number.real, verb, value)
    flags.plus = true
    float(number.imaginary, verb, value)
    write("i)")
    flags.plus = plus
  }

  private mutating func pointer(_ value: GoValue, _ verb: Unicode.Scalar) {
    switch value.kind {
    case .map, .slice, .func, .ptr: pad("0xc000012345")
    // A bad verb shows its value with %v, which comes back here for a kind that nothing can print.
    default: erroring ? write("?") : badVerb(verb, value)
    }
  }

  /// `%!verb(type=value)`.
  mutating func badVerb(_ verb: Unicode.Scalar, _ value: GoValue) {
    erroring = true
    write("%!")
    out.append(contentsOf: UTF8.encode(verb) ?? UTF8.encodedReplacementCharacter)
    write("(")
    if value.isNothing {
      write("<nil>")
    } else {
      write(value.typeName + "=")
      print(value, "v", depth: 0)
    }
    write(")")
    erroring = false
  }

  // MARK: - Padding

  mutating func padding(_ count: Int) {
    if count > 0 {
      out.append(contentsOf: repeatElement(flags.zero && !flags.minus ? 0x30 : 0x20, count: min(count, 1_000_000)))
    }
  }

  mutating func pad(_ text: String) {
    guard let width = flags.width, width > 0 else { return write(text) }
    let fill = width - text.unicodeScalars.count
    if !flags.minus { padding(fill) }
    write(text)
    if flags.minus { padding(fill) }
  }

  mutating func padTruncated(_ text: String) { pad(truncated(text)) }

  func truncated(_ text: String) -> String {
    guard let precision = flags.precision, precision < text.utf8.count else { return text }
    return String(text.unicodeScalars.prefix(precision))
  }
}
