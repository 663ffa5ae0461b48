import GoTemplate

/// Works out which subcharts take part, under which names, and what they export to their parents: helm's
/// `ProcessDependenciesWithMerge`.
struct Dependencies {
  let log: Coalesce.LogBox

  func process(_ chart: ChartNode, _ values: GoMap) throws(HelmError) {
    try enable(chart, values, path: "")
    try importValues(chart)
  }

  // MARK: Conditions, tags and aliases

  private func enable(_ chart: ChartNode, _ values: GoMap, path: String) throws(HelmError) {
    guard let requirements = chart.requirements else { return }
    // What lies in charts/ without being listed takes part as well.
    var charts = chart.dependencies.filter { existing in
      !requirements.contains {
        $0.entry.name == existing.name && ChartVersion.isCompatible($0.entry.version, existing.metadata.version)
      }
    }
    for requirement in requirements {
      let wanted = requirement.entry
      let found = chart.dependencies.first {
        $0.name == wanted.name && ChartVersion.isCompatible(wanted.version, $0.metadata.version)
      }
      if let found { charts.append(found.alias(wanted.alias)) }
      if !wanted.alias.isEmpty { requirement.entry.name = wanted.alias }
    }
    chart.setDependencies(charts)
    for requirement in requirements { requirement.entry.enabled = true }
    let merged = try Coalesce(keepsNulls: false, log: log).values(of: chart, values)
    applyTags(requirements, merged)
    applyConditions(requirements, merged, path)

    let disabled = Set(requirements.filter { !$0.entry.enabled }.map(\.entry.name))
    let kept = chart.dependencies.filter { !disabled.contains($0.name) }
    let keptRequirements = requirements.filter { !disabled.contains($0.entry.name) }
    for subchart in kept { try enable(subchart, merged, path: "\(path)\(subchart.name).") }
    chart.requirements = keptRequirements.isEmpty ? nil : keptRequirements
    chart.setDependencies(kept)
  }

  private func applyTags(_ requirements: [ChartNode.Requirement], _ values: GoMap) {
    guard case .map(let tags)? = values["tags"] else { return }
    for requirement in requirements {
      var anyTrue = false
      var anyFalse = false
      for tag in requirement.entry.tags ?? [] {
        switch tags[tag] {
        case nil: continue
        case .bool(true)?: anyTrue = true
        case .bool(false)?: anyFalse = true
        default:
          log.add(
            "dependencies.go:95: Warning: Tag '\(tag)' for chart \(requirement.entry.name) returned non-bool value")
        }
      }
      requirement.entry.enabled = anyTrue || !anyFalse
    }
  }

  private func applyConditions(_ requirements: [ChartNode.Requirement], _ values: GoMap, _ path: String) {
    for requirement in requirements {
      let conditions = GoText.trimSpace(requirement.entry.condition)
      for condition in conditions.split(separator: ",") {
        guard let value = ChartValues.scalar(values, path: path + condition) else { continue }
        if case .bool(let flag) = value {
          requirement.entry.enabled = flag
          break
        }
        log.add(
          "dependencies.go:64: Warning: Condition path '\(condition)' for chart \(requirement.entry.name) "
            + "returned non-bool value")
      }
    }
  }

  // MARK: import-values

  private func importValues(_ chart: ChartNode) throws(HelmError) {
    for subchart in chart.dependencies { try importValues(subchart) }
    guard let requirements = chart.requirements else { return }
    let merge = Coalesce(keepsNulls: true, log: log)
    let values = try merge.values(of: chart, nil)
    var imported = GoMap()
    for requirement in requirements {
      guard let wanted = requirement.entry.importValues else { continue }
      let name = requirement.entry.name
      var resolved: [GoImport] = []
      for item in wanted {
        switch item {
        case .object(let pair):
          let child = GoText.print(pair["child"] ?? .null)
          let parent = GoText.print(pair["parent"] ?? .null)
          resolved.append(GoImport(child: child, parent: parent))
          switch ChartValues.table(values, path: "\(name).\(child)") {
          case .success(let table): imported = add(Self.nest(table, at: parent), to: imported, merge)
          case .failure(let missing):
            log.add(
              "dependencies.go:270: Warning: ImportValues missing table from chart \(name): \(missing.message)")
          }
        case .string(let export):
          resolved.append(GoImport(child: "exports.\(export)", parent: "."))
          switch ChartValues.table(values, path: "\(name).exports.\(export)") {
          case .success(let table): imported = add(table, to: imported, merge)
          case .failure(let missing):
            log.add("dependencies.go:287: Warning: ImportValues missing table: \(missing.message)")
          }
        default: continue
        }
      }
      requirement.entry.importValues = resolved.map {
        .object(["child": .string($0.child), "parent": .string($0.parent)])
      }
    }
    let own = ChartValues.deepCopy(values)
    merge.tables(own, imported, prefix: "", keepsNulls: true)
    chart.importedValues = own
  }

  private struct GoImport {
    var child: String
    var parent: String
  }

  private func add(_ table: GoMap, to imported: GoMap, _ merge: Coalesce) -> GoMap {
    merge.tables(imported, table, prefix: "", keepsNulls: true)
    return imported
  }

  /// The table below a path of names; `.` is the top itself.
  private static func nest(_ table: GoMap, at path: String) -> GoMap {
    if path == "." { return table }
    var current = table
    for name in path.split(separator: ".", omittingEmptySubsequences: false).reversed() {
      let outer = GoMap()
      outer.put(String(name), .map(current))
      current = outer
    }
    return current
  }
}
