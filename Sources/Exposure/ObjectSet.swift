import Manifest

/// One object of the set with what the rules ask for most.
struct Item: Sendable {
  var index: Int
  var value: Value
  var apiVersion: String
  var kind: String
  var namespace: String
  var name: String
  var role: Role?
  /// Why the API server would refuse it; such an object is unknown and proves nothing.
  var refused: String?
  var file: String
  var line: Int

  var spec: Value { value["spec"] ?? .null }
  var group: String { ObjectReference.split(apiVersion: apiVersion).group }
  var annotations: Object? { value.at("metadata", "annotations")?.object }
  func annotation(_ key: String) -> String? { annotations?[key]?.string }
  func label(_ key: String) -> String? { value.at("metadata", "labels")?[key]?.string }
  var title: String { namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }
}

/// Pods of one workload: what selectors match and what listens.
struct PodSet: Sendable {
  var item: Item
  var labels: Object
  var annotations: Object
  var spec: Value

  /// Init containers and ephemeral ones too.
  var containers: [Value] {
    var all: [Value] = []
    for field in ["initContainers", "containers", "ephemeralContainers"] { all += spec[field]?.array ?? [] }
    return all
  }
}

/// All objects, indexed by what the rules look up.
struct ObjectSet: Sendable {
  private(set) var items: [Item] = []
  private(set) var pods: [PodSet] = []
  private(set) var services: [Item] = []
  private var byKind: [String: [Int]] = [:]
  private var byName: [Key: [Int]] = [:]
  private var servicesByNamespace: [String: [Int]] = [:]
  private var podsByLabel: [Label: [Int]] = [:]

  private struct Key: Hashable {
    var kind: String
    var name: String
  }
  private struct Label: Hashable {
    var key: String
    var value: String
  }

  init(_ objects: [ExposedObject]) {
    let flat = ExposedObject.flatten(objects)
    items.reserveCapacity(flat.count)
    for object in flat { add(object) }
  }

  private mutating func add(_ object: ExposedObject) {
    let value = object.value
    let apiVersion = value["apiVersion"]?.string ?? ""
    let kind = value["kind"]?.string ?? ""
    let metadata = value["metadata"]
    var name = metadata?["name"]?.string ?? ""
    if name.isEmpty { name = metadata?["generateName"]?.string ?? "" }
    let role = Kinds.role(apiVersion: apiVersion, kind: kind)
    let item = Item(
      index: items.count, value: value, apiVersion: apiVersion, kind: kind,
      namespace: metadata?["namespace"]?.string ?? "", name: name, role: role,
      refused: Schema.violation(of: value, kind: kind, role: role), file: object.file, line: object.line)
    items.append(item)
    byKind[kind, default: []].append(item.index)
    byName[Key(kind: kind, name: name), default: []].append(item.index)
    switch role {
    case .service?:
      services.append(item)
      servicesByNamespace[item.namespace, default: []].append(services.count - 1)
    case .workload(let path)?:
      let template = value.at(path: path) ?? .null
      let pod = PodSet(
        item: item, labels: template.at("metadata", "labels")?.object ?? Object(),
        annotations: template.at("metadata", "annotations")?.object ?? Object(), spec: template["spec"] ?? .null)
      pods.append(pod)
      for pair in pod.labels {
        guard let text = pair.value.string else { continue }
        podsByLabel[Label(key: pair.key, value: text), default: []].append(pods.count - 1)
      }
    default: break
    }
  }

  /// The admitted objects of that group and kind.
  func all(_ group: String, _ kind: String) -> [Item] {
    (byKind[kind] ?? []).map { items[$0] }.filter { $0.refused == nil && $0.group == group }
  }

  /// The admitted objects of that group, kind and name, in any namespace.
  func named(_ group: String, _ kind: String, _ name: String) -> [Item] {
    withName(kind, name).filter { $0.refused == nil && $0.group == group }
  }

