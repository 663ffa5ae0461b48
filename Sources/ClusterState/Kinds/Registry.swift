import KubeAPI
import Manifest

/// Which kinds are served: the built-in ones and those that CustomResourceDefinitions add.
struct Registry: Sendable {
  private var byType: [GroupKind: ServedResource]
  /// Groups in discovery's order; the core group first.
  private(set) var groups: [Group]

  struct Group: Sendable {
    var name: String
    /// In the server's order of preference.
    var versions: [String]
    var types: [GroupKind]
    var isCustom: Bool
  }

  private static let builtin: Registry = {
    var registry = Registry(byType: [:], groups: [])
    for resource in BuiltinResources.all {
      registry.byType[resource.type] = resource
      if let i = registry.groups.firstIndex(where: { $0.name == resource.type.group }) {
        registry.groups[i].types.append(resource.type)
        for version in resource.versions where !registry.groups[i].versions.contains(version) {
          registry.groups[i].versions.append(version)
        }
      } else {
        registry.groups.append(
          Group(name: resource.type.group, versions: resource.versions, types: [resource.type], isCustom: false))
      }
    }
    return registry
  }()

  private init(byType: [GroupKind: ServedResource], groups: [Group]) {
    self.byType = byType
    self.groups = groups
  }

  init() { self = Registry.builtin }

  subscript(type: GroupKind) -> ServedResource? { byType[type] }

  /// The resource that `/apis/GROUP/VERSION/PLURAL` means.
  func resource(group: String, version: String, plural: String) -> ServedResource? {
    guard let group = groups.first(where: { $0.name == group }) else { return nil }
    for type in group.types {
      if let found = byType[type], found.plural == plural, found.versions.contains(version) { return found }
    }
    return nil
  }

  func group(_ name: String) -> Group? { groups.first { $0.name == name } }

  /// All resources of one group and version in the order in which discovery lists them.
  func resources(group: String, version: String) -> [ServedResource] {
    (self.group(group)?.types ?? []).compactMap { byType[$0] }.filter { $0.versions.contains(version) }
  }

  /// The kinds that can be stored, in discovery's order.
  var stored: [ServedResource] {
    groups.flatMap(\.types).compactMap { byType[$0] }.filter { $0.isStored && storageType($0.type) == $0.type }
  }

  /// Events are one kind under two groups; they are kept under the core group.
  func storageType(_ type: GroupKind) -> GroupKind {
    type.group == "events.k8s.io" && type.kind == "Event" ? GroupKind("", "Event") : type
  }

  /// Starts or changes the serving of a kind that a CustomResourceDefinition defines.
  mutating func serve(_ resource: ServedResource) {
    stop(resource.type)
    byType[resource.type] = resource
    let name = resource.type.group
    if let i = groups.firstIndex(where: { $0.name == name }) {
      groups[i].types.append(resource.type)
      groups[i].types.sort { (byType[$0]?.plural ?? "").goLess(byType[$1]?.plural ?? "") }
    } else {
      let custom = groups.firstIndex { $0.isCustom && name.goLess($0.name) } ?? groups.count
      groups.insert(Group(name: name, versions: [], types: [resource.type], isCustom: true), at: custom)
    }
    refreshVersions(of: name)
  }

  mutating func stop(_ type: GroupKind) {
    guard byType[type]?.isCustom == true else { return }
    byType[type] = nil
    guard let i = groups.firstIndex(where: { $0.name == type.group }) else { return }
    groups[i].types.removeAll { $0 == type }
    if groups[i].types.isEmpty { groups.remove(at: i) } else { refreshVersions(of: type.group) }
  }

  private mutating func refreshVersions(of name: String) {
    guard let i = groups.firstIndex(where: { $0.name == name }), groups[i].isCustom else { return }
    var versions: [String] = []
    for type in groups[i].types {
      for version in byType[type]?.versions ?? [] where !versions.contains(version) { versions.append(version) }
    }
    groups[i].versions = versions.sorted { APIVersionOrder.precedes($0, $1) }
  }
}
