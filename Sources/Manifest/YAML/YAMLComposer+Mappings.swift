extension YAMLComposer {
  /// Collects the pairs of a mapping; the later of two equal keys wins.
  struct MappingBuilder {
    var pairs: [Object.Pair] = []
    /// One bit per kind of key seen: most mappings are told free of duplicates by it alone.
    private var seen: UInt64 = 0
    private var positions: [String: Int]?
    /// Keys as go-yaml tells them apart, in strict reading only.
    var typedKeys: Set<String> = []
    /// Keys that came by merging: explicit ones replace them (go-yaml v3).
    var merged: Set<String> = []

    private static func bit(_ key: String) -> UInt64 {
      var key = key
      return key.withUTF8 { bytes in
        guard let first = bytes.first, let last = bytes.last else { return 1 }
        let middle = bytes[bytes.count / 2]
        return 1 << UInt64((Int(first) &* 7 &+ Int(last) &* 5 &+ Int(middle) &* 3 &+ bytes.count) & 63)
      }
    }

    func position(of key: String) -> Int? {
      if let positions { return positions[key] }
      if seen & MappingBuilder.bit(key) == 0 { return nil }
      for i in pairs.indices where pairs[i].key == key { return i }
      return nil
    }

    mutating func set(_ key: String, _ value: Value) {
      if let i = position(of: key) {
        pairs[i].value = value
        return
      }
      seen |= MappingBuilder.bit(key)
      pairs.append(Object.Pair(key: key, value: value))
      if positions != nil {
        positions?[key] = pairs.count - 1
      } else if pairs.count > 24 {
        var all = [String: Int](minimumCapacity: 64)
        for (i, pair) in pairs.enumerated() { all[pair.key] = i }
        positions = all
      }
    }

    /// The last key that cannot be text: what is wrong with it, and its line.
    var unsupported: (key: String, value: Value, line: Int32)?

    func finish() -> Object { Object(uniquePairs: pairs) }
  }

  // MARK: - Grammar

  mutating func parseBlockMapping() throws(YAMLFailure) -> Node {
    let start = try scanner.peek()
    scanner.skipToken()
    var builder = MappingBuilder()
    let seek = seeking ? beginSeek() : nil
    while true {
      var token = try scanner.peek()
      if token.kind == .blockEnd {
        scanner.skipToken()
        return Node(value: finish(builder), kind: .collection)
      }
      guard token.kind == .key else {
        throw parserFailure("did not find expected key", token, contextLine: start.line)
      }
      scanner.skipToken()
      token = try scanner.peek()
      if seek != nil { pause() }
      var key: Node
      if token.kind != .key && token.kind != .value && token.kind != .blockEnd {
        key = try parseKey(block: true)
      } else {
        key = countedEmptyScalar(line: token.line)
      }
      key.failedBefore = hasFailed
      token = try scanner.peek()
      if seek != nil { enter(key.value, line: key.line, seek) }
      var value: Node?
      if token.kind == .value {
        let indicator = token
        scanner.skipToken()
        token = try scanner.peek()
        if token.kind != .key && token.kind != .value && token.kind != .blockEnd {
          value = try parseValue(of: key, block: true)
        } else {
          token = indicator
        }
      }
      add(key, value ?? countedEmptyScalar(line: token.line), to: &builder)
    }
  }

  mutating func parseFlowMapping() throws(YAMLFailure) -> Node {
    let start = try scanner.peek()
    scanner.skipToken()
    var builder = MappingBuilder()
    var first = true
    let seek = seeking ? beginSeek() : nil
    while true {
      var token = try scanner.peek()
      if token.kind == .flowMappingEnd { break }
      if !first {
        guard token.kind == .flowEntry else {
          throw parserFailure("did not find expected ',' or '}'", token, contextLine: start.line)
        }
        scanner.skipToken()
        token = try scanner.peek()
      }
      first = false
      if token.kind == .key {
        scanner.skipToken()
        token = try scanner.peek()
        if seek != nil { pause() }
        var key: Node
        if token.kind != .value && token.kind != .flowEntry && token.kind != .flowMappingEnd {
          key = try parseKey(block: false)
        } else {
          key = countedEmptyScalar(line: token.line)
        }
        key.failedBefore = hasFailed
        if seek != nil { enter(key.value, line: key.line, seek) }
        token = try scanner.peek()
        var value: Node?
        if token.kind == .value {
          scanner.skipToken()
          token = try scanner.peek()
          if token.kind != .flowEntry && token.kind != .flowMappingEnd {
            value = try parseValue(of: key, block: false)
          }
        }
        add(key, value ?? countedEmptyScalar(line: token.line), to: &builder)
      } else if token.kind != .flowMappingEnd {
        if seek != nil { pause() }
        let key = try parseKey(block: false)
        token = try scanner.peek()
        add(key, countedEmptyScalar(line: token.line), to: &builder)
      }
    }
    scanner.skipToken()
    return Node(value: finish(builder), kind: .collection)
  }

  mutating func parseKey(block: Bool) throws(YAMLFailure) -> Node {
    let before = inKey
    inKey = true
    defer { inKey = before }
    let key = try parseNode(block: block, indentless: block)
    if key.kind == .collection { fail(.decoder, "invalid map key: \(GoSyntax.text(key.value))", line: key.line) }
    return key
  }

  private mutating func parseValue(of key: Node, block: Bool) throws(YAMLFailure) -> Node {
    guard options.annotationsAsText, depth <= 2, annotationsLevel == depth - 1 else {
      return try parseNode(block: block, indentless: block)
    }
    guard case .string(let name) = key.value, name == (depth == 1 ? "metadata" : "annotations") else {
      return try parseNode(block: block, indentless: block)
    }
    annotationsLevel += 1
    defer { annotationsLevel -= 1 }
    return try parseNode(block: block, indentless: block)
  }

  // MARK: - Meaning

  /// Adds a pair as go-yaml's decoder and sigs.k8s.io/yaml's conversion of keys to strings do.
  mutating func add(_ key: Node, _ value: Node, to builder: inout MappingBuilder) {
    if key.isMerge {
      merge(value, failedBefore: key.failedBefore, into: &builder)
      return
    }
    let text: String
    switch (key.kind, key.value) {
    case (.collection, _): return
    case (_, .string(let string)): text = string
    case (.unsigned, .double(let number)):
      let digits = UInt64(exactly: number) ?? .max
      builder.unsupported = ("uint64, key: 0x\(String(digits, radix: 16))", value.value, key.line)
      return
    case (.float, _): text = GoNumber.shortest32(key.number)
    case (_, .int(let number)): text = String(number)
    case (_, .bool(let flag)): text = flag ? "true" : "false"
    default:
      if options.strict && builder.unsupported?.key == YAMLComposer.nullKey {
        noteDuplicate("<nil>", line: value.line)
        return
      }
      builder.unsupported = (YAMLComposer.nullKey, value.value, key.line)
      return
    }
    if options.strict {
      // To go-yaml the keys 1 and "1" differ.
      if !builder.typedKeys.insert("\(key.kind.rawValue)\(text)").inserted {
        let shown = key.kind == .text ? GoSyntax.quote(text) : text
        noteDuplicate(shown, line: value.line)
        return
      }
    }
    if dialect == .v3 && builder.merged.contains(text) { builder.merged.remove(text) }
    builder.set(text, value.value)
  }

  private static let nullKey = "%!s(<nil>), key: <nil>"

  private mutating func noteDuplicate(_ key: String, line: Int32) {
    if duplicates.isEmpty { duplicateLine = line }
    duplicates.append("line \(line + 1): key \(key) already set in map")
  }

  /// The mapping that was built.
  mutating func finish(_ builder: MappingBuilder) -> Value {
    if let (key, value, line) = builder.unsupported {
      fail(.conversion, "unsupported map key of type: \(key), value: \(GoSyntax.text(value))", line: line)
    }
    return .object(builder.finish())
  }

  private static let wrongMerge = "map merge requires map or sequence of maps as the value"

  private mutating func merge(_ node: Node, failedBefore: Bool, into builder: inout MappingBuilder) {
    switch node.value {
    case .object(let object): merge(object, line: node.line, into: &builder)
    case .array(let items) where !node.isAlias:
      // Earlier mappings take precedence: they are set last.
      for item in items.reversed() {
        guard case .object(let object) = item else {
          replaceFailure(unless: failedBefore, YAMLComposer.wrongMerge, line: node.line)
          return
        }
        merge(object, line: node.line, into: &builder)
      }
    default: replaceFailure(unless: failedBefore, YAMLComposer.wrongMerge, line: node.line)
    }
  }

  private mutating func merge(_ object: Object, line: Int32, into builder: inout MappingBuilder) {
    for pair in object {
      if dialect == .v3 {
        // Explicit keys win, wherever the merge stands.
        if builder.position(of: pair.key) != nil && !builder.merged.contains(pair.key) { continue }
        builder.merged.insert(pair.key)
      } else if options.strict, !builder.typedKeys.insert("0\(pair.key)").inserted {
        noteDuplicate(GoSyntax.quote(pair.key), line: line)
        continue
      }
      builder.set(pair.key, pair.value)
    }
  }

  mutating func countedEmptyScalar(line: Int32) -> Node {
    countNode()
    return emptyScalar(nil, line: line)
  }
}
