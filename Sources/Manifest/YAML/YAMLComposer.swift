/// Builds values from tokens: libyaml's grammar (go-yaml `parserc.go`) and go-yaml's decoding into maps and slices
/// (`decode.go`) in one pass, with what sigs.k8s.io/yaml does on the way to JSON.
///
/// Faults of meaning (an alias within itself, a key that cannot be text) are kept until the document's end, because
/// go-yaml finds them only after all of the document has been parsed.
struct YAMLComposer {
  /// A value with what merging and counting need to know about its node.
  struct Node {
    var value: Value
    /// 0-based.
    var line: Int32 = 0
    var isAlias = false
    /// A plain `<<` or one tagged `!!merge`.
    var isMerge = false
    /// The value as a key would be printed by go-yaml, nil when it cannot be a key.
    var kind: KeyKind = .text
    /// Of a key: something had gone wrong before its value was read.
    var failedBefore = false
    /// The value of a float before it went through JSON.
    var number = 0.0
  }

  /// What go-yaml decoded a scalar to; keys of different kinds are different keys to it.
  enum KeyKind: UInt8 {
    case text, integer, unsigned, float, bool, null, collection
  }

  struct Anchor {
    var value: Value?
    /// Nodes that it stands for, aliases within followed.
    var size = 0
    var kind = KeyKind.text
    var number = 0.0
  }

  var scanner: YAMLScanner
  let options: YAML.Limits
  let dialect: YAML.Dialect

  private var handles: [(handle: [UInt8], prefix: [UInt8])] = []
  private var anchors: [String: Int] = [:]
  private var anchored: [Anchor] = []
  private(set) var depth = 0
  private(set) var decoded = 0
  private var aliased = 0
  private var decoderFailure: YAMLFailure?
  private var conversionFailure: YAMLFailure?
  /// The line of the first infinity or NaN, which JSON cannot say.
  private var infinityLine: Int32?
  var duplicates: [String] = []
  var duplicateLine: Int32 = -1

  /// A key is being read: it becomes text and need not be possible in JSON.
  var inKey = false

  /// How far down `metadata`, `annotations` the reader is, when annotations are taken as text.
  var annotationsLevel = 0

  /// The keys and indices that `find` looks for, and the line where the last of them was met.
  var sought: ArraySlice<PathStep> = []
  var seeking = false
  var foundLine: Int32?

  init(_ scanner: YAMLScanner, _ options: YAML.Limits) {
    self.scanner = scanner
    self.options = options
    dialect = options.dialect
  }

  // MARK: - Documents

  /// A document's value, where its first node lies and which bytes it spans.
  struct Document {
    var value: Value
    /// 0-based line of the first node.
    var line: Int32
    var start: Int
    var end: Int
    var isEmpty: Bool
  }

  /// The next document, `nil` at the end of the stream.
  mutating func nextDocument(first: Bool) throws(YAMLFailure) -> Document? {
    var token = try scanner.peek()
    if first {
      scanner.skipToken()
      token = try scanner.peek()
    } else {
      while token.kind == .documentEnd {
        scanner.skipToken()
        token = try scanner.peek()
      }
    }
    if token.kind == .streamEnd { return nil }
    startDocument()
    var document = Document(value: .null, line: token.line, start: first ? 0 : token.start, end: 0, isEmpty: false)
    let begins = token.kind == .documentStart || token.kind == .versionDirective || token.kind == .tagDirective
    if first && !begins {
      document.value = try parseNode(block: true, indentless: false).value
    } else {
      try processDirectives()
      token = try scanner.peek()
      guard token.kind == .documentStart else { throw parserFailure("did not find expected <document start>", token) }
      scanner.skipToken()
      document.start = token.start + 3
      token = try scanner.peek()
      document.line = token.line
      switch token.kind {
      case .versionDirective, .tagDirective, .documentStart, .documentEnd, .streamEnd: document.isEmpty = true
      default: document.value = try parseNode(block: true, indentless: false).value
      }
    }
    token = try scanner.peek()
    document.end = token.kind == .documentStart || token.kind == .documentEnd ? token.start : scanner.pos
    if token.kind == .documentEnd { scanner.skipToken() }
    try finishDocument(document.value)
    return document
  }

  private mutating func startDocument() {
    anchors.removeAll()
    anchored.removeAll()
    (depth, decoded, aliased) = (0, 0, 0)
    (decoderFailure, conversionFailure, infinityLine) = (nil, nil, nil)
    duplicates = []
    duplicateLine = -1
  }

  private mutating func finishDocument(_ value: Value) throws(YAMLFailure) {
    handles.removeAll()
    if let decoderFailure { throw decoderFailure }
    if !duplicates.isEmpty {
      throw YAMLFailure(
        .decoder, "unmarshal errors:\n  " + duplicates.joined(separator: "\n  "), line: Int(duplicateLine))
    }
    if let conversionFailure { throw conversionFailure }
    if let line = infinityLine, let number = YAML.notFinite(value) {
      let shown = number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf"
      throw YAMLFailure(.json, "json: unsupported value: \(shown)", line: Int(line))
    }
  }

