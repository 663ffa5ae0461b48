import GoTemplate

/// Merges the values of charts, after helm's `pkg/chartutil/coalesce.go`.
///
/// What the user gives wins over a parent's defaults, those over a subchart's. Tables merge, all else is replaced.
/// Coalescing removes what is null; merging keeps it for a later coalescing.
struct Coalesce {
  /// Whether nulls are kept.
  let keepsNulls: Bool
  let log: LogBox

  /// What helm's `log` receives; shared by all steps of one rendering.
  final class LogBox {
    var log = HelmLog()
    func add(_ line: String) { log.add(line) }
  }

  /// All values of a chart and its subcharts: `CoalesceValues`, or `MergeValues` when nulls are kept.
  /// The given values are copied first.
  func values(of chart: ChartNode, _ given: GoMap?) throws(HelmError) -> GoMap {
    let values = given.map { ChartValues.deepCopy($0) } ?? GoMap()
    try coalesce(chart, values, prefix: "")
    return values
  }

  private func coalesce(_ chart: ChartNode, _ dest: GoMap, prefix: String) throws(HelmError) {
    own(chart, dest, prefix: prefix)
    try dependencies(chart, dest, prefix: prefix)
  }

  private func dependencies(_ chart: ChartNode, _ dest: GoMap, prefix: String) throws(HelmError) {
    for subchart in chart.dependencies {
      let table: GoMap
      switch dest[subchart.name] {
      case nil:
        table = GoMap()
        dest.put(subchart.name, .map(table))
      case .map(let existing)?: table = existing
      case let other?:
        throw HelmError("type mismatch on \(subchart.name): \(GoFormat.sprintf("%t", [other]))")
      }
      let below = Self.join(prefix, chart.name)
      globals(table, dest, prefix: below)
      try coalesce(subchart, table, prefix: below)
    }
  }

  /// Copies the globals of `source` into those of `dest`.
  private func globals(_ dest: GoMap, _ source: GoMap, prefix: String) {
    let into: GoMap
    switch dest["global"] {
    case nil: into = GoMap()
    case .map(let map)?: into = map
    default:
      log.add("coalesce.go:138: warning: skipping globals because destination global is not a table.")
      return
    }
    let from: GoMap
    switch source["global"] {
    case nil: from = GoMap()
    case .map(let map)?: from = map
    default:
      log.add("coalesce.go:145: warning: skipping globals because source global is not a table.")
      return
    }
    for entry in from.sorted {
      if case .map(let table) = entry.value {
        let copy = ChartValues.shallowCopy(table)
        switch into[entry.key] {
        case nil: into.put(entry.key, .map(copy))
        case .map(let existing)?:
          tables(copy, existing, prefix: Self.join(prefix, entry.key), keepsNulls: true)
          into.put(entry.key, .map(copy))
        default:
          log.add(
            "coalesce.go:161: Conflict: cannot merge map onto non-map for \(GoText.quote(entry.key)). Skipping.")
        }
      } else if case .map? = into[entry.key] {
        log.add("coalesce.go:175: key \(entry.key) is table. Skipping")
      } else {
        into.put(entry.key, entry.value)
      }
    }
    dest.put("global", .map(into))
  }

  /// Fills in a chart's own defaults.
  private func own(_ chart: ChartNode, _ values: GoMap, prefix: String) {
    guard let defaults = chart.copyOfValues() else { return }
    let below = Self.join(prefix, chart.name)
    for entry in defaults.sorted {
      let key = entry.key
      switch values[key] {
      case nil: values.put(key, entry.value)
      case .null?, .invalid?:
        if !keepsNulls { Self.remove(key, from: values) }
      case .map(let dest)?:
        if case .map(let source) = entry.value {
          let isSubchart = chart.dependencies.contains { $0.name == key }
          tables(dest, source, prefix: Self.join(below, key), keepsNulls: keepsNulls || isSubchart)
        } else if !entry.value.isNothing {
          log.add("coalesce.go:237: warning: skipped value for \(below).\(key): Not a table.")
        }
      default: break
      }
    }
  }

  /// Merges one table into another, which wins.
  func tables(_ dest: GoMap, _ source: GoMap, prefix: String, keepsNulls: Bool) {
    if dest === source { return }
    var hadValue: Set<String> = []
    for entry in source.sorted where !entry.value.isNothing { hadValue.insert(entry.key) }
    for entry in dest.sorted where entry.value.isNothing { source.put(entry.key, .null) }
    for entry in source.sorted {
      let key = entry.key
      guard let existing = dest[key] else {
        dest.put(key, entry.value)
        continue
      }
      if !keepsNulls && existing.isNothing && hadValue.contains(key) {
        Self.remove(key, from: dest)
        continue
      }
      let full = Self.join(prefix, key)
      switch (entry.value, existing) {
      case (.map(let below), .map(let into)): tables(into, below, prefix: full, keepsNulls: keepsNulls)
      case (.map, _):
        log.add(
          "coalesce.go:316: warning: cannot overwrite table with non table for \(full) "
            + "(\(GoFormat.text(entry.value)))")
      case (_, .map) where !entry.value.isNothing:
        log.add(
          "coalesce.go:319: warning: destination for \(full) is a table. Ignoring non-table value "
            + "(\(GoFormat.text(entry.value)))")
      default: break
      }
    }
  }

  private static func remove(_ key: String, from map: GoMap) {
    // Values being merged are never frozen.
    try? map.remove(key)
  }

  private static func join(_ prefix: String, _ name: String) -> String {
    prefix.isEmpty ? name : "\(prefix).\(name)"
  }
}
