import KubeAPI
import KubeSchema
import Manifest

/// What the strategies of definitions and custom objects warn of when one is written.
enum WriteWarnings {
  private static let finalizers: Set<String> = ["orphan", "foregroundDeletion"]

  static func collect(_ object: Value, old: Value?, _ resource: ServedResource) -> [String] {
    if resource.type == CustomResources.type {
      let before = Set(old.map { SchemaFormats.unknown(in: $0) } ?? [])
      return SchemaFormats.unknown(in: object).filter { !before.contains($0) }.map { "unrecognized format \"\($0)\"" }
    }
    guard resource.isCustom else { return [] }
    let before = Set((old?.finalizers ?? []).map { $0 })
    var warnings: [String] = []
    for name in Set(object.finalizers).subtracting(before).sorted(by: { $0.goLess($1) }) {
      let place = "metadata.finalizers: \(JSON.write(.string(name))): "
      warnings += NameRules.qualifiedName(name).map { place + $0 }
      if !name.contains("/") && !finalizers.contains(name) {
        warnings.append(
          place + "prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers")
      }
    }
    return warnings
  }
}
