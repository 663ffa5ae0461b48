import Testing

@testable import Manifest

/// Thousands of documents and values, read and written by Go's libraries and by ours.
@Suite(.enabled(if: YAMLOracle.isThere, "go and golang-k8s-sigs-yaml-dev are not installed"))
struct YAMLOracleTests {
  /// Our answer in the oracle's form.
  private static func read(_ text: [UInt8], strict: Bool) -> YAMLOracle.Answer {
    do throws(SourceError) {
      let value = try YAML.unmarshal(text, limits: YAML.Limits(strict: strict))
      return YAMLOracle.Answer(ok: true, bytes: JSON.bytes(value, escapeHTML: true))
    } catch { return YAMLOracle.Answer(ok: false, bytes: Array(error.message.utf8)) }
  }

  /// Differences between Debian's versions and those in today's tools: Go before 1.22 writes `\u0008`,
  /// sigs.k8s.io/yaml before 1.4 begins one text with a capital.
  private static func normal(_ answer: YAMLOracle.Answer) -> YAMLOracle.Answer {
    var bytes: [UInt8] = []
    var i = 0
    let from = answer.bytes
    while i < from.count {
      if answer.ok && from[i] == 0x5C && i + 1 < from.count {
        if from[i...].starts(with: "\\u0008".utf8) || from[i...].starts(with: "\\u000c".utf8) {
          bytes += [0x5C, from[i + 5] == 0x38 ? 0x62 : 0x66]
          i += 6
        } else {
          bytes += from[i...(i + 1)]
          i += 2
        }
      } else {
        bytes.append(from[i])
        i += 1
      }
    }
    if bytes.starts(with: "Unsupported".utf8) { bytes[0] = UInt8(ascii: "u") }
    // Which kinds the keys of a mapping had that an error quotes is not kept: 1 is quoted as "1".
    for beginning in ["yaml: invalid map key:", "unsupported map key of type:"] where !answer.ok {
      if bytes.starts(with: beginning.utf8) && bytes.last != 0x22 { bytes = Array(beginning.utf8) }
    }
    return YAMLOracle.Answer(ok: answer.ok, bytes: bytes)
  }

  /// Go decides some things by the random order of its maps: what it may answer is asked for again and again.
  private static func mayAnswer(_ request: (YAMLOracle.Operation, [UInt8]), _ ours: YAMLOracle.Answer) throws -> Bool {
    try YAMLOracle.ask(Array(repeating: request, count: 40)).contains { normal($0) == normal(ours) }
  }

  private static func compare(_ requests: [(YAMLOracle.Operation, [UInt8])], _ ours: [YAMLOracle.Answer]) throws {
    let theirs = try YAMLOracle.ask(requests)
    var failures: [String] = []
    var refused = 0
    for (i, answer) in theirs.enumerated() {
      if !answer.ok { refused += 1 }
      if normal(answer) == normal(ours[i]) { continue }
      if try mayAnswer(requests[i], ours[i]) { continue }
      failures.append(
        """
        \(requests[i].0) \(String(decoding: requests[i].1, as: UTF8.self).debugDescription)
          Go:   \(answer.ok ? "" : "error ")\(answer.text.debugDescription)
          ours: \(ours[i].ok ? "" : "error ")\(ours[i].text.debugDescription)
        """)
    }
    print("\(theirs.count) compared, of which Go refused \(refused); \(failures.count) differ")
    #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(20).joined(separator: "\n"))")
  }

  @Test func reader() throws {
    var generator = Generator(YAMLOracle.seed)
    var requests: [(YAMLOracle.Operation, [UInt8])] = []
    for word in Generator.words {
      requests.append((.read, Array(word.utf8)))
      requests.append((.read, Array("a: \(word)".utf8)))
      requests.append((.read, Array("[\(word)]".utf8)))
      requests.append((.read, Array("\(word): 1".utf8)))
    }
    for _ in 0..<YAMLOracle.cases {
      requests.append((generator.chance(80) ? .read : .strict, Array(generator.document().utf8)))
    }
    // Beyond 512 bytes Go meets faults of encoding and of grammar in the order of its buffers.
    requests.removeAll { $0.1.count > 500 }
    try Self.compare(requests, requests.map { Self.read($0.1, strict: $0.0 == .strict) })
  }

