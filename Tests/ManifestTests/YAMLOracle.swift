import Foundation
import Testing

/// Go's libraries as a process that answers many requests: `Tests/Oracle/yaml`.
struct YAMLOracle {
  enum Operation: String {
    case read, strict, write, v3, v3four, json
  }

  struct Answer: Equatable {
    var ok: Bool
    var bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  static let go = "/usr/bin/go"
  /// Whether Go and Debian's golang-k8s-sigs-yaml-dev are installed; the tests are skipped when not.
  static let isThere =
    FileManager.default.isExecutableFile(atPath: go)
    && FileManager.default.fileExists(atPath: "/usr/share/gocode/src/sigs.k8s.io/yaml/yaml.go")

  /// How many cases a test makes; set DRYDOCK_ORACLE_CASES for more by hand.
  static let cases = Int(ProcessInfo.processInfo.environment["DRYDOCK_ORACLE_CASES"] ?? "") ?? 10_000
  static let seed = UInt64(ProcessInfo.processInfo.environment["DRYDOCK_ORACLE_SEED"] ?? "") ?? 1

  static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let built: Result<URL, any Error> = Result {
    let program = FileManager.default.temporaryDirectory
      .appendingPathComponent("drydock-yaml-oracle")
    try run(
      go, ["build", "-o", program.path, "."], in: repository.appendingPathComponent("Tests/Oracle/yaml"))
    return program
  }

  static func ask(_ requests: [(Operation, [UInt8])]) throws -> [Answer] {
    let program = try built.get()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-yaml-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var input = Data()
    for (operation, body) in requests {
      input.append(contentsOf: "\(operation.rawValue) \(body.count)\n".utf8)
      input.append(contentsOf: body)
    }
    let inputFile = folder.appendingPathComponent("in")
    let outputFile = folder.appendingPathComponent("out")
    try input.write(to: inputFile)
    try Data().write(to: outputFile)
    try run(program.path, [], in: folder, input: inputFile, output: outputFile)
    let output = [UInt8](try Data(contentsOf: outputFile))
    var answers: [Answer] = []
    var i = 0
    while let space = output[i...].firstIndex(of: 0x20), let end = output[space...].firstIndex(of: 0x0A) {
      let length = Int(String(decoding: output[(space + 1)..<end], as: UTF8.self)) ?? 0
      answers.append(
        Answer(ok: output[i] == UInt8(ascii: "o"), bytes: Array(output[(end + 1)..<(end + 1 + length)])))
      i = end + 1 + length
    }
    try #require(answers.count == requests.count)
    return answers
  }

  private static func run(
    _ program: String, _ arguments: [String], in folder: URL, input: URL? = nil, output: URL? = nil
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["GO111MODULE"] = "off"
    environment["GOPATH"] = "/usr/share/gocode"
    environment["GOFLAGS"] = ""
    process.environment = environment
    if let input { process.standardInput = try FileHandle(forReadingFrom: input) }
    if let output { process.standardOutput = try FileHandle(forWritingTo: output) }
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) failed")
  }
}
