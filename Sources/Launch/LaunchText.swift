import Flux
import KubeAPI
import Manifest
import Rehearsal
import Verification

/// Writes the events of a launch as text.
public struct LaunchText: Sendable {
  public var colour: Bool
  /// In columns; 0: as long as it is.
  public var width: Int

  public init(colour: Bool, width: Int) {
    self.colour = colour
    self.width = width
  }

  private func ink(_ text: String, _ code: String) -> String { colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

  private func mark(_ mark: LaunchEvent.Mark) -> String {
    switch mark {
    case .good: ink("✓", "32")
    case .changed: ink("+", "33")
    case .skipped: ink("–", "90")
    case .warning: ink("!", "33")
    case .bad: ink("✗", "31")
    }
  }

  private func mark(_ state: Chain.State) -> String {
    switch state {
    case .ready: ink("✓", "32")
    case .working: ink("◌", "33")
    case .waiting, .missing: ink("○", "90")
    case .failed, .stalled: ink("✗", "31")
    }
  }

  /// The lines of an event; empty when there is nothing to show. A chain is shown by ``tree(_:elapsed:)``.
  public func lines(_ event: LaunchEvent) -> [String] {
    switch event {
    case .line(let step, let mark, let text):
      let parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let label = pad(step.rawValue, 10)
      return parts.enumerated().map { index, part in
        index == 0 ? "\(ink(label, "1")) \(self.mark(mark)) \(part)" : "             \(part)"
      }
    case .finding(let step, let finding):
      let sign = finding.severity == .error ? self.mark(LaunchEvent.Mark.bad) : self.mark(LaunchEvent.Mark.warning)
      var lines = ["\(ink(pad(step.rawValue, 10), "1")) \(sign) \(finding.description)"]
      if !finding.nextStep.isEmpty { lines.append("             → \(finding.nextStep)") }
      return lines
    case .checks(let checks):
      return checks.map { check in
        let sign: String
        switch check.outcome {
        case .passed: sign = mark(LaunchEvent.Mark.good)
        case .failed: sign = mark(LaunchEvent.Mark.bad)
        case .skipped: sign = mark(LaunchEvent.Mark.skipped)
        }
        let number = check.number < 10 ? " \(check.number)" : "\(check.number)"
        return "  \(number). \(sign) \(pad(check.title, 38)) \(cut(check.detail, 50))"
      }
    case .began, .ended, .chain: return []
    }
  }

  /// The whole chain, one line for each link.
  public func tree(_ chain: Chain, elapsed: Duration) -> [String] {
    var lines = chain.links.map { link in
      let indent = String(repeating: "  ", count: link.depth)
      let name = "\(link.key.type.kind) \(link.key.name)"
      let reason =
        link.state == .ready && !link.message.contains("://")
        ? link.reason : "\(link.reason.isEmpty ? "" : link.reason + ": ")\(link.message)"
      return "  \(indent)\(mark(link.state)) \(pad(name, 44 - indent.count)) \(cut(reason, 50))"
    }
    if let blocker = chain.blocker, !chain.isReady {
      lines.append("  \(LaunchText.clock(elapsed)) waits for \(blocker.key): \(cut(blocker.message, 40))")
    }
    return lines
  }

  /// What changed from one look to the next, for output that nobody watches live.
  public func changes(from old: Chain?, to new: Chain, elapsed: Duration) -> [String] {
    var lines: [String] = []
    for link in new.links {
      let before = old?.links.first { $0.key == link.key }
      if before?.state == link.state && before?.reason == link.reason { continue }
      if before == nil && (link.state == .missing || link.state == .waiting) { continue }
      let text =
        link.state == .ready && !link.message.contains("://")
        ? link.reason : [link.reason, link.message].filter { !$0.isEmpty }.joined(separator: ": ")
      lines.append(
        "\(ink(pad(LaunchText.clock(elapsed), 10), "90")) \(mark(link.state)) "
          + "\(pad("\(link.key.type.kind) \(link.key.name)", 36)) \(cut(text, 50))"
      )
    }
    return lines
  }

  /// The last line of a run.
  public func verdict(_ result: LaunchResult, isDryRun: Bool) -> String {
    if isDryRun { return "\(mark(LaunchEvent.Mark.good)) dry run: nothing was committed, pushed or written" }
    let commits = "\(result.commits) \(result.commits == 1 ? "commit" : "commits")"
    let writes = "\(result.writes) \(result.writes == 1 ? "write" : "writes") to the cluster"
    if result.checks.isEmpty { return "\(mark(LaunchEvent.Mark.good)) \(commits), \(writes)" }
    let passed = result.checks.count { $0.outcome == .passed }
    return "\(mark(LaunchEvent.Mark.good)) \(passed) of \(result.checks.count) checks passed; \(commits), \(writes)"
  }

  /// Why it ended, what explains it and what to run.
  public func failure(_ failure: LaunchFailure, directory: String) -> String {
    let text = ReportText(colour: colour, width: width)
    var out = "\(ink(pad(failure.step.rawValue, 10), "1")) \(mark(LaunchEvent.Mark.bad)) \(failure.error.description)\n"
    out += text.findings(Array(failure.findings.prefix(8)))
    return out
      + "Stopped in step \(failure.step.rawValue). What is done stays done; run the same command again to go on.\n"
  }

  static func clock(_ time: Duration) -> String {
    let seconds = time.components.seconds
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return seconds >= 3600
      ? "+\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
      : "+\(two(seconds / 60)):\(two(seconds % 60))"
  }

  private func pad(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - text.count))
  }

  private func cut(_ text: String, _ used: Int) -> String {
    let flat = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let room = max(20, width - used)
    return width > 0 && flat.count > room ? String(flat.prefix(room - 1)) + "…" : flat
  }
}
