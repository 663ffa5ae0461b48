/// A token of the YAML grammar, as libyaml names them.
struct YAMLToken {
  enum Kind: UInt8 {
    case streamStart, streamEnd, versionDirective, tagDirective, documentStart, documentEnd
    case blockSequenceStart, blockMappingStart, blockEnd
    case flowSequenceStart, flowSequenceEnd, flowMappingStart, flowMappingEnd
    case blockEntry, flowEntry, key, value, alias, anchor, tag, scalar
  }

  enum Style: UInt8 {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  var kind: Kind
  var style: Style = .plain
  /// Whether the text lies in the scanner's scratch buffer instead of the input.
  var inScratch = false
  /// 0-based.
  var line: Int32
  /// 0-based, in characters.
  var column: Int32
  /// Where the text begins; for tags and directives the position in the scanner's `tags`.
  var start = 0
  var count = 0

  init(_ kind: Kind, line: Int32, column: Int32) {
    self.kind = kind
    self.line = line
    self.column = column
  }
}

/// The texts of a tag (handle and suffix) or of a directive (handle and prefix, or the version).
struct YAMLTagText {
  var handle: [UInt8]
  var suffix: [UInt8]
}
