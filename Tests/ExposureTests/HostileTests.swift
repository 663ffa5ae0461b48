import Manifest
import Testing

@testable import Exposure

/// Input that makes no sense is unknown; it never crashes and never proves anything.
@Suite struct HostileTests {
  /// SplitMix64: the same cases in every run.
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let odd: [Value] = [
    .null, true, false, -1, 0, 9_223_372_036_854_775_807, .double(.nan), .double(.infinity), 0.5, "", "\u{0}", "$(",
    "${A",
    "10.0.0.0/999", "::::", "1.2.3.4.5", "a,b,,", [], [.null], ["x"], [[:]], [:], ["": ""], ["name": .null],
    "sh -c '`$(",
  ]

  private static func spoil(_ value: Value, _ random: inout Random) -> Value {
    if Int.random(in: 0..<12, using: &random) == 0 { return odd.randomElement(using: &random) ?? .null }
    switch value {
    case .array(let array): return .array(array.map { spoil($0, &random) })
    case .object(let object): return .object(Object(pairs: object.pairs.map { ($0.key, spoil($0.value, &random)) }))
    default: return value
    }
  }

  @Test func spoiltObjectsDoNotCrash() throws {
    var random = Random(state: 7)
    let texts = [
      RuleCases.kubernetes, RuleCases.loadBalancers, RuleCases.ingresses, RuleCases.gateways, RuleCases.vendors,
      RuleCases.workloads, RuleCases.tailscale,
    ]
    let sets = try texts.flatMap { try YAML.parse($0) }.map { $0["objects"]?.array ?? [] }
    for _ in 0..<20 {
      for objects in sets {
        let spoilt = objects.map { ExposedObject(value: HostileTests.spoil($0, &random)) }
        let report = Exposure.judge(spoilt)
        #expect(Verdict(report.entries.map(\.reach)) == report.verdict)
        _ = report.svg()
        _ = report.text()
      }
    }
  }

  /// Whatever a field is spoilt into, a public set does not become private by it unless the field was what opened it.
  @Test func brokenFieldsAreUnknown() throws {
    for type: Value in [1, true, ["LoadBalancer"], ["a": "b"], "loadBalancer", "NODEPORT"] {
      let service: Value = [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "a"],
        "spec": ["type": type, "ports": [["port": 80]]],
      ]
      #expect(Exposure.judge([ExposedObject(value: service)]).verdict == .unknown)
    }
  }

  @Test func oddDocuments() {
    for value: Value in [
      .null, [:], [], "text", 5, ["a": 1], ["kind": "Service"], ["kind": "List", "apiVersion": "v1", "items": 3],
    ] {
      let report = Exposure.judge([ExposedObject(value: value)])
      #expect(report.verdict == (value.isNull || value == [:] ? .private : .unknown), "\(value)")
    }
  }

  @Test func scriptsThatNest() {
    let deep = String(repeating: "$(", count: 3000) + String(repeating: "sh -c '", count: 3000)
    let pod: Value = [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"],
      "spec": ["containers": [["name": "a", "image": "a", "command": ["sh", "-c", .string(deep)]]]],
    ]
    #expect(Exposure.judge([ExposedObject(value: pod)]).verdict == .private)
    let words = ShellLexer.commands("a 'b c' \"d \\\" e\" # f\n if g; then h=1 i | j && k $(l m) > n; fi")
    #expect(
      words == [
        ["a", "b c", "d \" e"], ["if", "g"], ["then", "h=1", "i"], ["j"], ["l", "m"], ["k", "$(…)"], ["fi"],
      ])
  }

  @Test func addressesOfBlocks() {
    let table: [(String, Reach?)] = [
      ("10.0.0.0/8", .cluster), ("10.0.0.0/7", .internet), ("100.64.0.0/10", .tailnet), ("100.64.0.0/9", .internet),
      ("fd00::/8", .tailnet), ("fd7a:115c:a1e0::/48", .tailnet), ("fc00::/7", .tailnet), ("fe80::/10", .cluster),
      ("0.0.0.0/0", .internet), ("::/0", .internet), ("192.168.0.1-192.168.0.9", .cluster), ("169.254.1.1", .cluster),
      ("172.31.255.255", .cluster), ("172.32.0.0", .internet), ("2001:db8::1", .internet),
      ("::ffff:192.168.0.1", .cluster),
      ("127.0.0.1", .cluster), ("10.0.0.1/33", nil), ("10.0.0", nil), ("01.2.3.4", nil), ("1:2:3", nil), ("", nil),
    ]
    for (text, reach) in table { #expect(AddressRange(text)?.reach == reach, "\(text)") }
  }

  @Test func drawingIsSafe() {
    let service: Value = [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "<script>&\"'", "namespace": "a\u{1}b"],
      "spec": ["type": "LoadBalancer", "ports": [["port": 80]]],
    ]
    let svg = Exposure.judge([ExposedObject(value: service)]).svg(title: "<b>")
    #expect(!svg.contains("<script>"))
    #expect(!svg.contains("<b>"))
    #expect(!svg.unicodeScalars.contains("\u{1}"))
    #expect(svg.contains("PUBLIC"))
  }
}
