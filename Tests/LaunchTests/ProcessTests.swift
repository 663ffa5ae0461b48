import Files
import Foundation
import Git
import KubeAPI
import KubeClient
import Launch
import Manifest
import Testing

/// `drydock` in processes of their own: a served cluster over TLS, launches that are killed.
@Suite(.serialized, .enabled(if: Program.path != nil, "the program drydock is not beside the tests"))
struct ProcessTests {
  @Test func launchesOverTLSAndThenChangesNothing() async throws {
    let repository = try await Monorepo()
    let server = try await ServedProcess(repository, speed: 25)
    let client = try await KubeClient.connect(.init(kubeconfig: server.kubeconfig, context: nil))
    let launch = Launch(repository.app, fetcher: StandInRepositories())
    let first = try await launch.run(on: client)
    #expect(first.checks.map(\.outcome.rawValue) == Array(repeating: "passed", count: 13))
    #expect(first.commits == 1 && first.hasPushed)
    let before = try await written(client)
    let second = try await launch.run(on: client)
    #expect(second.checks.map(\.outcome.rawValue) == Array(repeating: "passed", count: 13))
    #expect(second.commits == 0 && !second.hasPushed && second.writes == 0)
    #expect(try await written(client) == before)
    #expect(try await repository.pushed() == ["feat(coder-prod): deploy apps/coder-prod"])
    await client.shutdown()
  }

  /// Who wrote what last to the objects that a launch writes.
  private func written(_ client: KubeClient) async throws -> [String] {
    var found: [String] = []
    for (group, kind) in [
      ("", "Namespace"), ("source.toolkit.fluxcd.io", "GitRepository"),
      ("kustomize.toolkit.fluxcd.io", "Kustomization"),
    ] {
      for object in try await client.list(GroupKind(group, kind)) {
        let entries = (object.at("metadata", "managedFields")?.array ?? []).filter {
          ["kubectl", "drydock"].contains($0["manager"]?.string)
        }
        found += entries.map { "\(ObjectKey(of: object)) \($0["manager"]?.string ?? "") \($0["time"]?.string ?? "")" }
      }
    }
    return found.sorted()
  }

  /// Kills a launch at a random moment of each round, runs it again, and finds one commit and everything ready.
  /// DRYDOCK_KILLS sets the number of rounds.
  @Test func aKilledLaunchGoesOn() async throws {
    let repository = try await Monorepo()
    let server = try await ServedProcess(repository, speed: 100)
    let rounds = ProcessInfo.processInfo.environment["DRYDOCK_KILLS"].flatMap { Int($0) } ?? 3
    let words = ["launch", repository.app, "--kubeconfig", server.kubeconfig, "--yes", "--timeout", "1h"]
    // How long an undisturbed one takes on this machine is what the moments are drawn from.
    let begin = ContinuousClock.now
    let whole = try await Program.run(words, in: repository.root)
    #expect(whole.code == 0, "\(whole.text)")
    let length = ContinuousClock.now - begin
    for round in 1...max(1, rounds) {
      try repository.write("apps/coder-prod/round.txt", "round \(round)\n")
      try repository.edit(
        "apps/coder-prod/helmrelease-coder.yaml", round == 1 ? "memory: 2Gi" : "memory: \(2047 + round)Mi",
        "memory: \(2048 + round)Mi")
      let moment = length * Double.random(in: 0...1)
      _ = try await Program.run(words, in: repository.root, killedAfter: moment)
      let again = try await Program.run(words, in: repository.root)
      #expect(again.code == 0, "round \(round), killed after \(moment): \(again.text)")
      #expect(again.text.contains("13 of 13 checks passed"))
      #expect(try await repository.pushed().count == round + 1, "round \(round), killed after \(moment)")
      let status = try await Git(in: repository.root).run(["status", "--porcelain"])
      #expect(status.text == "", "round \(round), killed after \(moment): \(status.text)")
    }
    let remote = try await Git(in: repository.remote).run(["fsck", "--strict"])
    #expect(remote.succeeded, "\(remote.errorText)")
  }

  /// As a shell starts what is to run beside it: with SIGINT ignored.
  @Test func aServedClusterEndsInOrderWhenInterrupted() async throws {
    let repository = try await Monorepo()
    for number in [SIGINT, SIGTERM] {
      let server = try await ServedProcess(repository, speed: 1, ignoring: "INT")
      #expect(try await server.end(number) == 0, "signal \(number)")
    }
  }

