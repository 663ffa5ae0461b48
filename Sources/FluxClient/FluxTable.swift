import KubeAPI
import Manifest

/// Tables as `flux get` prints them: upper-case titles, each cell padded to its column and followed by a tab.
public struct FluxTable: Sendable {
  public var header: [String]
  public var rows: [[String]]

  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// Ends in a line end; empty for a table without header and rows.
  public var text: String {
    let lines = (header.isEmpty ? [] : [header.map { $0.uppercased() }]) + rows
    var widths: [Int] = []
    for line in lines {
      for (column, cell) in line.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    var out = ""
    for line in lines {
      for (column, cell) in line.enumerated() {
        out += cell + String(repeating: " ", count: widths[column] - cell.count) + "\t"
      }
      out += "\n"
    }
    return out
  }
}

extension FluxTable {
  /// What of the objects is shown, and which.
  public struct Options: Sendable {
    /// With a column for the namespace.
    public var allNamespaces = false
    /// `kustomization/coder-prod` instead of `coder-prod`.
    public var showKind = false
    public var showSource = false
    public var noHeader = false
    /// `ready=false`, `ready!=true`; empty for all.
    public var statusSelector = ""

    public init() {}
  }

  public init(_ kind: FluxKind, _ objects: [Value], _ options: Options) throws(SourceError) {
    let filter = try FluxTable.filter(options.statusSelector, kind)
    let showsSource = options.showSource && (kind == .kustomization || kind == .helmRelease)
    var header: [String] = options.allNamespaces ? ["Namespace", "Name"] : ["Name"]
    if showsSource { header.append("Source") }
    for column in kind.columns {
      switch column {
      case .revision: header.append("Revision")
      case .source: header.append("Source")
      case .suspended: header.append("Suspended")
      case .ready: header.append("Ready")
      case .message: header.append("Message")
      }
    }
    var rows: [[String]] = []
    for object in objects where filter(object) {
      let name = options.showKind ? "\(kind.type.kind.lowercased())/\(object.name)" : object.name
      var row = options.allNamespaces ? [object.namespace, name] : [name]
      if showsSource { row.append(kind.shownSource(of: object)) }
      let (ready, message) = FluxTable.status(kind, object)
      for column in kind.columns {
        switch column {
        case .revision:
          let revision = kind.revision(of: object)
          // A chart's version may look like a hash and is none.
          row.append(kind == .chart || kind == .helmRelease ? revision : FluxTable.shortened(revision))
        case .source: row.append(kind.shownSource(of: object))
        case .suspended: row.append(object.at("spec", "suspend")?.bool == true ? "True" : "False")
        case .ready: row.append(ready)
        case .message: row.append(kind == .helmRelease ? message : FluxTable.shortened(message))
        }
      }
      rows.append(row.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") })
    }
    self.init(header: options.noHeader ? [] : header, rows: rows)
  }

  private static func status(_ kind: FluxKind, _ object: Value) -> (ready: String, message: String) {
    if kind == .helm, kind.isOCI(object) { return ("True", "Helm repository is Ready") }
    if kind == .provider || kind == .alert { return ("True", "\(kind.type.kind) is Ready") }
    guard let ready = object.condition("Ready") else { return ("False", "waiting to be reconciled") }
    return (ready["status"]?.string ?? "", ready["message"]?.string ?? "")
  }

  /// Hexadecimal words of 40 to 128 characters, cut to eight.
  public static func shortened(_ text: String) -> String {
    var out = ""
    var word: [UInt8] = []
    func flush() {
      let isHex = word.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }
      out += String(decoding: isHex && (40...128).contains(word.count) ? Array(word.prefix(8)) : word, as: UTF8.self)
      word = []
    }
    for scalar in text.unicodeScalars {
      let isWord =
        scalar.value == 95 || (48...57).contains(scalar.value) || (65...90).contains(scalar.value)
        || (97...122).contains(scalar.value)
      if isWord {
        word.append(UInt8(scalar.value))
      } else {
        flush()
        out.unicodeScalars.append(scalar)
      }
    }
    flush()
    return out
  }

  private static func filter(_ selector: String, _ kind: FluxKind) throws(SourceError) -> (Value) -> Bool {
    if selector.isEmpty { return { _ in true } }
    let isNegated = selector.contains("!=")
    let parts = selector.split(separator: isNegated ? "!=" : "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw SourceError(
        "expected status selector in type=status or type!=status format, but found: \(selector)",
        nextStep: "--status-selector ready=false")
    }
    let (type, status) = (parts[0].lowercased(), parts[1].lowercased())
    return { object in
      let matches: Bool
      if kind == .provider || kind == .alert {
        matches = type == "ready" && status == "true"
      } else {
        let condition = object.at("status", "conditions")?.array?.last { $0["type"]?.string?.lowercased() == type }
        matches = condition?["status"]?.string?.lowercased() == status
      }
      return matches != isNegated
    }
  }
}
