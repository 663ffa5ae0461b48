import Synchronization

/// Regular expressions as Go's package `regexp` has them: RE2 syntax, leftmost-first matches, time linear in the text.
public struct Regexp: Sendable {
  /// The pattern (`Regexp.String`).
  public let pattern: String
  /// Names of the groups, "" for those without; the first stands for the whole match (`Regexp.SubexpNames`).
  public let groupNames: [String]
  let program: RegexpProgram

  /// `Regexp.NumSubexp`.
  public var groupCount: Int { groupNames.count - 1 }

  private static let known = Mutex<[String: Regexp]>([:])

  /// `regexp.Compile`. Patterns are remembered, so a template may compile the same one in a loop.
  public static func compile(_ pattern: String) throws(GoError) -> Regexp {
    // Canonically equal texts are one key; the bytes decide.
    if let found = known.withLock({ $0[pattern] }), found.pattern.utf8.elementsEqual(pattern.utf8) { return found }
    var parser = RegexpParser(Array(pattern.utf8))
    let node = try parser.parse()
    let regexp = Regexp(
      pattern: pattern, groupNames: parser.names, program: RegexpProgram(node, groups: parser.names.count))
    known.withLock { known in
      if known.count >= 512 { known.removeAll(keepingCapacity: true) }
      known[pattern] = regexp
    }
    return regexp
  }

  /// `regexp.MustCompile`; the error is the text of its panic.
  public static func mustCompile(_ pattern: String) throws(GoError) -> Regexp {
    do {
      return try compile(pattern)
    } catch {
      let bytes = Array(pattern.utf8)
      let quoted = GoNumber.canBackquote(bytes) ? "`\(pattern)`" : GoNumber.quote(bytes)
      throw GoError("regexp: Compile(\(quoted)): \(error.message)")
    }
  }

  init(pattern: String, groupNames: [String], program: RegexpProgram) {
    self.pattern = pattern
    self.groupNames = groupNames
    self.program = program
  }

  /// `regexp.QuoteMeta`.
  public static func quoteMeta(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x5C, 0x2E, 0x2B, 0x2A, 0x3F, 0x28, 0x29, 0x7C, 0x5B, 0x5D, 0x7B, 0x7D, 0x5E, 0x24: out.append(0x5C)
      default: break
      }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Runs over the bytes of a text.
  static func withBytes<R>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    var text = text
    return text.withUTF8(body)
  }

  static func slice(_ bytes: UnsafeBufferPointer<UInt8>, _ begin: Int, _ end: Int) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[begin..<end]), as: UTF8.self)
  }
}

// MARK: - Finding

extension Regexp {
  /// `Regexp.MatchString`.
  public func matchString(_ text: String) -> Bool {
    Regexp.withBytes(text) { RegexpMatcher.run(program, $0, from: 0, captures: 0) != nil }
  }

  /// `Regexp.FindString`; `nil` when there is no match (Go: "").
  public func find(_ text: String) -> String? {
    Regexp.withBytes(text) { bytes in
      RegexpMatcher.run(program, bytes, from: 0, captures: 0).map { Regexp.slice(bytes, $0[0], $0[1]) }
    }
  }

  /// `Regexp.FindAllString`; `nil` when there is none. A negative limit is no limit.
  public func findAll(_ text: String, limit: Int = -1) -> [String]? {
    Regexp.withBytes(text) { bytes in
      var found: [String] = []
      eachMatch(bytes, limit: limit, captures: 0) { found.append(Regexp.slice(bytes, $0[0], $0[1])) }
      return found.isEmpty ? nil : found
    }
  }

  /// `Regexp.FindStringSubmatch`: the match and its groups, "" for a group that took no part.
  public func findSubmatch(_ text: String) -> [String]? {
    Regexp.withBytes(text) { bytes in
      RegexpMatcher.run(program, bytes, from: 0, captures: program.captures).map { match in
        stride(from: 0, to: match.count, by: 2).map {
          match[$0] < 0 ? "" : Regexp.slice(bytes, match[$0], match[$0 + 1])
        }
      }
    }
  }

  /// `Regexp.FindStringSubmatchIndex`: byte offsets in pairs, -1 for a group that took no part.
  public func findSubmatchIndex(_ text: String) -> [Int]? {
    Regexp.withBytes(text) { RegexpMatcher.run(program, $0, from: 0, captures: program.captures) }
  }

  /// `Regexp.FindAllStringSubmatchIndex`; `nil` when there is none.
  public func findAllSubmatchIndex(_ text: String, limit: Int = -1) -> [[Int]]? {
    Regexp.withBytes(text) { bytes in
      var found: [[Int]] = []
      eachMatch(bytes, limit: limit, captures: program.captures) { found.append($0) }
      return found.isEmpty ? nil : found
    }
  }

  /// `Regexp.allMatches`: no empty match right after another match.
  func eachMatch(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int, captures: Int, _ body: ([Int]) -> Void) {
    var left = limit < 0 ? Int.max : limit
    var at = 0
    var lastEnd = -1
    while left > 0 && at <= bytes.count {
      guard let match = RegexpMatcher.run(program, bytes, from: at, captures: captures) else { return }
      var accepted = true
      if match[1] == at {
        accepted = match[0] != lastEnd
        at += at < bytes.count ? (UTF8Decoder.decode(bytes, at)?.width ?? 1) : 1
      } else {
        at = match[1]
      }
      lastEnd = match[1]
      if accepted {
        body(match)
        left -= 1
      }
    }
  }

  /// `Regexp.Split`; `nil` when `limit` is 0.
  public func split(_ text: String, limit: Int = -1) -> [String]? {
    if limit == 0 { return nil }
    if !pattern.isEmpty && text.isEmpty { return [""] }
    return Regexp.withBytes(text) { bytes in
      var parts: [String] = []
      var begin = 0
      var end = 0
      var stopped = false
      eachMatch(bytes, limit: limit, captures: 0) { match in
        if stopped || limit > 0 && parts.count >= limit - 1 {
          stopped = true
          return
        }
        end = match[0]
        if match[1] != 0 { parts.append(Regexp.slice(bytes, begin, end)) }
        begin = match[1]
      }
      if end != bytes.count { parts.append(Regexp.slice(bytes, begin, bytes.count)) }
      return parts
    }
  }
}
