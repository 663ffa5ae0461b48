import ClusterState
import KubeAPI
import Manifest

/// The environment of a container with every reference really resolved.
///
/// Follows the kubelet's `makeEnvironmentVariables`: Service variables, then envFrom, then env, later ones winning;
/// `$(NAME)` in a literal sees what was defined before it.
public struct ContainerEnvironment: Sendable {
  /// Where a value came from: verification asks whether a password stands in a template author's reach.
  public enum Origin: Sendable, Hashable {
    case literal
    case secret(name: String, key: String)
    case configMap(name: String, key: String)
    case field(String)
    case service
  }
  public struct Variable: Sendable, Hashable {
    public var name: String
    public var value: String
    public var origin: Origin
    public init(name: String, value: String, origin: Origin = .literal) {
      self.name = name
      self.value = value
      self.origin = origin
    }
  }

  /// In the order in which they were first defined.
  public private(set) var variables: [Variable] = []
  private var positions: [String: Int] = [:]

  public init(_ variables: [Variable] = []) {
    for variable in variables { set(variable) }
  }

  /// The value; `nil` when the variable is not set.
  public subscript(name: String) -> String? { positions[name].map { variables[$0].value } }

  public func variable(_ name: String) -> Variable? { positions[name].map { variables[$0] } }

  mutating func set(_ variable: Variable) {
    if let i = positions[variable.name] {
      variables[i] = variable
    } else {
      positions[variable.name] = variables.count
      variables.append(variable)
    }
  }

  /// Why a container cannot be configured: the kubelet's own words, for `CreateContainerConfigError`.
  public struct Failure: Error, Sendable, Hashable {
    public var message: String
  }

  /// Resolves the environment of a container of that pod against the cluster.
  public static func resolve(
    _ container: Value, of pod: Value, podIP: String = "", hostIP: String = "",
    in cluster: ClusterState
  ) throws(Failure) -> ContainerEnvironment {
    var result = ContainerEnvironment()
    let services = ServiceVariables.of(pod, in: cluster)
    for source in container["envFrom"]?.array ?? [] {
      try result.add(source: source, namespace: pod.namespace, in: cluster)
    }
    for entry in container["env"]?.array ?? [] {
      let name = entry.text("name")
      if let literal = entry["value"]?.string, !literal.isEmpty {
        let defined = result
        let value = VariableExpansion.expand(literal) { defined[$0] ?? services[$0] }
        result.set(.init(name: name, value: value))
      } else if let source = entry["valueFrom"], !source.isNull {
        let place = Place(pod: pod, container: container, podIP: podIP, hostIP: hostIP)
        guard let found = try place.value(source, in: cluster) else { continue }
        result.set(.init(name: name, value: found.value, origin: found.origin))
      } else {
        result.set(.init(name: name, value: ""))
      }
    }
    for variable in services.variables where result[variable.name] == nil { result.set(variable) }
    return result
  }

  private mutating func add(source: Value, namespace: String, in cluster: ClusterState) throws(Failure) {
    let prefix = source.text("prefix")
    if let reference = source["configMapRef"], !reference.isNull {
      let name = reference.text("name")
      guard let map = cluster.get(ObjectKey(Kind.configMap, namespace, name)) else {
        if reference.flag("optional") == true { return }
        throw Failure(message: "configmap \"\(name)\" not found")
      }
      for pair in map["data"]?.object?.sorted() ?? [] {
        let origin = Origin.configMap(name: name, key: pair.key)
        set(.init(name: prefix + pair.key, value: pair.value.string ?? "", origin: origin))
      }
    } else if let reference = source["secretRef"], !reference.isNull {
      let name = reference.text("name")
      guard let secret = cluster.get(ObjectKey(Kind.secret, namespace, name)) else {
        if reference.flag("optional") == true { return }
        throw Failure(message: "secret \"\(name)\" not found")
      }
      for pair in secret["data"]?.object?.sorted() ?? [] {
        let origin = Origin.secret(name: name, key: pair.key)
        set(.init(name: prefix + pair.key, value: Place.decoded(pair.value), origin: origin))
      }
    }
  }

  /// Where `valueFrom` is looked up.
  struct Place {
    var pod: Value
    var container: Value
    var podIP: String
    var hostIP: String

    static func decoded(_ value: Value) -> String {
      String(decoding: Base64.decode(value.string ?? "") ?? [], as: UTF8.self)
    }

    /// `nil` when an optional reference leads nowhere.
    func value(_ source: Value, in cluster: ClusterState) throws(Failure) -> (value: String, origin: Origin)? {
      if let reference = source["secretKeyRef"], !reference.isNull {
        let name = reference.text("name")
        let key = reference.text("key")
        let optional = reference.flag("optional") ?? false
        guard let secret = cluster.get(ObjectKey(Kind.secret, pod.namespace, name)) else {
          if optional { return nil }
          throw Failure(message: "secret \"\(name)\" not found")
        }
        guard let value = secret.at("data", key) else {
          if optional { return nil }
          throw Failure(message: "couldn't find key \(key) in Secret \(pod.namespace)/\(name)")
        }
        return (Place.decoded(value), .secret(name: name, key: key))
      }
      if let reference = source["configMapKeyRef"], !reference.isNull {
        let name = reference.text("name")
        let key = reference.text("key")
        let optional = reference.flag("optional") ?? false
        guard let map = cluster.get(ObjectKey(Kind.configMap, pod.namespace, name)) else {
          if optional { return nil }
          throw Failure(message: "configmap \"\(name)\" not found")
        }
        guard let value = map.at("data", key)?.string else {
          if optional { return nil }
          throw Failure(message: "couldn't find key \(key) in ConfigMap \(pod.namespace)/\(name)")
        }
        return (value, .configMap(name: name, key: key))
      }
      if let reference = source["fieldRef"], !reference.isNull {
        let path = reference.text("fieldPath")
        guard let value = field(path) else { throw Failure(message: "unsupported fieldPath: \(path)") }
        return (value, .field(path))
      }
      if let reference = source["resourceFieldRef"], !reference.isNull {
        return (resource(reference), .field(reference.text("resource")))
      }
      return ("", .literal)
    }

    func field(_ path: String) -> String? {
      switch path {
      case "metadata.name": return pod.name
      case "metadata.namespace": return pod.namespace
      case "metadata.uid": return pod.uid
      case "spec.nodeName": return pod.nodeName
      case "spec.serviceAccountName": return pod.text("spec", "serviceAccountName")
      case "status.hostIP", "status.hostIPs": return hostIP
      case "status.podIP", "status.podIPs": return podIP
      default: break
      }
      for (prefix, map) in [("metadata.labels['", "labels"), ("metadata.annotations['", "annotations")]
      where path.hasPrefix(prefix) && path.hasSuffix("']") {
        let key = String(path.dropFirst(prefix.count).dropLast(2))
        return pod.at("metadata", map, key)?.string ?? ""
      }
      return nil
    }

    /// A limit or request of the container as a number of the divisor; the node's own size where there is none.
    private func resource(_ reference: Value) -> String {
      let name = reference.text("resource")
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return "0" }
      let isCPU = parts[1] == "cpu"
      let written = container.at("resources", parts[0], parts[1])
      let fallback: Value = parts[0] == "limits" ? (isCPU ? "4" : "16Gi") : "0"
      let quantity = Quantity(written ?? fallback) ?? Quantity.zero
      let divisor = reference["divisor"].flatMap { Quantity($0) } ?? Quantity.zero
      let unit = divisor.isZero ? Quantity(thousandths: 1000) : divisor
      return String(quantity.dividedRoundingUp(by: unit))
    }
  }
}
