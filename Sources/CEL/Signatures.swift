/// The overloads that the checker knows, one line each: `name(types) result`, members as `type.name(types) result`.
/// `A`, `B` are parameters; `[A]` is a list, `{A,B}` a map, `?A` an optional.
enum Signatures {
  struct Overload: Sendable {
    let parameters: [CELType]
    let isMember: Bool
    let result: CELType
  }

  static let all: [String: [Overload]] = {
    var table: [String: [Overload]] = [:]
    for line in text.split(separator: "\n") {
      guard let (name, overload) = parse(line) else { continue }
      table[name, default: []].append(overload)
    }
    return table
  }()

  private static func parse(_ line: Substring) -> (String, Overload)? {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")") else { return nil }
    var name = line[..<open]
    var parameters: [CELType] = []
    var isMember = false
    if let mark = name.firstIndex(of: "~") {
      var receiver = name[..<mark]
      parameters.append(type(&receiver))
      name = name[name.index(after: mark)...]
      isMember = true
    }
    var inner = line[line.index(after: open)..<close]
    while !inner.isEmpty {
      parameters.append(type(&inner))
      if inner.first == "," { inner = inner.dropFirst() }
    }
    var rest = line[line.index(after: close)...].drop { $0 == " " }
    return (String(name), Overload(parameters: parameters, isMember: isMember, result: type(&rest)))
  }

  private static func type(_ text: inout Substring) -> CELType {
    switch text.first {
    case "[":
      text = text.dropFirst()
      let element = type(&text)
      text = text.dropFirst()
      return .list(element)
    case "{":
      text = text.dropFirst()
      let key = type(&text)
      text = text.dropFirst()
      let value = type(&text)
      text = text.dropFirst()
      return .map(key, value)
    case "?":
      text = text.dropFirst()
      return .optional(type(&text))
    default:
      let word = text.prefix { $0.isLetter }
      text = text.dropFirst(word.count)
      return named(word)
    }
  }

  private static func named(_ word: Substring) -> CELType {
    switch word {
    case "A", "B": .parameter(String(word))
    case "null": .null
    case "bool": .bool
    case "int": .int
    case "uint": .uint
    case "double": .double
    case "string": .string
    case "bytes": .bytes
    case "timestamp": .timestamp
    case "duration": .duration
    case "type": .type
    case "url": .opaque("kubernetes.URL")
    case "ip": .opaque("net.IP")
    case "cidr": .opaque("net.CIDR")
    case "quantity": .opaque("kubernetes.Quantity")
    case "semver": .opaque("kubernetes.Semver")
    case "format": .opaque("kubernetes.NamedFormat")
    default: .dyn
    }
  }

  private static let text = """
    _+_(int,int) int
    _+_(uint,uint) uint
    _+_(double,double) double
    _+_(string,string) string
    _+_(bytes,bytes) bytes
    _+_([A],[A]) [A]
    _+_(duration,duration) duration
    _+_(duration,timestamp) timestamp
    _+_(timestamp,duration) timestamp
    _-_(int,int) int
    _-_(uint,uint) uint
    _-_(double,double) double
    _-_(duration,duration) duration
    _-_(timestamp,duration) timestamp
    _-_(timestamp,timestamp) duration
    _*_(int,int) int
    _*_(uint,uint) uint
    _*_(double,double) double
    _/_(int,int) int
    _/_(uint,uint) uint
    _/_(double,double) double
    _%_(int,int) int
    _%_(uint,uint) uint
    -_(int) int
    -_(double) double
    _==_(A,A) bool
    _!=_(A,A) bool
    @in(A,[A]) bool
    @in(A,{A,B}) bool
    _[_]([A],int) A
    _[_]({A,B},A) B
    _[?_]([A],int) ?A
    _[?_]({A,B},A) ?B
    size(string) int
    size(bytes) int
    size([A]) int
    size({A,B}) int
    string~size() int
    bytes~size() int
    [A]~size() int
    {A,B}~size() int
    type(A) type
    dyn(A) dyn
    bool(bool) bool
    bool(string) bool
    bytes(bytes) bytes
    bytes(string) bytes
    double(double) double
    double(int) double
    double(uint) double
    double(string) double
    int(int) int
    int(uint) int
    int(double) int
    int(string) int
    int(timestamp) int
    int(duration) int
    uint(uint) uint
    uint(int) uint
    uint(double) uint
    uint(string) uint
    string(string) string
    string(bool) string
    string(bytes) string
    string(double) string
    string(int) string
    string(uint) string
    string(timestamp) string
    string(duration) string
    string(ip) string
    string(cidr) string
    timestamp(timestamp) timestamp
    timestamp(string) timestamp
    timestamp(int) timestamp
    duration(duration) duration
    duration(string) duration
    duration(int) duration
    matches(string,string) bool
    string~matches(string) bool
    string~contains(string) bool
    string~startsWith(string) bool
    string~endsWith(string) bool
    timestamp~getFullYear() int
    timestamp~getFullYear(string) int
    timestamp~getMonth() int
    timestamp~getMonth(string) int
    timestamp~getDayOfYear() int
    timestamp~getDayOfYear(string) int
    timestamp~getDayOfMonth() int
    timestamp~getDayOfMonth(string) int
    timestamp~getDate() int
    timestamp~getDate(string) int
    timestamp~getDayOfWeek() int
    timestamp~getDayOfWeek(string) int
    timestamp~getHours() int
    timestamp~getHours(string) int
    duration~getHours() int
    timestamp~getMinutes() int
    timestamp~getMinutes(string) int
    duration~getMinutes() int
    timestamp~getSeconds() int
    timestamp~getSeconds(string) int
    duration~getSeconds() int
    timestamp~getMilliseconds() int
    timestamp~getMilliseconds(string) int
    duration~getMilliseconds() int
    string~charAt(int) string
    string~indexOf(string) int
    string~indexOf(string,int) int
    string~lastIndexOf(string) int
    string~lastIndexOf(string,int) int
    string~lowerAscii() string
    string~upperAscii() string
    string~replace(string,string) string
    string~replace(string,string,int) string
    string~split(string) [string]
    string~split(string,int) [string]
    string~substring(int) string
    string~substring(int,int) string
    string~trim() string
    string~format([dyn]) string
    [string]~join() string
    [string]~join(string) string
    strings.quote(string) string
    sets.contains([A],[A]) bool
    sets.equivalent([A],[A]) bool
    sets.intersects([A],[A]) bool
    string~find(string) string
    string~findAll(string) [string]
    string~findAll(string,int) [string]
    [int]~sum() int
    [uint]~sum() uint
    [double]~sum() double
    [duration]~sum() duration
    [A]~min() A
    [A]~max() A
    [A]~isSorted() bool
    [A]~indexOf(A) int
    [A]~lastIndexOf(A) int
    [A]~slice(int,int) [A]
    [A]~flatten() [dyn]
    [A]~flatten(int) [dyn]
    [A]~sort() [A]
    [A]~distinct() [A]
    [A]~reverse() [A]
    [A]~first() ?A
    [A]~last() ?A
    lists.range(int) [int]
    optional.of(A) ?A
    optional.ofNonZeroValue(A) ?A
    optional.none() ?A
    optional.unwrap([?A]) [A]
    [?A]~unwrapOpt() [A]
    ?A~value() A
    ?A~hasValue() bool
    ?A~or(?A) ?A
    ?A~orValue(A) A
    url(string) url
    isURL(string) bool
    url~getScheme() string
    url~getHost() string
    url~getHostname() string
    url~getPort() string
    url~getEscapedPath() string
    url~getQuery() {string,[string]}
    ip(string) ip
    isIP(string) bool
    ip.isCanonical(string) bool
    ip~family() int
    ip~isUnspecified() bool
    ip~isLoopback() bool
    ip~isLinkLocalMulticast() bool
    ip~isLinkLocalUnicast() bool
    ip~isGlobalUnicast() bool
    cidr(string) cidr
    isCIDR(string) bool
    cidr~containsIP(string) bool
    cidr~containsIP(ip) bool
    cidr~containsCIDR(string) bool
    cidr~containsCIDR(cidr) bool
    cidr~ip() ip
    cidr~masked() cidr
    cidr~prefixLength() int
    quantity(string) quantity
    isQuantity(string) bool
    quantity~sign() int
    quantity~isGreaterThan(quantity) bool
    quantity~isLessThan(quantity) bool
    quantity~compareTo(quantity) int
    quantity~asApproximateFloat() double
    quantity~asInteger() int
    quantity~isInteger() bool
    quantity~add(quantity) quantity
    quantity~add(int) quantity
    quantity~sub(quantity) quantity
    quantity~sub(int) quantity
    semver(string) semver
    semver(string,bool) semver
    isSemver(string) bool
    isSemver(string,bool) bool
    semver~isGreaterThan(semver) bool
    semver~isLessThan(semver) bool
    semver~compareTo(semver) int
    semver~major() int
    semver~minor() int
    semver~patch() int
    jsonpatch.escapeKey(string) string
    format.named(string) ?format
    format.dns1123Label() format
    format.dns1123Subdomain() format
    format.dns1035Label() format
    format.qualifiedName() format
    format.dns1123LabelPrefix() format
    format.dns1123SubdomainPrefix() format
    format.dns1035LabelPrefix() format
    format.labelValue() format
    format.uri() format
    format.uuid() format
    format.byte() format
    format.date() format
    format.datetime() format
    format~validate(string) ?[string]
    """
}
