/// A table as `helm dependency list` prints it: columns as wide as their widest cell, with a tab between
/// (gosuri/uitable).
struct TextTable {
  var rows: [[String]] = []
  /// Wider cells are cut; 0: never.
  var maxWidth = 0

  var text: String {
    var widths: [Int] = []
    for row in rows {
      for (i, cell) in row.enumerated() {
        if i == widths.count { widths.append(0) }
        let width = Self.width(cell)
        widths[i] = max(widths[i], maxWidth > 0 ? min(width, maxWidth) : width)
      }
    }
    return rows.map { row in
      row.enumerated().map { Self.fit($1, widths[$0]) }.joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// Padded with spaces, or cut with dots at the end; at least one character stays.
  private static func fit(_ cell: String, _ width: Int) -> String {
    let own = Self.width(cell)
    if width == 0 || own == width { return cell }
    if own < width { return cell + String(repeating: " ", count: width - own) }
    var kept = String.UnicodeScalarView()
    var taken = 0
    for scalar in cell.unicodeScalars {
      kept.append(scalar)
      if taken + Self.width(scalar) >= width - 3 { break }
      taken += Self.width(scalar)
    }
    return String(kept) + "..."
  }

  /// How many columns of a terminal a text takes.
  static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return 1 }
    switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
