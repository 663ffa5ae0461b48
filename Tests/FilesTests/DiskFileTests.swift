import Files
import Foundation
import Testing

@Suite struct DiskFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-rm-\(UUID().uuidString)")

  /// As `rm -r`: what a link points to stays.
  @Test func removesATreeButNotWhatItsLinksPointTo() throws {
    let files = FileManager.default
    defer { try? files.removeItem(at: folder) }
    let tree = folder.appendingPathComponent("tree")
    let other = folder.appendingPathComponent("other")
    try files.createDirectory(at: tree.appendingPathComponent("a/b"), withIntermediateDirectories: true)
    try files.createDirectory(at: other, withIntermediateDirectories: true)
    try Data("1".utf8).write(to: tree.appendingPathComponent("a/b/.hidden"))
    try Data("2".utf8).write(to: other.appendingPathComponent("kept"))
    try files.createSymbolicLink(at: tree.appendingPathComponent("a/link"), withDestinationURL: other)
    try files.createSymbolicLink(atPath: tree.path + "/loop", withDestinationPath: ".")
    #expect(DiskFile.removeTree(tree.path) == nil)
    #expect(!files.fileExists(atPath: tree.path))
    #expect(files.fileExists(atPath: other.appendingPathComponent("kept").path))
  }

  @Test func namesWhatStays() {
    #expect(DiskFile.removeTree("/proc/self/status")?.path == "/proc/self/status")
    #expect(DiskFile.removeTree(folder.path + "/nothing") == nil)
  }
}