  /// A line that breaks off in the middle of answers, again and again, and carries bytes slowly.
  @Test func aBadLineDelaysTheLaunchAndNothingElse() async throws {
    let repository = try await Monorepo()
    let server = try await ServedProcess(repository, speed: 50)
    let proxy = try CuttingProxy(to: server.port)
    proxy.cutsAfter = 25_000...70_000
    let text = try String(contentsOfFile: server.kubeconfig, encoding: .utf8)
    let kubeconfig = "\(repository.base)/kubeconfig-proxy"
    try text.replacingOccurrences(of: ":\(server.port)", with: ":\(proxy.port)")
      .write(toFile: kubeconfig, atomically: true, encoding: .utf8)
    let client = try await KubeClient.connect(.init(kubeconfig: kubeconfig, context: nil))
    let launch = Launch(repository.app, fetcher: StandInRepositories())
    var result: LaunchResult?
    // What the client cannot mend stops the launch with its reason; then it is run again, as a person would.
    for _ in 0..<6 where result == nil {
      do {
        result = try await launch.run(on: client)
      } catch {
        #expect(!error.error.nextStep.isEmpty, "\(error)")
      }
    }
    #expect(result?.checks.count { $0.outcome == .passed } == 13)
    #expect(proxy.cuts > 0)
    #expect(try await repository.pushed().count == 1)
    await client.shutdown()
  }
}

/// The built program.
enum Program {
  /// Beside the test bundle, where SwiftPM puts both.
  static let path: String? = {
    var folders: [String] = []
    for word in CommandLine.arguments {
      if let range = word.range(of: ".xctest") {
        folders.append((String(word[..<range.lowerBound]) as NSString).deletingLastPathComponent)
      }
    }
    if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folders.append((own as NSString).deletingLastPathComponent)
    }
    folders.append("\(Monorepo.repository)/.build/debug")
    return folders.map { "\($0)/drydock" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static func process(
    _ words: [String], in folder: String, output: String, ignoring signal: String? = nil, program: String? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program ?? path ?? "/nonexistent")
    process.arguments = words
    if let signal {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "trap '' \(signal); exec \"$@\"", "sh", path ?? "/nonexistent"] + words
    }
    process.currentDirectoryURL = URL(filePath: folder)
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in Monorepo.quiet { environment[name] = value }
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    FileManager.default.createFile(atPath: output, contents: nil)
    let handle = FileHandle(forWritingAtPath: output)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    return process
  }

  /// Runs to the end, or until it is killed without mercy.
  static func run(
    _ words: [String], in folder: String, killedAfter: Duration? = nil, program: String? = nil
  ) async throws -> (code: Int32, text: String) {
    let output = "\(NSTemporaryDirectory())/drydock-output-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: output) }
    let process = try process(words, in: folder, output: output, program: program)
    if let killedAfter {
      try await Task.sleep(for: killedAfter)
      kill(process.processIdentifier, SIGKILL)
    }
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return (process.terminationStatus, (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
  }
}

/// `drydock cluster --empty` for a monorepo's app, reading its remote.
final class ServedProcess {
  let kubeconfig: String
  let port: Int
  private let process: Process

  /// - Parameter signal: what the process is started to ignore, as `INT`.
  init(_ repository: Monorepo, speed: Int, ignoring signal: String? = nil) async throws {
    let kubeconfig = "\(repository.base)/kubeconfig"
    let output = "\(repository.base)/cluster.log"
    let process = try Program.process(
      [
        "cluster", "--empty", "--speed", "\(speed)", "--kubeconfig", kubeconfig, "--remote",
        "\(Monorepo.url)=\(repository.remote)", repository.app,
      ], in: repository.root, output: output, ignoring: signal)
    var text = ""
    while process.isRunning {
      text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
      if text.contains("ready https://"), text.hasSuffix("\n") { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    let number = text.split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    guard let number else {
      throw SourceError("the cluster did not start: \(text)")
    }
    self.kubeconfig = kubeconfig
    self.port = number
    self.process = process
  }

  deinit { kill(process.processIdentifier, SIGKILL) }

  /// Sends a signal and waits for the exit code.
  func end(_ signal: Int32) async throws -> Int32 {
    kill(process.processIdentifier, signal)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }
}
