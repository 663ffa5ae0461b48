import GoTemplate
import Manifest

/// What all templates of a rendering see besides their chart.
struct RenderValues {
  /// Go's type of a chart's values, with the methods that templates can reach.
  static let type = GoMapType(
    name: "chartutil.Values",
    methods: [
      "AsMap": { map in
        GoFunction("AsMap", "") { (_, _) throws(GoFailure) in .map(ChartValues.shallowCopy(map)) }
      },
      "YAML": { map in
        GoFunction("YAML", "") { (_, _) throws(GoFailure) in .string(YAML.write(try GoValue.map(map).json())) }
      },
      "Table": { map in
        GoFunction("Table", "string") { (_, arguments) throws(GoFailure) in
          switch ChartValues.table(map, path: arguments.string(0)) {
          case .success(let table): return .map(typed(table))
          case .failure(let missing): throw GoFailure(missing.message)
          }
        }
      },
      "PathValue": { map in
        GoFunction("PathValue", "string") { (_, arguments) throws(GoFailure) in
          let path = arguments.string(0)
          if path.isEmpty { throw GoFailure("YAML path cannot be empty") }
          if let value = ChartValues.scalar(map, path: path) { return value }
          let last = path.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? path
          throw GoFailure("\(GoText.quote(last)) is not a value")
        }
      },
    ])

  /// The table as values of a chart; what it holds is shared.
  static func typed(_ map: GoMap) -> GoMap { ChartValues.shallowCopy(map, type: type) }

  let values: GoMap
  let release: GoMap
  let capabilities: GoStruct

  init(_ values: GoMap, _ options: ReleaseOptions, _ capabilities: Capabilities) {
    self.values = ChartValues.shallowCopy(values, type: Self.type)
    self.capabilities = capabilities.object
    release = GoMap(
      type: .any,
      [
        ("Name", .string(options.name)), ("Namespace", .string(options.namespace)),
        ("IsUpgrade", .bool(options.isUpgrade)), ("IsInstall", .bool(options.isInstall)),
        ("Revision", .int(options.revision)), ("Service", .string(options.service)),
      ])
  }
}
