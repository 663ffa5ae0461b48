import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A time zone with its history (`time.Location`), read from the system's zoneinfo files.
public final class GoLocation: Sendable {
  /// `UTC`, `Local`, `Europe/Berlin`, or the abbreviation of a fixed offset.
  public let name: String
  let zones: [Zone]
  let transitions: [Transition]
  /// The POSIX rule that goes on after the last transition.
  let rule: GoZoneRule?

  struct Zone: Sendable {
    var name: String
    /// Seconds east of UTC.
    var offset: Int
    var isDST: Bool
  }

  struct Transition: Sendable {
    var when: Int64
    var zone: Int
  }

  /// What holds at a moment, and from when until when.
  struct Period {
    var name: String
    var offset: Int
    var start: Int64
    var end: Int64
  }

  init(name: String, zones: [Zone], transitions: [Transition], rule: GoZoneRule? = nil) {
    self.name = name
    self.zones = zones
    self.transitions = transitions
    self.rule = rule
  }

  public static let utc = GoLocation(name: "UTC", zones: [], transitions: [])

  /// `time.Local`: the zone that `TZ` names, else `/etc/localtime`, else UTC.
  public static let local: GoLocation = {
    func system() -> GoLocation? {
      guard let pointer = getenv("TZ") else { return read(path: "/etc/localtime", name: "Local") }
      var name = String(cString: pointer)
      if name.utf8.first == 0x3A { name.removeFirst() }
      if name.isEmpty { return nil }
      if name.utf8.first == 0x2F {
        return read(path: name, name: name == "/etc/localtime" ? "Local" : name)
      }
      return name == "UTC" ? nil : find(name, called: "Local")
    }
    return system() ?? GoLocation(name: "UTC", zones: [], transitions: [])
  }()

  private static let known = Mutex<[String: GoLocation?]>([:])

  /// `time.LoadLocation`; "" and `UTC` are UTC, `Local` the local zone.
  public static func load(_ name: String) throws(GoError) -> GoLocation {
    if name.isEmpty || name == "UTC" { return utc }
    if name == "Local" { return local }
    let bytes = Array(name.utf8)
    let climbs = zip(bytes, bytes.dropFirst()).contains { $0 == 0x2E && $1 == 0x2E }
    if climbs || bytes.first == 0x2F || bytes.first == 0x5C || bytes.contains(0) {
      throw GoError("time: invalid location name")
    }
    let found = known.withLock { known in
      if let found = known[name] { return found }
      let found = find(name, called: name)
      if known.count < 1024 { known[name] = .some(found) }
      return found
    }
    guard let found else { throw GoError("unknown time zone " + name) }
    return found
  }

  /// `time.FixedZone`.
  public static func fixed(_ name: String, offset: Int) -> GoLocation {
    GoLocation(
      name: name, zones: [Zone(name: name, offset: offset, isDST: false)],
      transitions: [Transition(when: Int64.min, zone: 0)])
  }

  private static func find(_ name: String, called: String) -> GoLocation? {
    for folder in ["/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/"] {
      if let location = read(path: folder + name, name: called) { return location }
    }
    return nil
  }

  private static func read(path: String, name: String) -> GoLocation? {
    guard let file = fopen(path, "rbe") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    guard count > 0, count < bytes.count else { return nil }
    return GoLocation(name: name, tzif: Array(bytes[..<count]))
  }

  // MARK: - Looking up

  /// `Location.lookup`.
  func lookup(_ unix: Int64) -> Period {
    if zones.isEmpty { return Period(name: "UTC", offset: 0, start: .min, end: .max) }
    guard let first = transitions.first, unix >= first.when else {
      let zone = zones[firstZone]
      return Period(name: zone.name, offset: zone.offset, start: .min, end: transitions.first?.when ?? .max)
    }
    var low = 0
    var high = transitions.count
    var end = Int64.max
    while high - low > 1 {
      let middle = (low + high) / 2
      if unix < transitions[middle].when {
        end = transitions[middle].when
        high = middle
      } else {
        low = middle
      }
    }
    if low == transitions.count - 1, let rule, let period = rule.period(unix, after: transitions[low].when) {
      return period
    }
    let zone = zones[transitions[low].zone]
    return Period(name: zone.name, offset: zone.offset, start: transitions[low].when, end: end)
  }

