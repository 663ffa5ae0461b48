import Foundation
import Testing

/// docs/architecture.md lists the targets from top to bottom; nothing imports upward.
@Suite struct ArchitectureTests {
  @Test func noTargetImportsUpward() throws {
    let document = try String(contentsOfFile: "\(Sandbox.repository)/docs/architecture.md", encoding: .utf8)
    let manifest = try String(contentsOfFile: "\(Sandbox.repository)/Package.swift", encoding: .utf8)
    var order: [String] = []
    var inside = false
    for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { inside.toggle(); continue }
      guard inside, let name = line.split(separator: " ").first.map(String.init), name.first?.isLetter == true else {
        continue
      }
      if !order.contains(name) { order.append(name) }
    }
    let folders = try FileManager.default.contentsOfDirectory(atPath: "\(Sandbox.repository)/Sources").sorted()
    for folder in folders where !["CZlib", "CSQLite"].contains(folder) {
      #expect(order.contains(folder), "docs/architecture.md does not name target \(folder)")
      #expect(manifest.contains("name: \"\(folder)\""), "Package.swift has no target \(folder)")
    }
    for folder in folders {
      guard let from = order.firstIndex(of: folder) else { continue }
      for file in try FileManager.default.subpathsOfDirectory(atPath: "\(Sandbox.repository)/Sources/\(folder)")
      where file.hasSuffix(".swift") {
        let text = try String(contentsOfFile: "\(Sandbox.repository)/Sources/\(folder)/\(file)", encoding: .utf8)
        for line in text.split(separator: "\n") where line.hasPrefix("import ") {
          let name = String(line.dropFirst("import ".count))
          guard let to = order.firstIndex(of: name) else { continue }
          #expect(to > from, "\(folder)/\(file) imports \(name), which stands above it")
        }
      }
    }
  }
}
