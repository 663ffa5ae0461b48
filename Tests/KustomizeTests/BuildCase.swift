import Files
import Foundation
import Kustomize
import Manifest

/// A folder in, a YAML out, in one text: `-- path --` begins a file, `-- expected --` or `-- error --` what kustomize says.
/// A first line `build PATH` names the folder to build. The folder is called `/case` in messages.
struct BuildCase {
  var name: String
  var path = ""
  var files: [(path: String, text: String)] = []
  var expected = ""
  var isError = false
  var source: URL

  static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("cases")

  static func all() throws -> [BuildCase] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "txt" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .map { try BuildCase($0) }
  }

  init(_ url: URL) throws {
    name = url.deletingPathExtension().lastPathComponent
    source = url
    var current: String?
    var text = ""
    func finish(_ self: inout BuildCase) {
      guard let current else { return }
      switch current {
      case "expected": self.expected = text
      case "error": (self.expected, self.isError) = (text, true)
      default: self.files.append((current, text))
      }
    }
    let content = try String(contentsOf: url, encoding: .utf8)
    for line in content.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("-- "), line.hasSuffix(" --") {
        finish(&self)
        current = String(line.dropFirst(3).dropLast(3))
        text = ""
      } else if current == nil {
        if line.hasPrefix("build ") { path = String(line.dropFirst(6)) }
      } else {
        text += line + "\n"
      }
    }
    finish(&self)
  }

  /// What Drydock makes of it, errors with their `Error: ` left out.
  func ours() -> (text: String, isError: Bool) {
    var tree = MemoryTree(name: "/case")
    for file in files { tree.add(file.path, Array(file.text.utf8)) }
    do {
      return (Kustomize.yaml(try Kustomize.build(tree: tree, path: path)), false)
    } catch { return (error.message, true) }
  }

  // MARK: - The real tool

  static let kubectl =
    ["/usr/lib/google-cloud-sdk/bin/kubectl.1.32", "/usr/bin/kubectl", "/usr/local/bin/kubectl"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What `kubectl kustomize` makes of it.
  func theirs(_ kubectl: String) throws -> (text: String, isError: Bool) {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("drydock-kustomize-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for file in files {
      let url = root.appendingPathComponent(file.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try file.text.write(to: url, atomically: false, encoding: .utf8)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: kubectl)
    process.arguments = ["kustomize", root.appendingPathComponent(path).path]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus == 0 { return (text, false) }
    var message = problem
    if let range = message.range(of: "error: ") { message = String(message[range.upperBound...]) }
    while message.hasSuffix("\n") { message.removeLast() }
    return (message.replacingOccurrences(of: root.path, with: "/case"), true)
  }

  /// Equal byte for byte, but for line breaks at the end of a message.
  static func isSame(_ a: String, _ b: String) -> Bool {
    func trimmed(_ text: String) -> Substring.UTF8View {
      var text = text.utf8[...]
      while text.last == 0x0A { text.removeLast() }
      return Substring(text).utf8
    }
    return trimmed(a).elementsEqual(trimmed(b))
  }

  /// Writes the case with what the real tool says.
  func record(_ answer: (text: String, isError: Bool)) throws {
    var text = path.isEmpty ? "" : "build \(path)\n"
    for file in files { text += "-- \(file.path) --\n\(file.text)" }
    text += answer.isError ? "-- error --\n\(answer.text)\n" : "-- expected --\n\(answer.text)"
    try text.write(to: source, atomically: true, encoding: .utf8)
  }
}
