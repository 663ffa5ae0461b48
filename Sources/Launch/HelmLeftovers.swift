import KubeAPI
import Manifest

/// Fields that Helm wrote into a live object by creating or patching it, and that the chart may no longer render.
///
/// A server-side apply does not take such fields away, since nobody has applied them; Helm does, by its three-way merge
/// (helm.sh/helm `kube.Client.Update`) or by moving them to its applied ones first (client-go `csaupgrade`). The object's
/// managed fields tell which they are. What the server fills in by itself is told from the rest by a fresh object of the
/// same manifest.
struct HelmLeftovers {
  private let fields: [Value]

  /// `nil` when Helm has applied all that it wrote.
  init?(_ live: Value) {
    fields = (live.at("metadata", "managedFields")?.array ?? []).filter { entry in
      ["helm-controller", "helm"].contains(entry["manager"]?.string) && entry["operation"]?.string == "Update"
        && (entry["subresource"]?.string ?? "").isEmpty
    }.compactMap { $0["fieldsV1"] }
    if fields.isEmpty { return nil }
  }

  /// The manifest under a name that is free, for a dry run that shows what the server fills in.
  static func renamed(_ object: Value) -> Value {
    var object = object
    object.set(.string(String(object.name.prefix(45)) + "-judged"), at: "metadata", "name")
    return object
  }

  /// - Parameter after: the live object with the manifest applied.
  /// - Parameter rendered: the manifest.
  /// - Parameter fresh: what the manifest alone becomes.
  func removed(from after: Value, rendered: Value, fresh: Value) -> Value {
    var after = after
    for set in fields {
      after = HelmLeftovers.strip(after, set, rendered, fresh) ?? after
    }
    return after
  }

  /// The value without what the set owns and neither manifest nor fresh object has; `nil` when nothing is left.
  private static func strip(_ value: Value, _ set: Value, _ rendered: Value?, _ fresh: Value?) -> Value? {
    var value = value
    var hasRemoved = false
    for pair in set.object ?? Object() {
      guard let colon = pair.key.firstIndex(of: ":") else { continue }
      let name = String(pair.key[pair.key.index(after: colon)...])
      switch pair.key[..<colon] {
      case "f":
        guard let child = value[name] else { continue }
        if let left = kept(child, pair.value, rendered?[name], fresh?[name]) {
          value[name] = left
        } else {
          value[name] = nil
          hasRemoved = true
        }
      case "k", "v":
        guard var items = value.array, let wanted = try? JSON.parse(name) else { continue }
        guard let position = items.firstIndex(where: { matches($0, wanted) }) else { continue }
        let one = rendered?.array?.first { matches($0, wanted) }
        let other = fresh?.array?.first { matches($0, wanted) }
        if let left = kept(items[position], pair.value, one, other) {
          items[position] = left
        } else {
          items.remove(at: position)
          hasRemoved = true
        }
        value = .array(items)
      default: continue
      }
    }
    let isEmpty = value.object?.isEmpty ?? value.array?.isEmpty ?? false
    // A plain nil in a choice would be a null of YAML.
    return hasRemoved && isEmpty ? Value?.none : value
  }

  private static func kept(_ child: Value, _ set: Value, _ rendered: Value?, _ fresh: Value?) -> Value? {
    let isKnown = rendered != nil || fresh != nil
    let isWhole = (set.object ?? Object()).allSatisfy { $0.key == "." }
    if isWhole { return isKnown ? child : Value?.none }
    if let left = strip(child, set, rendered, fresh) { return left }
    guard isKnown else { return Value?.none }
    return child.array == nil ? [:] : []
  }

  /// An item of a list that is known by keys, or by its value.
  private static func matches(_ item: Value, _ wanted: Value) -> Bool {
    guard let keys = wanted.object else { return item == wanted }
    return keys.allSatisfy { item[$0.key] == $0.value }
  }
}
