import KubeAPI

extension Functions {
  static func times(_ add: inout Table) {
    field(&add, "getFullYear") { $0.year }
    field(&add, "getMonth") { $0.month - 1 }
    field(&add, "getDayOfYear") { $0.dayOfYear }
    field(&add, "getDayOfMonth") { $0.day - 1 }
    field(&add, "getDate") { $0.day }
    field(&add, "getDayOfWeek") { $0.weekday }
    field(&add, "getHours", nanos: 3_600_000_000_000) { $0.hour }
    field(&add, "getMinutes", nanos: 60_000_000_000) { $0.minute }
    field(&add, "getSeconds", nanos: 1_000_000_000) { $0.second }
    add.pure("getMilliseconds") { a throws(CELError) in
      switch a[0] {
      case .timestamp(let t): return .int(t.nanos / 1_000_000)
      case .duration(let d): return .int(d / 1_000_000)
      default: throw noOverload("getMilliseconds", a)
      }
    }
  }

  private static func field(
    _ add: inout Table, _ name: String, nanos: Int64 = 0, _ read: @escaping @Sendable (Calendar) -> Int64
  ) {
    add.pure(name) { a throws(CELError) in
      switch a[0] {
      case .timestamp(let t):
        var offset: Int64 = 0
        if a.count > 1 {
          guard case .string(let zone) = a[1] else { throw noOverload(name, a) }
          offset = try TimeZones.offset(of: zone, at: t.seconds)
        }
        return .int(read(Calendar(seconds: t.seconds + offset)))
      case .duration(let d) where nanos > 0: return .int(d / nanos)
      default: throw noOverload(name, a)
      }
    }
  }
}

enum TimeZones {
  /// Seconds east of UTC of `UTC`, `+01:00`, or a name of the zone database that the machine has.
  static func offset(of zone: String, at seconds: Int64) throws(CELError) -> Int64 {
    if zone.isEmpty || zone == "UTC" || zone == "Local" { return 0 }
    if let colon = zone.firstIndex(of: ":") {
      guard let hours = Int64(zone[..<colon]), let minutes = Int64(zone[zone.index(after: colon)...]),
        abs(hours) < 24
      else { throw CELError("unknown time zone \(zone)") }
      guard (0...59).contains(minutes) else {
        throw CELError("timezone offset minutes out of range [0, 59]: \(zone)")
      }
      return hours * 3600 + (zone.hasPrefix("-") ? -minutes : minutes) * 60
    }
    guard let file = ZoneFile(zone) else { throw CELError("unknown time zone \(zone)") }
    return file.offset(at: seconds)
  }
}
