import Foundation
import GoTemplate
import Testing

/// What libFuzzer starts from and what it found: `Fuzz/Seeds/template`. An answer or an error, never a crash.
struct FuzzSeedTests {
  @Test func `templates that fuzzing starts from`() throws {
    let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = repository.appendingPathComponent("Fuzz/Seeds/template")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count >= 10)
    for name in names {
      let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
      var set = TemplateSet(name: "gotpl", functions: .helm)
      do throws(TemplateError) {
        try set.parse(name: name, bytes: bytes)
        let session = RenderSession()
        session.limits.steps = 20_000
        session.limits.outputBytes = 1 << 18
        _ = try set.execute(name, data: .map(GoMap()), session: session)
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }
}
