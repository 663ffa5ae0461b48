import KubeAPI
import Manifest
import Verification

/// Writes reports as text: colours where they are wanted, lines cut to the width of the terminal.
public struct ReportText: Sendable {
  public var colour: Bool
  /// In columns; 0 means that nothing is cut.
  public var width: Int

  public init(colour: Bool, width: Int) {
    self.colour = colour
    self.width = width
  }

  enum Ink: String { case red = "31", green = "32", yellow = "33", grey = "90", bold = "1" }

  func ink(_ text: String, _ ink: Ink) -> String { colour ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text }

  /// `+01:05`, or `+1:02:05` from an hour on.
  static func clock(_ time: Duration) -> String {
    let seconds = time.components.seconds
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    if seconds >= 3600 { return "+\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))" }
    return "+\(two(seconds / 60)):\(two(seconds % 60))"
  }

  func cut(_ text: String, _ room: Int) -> String {
    let flat = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard width > 0, flat.count > room else { return flat }
    return room > 1 ? String(flat.prefix(room - 1)) + "…" : ""
  }

  func pad(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - text.count))
  }

  private func mark(_ state: Transition.State) -> String {
    switch state {
    case .waiting: ink("○", .grey)
    case .working: ink("◌", .yellow)
    case .ready: ink("✓", .green)
    case .failed: ink("✗", .red)
    case .gone: ink("·", .grey)
    }
  }

  /// One line for a change of state, as it is printed when nobody watches live.
  public func line(_ transition: Transition) -> String {
    let time = pad(ReportText.clock(transition.time), 7)
    let name = pad(cut("\(transition.object.type.kind) \(transition.object.name)", 36), 36)
    let reason = [transition.reason, transition.state == .ready ? "" : transition.message]
      .filter { !$0.isEmpty }.joined(separator: ": ")
    return "\(ink(time, .grey)) \(mark(transition.state)) \(name) \(cut(reason, max(10, width - 47)))"
  }

  /// The tree, one line for each object.
  public func tree(_ tree: StateTree) -> [String] {
    tree.lines.map { line in
      var indent = ""
      for last in line.isLast.dropFirst().dropLast() { indent += last ? "  " : "│ " }
      if line.depth > 0, let last = line.isLast.last { indent += last ? "└ " : "├ " }
      let transition = line.transition
      let name = "\(transition.object.type.kind) \(transition.object.name)"
      let left = max(8, 44 - indent.count)
      var reason = transition.reason
      if transition.state != .ready || transition.reason == "Served", !transition.message.isEmpty {
        reason =
          transition.reason.isEmpty || transition.reason == "Served"
          ? transition.message : "\(transition.reason): \(transition.message)"
      }
      if tree.standIns.contains(transition.object) { reason = reason.isEmpty ? "STAND-IN" : "STAND-IN \(reason)" }
      let time = pad(ReportText.clock(transition.time), 7)
      let room = max(8, (width > 0 ? width : 120) - 55)
      return "\(ink(indent, .grey))\(mark(transition.state)) \(pad(cut(name, left), left)) \(ink(time, .grey)) "
        + cut(reason, room)
    }
  }

  /// Everything after the tree: checks, access, findings, provenance and the verdict.
  public func summary(_ report: RehearsalReport, elapsed: Duration?) -> String {
    var out = ""
    out += "\n" + ink("Checks", .bold) + "\n"
    var told: [Finding: Int] = [:]
    for check in report.checks { out += checkLines(check, &told) }
    out += "\n" + ink("Who can reach what", .bold) + "\n"
    for line in report.access {
      out += wrap(line, indent: "  ")
    }
    let files = report.findings.filter { $0.severity != .note && told[$0] == nil }
    let notes = report.findings.filter { $0.severity == .note }
    if !files.isEmpty || !notes.isEmpty {
      out += "\n" + ink("In the files", .bold) + "\n"
      for finding in files + notes { out += findingLines(finding) }
    }
    out +=
      "\n" + ink("Real", .bold) + "       "
      + wrap(report.real.joined(separator: "; "), indent: "           ").trimmedStart
    out +=
      ink("Simulated", .bold) + "  "
      + wrap(report.simulated.joined(separator: "; "), indent: "           ").trimmedStart
    out += "\n"
    var tail = "\(ReportText.clock(report.virtualTime)) of cluster time"
    if let elapsed {
      let milliseconds = elapsed.components.seconds * 1000 + elapsed.components.attoseconds / 1_000_000_000_000_000
      tail += " in \(milliseconds) ms"
    }
    out +=
      (report.succeeded ? ink("✓ ", .green) : ink("✗ ", .red))
      + wrap("\(report.verdict) (\(tail))", indent: "  ").trimmedStart
    return out
  }

  /// One check and its findings; a finding that an earlier check told (`told`: its number) is only referred to.
  func checkLines(_ check: Verification.Check, _ told: inout [Finding: Int]) -> String {
    let sign: String
    switch check.outcome {
    case .passed: sign = ink("✓", .green)
    case .failed: sign = ink("✗", .red)
    case .skipped: sign = ink("–", .yellow)
    }
    let number = check.number < 10 ? " \(check.number)" : "\(check.number)"
    let title = pad(check.title, 38)
    let room = max(20, (width > 0 ? width : 160) - 7 - max(38, check.title.count))
    var out = "\(number). \(sign) \(title) "
    if check.outcome == .passed || check.detail.count <= room {
      out += cut(check.detail, room) + "\n"
    } else {
      out += "\n" + wrap(check.detail, indent: "      ")
    }
    var earlier: [Int] = []
    for finding in check.findings {
      if let number = told[finding] {
        if number != check.number && !earlier.contains(number) { earlier.append(number) }
      } else {
        told[finding] = check.number
        out += findingLines(finding, indent: "      ")
      }
    }
    if !earlier.isEmpty {
      out += "      for the reason told at check \(earlier.map(String.init).joined(separator: ", "))\n"
    }
    return out
  }

  /// Findings alone, one after another.
  public func findings(_ findings: [Finding]) -> String {
    findings.map { findingLines($0, indent: "") }.joined()
  }

  func findingLines(_ finding: Finding, indent: String = "  ") -> String {
    let sign: String
    switch finding.severity {
    case .error: sign = ink("error", .red)
    case .warning: sign = ink("warning", .yellow)
    case .note: sign = ink("note", .grey)
    }
    var out =
      "\(indent)\(sign) " + wrap(finding.description, indent: indent + "  ", first: indent.count + 8).trimmedStart
    if !finding.nextStep.isEmpty { out += wrap("→ \(finding.nextStep)", indent: indent + "  ") }
    return out
  }

  /// Breaks at spaces; each line ends in a line end.
  func wrap(_ text: String, indent: String, first: Int? = nil) -> String {
    let room = width > 0 ? width : Int.max
    var out = ""
    var line = indent
    var used = first ?? indent.count
    var isEmpty = true
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
      if !isEmpty && used + 1 + word.count > room {
        out += line + "\n"
        line = indent
        used = indent.count
        isEmpty = true
      }
      if !isEmpty {
        line += " "
        used += 1
      }
      line += word
      used += word.count
      isEmpty = false
    }
    return out + line + "\n"
  }
}

extension String {
  var trimmedStart: String { String(drop { $0 == " " }) }
}
