import ClusterState
import KubeAPI
import Manifest
import Testing

/// What kube-apiserver 1.36.2 answered to objects with a fault: status, message and warnings. Every case is a POST with
/// `dryRun=All` into the namespace `t` (see ``RecordedAnswers``).
@Suite struct RecordedAnswerTests {
  private struct Case {
    var target: String
    var body: String
    var status = 0
    var message = ""
    var warnings: [String] = []
  }

  private static func cases(_ text: String) -> [Case] {
    var cases: [Case] = []
    for line in text.split(separator: "\n") {
      let rest = String(line.dropFirst(2))
      if line.hasPrefix("= "), !cases.isEmpty {
        let parts = rest.split(separator: " ", maxSplits: 1)
        cases[cases.count - 1].status = parts.first.flatMap { Int($0) } ?? 0
        cases[cases.count - 1].message = parts.count > 1 ? String(parts[1]) : ""
      } else if line.hasPrefix("! "), !cases.isEmpty {
        cases[cases.count - 1].warnings.append(rest)
      } else if let space = line.firstIndex(of: " ") {
        cases.append(Case(target: String(line[..<space]), body: String(line[line.index(after: space)...])))
      }
    }
    return cases
  }

  @Test func answersAreTheServers() throws {
    var fresh = ClusterState(options: .init(start: Instant(seconds: 1_767_225_600)))
    try fresh.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "t"]], by: "test")
    let cases = Self.cases(RecordedAnswers.text)
    #expect(cases.count > 100)
    var failures: [String] = []
    for test in cases {
      var cluster = fresh
      let answer = cluster.handle(
        APIRequest(
          method: "POST", target: test.target, headers: [("content-type", "application/json")],
          body: Array(test.body.utf8)))
      let body = (try? JSON.parse(answer.body)) ?? .null
      let message = answer.status == 201 ? "" : body["message"]?.string ?? ""
      let warnings = answer.headers.filter { $0.name == "warning" }.map { header in
        String(header.value.dropFirst(7).dropLast()).split(separator: "\\\"", omittingEmptySubsequences: false)
          .joined(separator: "\"")
      }
      let line = message.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "⏎")
      let found = (answer.status, line, warnings)
      if found != (test.status, test.message, test.warnings) {
        failures.append(
          "\(test.target) \(test.body)\n  wanted \(test.status) \(test.message) \(test.warnings)\n  found  \(found)")
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }
}
