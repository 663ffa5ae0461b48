extension YAMLComposer {
  private static let corePrefix = Array("tag:yaml.org,2002:".utf8)

  mutating func emptyScalar(_ tag: [UInt8]?, line: Int32) -> Node {
    guard let tag, !tag.isEmpty else { return Node(value: .null, line: line, kind: .null) }
    return tagged(UnsafeRawBufferPointer(start: nil, count: 0), tag, line: line)
  }

  mutating func scalar(_ token: YAMLToken, _ tag: [UInt8]?) -> Node {
    if token.inScratch {
      let scratch = scanner.scratch
      return scratch.withUnsafeBytes { all in
        scalar(UnsafeRawBufferPointer(rebasing: all[token.start..<token.start + token.count]), token, tag)
      }
    }
    return scalar(scanner.text(token), token, tag)
  }

  private mutating func scalar(_ text: UnsafeRawBufferPointer, _ token: YAMLToken, _ tag: [UInt8]?) -> Node {
    if let tag, !tag.isEmpty { return tagged(text, tag, line: token.line) }
    if token.style != .plain { return Node(value: .string(String(decoding: text, as: UTF8.self))) }
    if annotationsLevel == 2 && depth == 4 && !inKey {
      return Node(value: .string(String(decoding: text, as: UTF8.self)))
    }
    if text.count == 2, text[0] == UInt8(ascii: "<"), text[1] == UInt8(ascii: "<") {
      return Node(value: "<<", isMerge: true)
    }
    return node(YAMLResolver.resolve(text, dialect, timestamps: dialect == .v3), text, line: token.line)
  }

  private mutating func node(_ resolved: YAMLResolver.Scalar, _ text: UnsafeRawBufferPointer, line: Int32) -> Node {
    switch resolved {
    case .timestamp where dialect == .v3:
      // go-yaml v3 makes a time of it, which JSON writes in full.
      return Node(value: .string(YAMLTimestamp.rfc3339(text)))
    case .string, .timestamp: return Node(value: .string(String(decoding: text, as: UTF8.self)))
    case .null: return Node(value: .null, kind: .null)
    case .bool(let flag): return Node(value: .bool(flag), kind: .bool)
    case .int(let number): return Node(value: .int(number), kind: .integer)
    case .unsigned(let number): return Node(value: .double(Double(number)), kind: .unsigned)
    case .double(let number):
      guard number.isFinite else {
        if !inKey { noteInfinity(line: line) }
        return Node(value: .double(number), kind: .float, number: number)
      }
      // sigs.k8s.io/yaml goes through JSON, where 1.0 is written 1.
      return Node(value: GoNumber.throughJSON(number), kind: .float, number: number)
    }
  }

  /// A scalar with an explicit tag: `!!str`, `!!int`, `!!binary` …; tags that are not YAML's own make it a string.
  private mutating func tagged(_ text: UnsafeRawBufferPointer, _ tag: [UInt8], line: Int32) -> Node {
    guard tag.starts(with: YAMLComposer.corePrefix) else {
      // The tag `!` alone leaves `<<` what it is.
      let isMerge = tag.elementsEqual("!".utf8) && text.elementsEqual("<<".utf8)
      return Node(value: .string(String(decoding: text, as: UTF8.self)), isMerge: isMerge)
    }
    let name = String(decoding: tag.dropFirst(YAMLComposer.corePrefix.count), as: UTF8.self)
    let string = Value.string(String(decoding: text, as: UTF8.self))
    switch name {
    case "str": return Node(value: string)
    case "merge": return Node(value: string, isMerge: text.elementsEqual("<<".utf8))
    case "binary":
      guard let data = Base64.decode(text) else {
        fail(.decoder, "!!binary value contains invalid base64 data", line: line)
        return Node(value: string)
      }
      // JSON has U+FFFD where a byte is no UTF-8.
      return Node(value: .string(data.withUnsafeBufferPointer { JSONReader.replacingInvalid($0) }))
    case "bool", "int", "float", "null", "timestamp": break
    default: return Node(value: string)
    }
    var resolved = YAMLResolver.resolve(text, dialect, timestamps: name == "timestamp")
    if name == "float" {
      if case .int(let number) = resolved { resolved = .double(Double(number)) }
    }
    guard resolved.tag == name else {
      fail(
        .decoder,
        "cannot decode !!\(resolved.tag) `\(String(decoding: text, as: UTF8.self))` as a !!\(name)", line: line)
      return Node(value: string)
    }
    return node(resolved, text, line: line)
  }

  // MARK: - Looking for a path

  /// What a collection must know to go on looking for a path in its members.
  struct Seek {
    var path: ArraySlice<PathStep>
  }

  /// Called by a collection at its start: what of the path is left for its members.
  mutating func beginSeek() -> Seek? {
    let path = sought
    sought = []
    return path.isEmpty ? nil : Seek(path: path)
  }

  /// Nothing below is looked for: while a key is read.
  mutating func pause() { sought = [] }

  /// A member begins: when it is the next step of the path, its line is noted and the rest is looked for in it.
  mutating func enter(_ step: PathStep, line: Int32, _ seek: Seek?) {
    sought = []
    guard let seek, let next = seek.path.first, next == step else { return }
    sought = seek.path.dropFirst()
    if sought.isEmpty { foundLine = line }
  }

  mutating func enter(_ key: Value, line: Int32, _ seek: Seek?) {
    switch key {
    case .string(let text): enter(.key(text), line: line, seek)
    case .int(let number): enter(.key(String(number)), line: line, seek)
    case .bool(let flag): enter(.key(flag ? "true" : "false"), line: line, seek)
    default: sought = []
    }
  }
}
