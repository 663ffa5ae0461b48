import Manifest

/// Which labels an object must have: the query form (`app=web,tier!=db,env in (a,b),!gone`) and the object form
/// (`matchLabels`, `matchExpressions`). Rules of apimachinery `pkg/labels`.
public struct LabelSelector: Sendable, Hashable {
  public enum Operator: Sendable, Hashable { case `in`, notIn, exists, doesNotExist, greater, less }
  public struct Requirement: Sendable, Hashable {
    public var key: String
    public var op: Operator
    public var values: [String]
  }

  public var requirements: [Requirement]

  public init(requirements: [Requirement] = []) { self.requirements = requirements }

  public static let everything = LabelSelector()

  /// The labels must have exactly these values.
  public init(matching labels: [String: String]) {
    requirements = labels.sorted { $0.key.goLess($1.key) }.map { Requirement(key: $0.key, op: .in, values: [$0.value]) }
  }

  /// A `metav1.LabelSelector`, or a plain map of labels as Services have it when `plainMap` is set.
  /// An operator that is not known makes a selector that accepts nothing.
  public init(of value: Value?, plainMap: Bool = false) {
    requirements = []
    guard let object = value?.object else { return }
    let labels = plainMap ? object : (object["matchLabels"]?.object ?? Object())
    for pair in labels.sorted() {
      requirements.append(Requirement(key: pair.key, op: .in, values: [pair.value.string ?? ""]))
    }
    guard !plainMap else { return }
    for expression in object["matchExpressions"]?.array ?? [] {
      let values = expression["values"]?.array?.compactMap(\.string) ?? []
      let key = expression["key"]?.string ?? ""
      switch expression["operator"]?.string {
      case "In": requirements.append(Requirement(key: key, op: .in, values: values))
      case "NotIn": requirements.append(Requirement(key: key, op: .notIn, values: values))
      case "Exists": requirements.append(Requirement(key: key, op: .exists, values: []))
      case "DoesNotExist": requirements.append(Requirement(key: key, op: .doesNotExist, values: []))
      default: requirements.append(Requirement(key: key, op: .in, values: []))
      }
    }
  }

  public var isEmpty: Bool { requirements.isEmpty }

  public func matches(labelsOf object: Value) -> Bool {
    requirements.isEmpty || matches(object.at("metadata", "labels")?.object)
  }

  public func matches(_ labels: Object?) -> Bool {
    for requirement in requirements {
      let value = labels?[requirement.key]?.string
      switch requirement.op {
      case .in:
        guard let value, requirement.values.contains(value) else { return false }
      case .notIn:
        if let value, requirement.values.contains(value) { return false }
      case .exists:
        if value == nil { return false }
      case .doesNotExist:
        if value != nil { return false }
      case .greater, .less:
        guard let value, let have = Int64(value), let bound = Int64(requirement.values.first ?? "") else {
          return false
        }
        if requirement.op == .greater ? have <= bound : have >= bound { return false }
      }
    }
    return true
  }
}
