import Manifest

extension Report {
  /// The drawing: who stands where, and what crosses which line. One SVG document, without scripts or outside
  /// references.
  ///
  /// Left of the thick line is what may be public, right of it what is private: when no arrow crosses the line, nothing
  /// is reachable from outside. What only the cluster reaches starts inside it.
  public func svg(title: String = "", limit: Int = 24) -> String {
    Drawing(report: self, title: title, limit: limit).render()
  }
}

/// Lays the drawing out: four columns for who comes in, a fifth place for what answers.
private struct Drawing {
  let report: Report
  let title: String
  let limit: Int

  private struct Column {
    var reach: Reach
    var name: String
    var x: Int
    var width: Int
    var fill: String
    var ink: String
  }

  private let columns = [
    Column(reach: .internet, name: "INTERNET", x: 0, width: 190, fill: "#fdecea", ink: "#b3261e"),
    Column(reach: .nodeNetwork, name: "NODE NETWORK", x: 190, width: 190, fill: "#fff3e0", ink: "#b25b00"),
    Column(reach: .tailnet, name: "TAILNET", x: 380, width: 190, fill: "#e8f0fe", ink: "#1a56b0"),
    Column(reach: .cluster, name: "CLUSTER", x: 570, width: 830, fill: "#e9f5ec", ink: "#1e6b34"),
  ]
  private let width = 1400
  private let top = 162
  private let rowHeight = 58
  /// The line between what may be public and what is private.
  private let wall = 380

  private struct Row {
    var reach: Reach
    /// Boxes from left to right: what listens, and what answers.
    var boxes: [(title: String, detail: String)]
  }

  private var rows: [Row] {
    let order = report.entries.enumerated().sorted {
      ($0.element.reach.rank, $0.offset) < ($1.element.reach.rank, $1.offset)
    }.map(\.element)
    var rows: [Row] = []
    let inside = order.filter { $0.reach == .cluster }
    let outside = order.filter { $0.reach != .cluster }
    for entry in outside.prefix(limit) { rows.append(row(entry)) }
    if outside.count > limit {
      rows.append(Row(reach: outside[limit].reach, boxes: [("… and \(outside.count - limit) more", "")]))
    }
    if inside.count <= max(2, limit / 3) {
      rows += inside.map(row)
    } else {
      rows.append(Row(reach: .cluster, boxes: [(Report.count(inside), "inside the cluster only")]))
    }
    return rows
  }

  private func row(_ entry: Entry) -> Row {
    let listener = entry.ways.first?.listener ?? ""
    var detail = listener == "object" ? "" : listener
    if !entry.namespace.isEmpty { detail = detail.isEmpty ? entry.namespace : "\(entry.namespace) · \(detail)" }
    var boxes = [("\(entry.kind) \(entry.name)", detail)]
    boxes += entry.path.dropFirst(2).prefix(2).map { part($0, in: entry.namespace) }
    return Row(reach: entry.reach, boxes: boxes)
  }