  func withName(_ kind: String, _ name: String) -> [Item] {
    (byName[Key(kind: kind, name: name)] ?? []).map { items[$0] }
  }

  /// The admitted objects of that group, kind, namespace and name: several when the set holds it more than once.
  func find(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> [Item] {
    named(group, kind, name).filter { ObjectSet.sameNamespace($0.namespace, namespace) }
  }

  /// A namespace left out is `default`, unless whoever applies it says otherwise.
  static func sameNamespace(_ a: String, _ b: String) -> Bool {
    a == b || (a.isEmpty && b == "default") || (a == "default" && b.isEmpty)
  }

  /// Whether two objects may stand in one namespace: one that says none may stand anywhere.
  static func maybeSameNamespace(_ a: String, _ b: String) -> Bool { a == b || a.isEmpty || b.isEmpty }

  /// Services that select those pods.
  func services(selecting pod: PodSet) -> [Item] {
    var found: [Item] = []
    let spaces = pod.item.namespace.isEmpty ? Array(servicesByNamespace.keys) : [pod.item.namespace, ""]
    var candidates: [Int] = []
    for space in Set(spaces) { candidates += servicesByNamespace[space] ?? [] }
    for i in candidates.sorted() {
      guard let selector = services[i].spec["selector"]?.object, !selector.isEmpty else { continue }
      if ObjectSet.matches(selector, pod.labels) { found.append(services[i]) }
    }
    return found
  }

  /// Pods that a selector of plain labels in that namespace selects; an empty selector selects none.
  func pods(selectedBy selector: Object?, in namespace: String?) -> [PodSet] {
    guard let selector, !selector.isEmpty else { return [] }
    var best: [Int]?
    for pair in selector {
      guard let text = pair.value.string, let found = podsByLabel[Label(key: pair.key, value: text)] else { return [] }
      if found.count < best?.count ?? Int.max { best = found }
    }
    return (best ?? []).map { pods[$0] }.filter { pod in
      ObjectSet.matches(selector, pod.labels)
        && (namespace.map { ObjectSet.maybeSameNamespace(pod.item.namespace, $0) } ?? true)
    }
  }

  /// Whether the labels hold every pair of the selector.
  static func matches(_ selector: Object, _ labels: Object) -> Bool {
    for pair in selector where labels[pair.key] != pair.value { return false }
    return true
  }

  /// A LabelSelector against labels; `nil` when it has an operator that is not known.
  static func matches(selector: Value?, labels: Object) -> Bool? {
    if let plain = selector?["matchLabels"]?.object, !matches(plain, labels) { return false }
    for rule in selector?["matchExpressions"]?.array ?? [] {
      guard let key = rule["key"]?.string else { return nil }
      let value = labels[key]?.string
      let values = (rule["values"]?.array ?? []).compactMap(\.string)
      switch rule["operator"]?.string {
      case "In": if value.map(values.contains) != true { return false }
      case "NotIn": if let value, values.contains(value) { return false }
      case "Exists": if value == nil { return false }
      case "DoesNotExist": if value != nil { return false }
      default: return nil
      }
    }
    return true
  }
}

extension ObjectSet {
  /// The pods of that workload.
  func podSet(of item: Item) -> PodSet? {
    guard case .workload(let path)? = item.role else { return nil }
    let template = item.value.at(path: path) ?? .null
    return PodSet(
      item: item, labels: template.at("metadata", "labels")?.object ?? Object(),
      annotations: template.at("metadata", "annotations")?.object ?? Object(), spec: template["spec"] ?? .null)
  }
}

extension ObjectSet {
  /// Objects of that name that the API server would refuse.
  func refused(_ group: String, _ kind: String, _ namespace: String, _ name: String) -> [Item] {
    withName(kind, name).filter {
      $0.refused != nil && $0.group == group && ObjectSet.sameNamespace($0.namespace, namespace)
    }
  }
}
