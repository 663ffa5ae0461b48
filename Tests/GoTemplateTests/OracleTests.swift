import Foundation
import GoTemplate
import Manifest
import Testing

/// Random templates against Go's own engine; see Tests/Oracle/template.
struct OracleTests {
  /// The oracle program, built once; `nil` where there is no Go with Sprig (Debian's packages).
  static let program: String? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let source = root.appendingPathComponent("Oracle/template").path
    let library = "/usr/share/gocode/src/github.com/Masterminds/sprig"
    guard FileManager.default.fileExists(atPath: library), FileManager.default.fileExists(atPath: "/usr/bin/go") else {
      return nil
    }
    let output = FileManager.default.temporaryDirectory.appendingPathComponent("go-template-oracle").path
    let build = Process()
    build.executableURL = URL(fileURLWithPath: "/usr/bin/go")
    build.arguments = ["build", "-o", output, "."]
    build.currentDirectoryURL = URL(fileURLWithPath: source)
    build.environment = ProcessInfo.processInfo.environment.merging(
      ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode"], uniquingKeysWith: { $1 })
    do { try build.run() } catch { return nil }
    build.waitUntilExit()
    return build.terminationStatus == 0 ? output : nil
  }()

  /// How many templates; ORACLE_COUNT and ORACLE_SEED choose others for runs by hand.
  static let count = ProcessInfo.processInfo.environment["ORACLE_COUNT"].flatMap { Int($0) } ?? 10_000
  static let seed = ProcessInfo.processInfo.environment["ORACLE_SEED"].flatMap { UInt64($0) } ?? 20_260_101

  @Test(.enabled(if: program != nil)) func `random templates render as Go renders them`() throws {
    var generator = TemplateGenerator(seed: OracleTests.seed)
    try OracleTests.compare(OracleTests.count) { generator.next() }
  }

  @Test(.enabled(if: program != nil)) func `random formats print as Go prints them`() throws {
    var generator = TemplateGenerator(seed: OracleTests.seed &+ 1)
    try OracleTests.compare(OracleTests.count) { generator.nextFormat() }
  }

  private static func compare(_ count: Int, _ next: () -> (template: String, values: Value)) throws {
    let program = try #require(OracleTests.program)
    var left = count
    var compared = 0
    var differences: [String] = []
    while left > 0 {
      let cases = (0..<min(left, 5000)).map { _ in next() }
      left -= cases.count
      for (item, theirs) in zip(cases, try TemplateOracle.theirs(cases, program: program)) {
        guard let theirs else { continue }
        compared += 1
        let expected = OracleTests.text(theirs)
        let got = OracleTests.text(TemplateOracle.ours(item.template, item.values))
        if got == expected { continue }
        if VersionDifferences.reason(ours: got, theirs: expected, template: item.template) != nil { continue }
        differences.append("\(GoQuote.quote(item.template))\n  ours   \(got)\n  theirs \(expected)")
      }
    }
    #expect(compared > count * 9 / 10, "Go answered only \(compared) of \(count)")
    #expect(differences.isEmpty, "\(differences.count) differ:\n\(differences.prefix(5).joined(separator: "\n"))")
  }

  private static func text(_ result: Result<[UInt8], TemplateError>) -> String {
    switch result {
    case .success(let bytes): return "output " + GoQuote.quote(ByteString.text(bytes))
    case .failure(let error):
      let plain = error.message.replacingOccurrences(of: HelmFunctions.warningStart, with: "")
      return "error " + plain.replacingOccurrences(of: HelmFunctions.warningEnd, with: "")
    }
  }
}
