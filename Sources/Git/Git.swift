import Files
import Manifest
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The user's own `git`, run as a process.
///
/// In go arguments and a folder; out come what it printed and how it ended. Nothing of a repository is read behind
/// git's back, and no command here changes the user's index, branch or working tree.
public struct Git: Sendable {
  /// The folder in which git runs.
  public let directory: String
  private let executable: Executable
  private let variables: [String: String]

  public struct Output: Sendable {
    public var exitCode: Int32
    public var bytes: [UInt8]
    public var errorText: String
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// The first line, without its end.
    public var line: String { String(text.prefix { $0 != "\n" }) }
    public var succeeded: Bool { exitCode == 0 }
  }

  /// `variables` are added to the environment of each run.
  public init(in directory: String, variables: [String: String] = [:]) {
    self.directory = directory
    self.variables = variables
    executable = .name("git")
  }

  /// The same git with more variables in its environment.
  public func with(_ more: [String: String]) -> Git {
    Git(in: directory, variables: variables.merging(more) { $1 })
  }

  /// Runs git and returns what it printed, whatever its exit code.
  /// Fails only when git cannot be started or prints more than `limit` bytes.
  public func run(_ arguments: [String], input: [UInt8] = [], limit: Int = 256 << 20) async throws(SourceError)
    -> Output
  {
    var overrides: [Environment.Key: String?] = ["LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"]
    for (name, value) in variables { overrides[Environment.Key(stringLiteral: name)] = value }
    do {
      let result = try await Subprocess.run(
        executable, arguments: Arguments(arguments), environment: .inherit.updating(overrides),
        workingDirectory: FilePath(directory), input: .array(input), output: .bytes(limit: limit),
        error: .string(limit: 1 << 20))
      let code: Int32
      switch result.terminationStatus {
      case .exited(let status): code = Int32(status)
      case .signaled(let signal): code = 128 + Int32(signal)
      }
      return Output(exitCode: code, bytes: result.standardOutput, errorText: result.standardError ?? "")
    } catch {
      throw SourceError(
        file: directory, "git could not be run: \(error)", nextStep: "install git (Debian: apt-get install git)")
    }
  }

  /// Runs git and fails with its own words when it does not succeed.
  public func check(_ arguments: [String], input: [UInt8] = []) async throws(SourceError) -> Output {
    let output = try await run(arguments, input: input)
    guard output.succeeded else {
      let words = output.errorText.split(separator: "\n").first.map(String.init) ?? "exit code \(output.exitCode)"
      throw SourceError(file: directory, "git \(arguments.first ?? "") failed: \(words)")
    }
    return output
  }
}
