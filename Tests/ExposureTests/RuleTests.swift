import Manifest
import Testing

@testable import Exposure

/// Small sets, one for each rule row that the shared cases do not reach. `want` names every entry.
@Suite struct RuleTests {
  static func check(_ text: String) throws {
    for one in try YAML.parse(text) {
      let name = one["name"]?.string ?? "?"
      let report = Exposure.judge(
        (one["objects"]?.array ?? []).map { ExposedObject(value: $0) },
        context: try ExposureContext(one["context"] ?? .null))
      var got: [String: String] = [:]
      for entry in report.entries { got[entry.title] = entry.reach.rawValue }
      var want: [String: String] = [:]
      for pair in one["want"]?.object?.pairs ?? [] { want[pair.key] = pair.value.string }
      #expect(got == want, "\(name): \(report.entries.map(\.sentence))")
    }
  }

  @Test func kubernetes() throws { try RuleTests.check(RuleCases.kubernetes) }
  @Test func loadBalancers() throws { try RuleTests.check(RuleCases.loadBalancers) }
  @Test func ingresses() throws { try RuleTests.check(RuleCases.ingresses) }
  @Test func gateways() throws { try RuleTests.check(RuleCases.gateways) }
  @Test func vendors() throws { try RuleTests.check(RuleCases.vendors) }
  @Test func workloads() throws { try RuleTests.check(RuleCases.workloads) }
  @Test func adversarial() throws { try RuleTests.check(RuleCases.adversarial) }
  @Test func routes() throws { try RuleTests.check(RuleCases.routes) }
  @Test func tailscale() throws { try RuleTests.check(RuleCases.tailscale) }
}
