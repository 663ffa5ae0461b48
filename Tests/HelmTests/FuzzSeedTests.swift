import Files
import Foundation
import Testing

@testable import Helm

/// What libFuzzer starts from and what it found: `Fuzz/Seeds/tgz`. An answer or an error, never a crash.
struct FuzzSeedTests {
  @Test func `archives that fuzzing starts from`() throws {
    let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = repository.appendingPathComponent("Fuzz/Seeds/tgz")
    var loaded: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      var bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
      if !bytes.starts(with: [0x1F, 0x8B]) { bytes = Archive.gzip(bytes) }
      if (try? Chart.load(archive: bytes)) != nil { loaded.append(name) }
    }
    #expect(loaded == ["gnu", "packed", "pax", "requirements", "ustar"])
  }
}
