import Manifest
import Testing

@testable import Exposure

@Suite struct GoldenTests {
  @Test(.enabled(if: Goldens.folder != nil, "no ../shared/goldens/exposure beside the repository"))
  func everyCaseIsJudgedRight() throws {
    var wrong: [String] = []
    for one in try Goldens.cases() {
      let report = try one.judge()
      let expected = (one.expected["entries"]?.array ?? []).map(Row.init)
      let got = report.entries.map {
        Row(kind: $0.kind, namespace: $0.namespace, name: $0.name, reach: $0.reach.rawValue)
      }
      for row in expected where !got.contains(where: { $0.matches(row) }) { wrong.append("\(one.name): lacks \(row)") }
      for row in got where !expected.contains(where: { row.matches($0) }) { wrong.append("\(one.name): has \(row)") }
      let isFree = expected.contains { !$0.also.isEmpty }
      if !isFree, report.verdict.rawValue != one.verdict { wrong.append("\(one.name): \(report.verdict)") }
      for entry in report.entries {
        if entry.why.isEmpty || entry.rule.isEmpty || entry.path.count < 2 { wrong.append("\(one.name): no reason") }
        if entry.reach > .tailnet, entry.next.isEmpty, !entry.ways[0].listener.contains("/") {
          wrong.append("\(one.name): no next step for \(entry.ways[0].listener)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  struct Row: CustomStringConvertible {
    var kind: String
    var namespace: String
    var name: String
    var reach: String
    var also: [String] = []

    init(kind: String, namespace: String, name: String, reach: String) {
      self.kind = kind
      self.namespace = namespace
      self.name = name
      self.reach = reach
    }

    init(_ value: Value) {
      kind = value["kind"]?.string ?? ""
      namespace = value["namespace"]?.string ?? ""
      name = value["name"]?.string ?? ""
      reach = value["reach"]?.string ?? ""
      also = (value["also"]?.array ?? []).compactMap(\.string)
    }

    func matches(_ expected: Row) -> Bool {
      kind == expected.kind && namespace == expected.namespace && name == expected.name
        && (reach == expected.reach || expected.also.contains(reach))
    }

    var description: String { "\(kind) \(namespace)/\(name) \(reach)" }
  }
}
