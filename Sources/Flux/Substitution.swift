import Manifest

/// `spec.postBuild` substitution: `${var}` and its Bash-like forms, as Flux's envsubst reads them (fluxcd/pkg/envsubst).
public struct Substitution: Sendable {
  /// What the variables stand for. Newlines are removed from values, as kustomize-controller does.
  public var variables: [String: String]
  /// Whether a variable that nothing sets is an error (the default from Flux 2.9 on) or the empty text.
  public var strict: Bool

  public init(variables: [String: String], strict: Bool) {
    self.variables = variables.mapValues { value in
      value.utf8.contains(0x0A) ? String(value.filter { $0 != "\n" && $0 != "\r\n" }) : value
    }
    self.strict = strict
  }

  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
    public init(_ text: String) { description = text }
  }

  /// Whether the text is a name that postBuild accepts: `^[_[:alpha:]][_[:alpha:][:digit:]]*$`.
  public static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isNameByte(first), !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy(isNameByte)
  }

  private static func isNameByte(_ b: UInt8) -> Bool {
    b == 0x5F || (48...57).contains(b) || (65...90).contains(b) || (97...122).contains(b)
  }

  /// The names of the variables that a text refers to without giving a default, in the order met.
  public static func required(in text: String) -> [String] {
    let probe = Substitution(variables: [:], strict: false)
    var names: [String] = []
    _ = try? probe.expand(Array(text.utf8)[...], depth: 0) { name in
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
  /// The text with every expression replaced.
  public func apply(_ text: String) throws(Failure) -> String {
    guard text.utf8.contains(0x24) else { return text }
    let bytes = try expand(Array(text.utf8)[...], depth: 0) { _ in }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func expand(
    _ text: ArraySlice<UInt8>, depth: Int, missing: (String) -> Void
  ) throws(Failure) -> [UInt8] {
    if depth > 32 { throw Failure("expressions nested too deeply") }
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var i = text.startIndex
    while i < text.endIndex {
      let b = text[i]
      guard b == 0x24, i + 1 < text.endIndex else {
        out.append(b)
        i += 1
        continue
      }
      if text[i + 1] == 0x24 {
        out.append(0x24)
        i += 2
        continue
      }
      guard text[i + 1] == 0x7B else {
        out.append(b)
        i += 1
        continue
      }
      i += 2
      out += try expression(text, &i, depth: depth, missing: missing)
    }
    return out
  }

  /// Reads from behind `${` to behind the closing brace.
  private func expression(
    _ text: ArraySlice<UInt8>, _ i: inout Int, depth: Int, missing: (String) -> Void
  ) throws(Failure) -> [UInt8] {
    var length = false
    if i < text.endIndex, text[i] == 0x23 {
      length = true
      i += 1
    }
    let start = i
    while i < text.endIndex, Substitution.isNameByte(text[i]) { i += 1 }
    let name = String(decoding: text[start..<i], as: UTF8.self)
    if name.isEmpty { throw Failure("unable to parse variable name") }
    let value = variables[name]
    if i < text.endIndex, text[i] == 0x7D {
      i += 1
      let resolved = try require(value, name, missing)
      return length ? Array(String(resolved.utf8.count).utf8) : Array(resolved.utf8)
    }
    if length { throw Failure("missing closing brace") }
    let body = try closing(text, &i)
    return try transform(name, value, body, depth: depth, missing: missing)
  }

  private func require(_ value: String?, _ name: String, _ missing: (String) -> Void) throws(Failure) -> String {
    if let value { return value }
    missing(name)
    if strict { throw Failure("variable not set (strict mode): \"\(name)\"") }
    return ""
  }

  /// What stands up to the brace that closes the expression; nested expressions are kept whole.
  private func closing(_ text: ArraySlice<UInt8>, _ i: inout Int) throws(Failure) -> ArraySlice<UInt8> {
    let start = i
    var depth = 0
    while i < text.endIndex {
      if text[i] == 0x24, i + 1 < text.endIndex, text[i + 1] == 0x7B {
        depth += 1
        i += 2
        continue
      }
      if text[i] == 0x7D {
        if depth == 0 {
          i += 1
          return text[start..<i - 1]
        }
        depth -= 1
      }
      i += 1
    }
    throw Failure("missing closing brace")
  }

  private func transform(
    _ name: String, _ value: String?, _ body: ArraySlice<UInt8>, depth: Int, missing: (String) -> Void
  ) throws(Failure) -> [UInt8] {
    guard let operation = body.first else { throw Failure("missing closing brace") }
    let rest = body.dropFirst()
    switch operation {
    case 0x3A, 0x3D:  // : and =
      let next = rest.first
      let isDefault = operation == 0x3D || next == 0x2D || next == 0x3D || next == 0x2B || next == 0x3F
      if isDefault {
        if let value, !value.isEmpty { return Array(value.utf8) }
        return try expand(operation == 0x3D ? rest : rest.dropFirst(), depth: depth + 1, missing: missing)
      }
      let bytes = Array(try require(value, name, missing).utf8)
      return try substring(bytes, try expand(rest, depth: depth + 1, missing: missing))
    case 0x5E, 0x2C:  // ^ and ,
      let all = rest.first == operation
      if !(all ? rest.dropFirst() : rest).isEmpty { throw Failure("missing closing brace") }
      let text = try require(value, name, missing)
      if all { return Array((operation == 0x5E ? text.uppercased() : text.lowercased()).utf8) }
      guard let first = text.first else { return [] }
      let head = operation == 0x5E ? first.uppercased() : first.lowercased()
      return Array((head + text.dropFirst()).utf8)
    case 0x23, 0x25:  // # and %
      let longest = rest.first == operation
      let pattern = try expand(longest ? rest.dropFirst() : rest, depth: depth + 1, missing: missing)
      let bytes = Array(try require(value, name, missing).utf8)
      return Substitution.trim(bytes, pattern, prefix: operation == 0x23, longest: longest)
    case 0x2F:  // /
      let bytes = Array(try require(value, name, missing).utf8)
      return try replace(bytes, rest, depth: depth, missing: missing)
    default: throw Failure("missing closing brace")
    }
  }

  private func substring(_ bytes: [UInt8], _ spec: [UInt8]) throws(Failure) -> [UInt8] {
    let parts = spec.split(separator: 0x3A, maxSplits: 1, omittingEmptySubsequences: false)
    guard let from = parts.first.flatMap({ Int(String(decoding: $0, as: UTF8.self)) }) else { return bytes }
    let start = from < 0 ? max(0, bytes.count &+ from) : min(from, bytes.count)
    if parts.count == 1 { return Array(bytes[start...]) }
    guard let count = Int(String(decoding: parts[1], as: UTF8.self)) else { return bytes }
    if count < 0 {
      let end = max(start, bytes.count &+ count)
      return Array(bytes[start..<end])
    }
    return Array(bytes[start...].prefix(count))
  }

  private func replace(
    _ bytes: [UInt8], _ body: ArraySlice<UInt8>, depth: Int, missing: (String) -> Void
  ) throws(Failure) -> [UInt8] {
    var body = body
    enum Place { case first, all, prefix, suffix }
    var place = Place.first
    switch body.first {
    case 0x2F?: place = .all
    case 0x23?: place = .prefix
    case 0x25?: place = .suffix
    default: break
    }
    if place != .first { body = body.dropFirst() }
    // A slash inside either part is written `\/`.
    var old: [UInt8] = []
    var i = body.startIndex
    while i < body.endIndex, body[i] != 0x2F {
      if body[i] == 0x5C, i + 1 < body.endIndex, body[i + 1] == 0x2F { i += 1 }
      old.append(body[i])
      i += 1
    }
    let new = i < body.endIndex ? Array(body[(i + 1)...]) : []
    let pattern = try expand(old[...], depth: depth + 1, missing: missing)
    let with = try expand(new[...], depth: depth + 1, missing: missing)
    if pattern.isEmpty { return bytes }
    switch place {
    case .prefix: return bytes.starts(with: pattern) ? with + bytes[pattern.count...] : bytes
    case .suffix:
      let fits = bytes.count >= pattern.count && Array(bytes.suffix(pattern.count)) == pattern
      return fits ? bytes.dropLast(pattern.count) + with : bytes
    case .first, .all:
      var out: [UInt8] = []
      var k = 0
      var done = false
      while k < bytes.count {
        if !done, k + pattern.count <= bytes.count, bytes[k..<k + pattern.count].elementsEqual(pattern) {
          out += with
          k += pattern.count
          done = place == .first
        } else {
          out.append(bytes[k])
          k += 1
        }
      }
      return out
    }
  }

  private static func trim(_ bytes: [UInt8], _ pattern: [UInt8], prefix: Bool, longest: Bool) -> [UInt8] {
    let lengths = longest ? Array((0...bytes.count).reversed()) : Array(0...bytes.count)
    for length in lengths {
      let part = prefix ? bytes[..<length] : bytes[(bytes.count - length)...]
      if glob(pattern[...], part) {
        return Array(prefix ? bytes[length...] : bytes[..<(bytes.count - length)])
      }
    }
    return bytes
  }

  /// Shell patterns: `*`, `?`, `[a-z]`, `[!a]`.
  static func glob(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    var p = pattern.startIndex
    var t = text.startIndex
    var star: (p: Int, t: Int)?
    while t < text.endIndex {
      if p < pattern.endIndex, pattern[p] == 0x2A {
        star = (p, t)
        p += 1
        continue
      }
      if p < pattern.endIndex, let next = matchOne(pattern, p, text[t]) {
        p = next
        t += 1
        continue
      }
      guard let back = star else { return false }
      p = back.p + 1
      t = back.t + 1
      star = (back.p, t)
    }
    while p < pattern.endIndex, pattern[p] == 0x2A { p += 1 }
    return p == pattern.endIndex
  }

  private static func matchOne(_ pattern: ArraySlice<UInt8>, _ at: Int, _ byte: UInt8) -> Int? {
    switch pattern[at] {
    case 0x3F: return at + 1
    case 0x5B:
      guard let close = pattern[(at + 1)...].dropFirst().firstIndex(of: 0x5D) else {
        return byte == 0x5B ? at + 1 : nil
      }
      var i = at + 1
      let negated = pattern[i] == 0x21 || pattern[i] == 0x5E
      if negated { i += 1 }
      var found = false
      while i < close {
        if i + 2 < close, pattern[i + 1] == 0x2D {
          if pattern[i] <= byte && byte <= pattern[i + 2] { found = true }
          i += 3
        } else {
          if pattern[i] == byte { found = true }
          i += 1
        }
      }
      return found != negated ? close + 1 : nil
    case 0x5C where at + 1 < pattern.endIndex: return pattern[at + 1] == byte ? at + 2 : nil
    default: return pattern[at] == byte ? at + 1 : nil
    }
  }
}
