import GoLibrary

/// The standard cron notation as github.com/robfig/cron v3 reads it.
public enum CronSchedule {
  /// What is wrong with the schedule, in that library's words; `nil` when it can be read.
  public static func complaint(_ schedule: String) -> String? {
    var schedule = schedule
    if schedule.hasPrefix("TZ=") || schedule.hasPrefix("CRON_TZ="), let equals = schedule.firstIndex(of: "=") {
      let end = schedule.firstIndex(of: " ") ?? schedule.endIndex
      let zone = String(schedule[schedule.index(after: equals)..<end])
      if !TimeZoneNames.isKnown(zone) { return "provided bad location \(zone): unknown time zone \(zone)" }
      schedule = String(schedule[end...]).trimmingBlank
    }
    if schedule.hasPrefix("@") { return descriptor(schedule) }
    let fields = GoStrings.fields(schedule)
    if fields.count != 5 {
      return "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
    }
    let ranges: [(Int, Int, [String])] = [
      (0, 59, []), (0, 23, []), (1, 31, []),
      (1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
      (0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]
    for (field, range) in zip(fields, ranges) {
      for part in field.split(separator: ",") {
        if let message = expression(String(part), range.0, range.1, range.2) { return message }
      }
    }
    return nil
  }

  private static func descriptor(_ text: String) -> String? {
    switch text {
    case "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly": return nil
    default:
      if text.hasPrefix("@every ") {
        return Times.parse(String(text.dropFirst(7)))
          ? nil
          : "failed to parse duration \(text): time: invalid duration \(GoNumber.quote(String(text.dropFirst(7))))"
      }
      return "unrecognized descriptor: \(text)"
    }
  }

  private static func expression(_ text: String, _ low: Int, _ high: Int, _ names: [String]) -> String? {
    let steps = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let bounds = (steps.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    var start = low
    var end = high
    if bounds[0] == "*" || bounds[0] == "?" {
      if bounds.count > 1 { return "too many hyphens: \(text)" }
    } else {
      switch number(bounds[0], low, names) {
      case .success(let n): start = n
      case .failure(let error): return error.message
      }
      switch bounds.count {
      case 1: end = start
      case 2:
        switch number(bounds[1], low, names) {
        case .success(let n): end = n
        case .failure(let error): return error.message
        }
      default: return "too many hyphens: \(text)"
      }
    }
    switch steps.count {
    case 1: break
    case 2:
      guard let step = Int(steps[1]) else {
        return "failed to parse int from \(steps[1]): strconv.Atoi: parsing \(GoNumber.quote(steps[1])): invalid syntax"
      }
      if step < 0 { return "negative number (\(step)) not allowed: \(steps[1])" }
      if step == 0 { return "step of range should be a positive number: \(text)" }
      if bounds.count == 1 && bounds[0] != "*" && bounds[0] != "?" { end = high }
    default: return "too many slashes: \(text)"
    }
    if start < low { return "beginning of range (\(start)) below minimum (\(low)): \(text)" }
    if end > high { return "end of range (\(end)) above maximum (\(high)): \(text)" }
    if start > end { return "beginning of range (\(start)) beyond end of range (\(end)): \(text)" }
    return nil
  }

  private static func number(_ text: String, _ low: Int, _ names: [String]) -> Result<Int, GoError> {
    if let i = names.firstIndex(of: text.lowercased()) { return .success(i + low) }
    guard let n = Int(text) else {
      return .failure(
        GoError("failed to parse int from \(text): strconv.Atoi: parsing \(GoNumber.quote(text)): invalid syntax"))
    }
    return n < 0 ? .failure(GoError("negative number (\(n)) not allowed: \(text)")) : .success(n)
  }
}