  private mutating func processDirectives() throws(YAMLFailure) {
    var token = try scanner.peek()
    var version = false
    while token.kind == .versionDirective || token.kind == .tagDirective {
      let text = scanner.tags[token.start]
      if token.kind == .versionDirective {
        if version { throw parserFailure("found duplicate %YAML directive", token) }
        let minor = text.suffix.first ?? 0
        if text.handle.first != 1 || !(minor == 1 || minor == 2 && dialect == .v3) {
          throw parserFailure("found incompatible YAML document", token)
        }
        version = true
      } else {
        if handles.contains(where: { $0.handle == text.handle }) {
          throw parserFailure("found duplicate %TAG directive", token)
        }
        handles.append((text.handle, text.suffix))
      }
      scanner.skipToken()
      token = try scanner.peek()
    }
  }

  func parserFailure(_ problem: String, _ token: YAMLToken, contextLine: Int32 = -1) -> YAMLFailure {
    YAMLFailure(
      .parser, problem, line: Int(token.line), column: Int(token.column), contextLine: Int(contextLine))
  }

  /// The fault of a node that go-yaml would not even have decoded gives way to another.
  mutating func replaceFailure(unless failedBefore: Bool, _ problem: String, line: Int32) {
    if !failedBefore { decoderFailure = nil }
    fail(.decoder, problem, line: line)
  }

  var hasFailed: Bool { decoderFailure != nil }

  mutating func noteInfinity(line: Int32) {
    if infinityLine == nil { infinityLine = line }
  }

  mutating func fail(_ stage: YAMLFailure.Stage, _ problem: String, line: Int32) {
    let failure = YAMLFailure(stage, problem, line: Int(line))
    switch stage {
    case .conversion: if conversionFailure == nil { conversionFailure = failure }
    default: if decoderFailure == nil { decoderFailure = failure }
    }
  }

  mutating func countNode() { decoded += 1 }

  // MARK: - Nodes

  mutating func parseNode(block: Bool, indentless: Bool) throws(YAMLFailure) -> Node {
    var token = try scanner.peek()
    decoded += 1
    if token.kind == .alias { return try parseAlias(token) }
    let start = token
    var anchor: String?
    var tag: [UInt8]?
    var tagToken: YAMLToken?
    if token.kind == .anchor || token.kind == .tag {
      for _ in 0..<2 {
        if token.kind == .anchor, anchor == nil {
          anchor = String(decoding: scanner.text(token), as: UTF8.self)
        } else if token.kind == .tag, tagToken == nil {
          tagToken = token
          tag = expand(scanner.tags[token.start])
        } else {
          break
        }
        scanner.skipToken()
        token = try scanner.peek()
      }
      if let tagToken, tag == nil {
        throw parserFailure("found undefined tag handle", tagToken, contextLine: start.line)
      }
    }
    let slot = anchor.map { register($0) }
    let before = decoded
    var node: Node
    depth += 1
    defer { depth -= 1 }
    if depth > options.depth { throw parserFailure("exceeded max depth of \(options.depth)", token) }
    switch token.kind {
    case .scalar:
      node = scalar(token, tag)
      scanner.skipToken()
    case .blockEntry where indentless: node = try parseIndentlessSequence()
    case .flowSequenceStart: node = try parseFlowSequence()
    case .flowMappingStart: node = try parseFlowMapping()
    case .blockSequenceStart where block: node = try parseBlockSequence()
    case .blockMappingStart where block: node = try parseBlockMapping()
    default:
      guard anchor?.isEmpty == false || tag?.isEmpty == false else {
        throw parserFailure("did not find expected node content", token, contextLine: start.line)
      }
      node = emptyScalar(tag, line: start.line)
    }
    node.line = start.line
    if let slot {
      anchored[slot] = Anchor(value: node.value, size: decoded - before + 1, kind: node.kind, number: node.number)
    }
    return node
  }

  private mutating func register(_ name: String) -> Int {
    anchors[name] = anchored.count
    anchored.append(Anchor())
    return anchored.count - 1
  }

  private func expand(_ text: YAMLTagText) -> [UInt8]? {
    if text.handle.isEmpty { return text.suffix }
    for (handle, prefix) in handles where handle == text.handle { return prefix + text.suffix }
    if text.handle.elementsEqual("!".utf8) { return text.handle + text.suffix }
    if text.handle.elementsEqual("!!".utf8) { return Array("tag:yaml.org,2002:".utf8) + text.suffix }
    return nil
  }

