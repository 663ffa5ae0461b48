import GoLibrary
import KubeAPI

extension Functions {
  static func strings(_ add: inout Table) {
    add.pure("charAt") { a throws(CELError) in
      guard case .string(let text) = a[0], case .int(let i) = a[1] else { throw noOverload("charAt", a) }
      let scalars = Array(text.unicodeScalars)
      guard i >= 0, i <= scalars.count else { throw CELError("index out of range: \(i)") }
      return .string(i == scalars.count ? "" : String(scalars[Int(i)]))
    }
    add("indexOf") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      try e.spend(size(a[0]) / 10)
      return try index(a, last: false)
    }
    add("lastIndexOf") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      try e.spend(size(a[0]) / 10)
      return try index(a, last: true)
    }
    add.pure("lowerAscii") { a throws(CELError) in
      .string(try mapBytes("lowerAscii", a) { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 })
    }
    add.pure("upperAscii") { a throws(CELError) in
      .string(try mapBytes("upperAscii", a) { $0 >= 97 && $0 <= 122 ? $0 - 32 : $0 })
    }
    add("replace") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      guard case .string(let text) = a[0], case .string(let old) = a[1], case .string(let new) = a[2] else {
        throw noOverload("replace", a)
      }
      var limit: Int64 = -1
      if a.count > 3 {
        guard case .int(let n) = a[3] else { throw noOverload("replace", a) }
        limit = n
      }
      let result = Texts.replace(text, old, new, limit: limit)
      try e.spend(text.utf8.count / 10 + result.utf8.count / 10)
      return .string(result)
    }
    add("split") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      guard case .string(let text) = a[0], case .string(let separator) = a[1] else { throw noOverload("split", a) }
      var limit: Int64 = -1
      if a.count > 2 {
        guard case .int(let n) = a[2] else { throw noOverload("split", a) }
        limit = n
      }
      try e.spend(text.utf8.count / 10)
      return .list(.values(Texts.split(text, separator, limit: limit).map { .string($0) }))
    }
    add.pure("substring") { a throws(CELError) in
      guard case .string(let text) = a[0], case .int(let start) = a[1] else { throw noOverload("substring", a) }
      let scalars = Array(text.unicodeScalars)
      var end = Int64(scalars.count)
      if a.count > 2 {
        guard case .int(let n) = a[2] else { throw noOverload("substring", a) }
        end = n
        if start > end { throw CELError("invalid substring range. start: \(start), end: \(end)") }
      }
      guard start >= 0, start <= scalars.count else { throw CELError("index out of range: \(start)") }
      guard end >= 0, end <= scalars.count else { throw CELError("index out of range: \(end)") }
      return .string(Texts.string(scalars[Int(start)..<Int(end)]))
    }
    add.pure("trim") { a throws(CELError) in
      guard case .string(let text) = a[0] else { throw noOverload("trim", a) }
      return .string(GoStrings.trimSpace(text))
    }
    add.pure("join") { a throws(CELError) in
      guard case .list(let list) = a[0] else { throw noOverload("join", a) }
      var separator = ""
      if a.count > 1 {
        guard case .string(let text) = a[1] else { throw noOverload("join", a) }
        separator = text
      }
      var parts: [String] = []
      for element in list.elements {
        guard case .string(let text) = element else { throw CELError("join: invalid input: \(element.plainText)") }
        parts.append(text)
      }
      return .string(parts.joined(separator: separator))
    }
    add("format") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      guard case .string(let text) = a[0], case .list(let list) = a[1] else { throw noOverload("format", a) }
      let result = try Formatter.format(text, list.elements)
      try e.spend(result.utf8.count / 10)
      return .string(result)
    }
    add("find") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in try Patterns.find(&e, a) }
    add("findAll") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in try Patterns.findAll(&e, a) }
  }

  private static func mapBytes(
    _ name: String, _ a: [CELValue], _ transform: (UInt8) -> UInt8
  ) throws(CELError) -> String {
    guard case .string(let text) = a[0] else { throw noOverload(name, a) }
    return String(decoding: text.utf8.map(transform), as: UTF8.self)
  }

  /// indexOf and lastIndexOf of strings (in code points) and lists.
  private static func index(_ a: [CELValue], last: Bool) throws(CELError) -> CELValue {
    let name = last ? "lastIndexOf" : "indexOf"
    if case .list(let list) = a[0], a.count == 2 {
      let elements = list.elements
      let found =
        last
        ? elements.lastIndex { Equality.equal($0, a[1]) } : elements.firstIndex { Equality.equal($0, a[1]) }
      return .int(Int64(found ?? -1))
    }
    guard case .string(let text) = a[0], case .string(let part) = a[1] else { throw noOverload(name, a) }
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(part.unicodeScalars)
    var offset = last ? Int64(scalars.count) - 1 : 0
    if a.count > 2 {
      guard case .int(let n) = a[2] else { throw noOverload(name, a) }
      guard n >= 0 else { throw CELError("index out of range: \(n)") }
      if wanted.isEmpty { return .int(min(n, Int64(scalars.count))) }
      if n >= scalars.count { return -1 }
      offset = n
    }
    if wanted.isEmpty { return .int(last ? Int64(scalars.count) : 0) }
    if scalars.count < wanted.count { return -1 }
    let limit = scalars.count - wanted.count
    if last {
      for i in stride(from: min(Int(offset), limit), through: 0, by: -1)
      where scalars[i..<i + wanted.count].elementsEqual(wanted) {
        return .int(Int64(i))
      }
    } else if Int(offset) <= limit {
      for i in Int(offset)...limit where scalars[i..<i + wanted.count].elementsEqual(wanted) { return .int(Int64(i)) }
    }
    return -1
  }
}

extension CELValue: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: Int64) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(stringLiteral value: String) { self = .string(value) }
}
