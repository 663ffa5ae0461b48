import Foundation
import GoTemplate
import Manifest

/// The oracle program: Go's text/template with Sprig 3.2.3, see Tests/Oracle/template.
final class TemplateOracle {
  /// Renders by the engine under test, as the oracle does.
  static func ours(_ template: String, _ values: Value) -> Result<[UInt8], TemplateError> {
    var set = TemplateSet(name: "gotpl", functions: .helm)
    do throws(TemplateError) {
      try set.parse(name: "t", text: template)
      let session = RenderSession()
      session.limits.steps = 5_000_000
      session.limits.outputBytes = 1 << 22
      let data = GoValue.map(GoMap([("Values", GoValue(json: values))]))
      return .success(try set.execute("t", data: data, session: session))
    } catch {
      return .failure(error)
    }
  }

  /// Runs the built oracle on all templates; one answer each, output or error; `nil` where Go crashed or wrote more
  /// than the oracle allows.
  static func theirs(
    _ cases: [(template: String, values: Value)], program: String
  ) throws -> [Result<[UInt8], TemplateError>?] {
    var answers: [Result<[UInt8], TemplateError>?] = []
    while answers.count < cases.count {
      answers += try run(Array(cases[answers.count...]), program: program).map { answer in
        if case .failure(let error) = answer, error.message.contains("too much output") { return nil }
        return answer
      }
      if answers.count < cases.count { answers.append(nil) }
    }
    return answers
  }

  private static func run(
    _ cases: [(template: String, values: Value)], program: String
  ) throws -> [Result<[UInt8], TemplateError>] {
    let requests = cases.map { item in
      JSON.write(["template": .string(Base64.encode(ByteString.bytes(item.template))), "values": item.values]) + "\n"
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("template-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appendingPathComponent("in")
    let output = folder.appendingPathComponent("out")
    try Data(requests.joined().utf8).write(to: input)
    FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.environment = ["TZ": "UTC", "GOMEMLIMIT": "2GiB"]
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    let lines = try Data(contentsOf: output).split(separator: 10)
    return try lines.map { line in
      let answer = try JSON.parse(Array(line))
      if let text = answer["error"]?.string {
        return .failure(TemplateError(.other, ByteString.text(Base64.decode(text.utf8) ?? [])))
      }
      return .success(Base64.decode((answer["output"]?.string ?? "").utf8) ?? [])
    }
  }
}
