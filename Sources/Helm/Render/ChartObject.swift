import GoTemplate
import Manifest

/// `.Chart` as templates see it: the metadata with its fields in reach at once, and `IsRoot`.
final class ChartObject: GoObject {
  let goType = "struct { chart.Metadata; IsRoot bool }"
  let goKind = GoKind.struct
  let fields: [GoField]
  private let metadata: GoStruct

  init(_ chart: ChartNode) {
    metadata = Self.metadata(chart.metadata, chart.requirements?.map(\.entry))
    fields = [
      GoField("Metadata", .object(metadata)),
      GoField("IsRoot", .bool(chart.isRoot), jsonKey: "IsRoot", omitEmpty: false),
    ]
  }

  /// Fields of the embedded metadata count as own ones.
  func field(_ name: String) -> GoField? {
    fields.first { $0.name == name } ?? metadata.fields.first { $0.name == name }
  }

  func json() throws(GoFailure) -> Value {
    guard case .object(var object) = try metadata.json() else { return .null }
    object["IsRoot"] = try fields[1].value.json()
    return .object(object)
  }

  private static func metadata(_ data: ChartMetadata, _ dependencies: [ChartDependency]?) -> GoStruct {
    GoStruct(
      goType: "chart.Metadata",
      fields: [
        GoField("Name", .string(data.name), jsonKey: "name"),
        GoField("Home", .string(data.home), jsonKey: "home"),
        GoField("Sources", strings(data.sources), jsonKey: "sources"),
        GoField("Version", .string(data.version), jsonKey: "version"),
        GoField("Description", .string(data.description), jsonKey: "description"),
        GoField("Keywords", strings(data.keywords), jsonKey: "keywords"),
        GoField(
          "Maintainers", pointers("*chart.Maintainer", data.maintainers?.map(maintainer)), jsonKey: "maintainers"),
        GoField("Icon", .string(data.icon), jsonKey: "icon"),
        GoField("APIVersion", .string(data.apiVersion), jsonKey: "apiVersion"),
        GoField("Condition", .string(data.condition), jsonKey: "condition"),
        GoField("Tags", .string(data.tags), jsonKey: "tags"),
        GoField("AppVersion", .string(data.appVersion), jsonKey: "appVersion"),
        GoField("Deprecated", .bool(data.deprecated), jsonKey: "deprecated"),
        GoField("Annotations", .map(annotations(data.annotations)), jsonKey: "annotations"),
        GoField("KubeVersion", .string(data.kubeVersion), jsonKey: "kubeVersion"),
        GoField("Dependencies", pointers("*chart.Dependency", dependencies?.map(dependency)), jsonKey: "dependencies"),
        GoField("Type", .string(data.type), jsonKey: "type"),
      ])
  }

  private static func maintainer(_ data: ChartMetadata.Maintainer) -> GoStruct {
    GoStruct(
      goType: "*chart.Maintainer",
      fields: [
        GoField("Name", .string(data.name), jsonKey: "name"), GoField("Email", .string(data.email), jsonKey: "email"),
        GoField("URL", .string(data.url), jsonKey: "url"),
      ])
  }

  private static func dependency(_ data: ChartDependency) -> GoStruct {
    let imports = data.importValues.map { GoValue.list($0.map(ChartValues.go)) } ?? .slice(.nilList)
    return GoStruct(
      goType: "*chart.Dependency",
      fields: [
        GoField("Name", .string(data.name), jsonKey: "name", omitEmpty: false),
        GoField("Version", .string(data.version), jsonKey: "version"),
        GoField("Repository", .string(data.repository), jsonKey: "repository", omitEmpty: false),
        GoField("Condition", .string(data.condition), jsonKey: "condition"),
        GoField("Tags", strings(data.tags), jsonKey: "tags"),
        GoField("Enabled", .bool(data.enabled), jsonKey: "enabled"),
        GoField("ImportValues", imports, jsonKey: "import-values"),
        GoField("Alias", .string(data.alias), jsonKey: "alias"),
      ])
  }

  private static func strings(_ values: [String]?) -> GoValue {
    values.map { .strings($0) } ?? .slice(.nilStrings)
  }

  private static func pointers(_ type: String, _ values: [GoStruct]?) -> GoValue {
    .slice(GoSlice(element: .named(type), (values ?? []).map { .object($0) }, isNil: values == nil))
  }

  private static func annotations(_ values: [String: String]?) -> GoMap {
    let map = GoMap(type: .strings)
    for (key, value) in (values ?? [:]).sorted(by: { $0.key.goLess($1.key) }) { map.put(key, .string(value)) }
    return map
  }
}
