import KubeAPI
import Verification

/// Parts that other reports are made of, too.
extension ReportText {
  /// A title on a line of its own.
  public func heading(_ text: String) -> String { ink(text, .bold) + "\n" }

  /// One line for each check, with its findings below it.
  public func checks(_ checks: [Verification.Check]) -> String {
    var told: [Finding: Int] = [:]
    var out = ""
    for check in checks { out += checkLines(check, &told) }
    return out
  }

  /// Text broken to the width, set in by two.
  public func paragraph(_ text: String) -> String { wrap(text, indent: "  ") }

  /// The last line: `✓ apps/coder-prod: 13 of 13 checks passed`.
  public func verdict(_ text: String, succeeded: Bool) -> String {
    (succeeded ? ink("✓ ", .green) : ink("✗ ", .red)) + text + "\n"
  }
}
