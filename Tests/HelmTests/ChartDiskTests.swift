import Files
import Foundation
import Manifest
import Testing

@testable import Helm

/// Charts on disk and packed ones that lead elsewhere, without end, or out of bounds. The messages are helm 3.20's.
struct ChartDiskTests {
  /// A folder with a chart in it, gone after the body.
  private func withChart(_ body: (String) throws -> Void) throws {
    let top = FileManager.default.temporaryDirectory.appendingPathComponent("chart-disk-\(UUID().uuidString)").path
    // The system's own links (macOS has some above its temporary folder) would be in messages.
    try FileManager.default.createDirectory(atPath: top + "/templates", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: top) }
    try write("apiVersion: v2\nname: app\nversion: 1.0.0\n", top + "/Chart.yaml")
    try body(DiskPath.resolve(top))
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }

  private func message(_ path: String) -> String {
    do throws(HelmError) {
      _ = try Chart.load(path: path)
      return ""
    } catch {
      return error.message
    }
  }

  @Test func `a link to itself`() throws {
    try withChart { top in
      try link(top + "/templates/self", to: "self")
      #expect(
        message(top) == "error evaluating symlink \(top)/templates/self: EvalSymlinks: too many links")
    }
  }

  /// Folders that hold each other: helm goes down until the system refuses to open what lies below so many links.
  @Test func `folders without end`() throws {
    try withChart { top in
      try link(top + "/templates/loop", to: "..")
      let text = message(top)
      #expect(text.hasPrefix("open \(top)/templates/loop/templates/loop/"))
      #expect(text.hasSuffix("/loop: too many levels of symbolic links"))
    }
    try withChart { top in
      for name in ["a", "b", "c"] { try link(top + "/templates/" + name, to: ".") }
      #expect(message(top).hasSuffix("/a/a: too many levels of symbolic links"))
    }
  }

  @Test func `links that lead nowhere`() throws {
    try withChart { top in
      try link(top + "/templates/gone", to: "../not/here")
      #expect(
        message(top) == "error evaluating symlink \(top)/templates/gone: lstat \(top)/not: no such file or directory")
    }
  }

  /// As helm does it: followed, and told.
  @Test func `links that lead out`() throws {
    try withChart { top in
      try withChart { other in
        try write("a: 1\n", other + "/outside.yaml")
        try link(top + "/templates/a.yaml", to: other + "/outside.yaml")
        let chart = try Chart.load(path: top)
        #expect(chart.templates.map(\.name) == ["templates/a.yaml"])
        #expect(
          chart.log.lines == [
            "walk.go:75: found symbolic link in path: \(top)/templates/a.yaml resolves to \(other)/outside.yaml. "
              + "Contents of linked file included and used"
          ])
      }
    }
  }

  @Test(arguments: [
    ("app/../../etc/passwd", "chart illegally references parent directory"),
    ("app//etc/passwd", "chart illegally contains absolute paths"),
    ("app/c:/autoexec.bat", "chart contains illegally named files"),
    ("app\\..\\..\\x", "chart illegally references parent directory"),
    ("Chart.yaml", #"chart illegally contains content outside the base directory: "Chart.yaml""#),
    ("Chart.yaml/x", "chart yaml not in base directory"),
  ])
  func `archives that lead out`(path: String, message: String) {
    let bytes = Archive.packTgz([
      .file("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n"), .file(path, "x"),
    ])
    let error = #expect(throws: HelmError.self) { try Chart.load(archive: bytes) }
    #expect(error?.message == message)
  }
}
