import Foundation
import Testing

@testable import Helm

#if canImport(Glibc)
  import Glibc
#endif

/// Every case of the shared rendering goldens: arguments in, output and error text of helm out.
@Suite(.serialized) struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/goldens/helm").path
  static var isThere: Bool { FileManager.default.fileExists(atPath: folder + "/check") }

  @Test(.enabled(if: GoldenTests.isThere, "the shared goldens are not beside the repository"))
  func allCasesRenderAsHelmDoes() throws {
    setenv("TZ", "UTC", 1)
    let before = FileManager.default.currentDirectoryPath
    defer { _ = chdir(before) }
    var failures: [String] = []
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted() {
      let path = "\(Self.folder)/\(name)"
      guard let line = try? String(contentsOfFile: "\(path)/args", encoding: .utf8) else { continue }
      count += 1
      #expect(chdir(path) == 0)
      let result = HelmCommandLine.template(ShellWords.split(line))
      let wantedCode = (try? String(contentsOfFile: "\(path)/exit", encoding: .utf8)).flatMap { Int32($0.trimmed) } ?? 0
      let wanted = (try? Data(contentsOf: URL(filePath: "\(path)/expected.yaml"))).map { [UInt8]($0) } ?? []
      if result.exitCode != wantedCode {
        failures.append("\(name): exit code \(result.exitCode) instead of \(wantedCode): \(result.stderr.prefix(200))")
      } else if result.stdout != wanted {
        failures.append("\(name): output differs")
      } else if wantedCode != 0 {
        let error = try String(contentsOfFile: "\(path)/expected-error.txt", encoding: .utf8)
        if !result.stderr.hasSuffix(error) { failures.append("\(name): error differs: \(result.stderr.prefix(300))") }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    #expect(count >= 258)
  }

  @Test(.enabled(if: GoldenTests.isThere, "the shared goldens are not beside the repository"))
  func warningsAreThoseOfHelm() throws {
    var failures: [String] = []
    let before = FileManager.default.currentDirectoryPath
    defer { _ = chdir(before) }
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted() {
      let path = "\(Self.folder)/\(name)"
      guard let wanted = try? String(contentsOfFile: "\(path)/warnings.txt", encoding: .utf8) else { continue }
      #expect(chdir(path) == 0)
      let line = try String(contentsOfFile: "\(path)/args", encoding: .utf8)
      let result = HelmCommandLine.template(ShellWords.split(line))
      // Helm's order is that of Go's maps, which changes from run to run.
      let got = Set(result.stderr.split(separator: "\n"))
      if got != Set(wanted.split(separator: "\n")) { failures.append("\(name): \(result.stderr)") }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }
}

/// Words of a command line as a shell parts them: quotes and backslashes, nothing else.
enum ShellWords {
  static func split(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var escaped = false
    for character in line {
      if escaped {
        word = (word ?? "") + String(character)
        escaped = false
      } else if let open = quote {
        if character == open {
          quote = nil
        } else if character == "\\" && open == "\"" {
          escaped = true
        } else {
          word = (word ?? "") + String(character)
        }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == "\\" {
        escaped = true
      } else if character == " " || character == "\n" {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let done = word { words.append(done) }
    return words
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
