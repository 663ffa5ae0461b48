extension YAML {
  /// How text is laid out.
  public enum Style: Sendable {
    /// sigs.k8s.io/yaml: go-yaml v2; sequences stand below their key without indentation, long strings are folded.
    case sigs
    /// gopkg.in/yaml.v3 with `SetIndent(n)`: sequences are indented too, nothing is folded.
    case v3(indent: Int)
    /// kyaml's `Marshal`, with which kustomize writes files: yaml.v3, sequences below their key without indentation.
    case kyaml
  }

  /// What sigs.k8s.io/yaml's `Marshal` writes: keys sorted, Go's quoting. Ends in "\n".
  public static func write(_ value: Value) -> String { write(value, style: .sigs) }

  public static func write(_ value: Value, style: Style) -> String {
    String(decoding: bytes(value, style: style), as: UTF8.self)
  }

  /// ``write(_:style:)`` as UTF-8.
  public static func bytes(_ value: Value, style: Style = .sigs) -> [UInt8] {
    var writer = YAMLWriter(style)
    writer.node(value, in: .root)
    writer.finish()
    if writer.isAltered, let altered = try? afterJSON(value) {
      var writer = YAMLWriter(style)
      writer.node(altered, in: .root)
      writer.finish()
      return writer.out
    }
    return writer.out
  }
}

/// Writes values as go-yaml's encoder and libyaml's emitter do (`encode.go`, `emitterc.go`).
struct YAMLWriter {
  var out: [UInt8] = []
  let dialect: YAML.Dialect
  let step: Int
  let width: Int
  /// Sequences are not indented below their key.
  private(set) var isCompact = false
  /// Where the current line begins in `out`, and how many continuation bytes it has: the column counts characters.
  var lineStart = 0
  var extra = 0
  var indent = -1
  /// The last thing written was white space.
  var whitespace = true
  /// Only white space, `-`, `?` or `:` has been written on this line.
  var indention = true
  /// The text holds characters that sigs.k8s.io/yaml does not bring through the JSON that it writes first.
  var isAltered = false

  /// What a node stands in.
  enum Parent {
    case root, sequence, mapping
  }

  init(_ style: YAML.Style) {
    switch style {
    case .sigs:
      dialect = .v2
      step = 2
      width = 80
    case .v3(let indent):
      dialect = .v3
      step = indent < 2 || indent > 9 ? 2 : indent
      width = .max
    case .kyaml:
      dialect = .v3
      step = 2
      width = .max
      isCompact = true
    }
    out.reserveCapacity(1024)
  }

  var column: Int { out.count - lineStart - extra }

  mutating func finish() {
    indent = -1
    writeIndent()
  }

  // MARK: - Layout

  mutating func breakLine() {
    out.append(0x0A)
    lineStart = out.count
    extra = 0
    if dialect == .v3 { indention = true }
  }

  mutating func writeIndent() {
    let wanted = max(indent, 0)
    if !indention || column > wanted || column == wanted && !whitespace { breakLine() }
    while column < wanted { out.append(0x20) }
    whitespace = true
    if dialect == .v2 { indention = true }
  }

  @inline(__always)
  mutating func writeIndicator(_ byte: UInt8, space: Bool, isWhitespace: Bool = false, isIndention: Bool = false) {
    if space && !whitespace { out.append(0x20) }
    out.append(byte)
    whitespace = isWhitespace
    indention = indention && isIndention
  }

  mutating func increaseIndent(in parent: Parent, flow: Bool = false) {
    if indent < 0 {
      indent = flow ? step : 0
    } else if dialect == .v2 {
      indent += step
    } else {
      // go-yaml v3: two more below `- `, else on to the next multiple.
      indent = parent == .sequence ? indent + 2 : step * ((indent + step) / step)
    }
  }

  // MARK: - Nodes

  mutating func node(_ value: Value, in parent: Parent) {
    switch value {
    case .null: plain("null")
    case .bool(let flag): plain(flag ? "true" : "false")
    case .int(let number): plain(String(number))
    case .double(let number): plain(YAMLWriter.text(number, dialect))
    case .string(let text): string(text, in: parent)
    case .array(let items):
      if items.isEmpty { return empty("[]") }
      sequence(items, in: parent)
    case .object(let object):
      if object.isEmpty { return empty("{}") }
      mapping(object, in: parent)
    }
  }

  /// sigs.k8s.io/yaml writes floats through JSON, where one without a fraction looks like an integer.
  static func text(_ number: Double, _ dialect: YAML.Dialect) -> String {
    if dialect == .v2 {
      if number == 0 { return "0" }
      if case .int(let integer) = GoNumber.throughJSON(number) { return String(integer) }
      if number >= 0x1p63, number < 2e19 {
        let digits = GoNumber.Digits("\(number)").plain()
        if UInt64(digits) != nil { return digits }
      }
    }
    return GoNumber.shortest(number)
  }

  private mutating func empty(_ brackets: StaticString) {
    if !whitespace { out.append(0x20) }
    out.append(brackets.utf8Start[0])
    out.append(brackets.utf8Start[1])
    whitespace = false
    indention = false
  }

  private mutating func sequence(_ items: [Value], in parent: Parent) {
    let before = indent
    // go-yaml v2 does not indent a sequence below its key, nor does kyaml.
    if indent < 0 || dialect == .v3 || parent != .mapping || indention { increaseIndent(in: parent) }
    if isCompact && parent == .mapping { indent -= 2 }
    for item in items {
      writeIndent()
      writeIndicator(UInt8(ascii: "-"), space: true, isIndention: true)
      node(item, in: .sequence)
    }
    indent = before
  }

  private mutating func mapping(_ object: Object, in parent: Parent) {
    let before = indent
    increaseIndent(in: parent)
    for pair in YAMLKeyOrder.sorted(object, dialect) {
      writeIndent()
      if isSimpleKey(pair.key) {
        string(pair.key, in: .mapping, isKey: true)
        writeIndicator(UInt8(ascii: ":"), space: false)
      } else {
        writeIndicator(UInt8(ascii: "?"), space: true, isIndention: true)
        string(pair.key, in: .mapping)
        writeIndent()
        writeIndicator(UInt8(ascii: ":"), space: true, isIndention: true)
      }
      node(pair.value, in: .mapping)
    }
    indent = before
  }

  mutating func plain(_ text: String) {
    if !whitespace { out.append(0x20) }
    out.append(contentsOf: text.utf8)
    whitespace = false
    indention = false
  }
}
