import GoLibrary

/// The formats that santhosh-tekuri/jsonschema asserts, with its texts (format.go).
enum SchemaFormats {
  /// What keeps a text from being of that format; `nil` when it is, or when the format is not known.
  static func problem(_ text: String, _ format: String) -> String? {
    switch format {
    case "regex":
      do {
        _ = try Regexp.compile(text)
        return nil
      } catch { return error.message }
    case "json-pointer": return jsonPointer(text)
    case "relative-json-pointer": return relativePointer(text)
    case "uuid": return uuid(text)
    case "duration": return duration(text)
    case "period": return period(text)
    case "ipv4": return ipv4(text)
    case "ipv6": return ipv6(text)
    case "hostname": return hostname(text)
    case "email": return email(text)
    case "date": return date(text)
    case "time": return time(text)
    case "date-time": return dateTime(text)
    case "uri", "iri": return url(text) ?? (SchemaURI(text).scheme.isEmpty ? "relative url" : nil)
    case "uri-reference", "iri-reference": return text.utf8.contains(0x5C) ? "contains \\" : url(text)
    case "uri-template": return url(text) ?? template(text)
    case "semver": return semver(text)
    default: return nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
  private static func quote(_ scalar: Unicode.Scalar) -> String { GoNumber.quoteRune(scalar.value) }

  private static func split(_ text: some StringProtocol, _ mark: Character) -> [String] {
    text.split(separator: mark, omittingEmptySubsequences: false).map { String($0) }
  }

  // MARK: - Pointers and identities

  private static func jsonPointer(_ text: String) -> String? {
    if text.isEmpty { return nil }
    guard text.hasPrefix("/") else { return "not starting with /" }
    for token in split(text, "/").dropFirst() {
      var escape = false
      for byte in token.utf8 {
        if escape {
          if byte != 0x30 && byte != 0x31 { return "~ must be followed by 0 or 1" }
          escape = false
        } else {
          escape = byte == 0x7E
        }
      }
      if escape { return "~ must be followed by 0 or 1" }
    }
    return nil
  }

  private static func relativePointer(_ text: String) -> String? {
    let digits = text.utf8.prefix(while: isDigit)
    if digits.isEmpty { return "must start with non-negative integer" }
    if digits.count > 1 && digits.first == 0x30 { return "starts with zero" }
    let rest = String(text.dropFirst(digits.count))
    return rest == "#" ? nil : jsonPointer(rest)
  }

  private static func uuid(_ text: String) -> String? {
    let wanted = [8, 4, 4, 4, 12]
    let groups = split(text, "-")
    if groups.count != wanted.count { return "must have 5 elements" }
    for (index, group) in groups.enumerated() {
      if group.utf8.count != wanted[index] { return "element \(index + 1) must be \(wanted[index]) characters long" }
      for scalar in group.unicodeScalars where !scalar.properties.isASCIIHexDigit {
        return "non-hex character \(quote(scalar))"
      }
    }
    return nil
  }

  // MARK: - Time

  private static func date(_ text: String) -> String? {
    do {
      _ = try GoTime(parse: text, layout: "2006-01-02")
      return nil
    } catch { return error.message }
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> Int? {
    Int(String(decoding: Array(bytes), as: UTF8.self))
  }

  private static func time(_ text: String) -> String? {
    var rest = Array(text.utf8)[...]
    if rest.count < 9 { return "less than 9 characters long" }
    if rest[2] != 0x3A || rest[5] != 0x3A { return "missing colon in correct place" }
    guard var hour = number(rest[0..<2]), var minute = number(rest[3..<5]), let second = number(rest[6..<8]) else {
      return "invalid hour/min/sec"
    }
    if hour < 0 || minute < 0 || second < 0 { return "non-positive hour/min/sec" }
    if hour > 23 || minute > 59 || second > 60 { return "hour/min/sec out of range" }
    rest = rest[8...]
    if rest.first == 0x2E {
      let digits = rest.dropFirst().prefix(while: isDigit)
      if digits.isEmpty { return "no digits in second fraction" }
      rest = rest.dropFirst(1 + digits.count)
    }
    if !rest.elementsEqual([0x7A]) && !rest.elementsEqual([0x5A]) {
      if rest.count != 6 { return "offset must be 6 characters long" }
      guard let mark = rest.first, mark == 0x2B || mark == 0x2D else { return "offset must begin with plus/minus" }
      let offset = Array(rest.dropFirst())
      if offset[2] != 0x3A { return "missing colon in offset in correct place" }
      guard let hours = number(offset[0..<2]), let minutes = number(offset[3..<5]) else {
        return "invalid hour/min in offset"
      }
      if hours < 0 || minutes < 0 { return "non-positive hour/min in offset" }
      if hours > 23 || minutes > 59 { return "hour/min in offset out of range" }
      var total = hour * 60 + minute + (mark == 0x2B ? -1 : 1) * (hours * 60 + minutes)
      if total < 0 { total += 24 * 60 }
      (hour, minute) = (total / 60, total % 60)
    }
    return second >= 60 && (hour != 23 || minute != 59) ? "invalid leap second" : nil
  }

  private static func dateTime(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    if bytes.count < 20 { return "less than 20 characters long" }
    if bytes[10] | 0x20 != 0x74 { return "11th character must be t or T" }
    if let problem = date(String(decoding: bytes[..<10], as: UTF8.self)) { return "invalid date element: " + problem }
    return time(String(decoding: bytes[11...], as: UTF8.self)).map { "invalid time element: " + $0 }
  }

  private static func duration(_ text: String) -> String? {
    guard text.hasPrefix("P") else { return "must start with P" }
    let body = text.dropFirst()
    if body.isEmpty { return "nothing after P" }
    if body.hasSuffix("W") {
      let weeks = body.dropLast()
      if weeks.isEmpty { return "no number in week" }
      return weeks.utf8.allSatisfy(isDigit) ? nil : "invalid week"
    }
    let allUnits = ["YMD", "HMS"]
    for (index, part) in split(body, "T").enumerated() {
      if index != 0 && part.isEmpty { return "no time elements" }
      if index >= allUnits.count { return "more than one T" }
      var units = Array(allUnits[index].utf8)[...]
      var rest = Array(part.utf8)[...]
      while !rest.isEmpty {
        let digits = rest.prefix(while: isDigit)
        if digits.isEmpty { return "missing number" }
        rest = rest.dropFirst(digits.count)
        guard let unit = rest.popFirst() else { return "missing unit" }
        guard let place = units.firstIndex(of: unit) else {
          let shown = GoNumber.quoteRune(UInt32(unit))
          return allUnits[index].utf8.contains(unit) ? "unit \(shown) out of order" : "invalid unit \(shown)"
        }
        units = units[(place + 1)...]
      }
    }
    return nil
  }

  private static func period(_ text: String) -> String? {
    guard let slash = text.firstIndex(of: "/") else { return "missing slash" }
    let start = String(text[..<slash])
    let end = String(text[text.index(after: slash)...])
    if start.hasPrefix("P") {
      return duration(start).map { "invalid start duration: " + $0 }
        ?? dateTime(end).map { "invalid end date-time: " + $0 }
    }
    if let problem = dateTime(start) { return "invalid start date-time: " + problem }
    if end.hasPrefix("P") { return duration(end).map { "invalid end duration: " + $0 } }
    return dateTime(end).map { "invalid end date-time: " + $0 }
  }

  // MARK: - Network

  private static func ipv4(_ text: String) -> String? {
    let groups = split(text, ".")
    if groups.count != 4 { return "expected four decimals" }
    for group in groups {
      if group.utf8.count > 1 && group.utf8.first == 0x30 { return "leading zeros" }
      do {
        let value = try GoNumber.atoi(group)
        if value < 0 || value > 255 { return "decimal must be between 0 and 255" }
      } catch { return error.description }
    }
    return nil
  }

  private static func ipv6(_ text: String) -> String? {
    guard text.utf8.contains(0x3A) else { return "missing colon" }
    if text.utf8.contains(0x25) { return "zone id is not a part of ipv6 address" }
    return isIPv6(text) ? nil : "ParseAddr(\(GoNumber.quote(text))): unable to parse IP"
  }

  private static func isIPv6(_ text: String) -> Bool {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return false }
    var words = 0
    for (index, half) in halves.enumerated() where !half.isEmpty {
      let groups = split(half, ":")
      for (place, group) in groups.enumerated() {
        let isLast = index == halves.count - 1 && place == groups.count - 1
        if isLast && group.contains(".") {
          guard ipv4(group) == nil else { return false }
          words += 2
        } else {
          guard (1...4).contains(group.utf8.count), group.unicodeScalars.allSatisfy(\.properties.isASCIIHexDigit) else {
            return false
          }
          words += 1
        }
      }
    }
    return halves.count == 2 ? words < 8 : words == 8
  }

  private static func hostname(_ text: String) -> String? {
    let name = text.hasSuffix(".") ? String(text.dropLast()) : text
    if name.utf8.count > 253 { return "more than 253 characters long" }
    for label in split(name, ".") {
      if label.isEmpty || label.utf8.count > 63 { return "label must be 1 to 63 characters long" }
      if label.hasPrefix("-") { return "label starts with hyphen" }
      if label.hasSuffix("-") { return "label ends with hyphen" }
      for scalar in label.unicodeScalars {
        let plain = scalar.isASCII && (isLetter(UInt8(scalar.value)) || isDigit(UInt8(scalar.value)))
        if !plain && scalar != "-" { return "invalid character \(quote(scalar))" }
      }
    }
    return nil
  }

  private static func email(_ text: String) -> String? {
    if text.utf8.count > 254 { return "more than 255 characters long" }
    guard let at = text.lastIndex(of: "@") else { return "missing @" }
    let local = String(text[..<at])
    let domain = String(text[text.index(after: at)...])
    if local.utf8.count > 64 { return "local part more than 64 characters long" }
    if local.utf8.count > 1 && local.hasPrefix("\"") {
      let inner = local.dropFirst().dropLast()
      if inner.contains("\\") || inner.contains("\"") {
        return "backslash and quote are not allowed within quoted local part"
      }
    } else {
      if local.hasPrefix(".") { return "starts with dot" }
      if local.hasSuffix(".") { return "ends with dot" }
      if local.contains("..") { return "consecutive dots" }
      for scalar in local.unicodeScalars {
        let plain = scalar.isASCII && (isLetter(UInt8(scalar.value)) || isDigit(UInt8(scalar.value)))
        if !plain && !".!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar) {
          return "invalid character \(quote(scalar))"
        }
      }
    }
    if domain.hasPrefix("[") && domain.hasSuffix("]") {
      let address = String(domain.dropFirst().dropLast())
      if address.hasPrefix("IPv6:") { return ipv6(String(address.dropFirst(5))).map { "invalid ipv6 address: " + $0 } }
      return ipv4(address).map { "invalid ipv4 address: " + $0 }
    }
    return hostname(domain).map { "invalid domain: " + $0 }
  }

  /// What `net/url.Parse` refuses, in brief.
  private static func url(_ text: String) -> String? {
    func fail(_ reason: String) -> String { "parse \(GoNumber.quote(SchemaURI.split(text).url)): \(reason)" }
    let plain = SchemaURI.split(text).url
    if plain.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return fail("net/url: invalid control character in URL")
    }
    if plain.hasPrefix(":") { return fail("missing protocol scheme") }
    let uri = SchemaURI(plain)
    if uri.scheme.isEmpty, uri.authority == nil, !uri.path.hasPrefix("/"),
      uri.path.split(separator: "/", omittingEmptySubsequences: false).first?.contains(":") == true
    {
      return fail("first path segment in URL cannot contain colon")
    }
    for part in [uri.path, uri.authority ?? ""] where SchemaURI.unescape(part) == nil {
      let escape = part.utf8.drop { $0 != 0x25 }.prefix(3)
      return fail("invalid URL escape \(GoNumber.quote(String(decoding: Array(escape), as: UTF8.self)))")
    }
    guard let authority = uri.authority else { return nil }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last.map { String($0) } ?? ""
    if let bad = host.unicodeScalars.first(where: { " \\^`{|}".unicodeScalars.contains($0) }) {
      return fail("invalid character \(GoNumber.quote(String(bad))) in host name")
    }
    if host.hasPrefix("[") {
      guard let end = host.lastIndex(of: "]") else { return fail("missing ']' in host") }
      return ipv6(String(host[host.index(after: host.startIndex)..<end])).map { "invalid ipv6 address: " + $0 }
    }
    if let colon = host.lastIndex(of: ":") {
      let port = host[colon...]
      if !port.dropFirst().utf8.allSatisfy(isDigit) {
        return fail("invalid port \(GoNumber.quote(String(port))) after host")
      }
      if host[..<colon].contains(":") { return "ipv6 address not enclosed in brackets" }
    }
    return nil
  }