  private mutating func parseAlias(_ token: YAMLToken) throws(YAMLFailure) -> Node {
    let name = String(decoding: scanner.text(token), as: UTF8.self)
    guard let slot = anchors[name] else {
      throw YAMLFailure(
        .decoder, "unknown anchor '\(name)' referenced", line: Int(token.line), column: Int(token.column))
    }
    scanner.skipToken()
    let anchor = anchored[slot]
    guard let value = anchor.value else {
      fail(.decoder, "anchor '\(name)' value contains itself", line: token.line)
      return Node(value: .null, line: token.line, isAlias: true)
    }
    decoded += anchor.size
    aliased += anchor.size
    if aliased > 100 && decoded > 1000 && Double(aliased) / Double(decoded) > allowedAliasRatio {
      throw YAMLFailure(.decoder, "document contains excessive aliasing", line: Int(token.line))
    }
    return Node(value: value, line: token.line, isAlias: true, kind: anchor.kind, number: anchor.number)
  }

  /// go-yaml: 99 in 100 nodes of a small document may come from aliases, of a large one 10 in 100.
  private var allowedAliasRatio: Double {
    if decoded <= 400_000 { return 0.99 }
    if decoded >= 4_000_000 { return 0.10 }
    return 0.99 - 0.89 * (Double(decoded - 400_000) / 3_600_000)
  }

  // MARK: - Sequences

  private mutating func parseBlockSequence() throws(YAMLFailure) -> Node {
    let start = try scanner.peek()
    scanner.skipToken()
    var items: [Value] = []
    let seek = seeking ? beginSeek() : nil
    while true {
      var token = try scanner.peek()
      if token.kind == .blockEntry {
        scanner.skipToken()
        let entry = token
        token = try scanner.peek()
        if seek != nil { enter(.index(items.count), line: token.line, seek) }
        if token.kind != .blockEntry && token.kind != .blockEnd {
          items.append(try parseNode(block: true, indentless: false).value)
        } else {
          items.append(emptyScalar(nil, line: entry.line).value)
          decoded += 1
        }
      } else if token.kind == .blockEnd {
        scanner.skipToken()
        return Node(value: .array(items), kind: .collection)
      } else {
        throw parserFailure("did not find expected '-' indicator", token, contextLine: start.line)
      }
    }
  }

  private mutating func parseIndentlessSequence() throws(YAMLFailure) -> Node {
    var items: [Value] = []
    let seek = seeking ? beginSeek() : nil
    while true {
      var token = try scanner.peek()
      guard token.kind == .blockEntry else { return Node(value: .array(items), kind: .collection) }
      scanner.skipToken()
      let entry = token
      token = try scanner.peek()
      if seek != nil { enter(.index(items.count), line: token.line, seek) }
      switch token.kind {
      case .blockEntry, .key, .value, .blockEnd:
        items.append(emptyScalar(nil, line: entry.line).value)
        decoded += 1
      default: items.append(try parseNode(block: true, indentless: false).value)
      }
    }
  }

  private mutating func parseFlowSequence() throws(YAMLFailure) -> Node {
    let start = try scanner.peek()
    scanner.skipToken()
    var items: [Value] = []
    var first = true
    let seek = seeking ? beginSeek() : nil
    while true {
      var token = try scanner.peek()
      if token.kind == .flowSequenceEnd { break }
      if !first {
        guard token.kind == .flowEntry else {
          throw parserFailure("did not find expected ',' or ']'", token, contextLine: start.line)
        }
        scanner.skipToken()
        token = try scanner.peek()
      }
      first = false
      if seek != nil { enter(.index(items.count), line: token.line, seek) }
      if token.kind == .key {
        scanner.skipToken()
        items.append(try parsePairInSequence())
      } else if token.kind != .flowSequenceEnd {
        items.append(try parseNode(block: false, indentless: false).value)
      }
    }
    scanner.skipToken()
    return Node(value: .array(items), kind: .collection)
  }

  /// `[a: b]`: a mapping of one pair.
  private mutating func parsePairInSequence() throws(YAMLFailure) -> Value {
    decoded += 1
    var builder = MappingBuilder()
    var token = try scanner.peek()
    var key: Node
    if token.kind != .value && token.kind != .flowEntry && token.kind != .flowSequenceEnd {
      key = try parseKey(block: false)
    } else {
      // go-yaml takes the token that shows the key to be empty.
      key = emptyScalar(nil, line: token.line)
      decoded += 1
      scanner.skipToken()
    }
    key.failedBefore = hasFailed
    token = try scanner.peek()
    var value: Node?
    if token.kind == .value {
      scanner.skipToken()
      token = try scanner.peek()
      if token.kind != .flowEntry && token.kind != .flowSequenceEnd {
        value = try parseNode(block: false, indentless: false)
      }
    }
    if value == nil { decoded += 1 }
    add(key, value ?? emptyScalar(nil, line: token.line), to: &builder)
    return finish(builder)
  }
}
