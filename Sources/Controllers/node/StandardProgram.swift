import KubeAPI
import Manifest

/// The program of every container that no other program claims.
///
/// Init containers, and pods that are not meant to run for ever (Jobs, hooks), exit with 0 after a second; everything
/// else
/// runs, listens on every port and is healthy. Plain commands do what they say: `true`, `false`, `sleep N`, `echo …`,
/// `exit N`, also in one `sh -c`.
public struct StandardProgram: ContainerProgram {
  public let name = "standard"

  public init() {}

  public func runs(_ start: ContainerStart) -> Bool { true }

  public func start(_ start: ContainerStart) -> ContainerRun {
    var words = start.command + start.arguments
    let sidecar = start.isInit && start.container["restartPolicy"]?.string == "Always"
    let finite = (start.isInit && !sidecar) || start.restartPolicy != "Always"
    var run = ContainerRun()
    if words.count >= 3, ["sh", "bash", "/bin/sh", "/bin/bash"].contains(words[0]), words[1].hasSuffix("c") {
      if let result = StandardProgram.script(words[2]) { return result }
      words = []
    } else if let result = StandardProgram.simple(words) {
      return result
    }
    if finite { run.exit = .init(after: .seconds(1), code: 0) }
    return run
  }

  private static func simple(_ words: [String]) -> ContainerRun? {
    guard !words.isEmpty else { return nil }
    var run = ContainerRun()
    var clock = Duration.zero
    guard step(words, &run, &clock) else { return nil }
    if run.exit == nil { run.exit = .init(after: max(clock, .milliseconds(100)), code: 0) }
    return run
  }

  /// Commands separated by `;`, `&&` or line ends; `nil` as soon as one of them is not known.
  private static func script(_ text: String) -> ContainerRun? {
    var run = ContainerRun()
    var clock = Duration.zero
    var lastFailed = false
    var normalised = ""
    var previous: Character = " "
    for character in text {
      if character == "&" && previous == "&" { normalised.removeLast() }
      normalised.append(character == "\n" || (character == "&" && previous == "&") ? ";" : character)
      previous = character
    }
    for part in normalised.split(separator: ";") {
      let words = part.split(separator: " ").map { unquoted(String($0)) }
      if words.isEmpty { continue }
      guard step(words, &run, &clock) else { return nil }
      if let exit = run.exit {
        if words[0] != "false" { return run }
        lastFailed = exit.code != 0
        run.exit = nil
      } else {
        lastFailed = false
      }
    }
    run.exit = .init(after: max(clock, .milliseconds(100)), code: lastFailed ? 1 : 0)
    return run
  }

  private static func step(_ words: [String], _ run: inout ContainerRun, _ clock: inout Duration) -> Bool {
    switch words[0].split(separator: "/").last.map(String.init) ?? "" {
    case "true": return true
    case "false":
      run.exit = .init(after: max(clock, .milliseconds(100)), code: 1)
      return true
    case "echo":
      run.print(words.dropFirst().joined(separator: " "), after: clock)
      return true
    case "exit":
      run.exit = .init(after: max(clock, .milliseconds(100)), code: words.count > 1 ? Int64(words[1]) ?? 0 : 0)
      return true
    case "sleep":
      guard words.count > 1 else { return false }
      if words[1] == "infinity" || words[1] == "inf" {
        clock += .seconds(1 << 40)
        return true
      }
      guard let seconds = Int64(words[1]), seconds >= 0, seconds < 1 << 40 else { return false }
      clock += .seconds(seconds)
      return true
    default: return false
    }
  }

  private static func unquoted(_ word: String) -> String {
    guard word.count >= 2, let first = word.first, first == "'" || first == "\"", word.last == first else {
      return word
    }
    return String(word.dropFirst().dropLast())
  }
}