  /// `Deployment shop/web :8080 and 1 more` as `Deployment web` with `:8080 and 1 more` below it.
  private func part(_ text: String, in namespace: String) -> (title: String, detail: String) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count >= 2 else { return (text, "") }
    let own = namespace.isEmpty ? "" : namespace + "/"
    let name = !own.isEmpty && words[1].hasPrefix(own) ? String(words[1].dropFirst(own.count)) : words[1]
    return ("\(words[0]) \(name)", words.dropFirst(2).joined(separator: " "))
  }

  func render() -> String {
    let rows = self.rows
    let bottom = top + 24 + max(rows.count, 2) * rowHeight + 12
    let height = bottom + 56
    var out = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      font-family="Inter, Helvetica, Arial, sans-serif">
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>

      """
    out += markers() + header()
    for column in columns { out += draw(column, bottom, isEmpty(column, rows)) }
    out += "<line x1=\"\(wall)\" y1=\"76\" x2=\"\(wall)\" y2=\"\(bottom)\" stroke=\"#1b1b1f\" stroke-width=\"5\"/>\n"
    for (i, row) in rows.enumerated() { out += draw(row, y: top + 24 + i * rowHeight) }
    out += legend(bottom + 22)
    return out + "</svg>\n"
  }

  private func isEmpty(_ column: Column, _ rows: [Row]) -> Bool {
    !rows.contains { $0.reach == column.reach || ($0.reach == .unknown && column.reach == .internet) }
  }

  private func markers() -> String {
    var out = "<defs>\n"
    for (name, color) in [
      ("internet", "#b3261e"), ("node", "#b25b00"), ("tailnet", "#1a56b0"), ("cluster", "#1e6b34"),
      ("unknown", "#6a6a70"),
    ] {
      out +=
        "<marker id=\"\(name)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"14\" markerHeight=\"14\" "
        + "markerUnits=\"userSpaceOnUse\" "
        + "orient=\"auto\"><path d=\"M0 0 L10 5 L0 10 z\" fill=\"\(color)\"/></marker>\n"
    }
    return out + "</defs>\n"
  }

  private func header() -> String {
    let crossing = report.entries.filter { $0.reach == .internet || $0.reach == .nodeNetwork }.count
    let unknown = report.entries.filter { $0.reach == .unknown }.count
    let (mark, color, sentence): (String, String, String)
    switch report.verdict {
    case .private: (mark, color, sentence) = ("✓ PRIVATE", "#1e6b34", "nothing crosses the line")
    case .public:
      (mark, color, sentence) = (
        "✗ PUBLIC", "#b3261e", "\(crossing) \(crossing == 1 ? "way crosses" : "ways cross") the line"
      )
    case .unknown:
      (mark, color, sentence) = (
        "? UNKNOWN", "#6a6a70", "\(unknown) \(unknown == 1 ? "object" : "objects") cannot be told, which fails"
      )
    }
    var out = text(24, 46, mark, 30, color, weight: 700)
    out += text(24 + mark.count * 19 + 14, 46, sentence, 20, "#3a3a40")
    if !title.isEmpty { out += text(width - 24, 46, clip(title, 60), 16, "#6a6a70", anchor: "end") }
    return out
  }

  private func draw(_ column: Column, _ bottom: Int, _ empty: Bool) -> String {
    var out =
      "<rect x=\"\(column.x)\" y=\"76\" width=\"\(column.width)\" height=\"\(bottom - 76)\" fill=\"\(column.fill)\"/>\n"
    let middle = column.reach == .cluster ? column.x + 16 : column.x + column.width / 2
    let anchor = column.reach == .cluster ? "start" : "middle"
    out += text(middle, 106, column.name, 16, column.ink, weight: 700, anchor: anchor)
    let who: String =
      switch column.reach {
      case .internet: "anyone"
      case .nodeNetwork: "who reaches the nodes"
      case .tailnet: "members of the tailnet"
      case .cluster, .unknown: "pods, nodes and the private network they stand in"
      }
    out += text(middle, 126, who, 12, column.ink, anchor: anchor)
    if empty && column.reach != .cluster {
      out += text(middle, 160, "nothing", 18, column.ink, weight: 600, anchor: "middle")
    }
    return out
  }

  private func draw(_ row: Row, y: Int) -> String {
    let middle = y + 22
    let (color, marker) = ink(row.reach)
    var out = ""
    let start: Int
    switch row.reach {
    case .internet, .unknown: start = 60
    case .nodeNetwork: start = 230
    case .tailnet: start = 440
    case .cluster: start = 586
    }
    let dash = row.reach == .unknown ? " stroke-dasharray=\"7 6\"" : ""
    let first = 640
    let thickness = row.reach == .internet || row.reach == .nodeNetwork ? 4 : 2
    out += "<circle cx=\"\(start)\" cy=\"\(middle)\" r=\"7\" fill=\"\(color)\"/>\n"
    out +=
      "<line x1=\"\(start)\" y1=\"\(middle)\" x2=\"\(first - 3)\" y2=\"\(middle)\" stroke=\"\(color)\" "
      + "stroke-width=\"\(thickness)\"\(dash) marker-end=\"url(#\(marker))\"/>\n"
    if start < wall { out += crossing(row.reach, middle, color) }
    var x = first
    for (i, box) in row.boxes.enumerated() {
      let wide = i == 0 ? 300 : 200
      if i > 0 {
        out +=
          "<line x1=\"\(x - 24)\" y1=\"\(middle)\" x2=\"\(x - 3)\" y2=\"\(middle)\" stroke=\"#6a6a70\" "
          + "stroke-width=\"1.5\" marker-end=\"url(#unknown)\"/>\n"
      }
      out +=
        "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(wide)\" height=\"44\" rx=\"7\" fill=\"#ffffff\" "
        + "stroke=\"\(i == 0 ? color : "#9a9aa0")\" "
        + "stroke-width=\"\(i == 0 ? 2 : 1)\"/>\n"
      let lift = box.detail.isEmpty ? 27 : 19
      out += text(
        x + 10, y + lift, clip(box.title, i == 0 ? 32 : 25), i == 0 ? 13 : 12, "#1b1b1f", weight: i == 0 ? 600 : 400)
      if !box.detail.isEmpty { out += text(x + 10, y + 35, clip(box.detail, wide / 7), 11, color) }
      x += wide + 24
    }
    return out
  }

  /// Where an arrow crosses the line: a cross when it does, a question mark when nobody can tell.
  private func crossing(_ reach: Reach, _ y: Int, _ color: String) -> String {
    "<circle cx=\"\(wall)\" cy=\"\(y)\" r=\"13\" fill=\"#ffffff\" stroke=\"\(color)\" stroke-width=\"3\"/>\n"
      + text(wall, y + 6, reach == .unknown ? "?" : "✗", 17, color, weight: 700, anchor: "middle")
  }

  private func ink(_ reach: Reach) -> (String, String) {
    switch reach {
    case .internet: ("#b3261e", "internet")
    case .nodeNetwork: ("#b25b00", "node")
    case .unknown: ("#6a6a70", "unknown")
    case .tailnet: ("#1a56b0", "tailnet")
    case .cluster: ("#1e6b34", "cluster")
    }
  }

  private func legend(_ y: Int) -> String {
    text(
      24, y + 8,
      "Every arrow is a way in, from who can come to what listens. Left of the black line may be the public.", 13,
      "#6a6a70")
  }

  private func text(
    _ x: Int, _ y: Int, _ text: String, _ size: Int, _ color: String, weight: Int = 400, anchor: String = "start"
  ) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\" fill=\"\(color)\" font-weight=\"\(weight)\" "
      + "text-anchor=\"\(anchor)\">\(escape(text))</text>\n"
  }

  private func clip(_ text: String, _ limit: Int) -> String {
    text.count <= limit ? text : text.prefix(max(1, limit - 1)) + "…"
  }

  /// A label is one line: control characters go, the rest is escaped.
  private func escape(_ text: String) -> String {
    XMLText.escape(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 })))
  }
}
