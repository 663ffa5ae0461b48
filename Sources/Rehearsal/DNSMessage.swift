/// DNS queries and answers on the wire (RFC 1035 section 4), as much as asking for addresses needs.
public enum DNSMessage {
  public struct Query: Sendable, Hashable {
    public var id: UInt16
    /// Without the dot at its end.
    public var name: String
    /// 1 is A, 28 is AAAA.
    public var type: UInt16
    var recursionDesired: Bool
    /// The question as it came, to be repeated in the answer.
    var question: [UInt8]
  }

  public enum Code: UInt8, Sendable { case noError = 0, formatError = 1, nameError = 3, notImplemented = 4 }

  /// The one question of a query; `nil` for what is no query or holds another number of questions.
  public static func parse(_ bytes: [UInt8]) -> Query? {
    guard bytes.count >= 17, bytes.count <= 512, bytes[2] & 0xF8 == 0, bytes[4] == 0, bytes[5] == 1 else { return nil }
    var at = 12
    var labels: [String] = []
    while at < bytes.count, bytes[at] != 0 {
      let length = Int(bytes[at])
      // A question holds no pointers; names have at most 255 bytes.
      guard length < 64, at + length < bytes.count, at - 12 + length < 255 else { return nil }
      labels.append(String(decoding: bytes[(at + 1)...(at + length)], as: UTF8.self))
      at += length + 1
    }
    guard at + 4 < bytes.count else { return nil }
    return Query(
      id: UInt16(bytes[0]) << 8 | UInt16(bytes[1]), name: labels.joined(separator: ".").lowercased(),
      type: UInt16(bytes[at + 1]) << 8 | UInt16(bytes[at + 2]), recursionDesired: bytes[2] & 1 == 1,
      question: Array(bytes[12...(at + 4)]))
  }

  /// An answer with one address, or none.
  /// - Parameter address: dotted IPv4.
  public static func answer(_ query: Query, _ code: Code, address: String?, seconds: UInt32 = 5) -> [UInt8] {
    let octets = (address ?? "").split(separator: ".").compactMap { UInt8($0) }
    let hasAddress = octets.count == 4 && code == .noError
    var out: [UInt8] = [UInt8(query.id >> 8), UInt8(query.id & 0xFF)]
    // QR, AA, and RD as it was asked; RA, because the tailnet's resolver recurses.
    out += [0x84 | (query.recursionDesired ? 1 : 0), 0x80 | code.rawValue]
    out += [0, 1, 0, hasAddress ? 1 : 0, 0, 0, 0, 0]
    out += query.question
    if hasAddress {
      out += [0xC0, 0x0C, 0, 1, 0, 1]
      out += [UInt8(seconds >> 24), UInt8(seconds >> 16 & 0xFF), UInt8(seconds >> 8 & 0xFF), UInt8(seconds & 0xFF)]
      out += [0, 4] + octets
    }
    return out
  }
}

extension TailnetNames {
  /// What the tailnet's resolver would answer to that query; `nil` for what is none.
  public func answer(_ bytes: [UInt8]) -> [UInt8]? {
    guard let query = DNSMessage.parse(bytes) else { return nil }
    switch resolve(query.name) {
    case .none: return DNSMessage.answer(query, .nameError, address: nil)
    case .address(let address, _):
      return DNSMessage.answer(query, .noError, address: query.type == 1 || query.type == 255 ? address : nil)
    }
  }

  /// What a browser in the tailnet would get for the head of an HTTP request: status and text.
  public func respond(toHead head: String) -> (status: Int, text: String) {
    let host = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("host:") }?
      .dropFirst(5).drop { $0 == " " }.prefix { $0 != ":" && $0 != " " }
    guard let host, !host.isEmpty else { return (400, "the request names no host\n") }
    let row = follow("http", String(host))
    return (row.isServed ? 200 : 502, row.sentence + "\n")
  }
}
