extension RenderRecord {
  /// What wrote a line of a template's output: the action in the template itself first, then what that called, inwards.
  ///
  /// Texts that pass through functions (`nindent`, `trim`, `quote`) are followed by their lines' content.
  /// - Parameter line: 1-based, in the template's output.
  public func writers(of template: String, line: Int) -> [Writer] {
    guard let output = outputs[template] else { return [] }
    var start = 0
    for _ in 1..<max(line, 1) {
      guard let end = output.text[start...].firstIndex(of: 0x0A) else { return [] }
      start = end + 1
    }
    let end = output.text[start...].firstIndex(of: 0x0A) ?? output.text.count
    var found: [Writer] = []
    follow(output, start..<end, &found)
    return found
  }

  private func follow(_ output: Capture, _ line: Range<Int>, _ found: inout [Writer]) {
    let content = Self.trimmed(output.text, line)
    guard !content.isEmpty, found.count < 100 else { return }
    let over = output.segments.filter { $0.range.overlaps(content) }
    guard let segment = over.last(where: { !$0.isText && hasContent($0, output.text, content) }) ?? over.first else {
      return
    }
    found.append(writer(segment, at: max(content.lowerBound, segment.range.lowerBound)))
    if segment.isText { return }
    let piece = Self.trimmed(output.text, content.clamped(to: segment.range))
    let wanted = Self.plain(output.text[piece])
    for at in segment.captures.reversed() {
      let capture = captures[at]
      let same = Self.lines(capture.text, 0..<capture.text.count).filter { Self.plain(capture.text[$0]) == wanted }
      guard let first = same.first else { continue }
      guard same.count > 1 else {
        follow(capture, first, &found)
        return
      }
      // Several lines say the same: that below the same keys is it, and of those the one whose turn it is.
      let above = Self.keysAbove(output.text, piece)
      let depths = same.map { Self.common(above, Self.keysAbove(capture.text, $0)) }
      let best = zip(same, depths).filter { $0.1 == depths.max() }.map(\.0)
      let turn = Self.lines(output.text, segment.range).filter {
        $0.upperBound <= piece.lowerBound && Self.plain(output.text[$0]) == wanted
          && Self.keysAbove(output.text, $0) == above
      }.count
      follow(capture, best[min(turn, best.count - 1)], &found)
      return
    }
  }

  /// A line without quotes and the dash of a list's item, which passing through YAML may change.
  private static func plain(_ line: ArraySlice<UInt8>) -> [UInt8] {
    let body = line.starts(with: [0x2D, 0x20]) ? line.dropFirst(2) : line
    return body.filter { $0 != 0x22 && $0 != 0x27 }
  }

  /// The lines above that are indented less and less, the nearest first: the keys round a line of YAML.
  private static func keysAbove(_ text: [UInt8], _ line: Range<Int>) -> [[UInt8]] {
    func indent(_ start: Int) -> Int { (text[start...].firstIndex { !isSpace($0) || $0 == 0x0A } ?? start) - start }
    var at = text[..<line.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    var depth = indent(at)
    var keys: [[UInt8]] = []
    while at > 0, depth > 0, keys.count < 20 {
      let end = at - 1
      at = text[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let body = trimmed(text, at..<end)
      if body.isEmpty || indent(at) >= depth { continue }
      depth = indent(at)
      keys.append(plain(text[body]))
    }
    return keys
  }

  private static func common(_ a: [[UInt8]], _ b: [[UInt8]]) -> Int { zip(a, b).prefix { $0 == $1 }.count }

  /// Whether the segment wrote something of the line besides space.
  private func hasContent(_ segment: Segment, _ text: [UInt8], _ line: Range<Int>) -> Bool {
    !Self.trimmed(text, line.clamped(to: segment.range)).isEmpty
  }

  private func writer(_ segment: Segment, at offset: Int) -> Writer {
    var position = segment.node.position
    if segment.isText { position += offset - segment.range.lowerBound }
    return Writer(
      place: segment.source.place(position), action: segment.isText ? nil : segment.node.text,
      reads: rawReads[segment.reads].map(\.read), context: rawReads[segment.context].map(\.read))
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }

  /// The range without space at its ends.
  private static func trimmed(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(text[start]) { start += 1 }
    while end > start, isSpace(text[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The lines of a part, each without space at its ends.
  private static func lines(_ text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    text[range].split(separator: 0x0A, omittingEmptySubsequences: false).map {
      trimmed(text, $0.startIndex..<$0.endIndex)
    }
  }
}

extension RenderRecord {
  /// What the template of that name wrote, as bytes; `nil` when it was not executed.
  public func output(of template: String) -> [UInt8]? { outputs[template].map { ByteString.unescape($0.text) } }
}