  @Test func writer() throws {
    var generator = Generator(YAMLOracle.seed)
    var values: [Value] = []
    for word in Generator.words {
      values += [.string(word), .array([.string(word)]), .object([word: .string(word)]), ["a": ["b": [.string(word)]]]]
    }
    for _ in 0..<YAMLOracle.cases { values.append(generator.value()) }
    values.removeAll(where: Self.hasCircularKeys)
    var requests: [(YAMLOracle.Operation, [UInt8])] = []
    var ours: [YAMLOracle.Answer] = []
    for value in values {
      let json = JSON.bytes(value, escapeHTML: true)
      requests.append((.write, json))
      ours.append(Self.written(value))
      // There is no difference between 1 and 1.0 in JSON.
      let value = try JSON.parse(json)
      requests.append((.v3, json))
      ours.append(YAMLOracle.Answer(ok: true, bytes: YAML.bytes(value, style: .v3(indent: 2))))
      requests.append((.v3four, json))
      ours.append(YAMLOracle.Answer(ok: true, bytes: YAML.bytes(value, style: .v3(indent: 4))))
    }
    try Self.compare(requests, ours)
  }

  /// Whether go-yaml's order of keys runs in a circle (key1a, key9, key10): then its output differs from run to run.
  private static func hasCircularKeys(_ value: Value) -> Bool {
    switch value {
    case .array(let items): return items.contains(where: hasCircularKeys)
    case .object(let object):
      for dialect in [YAML.Dialect.v2, .v3] {
        let keys = YAMLKeyOrder.sorted(object, dialect).map(\.key)
        for i in keys.indices {
          for j in keys.indices where i < j && !YAMLKeyOrder.less(keys[i], keys[j], dialect) { return true }
        }
      }
      return object.values.contains(where: hasCircularKeys)
    default: return false
    }
  }

  private static func written(_ value: Value) -> YAMLOracle.Answer {
    do throws(SourceError) {
      return YAMLOracle.Answer(ok: true, bytes: Array(try YAML.marshal(value).utf8))
    } catch { return YAMLOracle.Answer(ok: false, bytes: Array(error.message.utf8)) }
  }

  @Test func json() throws {
    var generator = Generator(YAMLOracle.seed)
    var requests: [(YAMLOracle.Operation, [UInt8])] = []
    for _ in 0..<YAMLOracle.cases {
      var text = JSON.bytes(generator.value(), indentedWith: generator.chance(30) ? "  " : nil)
      for _ in 0..<generator.below(3) where !text.isEmpty {
        let at = generator.below(text.count)
        switch generator.below(4) {
        case 0: text.remove(at: at)
        case 1: text.insert(generator.one(Array("{}[],:\"\\0123456789.-+eEtfnu \n\u{1}x".utf8)), at: at)
        case 2: text.removeSubrange(at...)
        default: text[at] = UInt8(truncatingIfNeeded: generator.next())
        }
      }
      requests.append((.json, text))
    }
    try Self.compare(
      requests,
      requests.map { request in
        do throws(SourceError) {
          return YAMLOracle.Answer(ok: true, bytes: JSON.bytes(try JSON.parse(request.1), escapeHTML: true))
        } catch { return YAMLOracle.Answer(ok: false, bytes: Array(error.message.utf8)) }
      })
  }
}

extension JSON {
  fileprivate static func bytes(_ value: Value, indentedWith indent: String?) -> [UInt8] {
    Array(write(value, indent: indent).utf8)
  }
}
