import ClusterState
import KubeAPI
import Manifest

/// cert-manager as an observer sees it: issuers become ready, and a Certificate of a ready issuer becomes a Secret.
///
/// Follows cert-manager `pkg/controller/certificates` for conditions, reasons and the Secret's annotations. No authority
/// is asked and no key is made: the Secret holds placeholders, and its annotation `cert-manager.io/alt-names` says, as
/// the real one does, which names the certificate would have. An ACME issuer takes a minute, as DNS-01 does at best.
public struct CertManager: Controller {
  public let name = "cert-manager"
  /// When a Certificate was first seen with a ready issuer.
  private var ordered: [String: Instant] = [:]

  static let certificate = GroupKind("cert-manager.io", "Certificate")
  static let issuer = GroupKind("cert-manager.io", "Issuer")
  static let clusterIssuer = GroupKind("cert-manager.io", "ClusterIssuer")
  private static let namesKey = "cert-manager.io/alt-names"

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    if change.kind == .deleted { return [] }
    switch change.key.type {
    case CertManager.certificate: return [change.key]
    case CertManager.issuer, CertManager.clusterIssuer:
      return [change.key] + cluster.list(CertManager.certificate).map { ObjectKey(of: $0) }
    case Kind.secret:
      // An issuer's token may come after the issuer.
      return cluster.list(CertManager.issuer, namespace: change.key.namespace).map { ObjectKey(of: $0) }
        + cluster.list(CertManager.clusterIssuer).map { ObjectKey(of: $0) }
    default: return []
    }
  }

  public mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    guard let object = cluster.get(key), !object.isDeleting else { return .none }
    if key.type == CertManager.certificate { return try issue(object, in: &cluster, at: now) }
    try check(issuer: object, in: &cluster, at: now)
    return .none
  }

  // MARK: - Issuers

  private func check(issuer object: Value, in cluster: inout ClusterState, at now: Instant) throws(StatusError) {
    var changed = object
    let missing = secrets(of: object).first { name, key in
      cluster.get(ObjectKey(Kind.secret, object.namespace, name))?["data"]?[key] == nil
    }
    if let (name, key) = missing {
      Conditions.set(
        &changed, "Ready", "False", reason: "ErrInitIssuer", message: "secret \"\(name)\" has no key \"\(key)\"",
        at: now,
        observedGeneration: object.generation)
    } else {
      let isACME = object.at("spec", "acme") != nil
      Conditions.set(
        &changed, "Ready", "True", reason: isACME ? "ACMEAccountRegistered" : "IsReady",
        message: isACME ? "The ACME account was registered with the ACME server" : "", at: now,
        observedGeneration: object.generation)
    }
    if changed != object { _ = try cluster.updateStatus(changed, by: name) }
  }

  /// The Secrets of the issuer's DNS solvers and of a CA issuer, by name and key.
  private func secrets(of issuer: Value) -> [(String, String)] {
    var found: [(String, String)] = []
    if let name = issuer.at("spec", "ca", "secretName")?.string { found.append((name, "tls.crt")) }
    func walk(_ value: Value, _ depth: Int) {
      guard depth < 6 else { return }
      for pair in value.object ?? Object() {
        if pair.key.hasSuffix("SecretRef"), pair.key != "privateKeySecretRef", let name = pair.value["name"]?.string {
          found.append((name, pair.value["key"]?.string ?? ""))
        } else {
          walk(pair.value, depth + 1)
        }
      }
    }
    for solver in issuer.items("spec", "acme", "solvers") { walk(solver, 0) }
    return found
  }

  // MARK: - Certificates

  private mutating func issue(_ object: Value, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    let reference = object.at("spec", "issuerRef") ?? [:]
    let isCluster = reference.text("kind") == "ClusterIssuer"
    let issuerKey = ObjectKey(
      isCluster ? CertManager.clusterIssuer : CertManager.issuer, isCluster ? "" : object.namespace,
      reference.text("name"))
    let names = object.items("spec", "dnsNames").compactMap(\.string)
    let secretName = object.text("spec", "secretName")
    guard let issuer = cluster.get(issuerKey), issuer.isTrue("Ready") else {
      return try report(object, false, "DoesNotExist", "Issuing certificate as Secret does not exist", &cluster, now)
    }
    let isACME = issuer.at("spec", "acme") != nil
    let solvers = issuer.items("spec", "acme", "solvers")
    if isACME, let wild = names.first(where: { $0.hasPrefix("*.") }), !solvers.contains(where: { $0["dns01"] != nil }) {
      return try report(
        object, false, "Failed", "no configured challenge solvers can be used for \(wild): wildcards need DNS-01",
        &cluster, now)
    }
    let start = ordered[object.uid] ?? now
    ordered[object.uid] = start
    let due = start + .seconds(isACME ? 60 : 1)
    if now < due {
      _ = try report(object, false, "DoesNotExist", "Issuing certificate as Secret does not exist", &cluster, now)
      return .after(due - now)
    }
    let key = ObjectKey(Kind.secret, object.namespace, secretName)
    if cluster.get(key)?.annotation(CertManager.namesKey) != names.joined(separator: ",") {
      var secret: Value = cluster.get(key) ?? ["apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls"]
      secret.set(.string(secretName), at: "metadata", "name")
      secret.set(.string(object.namespace), at: "metadata", "namespace")
      for (annotation, text) in [
        (CertManager.namesKey, names.joined(separator: ",")), ("cert-manager.io/certificate-name", object.name),
        ("cert-manager.io/common-name", names.first ?? ""), ("cert-manager.io/issuer-name", issuerKey.name),
        ("cert-manager.io/issuer-kind", issuerKey.type.kind), ("cert-manager.io/issuer-group", "cert-manager.io"),
      ] {
        secret.set(.string(text), at: "metadata", "annotations", annotation)
      }
      secret["data"] = [
        "tls.crt": .string(Base64.encode("rehearsed certificate for \(names.joined(separator: ", "))\n")),
        "tls.key": .string(Base64.encode("rehearsed key\n")),
      ]
      if secret.uid.isEmpty {
        _ = try cluster.create(secret, by: name)
      } else {
        _ = try cluster.update(secret, by: name)
      }
    }
    return try report(
      object, true, "Ready", "Certificate is up to date and has not expired", &cluster, now)
  }

  private func report(
    _ object: Value, _ ready: Bool, _ reason: String, _ message: String, _ cluster: inout ClusterState, _ now: Instant
  ) throws(StatusError) -> Requeue {
    guard var changed = cluster.get(ObjectKey(of: object)) else { return .none }
    let did = Conditions.set(
      &changed, "Ready", ready ? "True" : "False", reason: reason, message: message, at: now,
      observedGeneration: object.generation)
    if did { _ = try cluster.updateStatus(changed, by: name) }
    return .none
  }

  // MARK: - Kinds

  /// The three kinds that an app names; their fields are not checked here.
  public static var definitions: [Value] {
    [
      ("Certificate", "certificates", "Namespaced"), ("Issuer", "issuers", "Namespaced"),
      ("ClusterIssuer", "clusterissuers", "Cluster"),
    ]
    .map { kind, plural, scope in
      let schema: Value = [
        "type": "object",
        "properties": [
          "spec": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
          "status": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
        ],
      ]
      let version: Value = [
        "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema],
        "subresources": ["status": [:]],
      ]
      let names: Value = [
        "kind": .string(kind), "listKind": .string(kind + "List"), "plural": .string(plural),
        "singular": .string(kind.lowercased()),
      ]
      return [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": .string("\(plural).cert-manager.io")],
        "spec": [
          "group": "cert-manager.io", "names": names, "scope": .string(scope), "versions": .array([version]),
        ],
      ]
    }
  }
}
