import Foundation

/// Other programs, as a person starts them.
enum Program {
  struct Output: Sendable {
    var code: Int32
    var out: String
    var err: String
  }

  /// The drydock that was built beside these tests; `nil` when only the tests were built.
  static let drydock: String? = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let folders = [
      (own as NSString).deletingLastPathComponent, "\(Sandbox.repository)/.build/debug",
      "\(Sandbox.repository)/.build/release",
    ]
    return folders.map { "\($0)/drydock" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static let kubectl: String? = ["/usr/bin/kubectl", "/usr/local/bin/kubectl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Runs a program to its end. Its output goes through files, so that no amount of it can block.
  static func run(
    _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) async throws -> Output {
    let base = NSTemporaryDirectory() + "drydock-out-\(UUID().uuidString)"
    let (out, err) = ("\(base).out", "\(base).err")
    defer { for path in [out, err] { try? FileManager.default.removeItem(atPath: path) } }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    for path in [out, err] { FileManager.default.createFile(atPath: path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: out))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: err))
    process.standardInput = FileHandle.nullDevice
    let code: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
    return Output(code: code, out: try text(out), err: try text(err))
  }
}

/// A `drydock cluster` in a process of its own; it is killed when this value goes.
final class ServedProcess: @unchecked Sendable {
  // Only touched by init and deinit.
  private let process = Process()
  let kubeconfig: String
  private let log: String

  init(_ arguments: [String], in folder: String) async throws {
    guard let drydock = Program.drydock else { throw Missing(what: "the drydock program") }
    kubeconfig = "\(folder)/kubeconfig.test"
    log = "\(folder)/cluster.log"
    FileManager.default.createFile(atPath: log, contents: nil)
    process.executableURL = URL(fileURLWithPath: drydock)
    process.arguments = ["cluster", "--port", "0", "--kubeconfig", kubeconfig] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    process.standardOutput = output
    process.standardError = output
    try process.run()
    for _ in 0..<600 {
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      if text.contains("ready https://127.0.0.1:") { return }
      if !process.isRunning { throw Missing(what: "a running cluster: \(text)") }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Missing(what: "the line that says ready")
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// What real kubectl answers.
  func kubectl(_ words: String, in folder: String) async throws -> Program.Output {
    guard let kubectl = Program.kubectl else { throw Missing(what: "kubectl") }
    return try await Program.run(
      kubectl, words.split(separator: " ").map(String.init), in: folder,
      environment: ["KUBECONFIG": kubeconfig, "KUBECACHEDIR": kubeconfig + ".cache"])
  }

  struct Missing: Error, CustomStringConvertible {
    var what: String
    var description: String { "missing: \(what)" }
  }
}