  /// `lookupFirstZone`: what held before the first transition.
  private var firstZone: Int {
    if !transitions.contains(where: { $0.zone == 0 }) { return 0 }
    if let first = transitions.first, zones[first.zone].isDST,
      let standard = zones[..<first.zone].lastIndex(where: { !$0.isDST })
    {
      return standard
    }
    return zones.firstIndex { !$0.isDST } ?? 0
  }

  /// `lookupName`: the offset of an abbreviation, best at that local time.
  func offset(of name: String, at unix: Int64) -> Int? {
    for zone in zones where zone.name == name {
      let period = lookup(unix &- Int64(zone.offset))
      if period.name == name { return period.offset }
    }
    return zones.first { $0.name == name }?.offset
  }
}

// MARK: - TZif (RFC 8536)

extension GoLocation {
  convenience init?(name: String, tzif bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    guard let counts = reader.header() else { return nil }
    var block = counts
    var wide = false
    if counts.version >= 2 {
      // The second block has 64-bit times.
      reader.at += counts.size(timeSize: 4)
      guard let second = reader.header() else { return nil }
      block = second
      wide = true
    }
    guard reader.at + block.size(timeSize: wide ? 8 : 4) <= bytes.count, block.types > 0 else { return nil }
    let times = (0..<block.times).map { _ in wide ? reader.integer(8) : reader.integer(4) }
    let indexes = (0..<block.times).map { _ in Int(reader.byte()) }
    var raw: [(offset: Int, isDST: Bool, abbreviation: Int)] = []
    for _ in 0..<block.types { raw.append((Int(reader.integer(4)), reader.byte() != 0, Int(reader.byte()))) }
    let letters = bytes[reader.at..<(reader.at + block.letters)]
    reader.at += block.letters + block.leaps * (wide ? 12 : 8) + block.standard + block.utc
    let zones = raw.map { type in
      let text = letters.dropFirst(type.abbreviation).prefix { $0 != 0 }
      return Zone(name: String(decoding: text, as: UTF8.self), offset: type.offset, isDST: type.isDST)
    }
    guard indexes.allSatisfy({ $0 < zones.count }) else { return nil }
    var transitions = zip(times, indexes).map { Transition(when: $0, zone: $1) }
    if transitions.isEmpty { transitions = [Transition(when: .min, zone: 0)] }
    var rule: GoZoneRule?
    if wide, bytes.count - reader.at > 2, bytes[reader.at] == 0x0A, bytes.last == 0x0A {
      rule = GoZoneRule(String(decoding: bytes[(reader.at + 1)..<(bytes.count - 1)], as: UTF8.self))
    }
    self.init(name: name, zones: zones, transitions: transitions, rule: rule)
  }

  private struct Counts {
    var version = 1
    var utc = 0
    var standard = 0
    var leaps = 0
    var times = 0
    var types = 0
    var letters = 0

    func size(timeSize: Int) -> Int {
      times * timeSize + times + types * 6 + letters + leaps * (timeSize + 4) + standard + utc
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var at = 0

    mutating func byte() -> UInt8 {
      guard at < bytes.count else { return 0 }
      at += 1
      return bytes[at - 1]
    }

    mutating func integer(_ size: Int) -> Int64 {
      var value: Int64 = size == 4 && at < bytes.count && bytes[at] >= 0x80 ? -1 : 0
      for _ in 0..<size { value = value << 8 | Int64(byte()) }
      return value
    }

    mutating func header() -> Counts? {
      guard at + 44 <= bytes.count, bytes[at..<(at + 4)].elementsEqual("TZif".utf8) else { return nil }
      let version = bytes[at + 4]
      at += 20
      var counts = Counts()
      counts.version = version == 0 ? 1 : Int(version) - 0x30
      let numbers = (0..<6).map { _ in Int(integer(4)) }
      guard numbers.allSatisfy({ $0 >= 0 && $0 < 1 << 20 }) else { return nil }
      counts.utc = numbers[0]
      counts.standard = numbers[1]
      counts.leaps = numbers[2]
      counts.times = numbers[3]
      counts.types = numbers[4]
      counts.letters = numbers[5]
      return counts
    }
  }
}
