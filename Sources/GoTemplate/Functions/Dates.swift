import GoLibrary

extension FunctionTable {
  /// Sprig's dates (date.go of Masterminds/sprig).
  static func addDates(_ table: inout FunctionTable) {
    /// `time.Now`
    table("now", "") { execution, _ in .object(TimeObject(execution.now)) }
    /// sprig `date`, `dateInZone`, `htmlDate`, `htmlDateInZone`
    table("date", "string any") { execution, args in
      .string(Dates.format(args[1], args.string(0), zone: "Local", execution))
    }
    for name in ["dateInZone", "date_in_zone"] {
      table(name, "string any string") { execution, args in
        .string(Dates.format(args[1], args.string(0), zone: args.string(2), execution))
      }
    }
    table("htmlDate", "any") { execution, args in
      .string(Dates.format(args[0], "2006-01-02", zone: "Local", execution))
    }
    table("htmlDateInZone", "any string") { execution, args in
      .string(Dates.format(args[0], "2006-01-02", zone: args.string(1), execution))
    }
    /// sprig `dateModify`, `mustDateModify`
    for name in ["dateModify", "date_modify"] {
      table(name, "string time.Time") { _, args in
        guard let duration = try? GoDuration(args.string(0)), let time = Dates.time(args[1]) else { return args[1] }
        return .object(TimeObject(time.adding(duration)))
      }
    }
    for name in ["mustDateModify", "must_date_modify"] {
      table(name, "string time.Time") { _, args throws(GoFailure) in
        do throws(GoError) {
          let duration = try GoDuration(args.string(0))
          return .object(TimeObject((Dates.time(args[1]) ?? GoTime()).adding(duration)))
        } catch {
          throw fail(error.message)
        }
      }
    }
    /// sprig `dateAgo`
    table("ago", "any") { execution, args in
      let then = Dates.time(args[0]) ?? Dates.unix(args[0], allowInt32: false) ?? execution.now
      return .string(execution.now.since(then).rounded(GoDuration(seconds: 1)).description)
    }
    /// sprig `duration`: seconds as text or int64
    table("duration", "any") { _, args in
      let seconds: Int64
      switch args[0] {
      case .string(let text):
        // Out of range, strconv gives the nearest number beside its error, which sprig does not look at.
        let digits = text.utf8.drop { $0 == 0x2B || $0 == 0x2D }
        let isNumber =
          !digits.isEmpty && text.utf8.count - digits.count <= 1 && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        let nearest = text.utf8.first == 0x2D ? Int64.min : Int64.max
        seconds = NumberSyntax.parseInteger(text, base: 10) ?? (isNumber ? nearest : 0)
      case .int(let number, .int64): seconds = number
      default: seconds = 0
      }
      return .string(GoDuration(seconds: seconds).description)
    }
    /// sprig `durationRound`
    table("durationRound", "any") { execution, args in .string(Dates.rounded(args[0], execution)) }
    /// sprig `toDate`, `mustToDate`: `time.ParseInLocation`
    table("toDate", "string string") { _, args in
      .object(TimeObject((try? GoTime(parse: args.string(1), layout: args.string(0), location: .local)) ?? GoTime()))
    }
    table("mustToDate", "string string") { _, args throws(GoFailure) in
      do throws(GoError) {
        return .object(TimeObject(try GoTime(parse: args.string(1), layout: args.string(0), location: .local)))
      } catch {
        throw fail(ByteString.plainQuotes(error.message))
      }
    }
    /// sprig `unixEpoch`
    table("unixEpoch", "time.Time") { _, args in .string(String(Dates.time(args[0])?.unix ?? 0)) }
  }
}

extension Execution {
  /// The time of this render's `now`.
  var now: GoTime {
    guard let now = session.hooks.now else { return GoTime.now() }
    let (seconds, rest) = now().quotientAndRemainder(dividingBy: 1_000_000_000)
    return GoTime(unix: seconds, nanoseconds: rest)
  }
}

enum Dates {
  static func time(_ value: GoValue) -> GoTime? {
    guard case .object(let object) = value else { return nil }
    return (object as? TimeObject)?.time
  }

  static func unix(_ value: GoValue, allowInt32: Bool) -> GoTime? {
    guard case .int(let seconds, let kind) = value, kind == .int || kind == .int64 || kind == .int32 && allowInt32
    else {
      return nil
    }
    return GoTime(unix: seconds)
  }

  /// sprig's `dateInZone`.
  static func format(_ value: GoValue, _ layout: String, zone: String, _ execution: Execution) -> String {
    let time = time(value) ?? unix(value, allowInt32: true) ?? execution.now
    let location = (try? GoLocation.load(zone)) ?? .utc
    return time.at(location).format(layout)
  }

  static func rounded(_ value: GoValue, _ execution: Execution) -> String {
    var nanoseconds: Int64 = 0
    switch value {
    case .string(let text): nanoseconds = (try? GoDuration(text))?.nanoseconds ?? 0
    case .int(let number, .int64): nanoseconds = number
    default: if let time = time(value) { nanoseconds = execution.now.since(time).nanoseconds }
    }
    let size = nanoseconds.magnitude
    let hour: UInt64 = 3_600_000_000_000
    let units: [(UInt64, String)] = [
      (hour * 24 * 365, "y"), (hour * 24 * 30, "mo"), (hour * 24, "d"), (hour, "h"), (hour / 60, "m"),
      (hour / 3600, "s"),
    ]
    for (unit, name) in units where size > unit { return String(size / unit) + name }
    return "0s"
  }
}
