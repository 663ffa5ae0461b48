import Files
import Foundation
import Manifest
import Rehearsal
import Workspace

/// A copy of this repository's monorepo part in a temporary folder, to break one thing in.
final class Sandbox: Sendable {
  let root: String

  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  init() throws {
    root = NSTemporaryDirectory() + "drydock-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for part in ["apps", "libs", "third_party", "nx.json"] {
      try FileManager.default.copyItem(atPath: "\(Sandbox.repository)/\(part)", toPath: "\(root)/\(part)")
    }
    // Charts that a developer vendored are not what these cases are about.
    try? FileManager.default.removeItem(atPath: "\(root)/third_party/vendir/charts")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func read(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

  func write(_ path: String, _ text: String) throws {
    let full = "\(root)/\(path)"
    try FileManager.default.createDirectory(
      atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: full, atomically: true, encoding: .utf8)
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(root)/\(path)") }

  /// Replaces a text that must be there.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    guard text.contains(old) else { throw SourceError(file: path, "does not hold \(old)") }
    try write(path, text.replacingOccurrences(of: old, with: new))
  }

  func rehearse(_ app: String = "apps/coder-prod") async throws -> RehearsalReport {
    try await Rehearsal(try await Workspace.open("\(root)/\(app)")).run()
  }
}

extension RehearsalReport {
  /// Every finding, from checks and files, one a line.
  var story: String {
    let all = checks.flatMap(\.findings) + findings
    let lines = all.filter { $0.severity == .error }.map { "\($0.description) -> \($0.nextStep)" }
    let failed = checks.filter { $0.outcome == .failed }.map { "check \($0.number) \($0.title): \($0.detail)" }
    return (failed + lines).joined(separator: "\n")
  }
}
