import Files
import Foundation
import Testing

@Suite struct ArchiveTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-tar-\(UUID().uuidString)")

  /// What GNU tar or bsdtar's format options write is read back whole.
  @Test(arguments: ["gnu", "ustar", "pax", "v7"]) func realTar(_ format: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let long = format == "gnu" || format == "pax" ? String(repeating: "deep/", count: 40) + "é.txt" : "short/file.txt"
    let file = folder.appendingPathComponent("chart/" + long)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("hello\n".utf8).write(to: file)
    try Data(repeating: 7, count: 2000).write(to: folder.appendingPathComponent("chart/run.sh"))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/chart/run.sh")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/chart/link", withDestinationPath: "run.sh")
    let archive = folder.appendingPathComponent("out.tgz")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/tar")
    process.arguments = ["-C", folder.path, "--format=\(format)", "-czf", archive.path, "chart"]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let tree = try Archive.unpackTgz(Array(Data(contentsOf: archive)))
    #expect(try tree.read("chart/" + long) == Array("hello\n".utf8))
    #expect(try tree.read("chart/link") == [UInt8](repeating: 7, count: 2000))
    #expect(tree.kind("chart/run.sh") == .file(executable: true))
    #expect(tree.kind("chart/link") == .symlink(target: "run.sh"))
  }

  /// What we write GNU tar lists, and it is the same every time.
  @Test func writes() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let long = String(repeating: "x", count: 150) + "/ü.txt"
    let entries: [Archive.Entry] = [
      .directory("a"), .file("a/b.txt", "text"), .file("a/run", [1, 2, 3], executable: true), .file(long, "long"),
      Archive.Entry(path: "a/l", kind: .symlink(target: "b.txt")),
    ]
    let bytes = Archive.packTgz(entries)
    #expect(bytes == Archive.packTgz(entries))
    let file = folder.appendingPathComponent("a.tgz")
    try Data(bytes).write(to: file)
    let pipe = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/tar")
    process.arguments = ["-tzf", file.path, "--quoting-style=literal"]
    process.standardOutput = pipe
    try process.run()
    let listed = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(listed == "a/\na/b.txt\na/run\n\(long)\na/l\n")
    let read = try Archive.readTgz(bytes)
    #expect(read.map(\.bytes) == entries.map(\.bytes))
  }

  @Test func hostile() throws {
    func refuse(_ entries: [Archive.Entry], _ text: String, limits: Archive.Limits = .init()) {
      do {
        _ = try Archive.unpackTgz(Archive.packTgz(entries), limits: limits)
        Issue.record("\(text): accepted")
      } catch {
        #expect(error.description.contains(text), "\(error)")
      }
    }
    refuse([.file("../evil", "x")], "climbs out")
    refuse([.file("a/../../evil", "x")], "climbs out")
    refuse([.file("/etc/passwd", "x")], "absolute")
    refuse([.file("C:/x", "x")], "absolute")
    refuse([Archive.Entry(path: "a", kind: .symlink(target: "../../x"))], "outside the archive")
    refuse([Archive.Entry(path: "a", kind: .symlink(target: "/etc"))], "outside the archive")
    refuse([Archive.Entry(path: "a", kind: .symlink(target: "b")), .file("a/evil", "x")], "below the link")
    refuse([.file("a", "x"), .file("a/evil", "x")], "below the file")
    refuse([Archive.Entry(path: "a", kind: .hardlink(target: "nowhere"))], "no earlier file")
    refuse([Archive.Entry(path: "a", kind: .hardlink(target: "../x"))], "climbs out")
    refuse(
      [.file("a", [UInt8](repeating: 0, count: 5000))], "more than 4096", limits: .init(total: 1 << 20, file: 4096))
    refuse(
      [.file("a", [UInt8](repeating: 0, count: 60 << 20))], "unpacks to more",
      limits: .init(total: 1000, file: 1000, entries: 3))
    refuse((0..<20).map { .file("f\($0)", "") }, "more than 10 entries", limits: .init(entries: 10))
    for bytes in [[], [0x1F, 0x8B], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 9, 9, 9], Array("not gzip".utf8)] as [[UInt8]]
    {
      #expect(throws: ArchiveError.self) { try Archive.unpackTgz(bytes) }
    }
  }

  /// Cut off or changed anywhere it is an error or a tree, never a crash.
  @Test func damaged() throws {
    let tar = Archive.writeTar([
      .file("a/b", "text"), .file(String(repeating: "y", count: 120), "long"), .directory("c"),
    ])
    for end in stride(from: 0, to: tar.count, by: 7) { _ = try? Archive.readTar(Array(tar[..<end])) }
    for at in 0..<2048 {
      for byte in [0, 0xFF, 0x39] as [UInt8] {
        var changed = tar
        changed[at] = byte
        if let entries = try? Archive.readTar(changed) { _ = try? Archive.tree(entries) }
      }
    }
    let tgz = Archive.gzip(tar)
    let whole = try Archive.readTgz(tgz)
    // Behind the tar's end nothing is missed (Go's archive/tar does not look there either); before it everything is.
    let shortest = (0...tgz.count).first { (try? Archive.readTgz(Array(tgz[..<$0]))) != nil } ?? 0
    #expect(shortest > tgz.count / 2)
    for end in shortest...tgz.count { #expect(try Archive.readTgz(Array(tgz[..<end])) == whole) }
  }
}
