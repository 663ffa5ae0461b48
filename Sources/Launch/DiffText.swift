import KubeAPI
import Manifest

/// Writes an ``AppDiff`` as text: dangers first, then each object's lines.
public struct DiffText: Sendable {
  public var colour: Bool

  public init(colour: Bool) { self.colour = colour }

  private func ink(_ text: String, _ code: String) -> String { colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

  public func text(_ diff: AppDiff) -> String {
    var out = "\(diff.before) → \(diff.after)\n"
    for note in diff.notes { out += "\(ink("note", "90")) \(note)\n" }
    if !diff.dangers.isEmpty {
      out += "\n\(ink("Dangers", "1"))\n"
      for danger in diff.dangers {
        let sign = danger.isError ? ink("✗", "31") : ink("!", "33")
        out += "  \(sign) \(danger.rule): \(danger.object) \(danger.message)\n"
      }
    }
    if diff.isEmpty { return out + "\nNo change.\n" }
    let counts = [AppDiff.Kind.added, .changed, .removed].map { kind in
      "\(diff.changes.count { $0.kind == kind }) \(kind.rawValue)"
    }
    out += "\n\(ink("Changes", "1"))  \(counts.joined(separator: ", "))\n"
    for change in diff.changes { out += text(change) }
    return out
  }

  private func text(_ change: AppDiff.Change) -> String {
    let owner = change.release.map { "  (HelmRelease \($0.name))" } ?? ""
    switch change.kind {
    case .added: return "\(ink("+", "32")) \(change.key)\(owner)\n"
    case .removed: return "\(ink("-", "31")) \(change.key)\(owner)\n"
    case .changed:
      var out = "\(ink("~", "33")) \(change.key)\(owner)\n"
      for line in LineDiff.unified(lines(change.before), lines(change.after)) {
        switch line.first {
        case "+": out += "    \(ink(line, "32"))\n"
        case "-": out += "    \(ink(line, "31"))\n"
        case "@": out += "    \(ink(line, "36"))\n"
        default: out += "    \(line)\n"
        }
      }
      return out
    }
  }

  private func lines(_ value: Value) -> [String] {
    YAML.write(value).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}

extension AppDiff {
  /// For `--format json`: changes without their lines.
  public var json: Value {
    let dangers = dangers.map { danger -> Value in
      [
        "rule": .string(danger.rule), "severity": danger.isError ? "error" : "warning",
        "object": .string(danger.object), "message": .string(danger.message),
      ]
    }
    let changes = changes.map { change -> Value in
      [
        "object": .string("\(change.key)"), "kind": .string(change.kind.rawValue),
        "release": change.release.map { .string("\($0)") } ?? .null, "before": change.before, "after": change.after,
      ]
    }
    return [
      "from": .string(before), "to": .string(after), "dangers": .array(dangers), "changes": .array(changes),
      "notes": .array(notes.map { .string($0) }),
    ]
  }
}
