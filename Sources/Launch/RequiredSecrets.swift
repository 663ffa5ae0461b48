import Flux
import KubeAPI
import Manifest
import Workspace

/// A Secret that the app reads and does not make: it must be in the cluster beforehand, for git must not hold it.
public struct RequiredSecret: Sendable, Hashable {
  public var key: ObjectKey
  /// What is asked of it, in the order met.
  public var keys: [Key]

  public struct Key: Sendable, Hashable {
    public var name: String
    /// 1Password Connect's credentials come base64-encoded once more when its pod reads them from the environment
    /// (chart up to 2.2.1), and plain when it mounts them (1Password/connect-helm-charts, from 2.3.0).
    public var form: Form
  }
  public enum Form: Sendable, Hashable { case any, plainJSON, base64JSON }

  /// The Secrets of an app, in the order of its releases.
  public static func find(_ workspace: Workspace, _ rendered: RenderedApp) -> [RequiredSecret] {
    var made: Set<ObjectKey> = []
    let own = workspace.objects.map(\.value)
    for object in own + rendered.releases.flatMap({ $0.content.objects + $0.content.hooks.map(\.object) })
    where ["Secret", "OnePasswordItem", "SealedSecret", "ExternalSecret"].contains(GroupKind(of: object).kind) {
      made.insert(ObjectKey(GroupKind("", "Secret"), object.namespace, object.name))
    }
    var found: [RequiredSecret] = []
    func need(_ namespace: String, _ name: String, _ key: String?, _ form: Form = .any) {
      let secret = ObjectKey(GroupKind("", "Secret"), namespace, name)
      if name.isEmpty || made.contains(secret) { return }
      let i: Int
      if let known = found.firstIndex(where: { $0.key == secret }) {
        i = known
      } else {
        found.append(RequiredSecret(key: secret, keys: []))
        i = found.count - 1
      }
      guard let key else { return }
      if let k = found[i].keys.firstIndex(where: { $0.name == key }) {
        if found[i].keys[k].form == .any { found[i].keys[k].form = form }
      } else {
        found[i].keys.append(Key(name: key, form: form))
      }
    }
    for object in own {
      if let name = object.at("spec", "secretRef", "name")?.string, GroupKind(of: object) == Flux.gitRepository {
        need(object.namespace, name, nil)
      }
      if let name = object.at("spec", "decryption", "secretRef", "name")?.string { need(object.namespace, name, nil) }
      for source in object.at("spec", "valuesFrom")?.array ?? []
      where source["kind"]?.string == "Secret" && source["optional"]?.bool != true {
        need(object.namespace, source["name"]?.string ?? "", source["valuesKey"]?.string ?? "values.yaml")
      }
    }
    for object in own + rendered.releases.flatMap(\.content.objects) {
      for reference in SecretReference.all(inTemplateOf: object) where !reference.isOptional {
        need(object.namespace, reference.secret, reference.key, form(of: reference))
      }
    }
    return found
  }

  private static func form(of reference: SecretReference) -> Form {
    switch reference.use {
    case .variable(let name, _): name == "OP_SESSION" ? .base64JSON : .any
    case .environment: .any
    case .volume: reference.key?.hasSuffix("credentials.json") == true ? .plainJSON : .any
    }
  }

  /// What is wrong with the Secret as it is in the cluster; never a value.
  public func problem(in secret: Value?) -> SourceError? {
    let command = "kubectl -n \(key.namespace) create secret generic \(key.name)"
    guard let secret else {
      let files = keys.map { " --from-file=\($0.name)=FILE" }.joined()
      return SourceError(
        "Secret \(key.namespace)/\(key.name) is not in the cluster, and nothing in the app makes it",
        nextStep: "kubectl create namespace \(key.namespace) (when it is new), then \(command)\(files)")
    }
    let data = secret["data"]?.object ?? Object()
    for one in keys {
      guard let text = data[one.name]?.string else {
        return SourceError(
          "Secret \(key.namespace)/\(key.name) has no key `\(one.name)`; its keys: "
            + data.keys.sorted().joined(separator: ", "),
          nextStep: "make it with the key that the app asks for: \(command) --from-file=\(one.name)=FILE")
      }
      guard let bytes = Base64.decode(text.utf8), !bytes.isEmpty else {
        return SourceError("Secret \(key.namespace)/\(key.name): key `\(one.name)` is empty")
      }
      let form = RequiredSecret.form(bytes)
      switch (one.form, form) {
      case (.base64JSON, .plainJSON):
        return SourceError(
          "Secret \(key.namespace)/\(key.name): `\(one.name)` is plain JSON (\(bytes.count) bytes); this version "
            + "of the connect chart hands it over in the environment and wants it base64-encoded once more",
          nextStep: "\(command) --from-literal=\(one.name)=\"$(base64 -w0 1password-credentials.json)\"")
      case (.plainJSON, .base64JSON):
        return SourceError(
          "Secret \(key.namespace)/\(key.name): `\(one.name)` is base64-encoded twice; this version of the connect "
            + "chart mounts it and wants plain JSON",
          nextStep: "\(command) --from-file=\(one.name)=1password-credentials.json")
      default: continue
      }
    }
    return nil
  }

  /// `token (14 bytes)` for each key.
  public func summary(of secret: Value) -> String {
    keys.map { one in
      let count = (Base64.decode((secret["data"]?[one.name]?.string ?? "").utf8) ?? []).count
      return "\(one.name) (\(count) bytes)"
    }.joined(separator: ", ")
  }

  private static func form(_ bytes: [UInt8]) -> Form {
    let text = bytes.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    if text.first == UInt8(ascii: "{") { return .plainJSON }
    if let inner = Base64.decode(text.filter { $0 != 0x0A && $0 != 0x0D }), inner.first == UInt8(ascii: "{") {
      return .base64JSON
    }
    return .any
  }
}