  private static func template(_ text: String) -> String? {
    for token in split(SchemaURI(SchemaURI.split(text).url).path, "/") {
      guard let plain = SchemaURI.unescape(token) else { return "percent decode failed" }
      var open = false
      for character in plain where character == "{" || character == "}" {
        if (character == "{") == open { return "nested curly braces" }
        open.toggle()
      }
      if open { return "no matching closing brace" }
    }
    return nil
  }

  private static func semver(_ text: String) -> String? {
    var core = text
    func bad(_ part: String) -> Unicode.Scalar? {
      part.unicodeScalars.first { scalar in
        !(scalar.isASCII && (isLetter(UInt8(scalar.value)) || isDigit(UInt8(scalar.value)) || scalar == "-"))
      }
    }
    if let plus = core.firstIndex(of: "+") {
      let build = String(core[core.index(after: plus)...])
      if build.isEmpty { return "build is empty" }
      for part in split(build, ".") {
        if part.isEmpty { return "build identifier is empty" }
        if let scalar = bad(part) { return "invalid character \(quote(scalar)) in build identifier" }
      }
      core = String(core[..<plus])
    }
    if let dash = core.firstIndex(of: "-") {
      for part in split(core[core.index(after: dash)...], ".") {
        if part.isEmpty { return "pre-release identifier is empty" }
        if let scalar = bad(part) { return "invalid character \(quote(scalar)) in pre-release identifier" }
        if part.utf8.allSatisfy(isDigit), part.utf8.count > 1, part.utf8.first == 0x30 {
          return "pre-release numeric identifier starts with zero"
        }
      }
      core = String(core[..<dash])
    }
    let numbers = split(core, ".")
    if numbers.count != 3 { return "versionCore must have 3 numbers separated by dot" }
    for (name, number) in zip(["major", "minor", "patch"], numbers) {
      if number.isEmpty { return "\(name) is empty" }
      if number.utf8.count > 1 && number.utf8.first == 0x30 { return "\(name) starts with zero" }
      if !number.utf8.allSatisfy(isDigit) { return "\(name) contains non-digit" }
    }
    return nil
  }
}
