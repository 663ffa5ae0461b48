import GoLibrary

/// Regular expressions in CEL: RE2's syntax, searched for anywhere in the text.
enum Patterns {
  static func matches(_ e: inout Evaluation, _ a: [CELValue]) throws(CELError) -> CELValue {
    let (text, pattern) = try arguments("matches", a)
    try e.spend((text.utf8.count / 10 + 1) * (pattern.utf8.count / 4 + 1))
    return .bool(try compile(pattern, prefix: "").matchString(text))
  }

  static func find(_ e: inout Evaluation, _ a: [CELValue]) throws(CELError) -> CELValue {
    let (text, pattern) = try arguments("find", a)
    try e.spend((text.utf8.count / 10 + 1) * (pattern.utf8.count / 4 + 1))
    return .string(try compile(pattern, prefix: "Illegal regex: ").find(text) ?? "")
  }

  static func findAll(_ e: inout Evaluation, _ a: [CELValue]) throws(CELError) -> CELValue {
    let (text, pattern) = try arguments("findAll", a)
    var limit: Int64 = -1
    if a.count > 2 {
      guard case .int(let n) = a[2] else { throw Functions.noOverload("findAll", a) }
      limit = n
    }
    try e.spend((text.utf8.count / 10 + 1) * (pattern.utf8.count / 4 + 1))
    let all = try compile(pattern, prefix: "Illegal regex: ").findAll(text, limit: Int(clamping: limit)) ?? []
    return .list(.values(all.map { .string($0) }))
  }

  private static func arguments(_ name: String, _ a: [CELValue]) throws(CELError) -> (String, String) {
    guard case .string(let text) = a[0], case .string(let pattern) = a[1] else {
      throw Functions.noOverload(name, a)
    }
    return (text, pattern)
  }

  private static func compile(_ pattern: String, prefix: String) throws(CELError) -> Regexp {
    do {
      return try Regexp.compile(pattern)
    } catch {
      throw CELError(prefix + error.message)
    }
  }
}
