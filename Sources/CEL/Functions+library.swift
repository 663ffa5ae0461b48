import GoLibrary
import KubeAPI

extension Functions {
  static func globalLibrary(_ add: inout Table) {
    add("matches") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      try Patterns.matches(&e, a)
    }
    add.pure("strings.quote") { a throws(CELError) in
      guard case .string(let text) = a[0] else { throw noOverload("strings.quote", a) }
      return .string(quoted(text))
    }
    sets(&add)
    add.pure("lists.range") { a throws(CELError) in
      guard case .int(let n) = a[0] else { throw noOverload("lists.range", a) }
      guard n <= 1_000_000 else { throw CELError("operation cancelled: actual cost limit exceeded") }
      return .list(.values((0..<max(n, 0)).map { .int($0) }))
    }
    add.pure("optional.of") { a throws(CELError) in .optional([a[0]]) }
    add.pure("optional.none") { a throws(CELError) in .optional([]) }
    add.pure("optional.unwrap") { a throws(CELError) in try unwrap(a) }
    add.pure("optional.ofNonZeroValue") { a throws(CELError) in isZero(a[0]) ? .optional([]) : .optional([a[0]]) }
    network(&add)
    numbers(&add)
    add.pure("jsonpatch.escapeKey") { a throws(CELError) in
      guard case .string(let text) = a[0] else { throw noOverload("jsonpatch.escapeKey", a) }
      return .string(text.replacing("~", with: "~0").replacing("/", with: "~1"))
    }
    add.pure("format.named") { a throws(CELError) in
      guard case .string(let name) = a[0] else { throw noOverload("format.named", a) }
      return .optional(NamedFormat.names.contains(name) ? [.format(NamedFormat(name: name))] : [])
    }
    for name in NamedFormat.names {
      add.pure("format." + name) { a throws(CELError) in .format(NamedFormat(name: name)) }
    }
  }

  private static func isZero(_ value: CELValue) -> Bool {
    switch value {
    case .null, .bool(false), .int(0), .uint(0), .double(0), .string(""), .duration(0): true
    case .bytes(let b): b.isEmpty
    case .list(let l): l.count == 0
    case .map(let m): m.count == 0
    case .optional(let o): o.isEmpty
    case .timestamp(let t): t.seconds == CELTimestamp.minimum && t.nanos == 0
    default: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{07}": out += "\\a"
      case "\u{08}": out += "\\b"
      case "\u{0C}": out += "\\f"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0B}": out += "\\v"
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func sets(_ add: inout Table) {
    @Sendable func pair(_ name: String, _ a: [CELValue]) throws(CELError) -> ([CELValue], [CELValue]) {
      guard case .list(let x) = a[0], case .list(let y) = a[1] else { throw noOverload(name, a) }
      return (x.elements, y.elements)
    }
    @Sendable func contains(_ all: [CELValue], _ some: [CELValue]) -> Bool {
      some.allSatisfy { wanted in all.contains { Equality.equal($0, wanted) } }
    }
    add("sets.contains") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      let (x, y) = try pair("sets.contains", a)
      try e.spend(x.count * y.count)
      return .bool(contains(x, y))
    }
    add("sets.equivalent") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      let (x, y) = try pair("sets.equivalent", a)
      try e.spend(2 * x.count * y.count)
      return .bool(contains(x, y) && contains(y, x))
    }
    add("sets.intersects") { (e: inout Evaluation, a: [CELValue]) throws(CELError) -> CELValue in
      let (x, y) = try pair("sets.intersects", a)
      try e.spend(x.count * y.count)
      return .bool(y.contains { wanted in x.contains { Equality.equal($0, wanted) } })
    }
  }

  // MARK: - URL, IP, CIDR

  private static func text(_ name: String, _ a: [CELValue]) throws(CELError) -> String {
    guard case .string(let text) = a[0] else { throw noOverload(name, a) }
    return text
  }

  /// No zone, no IPv4 inside IPv6.
  static func address(_ text: String) -> Result<IPAddress, CELError> {
    guard let ip = IPAddress(text) else {
      return .failure(
        CELError(
          "IP Address \"\(text)\" parse error during conversion from string: ParseAddr(\"\(text)\"): "
            + "unable to parse IP"))
    }
    if !ip.zone.isEmpty { return .failure(CELError("IP address \"\(text)\" with zone value is not allowed")) }
    if ip.is4In6 { return .failure(CELError("IPv4-mapped IPv6 address \"\(text)\" is not allowed")) }
    return .success(ip)
  }

  static func block(_ text: String) -> Result<CIDRBlock, CELError> {
    guard let block = CIDRBlock(text) else {
      return .failure(
        CELError("network address parse error during conversion from string: netip.ParsePrefix(\"\(text)\"): no '/'"))
    }
    if block.address.is4In6 {
      return .failure(CELError("IPv4-mapped IPv6 address \"\(text)\" is not allowed"))
    }
    return .success(block)
  }

  private static func network(_ add: inout Table) {
    add.pure("url") { a throws(CELError) in
      switch URLParts.parse(try text("url", a)) {
      case .success(let url): return .url(url)
      case .failure(let error):
        throw CELError("URL parse error during conversion from string: \(error.message)")
      }
    }
    add.pure("isURL") { a throws(CELError) in
      if case .success = URLParts.parse(try text("isURL", a)) { return true }
      return false
    }
    add.pure("ip") { a throws(CELError) in
      if case .cidr(let block) = a[0] { return .ip(block.address) }
      return .ip(try address(try text("ip", a)).get())
    }
    add.pure("isIP") { a throws(CELError) in
      if case .success = address(try text("isIP", a)) { return true }
      return false
    }
    add.pure("ip.isCanonical") { a throws(CELError) in
      let source = try text("ip.isCanonical", a)
      return .bool(try address(source).get().description == source)
    }
    add.pure("cidr") { a throws(CELError) in .cidr(try block(try text("cidr", a)).get()) }
    add.pure("isCIDR") { a throws(CELError) in
      if case .success = block(try text("isCIDR", a)) { return true }
      return false
    }
  }

  // MARK: - Quantity, semver

  private static func numbers(_ add: inout Table) {
    add.pure("quantity") { a throws(CELError) in
      do {
        return .quantity(try Quantity(try text("quantity", a)))
      } catch let error as Quantity.ParseError {
        throw CELError(error.description)
      } catch {
        throw noOverload("quantity", a)
      }
    }
    add.pure("isQuantity") { a throws(CELError) in .bool((try? Quantity(try text("isQuantity", a))) != nil) }
    add.pure("semver") { a throws(CELError) in
      let source = try text("semver", a)
      guard let version = SemanticVersion(source, normalize: a.count > 1 && Equality.equal(a[1], true)) else {
        throw CELError("No Major.Minor.Patch elements found")
      }
      return .semver(version)
    }
    add.pure("isSemver") { a throws(CELError) in
      let source = try text("isSemver", a)
      return .bool(SemanticVersion(source, normalize: a.count > 1 && Equality.equal(a[1], true)) != nil)
    }
  }

  static func memberLibrary(_ add: inout Table) {
    urlMember(&add, "getScheme") { $0.scheme }
    urlMember(&add, "getHost") { $0.host }
    urlMember(&add, "getHostname") { $0.hostname }
    urlMember(&add, "getPort") { $0.port }
    urlMember(&add, "getEscapedPath") { $0.escapedPath }
    add.pure("getQuery") { a throws(CELError) in
      guard case .url(let url) = a[0] else { throw noOverload("getQuery", a) }
      return .map(
        .values(url.query.map { (.string($0.key), .list(.values($0.values.map { .string($0) }))) }))
    }
    ipMember(&add, "isUnspecified") { $0.isUnspecified }
    ipMember(&add, "isLoopback") { $0.isLoopback }
    ipMember(&add, "isLinkLocalMulticast") { $0.isLinkLocalMulticast }
    ipMember(&add, "isLinkLocalUnicast") { $0.isLinkLocalUnicast }
    ipMember(&add, "isGlobalUnicast") { $0.isGlobalUnicast }
    add.pure("family") { a throws(CELError) in
      guard case .ip(let ip) = a[0] else { throw noOverload("family", a) }
      return ip.is4 ? 4 : 6
    }
    add.pure("containsIP") { a throws(CELError) in
      guard case .cidr(let block) = a[0] else { throw noOverload("containsIP", a) }
      if case .ip(let ip) = a[1] { return .bool(block.contains(ip)) }
      guard case .string(let source) = a[1] else { throw noOverload("containsIP", a) }
      return .bool(block.contains(try address(source).get()))
    }
    add.pure("containsCIDR") { a throws(CELError) in
      guard case .cidr(let block) = a[0] else { throw noOverload("containsCIDR", a) }
      if case .cidr(let other) = a[1] { return .bool(block.contains(other)) }
      guard case .string(let source) = a[1] else { throw noOverload("containsCIDR", a) }
      return .bool(block.contains(try Functions.block(source).get()))
    }
    add.pure("ip") { a throws(CELError) in
      guard case .cidr(let block) = a[0] else { throw noOverload("ip", a) }
      return .ip(block.address)
    }
    add.pure("masked") { a throws(CELError) in
      guard case .cidr(let block) = a[0] else { throw noOverload("masked", a) }
      return .cidr(block.masked)
    }
    add.pure("prefixLength") { a throws(CELError) in
      guard case .cidr(let block) = a[0] else { throw noOverload("prefixLength", a) }
      return .int(Int64(block.prefixLength))
    }
    numbersMember(&add)
    add.pure("validate") { a throws(CELError) in
      guard case .format(let format) = a[0], case .string(let text) = a[1] else { throw noOverload("validate", a) }
      let messages = format.validate(text)
      return .optional(messages.isEmpty ? [] : [.list(.values(messages.map { .string($0) }))])
    }
  }

  private static func urlMember(
    _ add: inout Table, _ name: String, _ read: @escaping @Sendable (URLParts) -> String
  ) {
    add.pure(name) { a throws(CELError) in
      guard case .url(let url) = a[0] else { throw noOverload(name, a) }
      return .string(read(url))
    }
  }

  private static func ipMember(_ add: inout Table, _ name: String, _ read: @escaping @Sendable (IPAddress) -> Bool) {
    add.pure(name) { a throws(CELError) in
      guard case .ip(let ip) = a[0] else { throw noOverload(name, a) }
      return .bool(read(ip))
    }
  }

  private static func numbersMember(_ add: inout Table) {
    add.pure("sign") { a throws(CELError) in .int(Int64(try quantity("sign", a).sign)) }
    add.pure("asApproximateFloat") { a throws(CELError) in .double(try quantity("asApproximateFloat", a).double) }
    add.pure("isInteger") { a throws(CELError) in .bool(try quantity("isInteger", a).isInteger) }
    add.pure("asInteger") { a throws(CELError) in
      let quantity = try quantity("asInteger", a)
      guard quantity.isInteger else { throw CELError("cannot convert value to integer") }
      return .int(quantity.value)
    }
    add.pure("add") { a throws(CELError) in
      .quantity(try quantity("add", a) + (try addend("add", a)))
    }
    add.pure("sub") { a throws(CELError) in
      .quantity(try quantity("sub", a) - (try addend("sub", a)))
    }
    add.pure("isGreaterThan") { a throws(CELError) in .bool(try order("isGreaterThan", a) > 0) }
    add.pure("isLessThan") { a throws(CELError) in .bool(try order("isLessThan", a) < 0) }
    add.pure("compareTo") { a throws(CELError) in .int(Int64(try order("compareTo", a))) }
    add.pure("major") { a throws(CELError) in .int(Int64(clamping: try semver("major", a).major)) }
    add.pure("minor") { a throws(CELError) in .int(Int64(clamping: try semver("minor", a).minor)) }
    add.pure("patch") { a throws(CELError) in .int(Int64(clamping: try semver("patch", a).patch)) }
  }

  private static func quantity(_ name: String, _ a: [CELValue]) throws(CELError) -> Quantity {
    guard case .quantity(let quantity) = a[0] else { throw noOverload(name, a) }
    return quantity
  }

  private static func addend(_ name: String, _ a: [CELValue]) throws(CELError) -> Quantity {
    switch a[1] {
    case .quantity(let q): return q
    case .int(let i): return Quantity(i)
    default: throw noOverload(name, a)
    }
  }

  private static func order(_ name: String, _ a: [CELValue]) throws(CELError) -> Int {
    switch (a[0], a[1]) {
    case (.quantity(let x), .quantity(let y)): return x < y ? -1 : x == y ? 0 : 1
    case (.semver(let x), .semver(let y)): return x.version.compare(y.version)
    default: throw noOverload(name, a)
    }
  }
}

extension Functions {
  private static func semver(_ name: String, _ a: [CELValue]) throws(CELError) -> SemVer {
    guard case .semver(let version) = a[0] else { throw noOverload(name, a) }
    return version.version
  }
}
