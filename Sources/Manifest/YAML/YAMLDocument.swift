/// A step from a value to one of its members.
public enum PathStep: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case key(String)
  case index(Int)

  public init(stringLiteral value: String) { self = .key(value) }
  public init(integerLiteral value: Int) { self = .index(value) }
}

/// One document of a YAML stream: its value, and where it and its members lie in the file.
public struct YAMLDocument: Sendable {
  public let value: Value
  /// The 1-based line of the document's first node in the stream.
  public let line: Int
  private let source: [UInt8]
  private let range: Range<Int>
  private let limits: YAML.Limits

  init(value: Value, line: Int, source: [UInt8], range: Range<Int>, position: Int, limits: YAML.Limits) {
    self.value = value
    self.line = line
    self.source = source
    self.range = range
    self.limits = limits
  }

  /// The document as it stands in the stream, without its `---`.
  public var text: String { String(decoding: source[range], as: UTF8.self) }

  /// The 1-based line in the stream where the member at that path begins (of a mapping's member, its key); when the path
  /// does not exist, `nil`. Reads the document again.
  public func line(of path: [PathStep]) -> Int? {
    if path.isEmpty { return line }
    return source.withUnsafeBufferPointer { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      var text = Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
      text.append(contentsOf: [UInt8](repeating: 0, count: YAMLInput.padding))
      let linesBefore = buffer[..<range.lowerBound].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
      let found = text.withUnsafeBufferPointer { buffer -> Int32? in
        guard let base = buffer.baseAddress else { return nil }
        var composer = YAMLComposer(YAMLScanner(base, maxDepth: limits.depth, dialect: limits.dialect), limits)
        composer.seeking = true
        composer.sought = path[...]
        _ = try? composer.nextDocument(first: true)
        return composer.foundLine
      }
      return found.map { Int($0) + linesBefore + 1 }
    }
  }
}
