import Manifest

/// A place of a pod template that names a Secret: a variable, the whole environment of a container, or a volume
/// (core/v1 `SecretKeySelector`, `SecretEnvSource`, `SecretVolumeSource`).
public struct SecretReference: Sendable, Hashable {
  public var secret: String
  /// `nil` when all keys are meant.
  public var key: String?
  public var use: Use
  /// The pod starts without it, too.
  public var isOptional: Bool

  public enum Use: Sendable, Hashable {
    case variable(name: String, container: String)
    case environment(container: String)
    case volume(name: String)
  }

  /// Those of a workload's pod template (`spec.template.spec`), containers first, in the order written; none when the
  /// object has no pod template.
  public static func all(inTemplateOf workload: Value) -> [SecretReference] {
    guard let pod = workload.at("spec", "template", "spec") else { return [] }
    return containers(of: pod) + volumes(of: pod)
  }

  private static func containers(of pod: Value) -> [SecretReference] {
    var found: [SecretReference] = []
    for container in ["initContainers", "containers"].flatMap({ pod[$0]?.array ?? [] }) {
      let name = container["name"]?.string ?? ""
      for variable in container["env"]?.array ?? [] {
        guard let source = variable.at("valueFrom", "secretKeyRef"), let secret = source["name"]?.string,
          let key = source["key"]?.string
        else { continue }
        let use = Use.variable(name: variable["name"]?.string ?? "", container: name)
        found.append(SecretReference(secret: secret, key: key, use: use, isOptional: isOptional(source)))
      }
      for source in (container["envFrom"]?.array ?? []).compactMap({ $0["secretRef"] }) {
        guard let secret = source["name"]?.string else { continue }
        let use = Use.environment(container: name)
        found.append(SecretReference(secret: secret, key: nil, use: use, isOptional: isOptional(source)))
      }
    }
    return found
  }

  private static func volumes(of pod: Value) -> [SecretReference] {
    var found: [SecretReference] = []
    for volume in pod["volumes"]?.array ?? [] {
      guard let source = volume["secret"], let secret = source["secretName"]?.string else { continue }
      let use = Use.volume(name: volume["name"]?.string ?? "")
      let keys = (source["items"]?.array ?? []).compactMap { $0["key"]?.string }
      for key in keys.isEmpty ? [nil] : keys.map(Optional.some) {
        found.append(SecretReference(secret: secret, key: key, use: use, isOptional: isOptional(source)))
      }
    }
    return found
  }

  private static func isOptional(_ source: Value) -> Bool { source["optional"]?.bool ?? false }
}
