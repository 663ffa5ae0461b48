import Rehearsal
import Testing

@Suite struct DNSMessageTests {
  /// `x.coder IN A`, recursion desired, id 0xBEEF.
  private static let query: [UInt8] =
    [0xBE, 0xEF, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x78, 5, 0x63, 0x6F, 0x64, 0x65, 0x72, 0, 0, 1, 0, 1]

  @Test func queriesAndAnswers() throws {
    let parsed = try #require(DNSMessage.parse(DNSMessageTests.query))
    #expect(parsed.id == 0xBEEF && parsed.name == "x.coder" && parsed.type == 1)
    let answer = DNSMessage.answer(parsed, .noError, address: "100.64.1.2")
    #expect(Array(answer[..<12]) == [0xBE, 0xEF, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
    #expect(Array(answer.suffix(4)) == [100, 64, 1, 2])
    #expect(answer.count == DNSMessageTests.query.count + 16)
    let none = DNSMessage.answer(parsed, .nameError, address: nil)
    #expect(none[3] & 0x0F == 3 && none[7] == 0 && none.count == DNSMessageTests.query.count)
  }

  /// Every prefix, every single changed byte: an answer or none, never a crash.
  @Test func hostile() {
    for count in 0..<DNSMessageTests.query.count {
      #expect(DNSMessage.parse(Array(DNSMessageTests.query[..<count])) == nil)
    }
    for i in DNSMessageTests.query.indices {
      for byte: UInt8 in [0, 1, 0x3F, 0x40, 0x7F, 0xC0, 0xFF] {
        var bytes = DNSMessageTests.query
        bytes[i] = byte
        if let query = DNSMessage.parse(bytes) { _ = DNSMessage.answer(query, .noError, address: "1.2.3.4") }
      }
    }
  }

  @Test func aRealQuestion() async throws {
    let names = try await Sandbox().rehearse().names
    #expect(names.respond(toHead: "GET / HTTP/1.1\r\nHost: x.coder\r\n\r\n").status == 502)
    #expect(names.respond(toHead: "GET / HTTP/1.1\r\n\r\n").status == 400)
    let answer = names.answer(DNSMessageTests.query) ?? []
    #expect(answer.count > 12 && answer[3] & 0x0F == 3)
  }
}
