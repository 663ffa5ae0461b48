import KubeAPI
import Manifest

/// What a CustomResourceDefinition says about the objects of one of its versions.
///
/// In: the definition (a manifest) and a version. Out: pruning, defaulting and validation of objects as
/// apiextensions-apiserver does them, and what discovery and tables need. Make it once for a definition and keep it: rules
/// are compiled when it is made.
public struct CustomResourceSchema: Sendable {
  public let group: String
  public let version: String
  public let kind: String
  public let root: StructuralSchema
  public let isNamespaced: Bool
  public let hasStatus: Bool
  public let scale: Scale?
  public let printerColumns: [PrinterColumn]
  /// Paths such as `.spec.color` that field selectors may name.
  public let selectableFields: [String]
  /// `spec.preserveUnknownFields` of old definitions.
  let preservesEverything: Bool

  /// Where the scale subresource finds its numbers.
  public struct Scale: Sendable, Hashable {
    public var specReplicasPath: String
    public var statusReplicasPath: String
    /// Empty when there is none.
    public var labelSelectorPath: String
  }

  /// A column of `kubectl get`.
  public struct PrinterColumn: Sendable, Hashable {
    public var name: String
    /// `string`, `integer`, `number`, `boolean`, `date`.
    public var type: String
    public var format: String
    public var description: String
    /// Columns above 0 are shown with `-o wide` only.
    public var priority: Int64
    public var jsonPath: String
  }

  /// `nil` when the definition has no such version.
  public init?(_ definition: Value, version: String) {
    guard let spec = definition["spec"],
      let entry = spec["versions"]?.array?.first(where: { $0["name"]?.string == version })
    else { return nil }
    group = spec["group"]?.string ?? ""
    self.version = version
    kind = spec.at("names", "kind")?.string ?? ""
    isNamespaced = spec["scope"]?.string == "Namespaced"
    preservesEverything = spec["preserveUnknownFields"]?.bool ?? false
    root = StructuralSchema(entry.at("schema", "openAPIV3Schema") ?? [:], isRoot: true)
    hasStatus = entry.at("subresources", "status") != nil
    scale = entry.at("subresources", "scale").map {
      Scale(
        specReplicasPath: $0["specReplicasPath"]?.string ?? "",
        statusReplicasPath: $0["statusReplicasPath"]?.string ?? "",
        labelSelectorPath: $0["labelSelectorPath"]?.string ?? "")
    }
    printerColumns = (entry["additionalPrinterColumns"]?.array ?? []).map {
      PrinterColumn(
        name: $0["name"]?.string ?? "", type: $0["type"]?.string ?? "", format: $0["format"]?.string ?? "",
        description: $0["description"]?.string ?? "", priority: $0["priority"]?.int ?? 0,
        jsonPath: $0["jsonPath"]?.string ?? "")
    }
    selectableFields = (entry["selectableFields"]?.array ?? []).compactMap { $0["jsonPath"]?.string }
  }
}
