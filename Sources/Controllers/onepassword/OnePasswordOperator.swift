import ClusterState
import KubeAPI
import Manifest

/// The 1Password operator: OnePasswordItems become Secrets, for as long as its own Deployment is Ready.
///
/// Follows onepassword-operator (`internal/controller/onepassworditem_controller.go`,
/// `pkg/onepassword/secret_update_handler.go`).
/// It records no events; all it says stands in the item's single condition `Ready`.
public struct OnePasswordOperator: Controller {
  public let name = "onepassword-connect-operator"
  public var api: ConnectAPI
  private var backoff = Backoff()
  /// When the poller of each operator Deployment runs next.
  private var polls: [ObjectKey: Instant] = [:]

  static let finalizer = "onepassword.com/finalizer.secret"
  static let itemPath = "operator.1password.io/item-path"
  static let itemName = "operator.1password.io/item-name"
  static let itemVersion = "operator.1password.io/item-version"
  static let autoRestart = "operator.1password.io/auto-restart"
  static let lastRestarted = "operator.1password.io/last-restarted"

  public init(_ account: OnePasswordAccount) { api = ConnectAPI(account) }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    switch change.key.type {
    case Kind.onePasswordItem:
      return change.kind == .deleted ? [] : [change.key]
    case Kind.deployment:
      var keys: [ObjectKey] = []
      if OperatorDeployment.isOperator(change.object) {
        // Its start lists everything; its poller begins.
        keys.append(change.key)
        let before = change.previous?.integer("status", "readyReplicas") ?? 0
        let after = change.object.integer("status", "readyReplicas") ?? 0
        if change.kind != .deleted && before == 0 && after > 0 {
          keys += cluster.list(Kind.onePasswordItem).map { ObjectKey(of: $0) }
          keys += cluster.list(Kind.deployment).filter { $0.annotation(OnePasswordOperator.itemPath) != nil }
            .map { ObjectKey(of: $0) }
        }
      } else if change.object.annotation(OnePasswordOperator.itemPath) != nil {
        keys.append(change.key)
      }
      return keys
    default:
      return []
    }
  }

  public mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    guard let object = cluster.get(key) else {
      polls[key] = nil
      return .none
    }
    if key.type == Kind.deployment {
      if OperatorDeployment.isOperator(object) { return try poll(key, in: &cluster, at: now) }
      return try reconcile(annotated: object, in: &cluster, at: now)
    }
    guard let running = OperatorDeployment.ready(watching: key.namespace, in: cluster) else { return .none }
    do {
      let requeue = try reconcile(item: object, running, in: &cluster, at: now)
      if requeue == .backoff { return .after(backoff.next(key)) }
      backoff.forget(key)
      return requeue
    } catch {
      return .after(backoff.next(key))
    }
  }

  private func client(_ running: OperatorDeployment) -> ConnectClient {
    ConnectClient(
      api: api, host: running.host, token: running.token, namespace: running.namespace, style: running.style)
  }

  // MARK: - OnePasswordItem

  private mutating func reconcile(
    item object: Value, _ running: OperatorDeployment, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    if object.isDeleting {
      guard object.finalizers.contains(OnePasswordOperator.finalizer) else { return .none }
      try deleteSecret(ObjectKey(Kind.secret, object.namespace, object.name), in: &cluster)
      var released = object
      let rest = object.finalizers.filter { $0 != OnePasswordOperator.finalizer }
      released.set(rest.isEmpty ? nil : Value(rest), at: "metadata", "finalizers")
      _ = try cluster.update(released, by: name)
      return .none
    }
    var object = object
    if !object.finalizers.contains(OnePasswordOperator.finalizer) {
      object.set(Value(object.finalizers + [OnePasswordOperator.finalizer]), at: "metadata", "finalizers")
      object = try cluster.update(object, by: name)
    }
    do {
      let found = try client(running).item(at: object.text("spec", "itemPath"), in: cluster)
      let owner = object.ownerReference(controller: false)
      try writeSecret(
        object.name, object.namespace, found.item, found.files, labels: object.labels, type: object.text("type"),
        restart: object.annotation(OnePasswordOperator.autoRestart), owner: owner, running.style, in: &cluster)
    } catch let failure as ConnectClient.Failure {
      if failure.message.contains("rate limit") { return .after(.seconds(900)) }
      let prefix = running.style.isNew ? "failed" : "Failed"
      try setReady(object, false, "\(prefix) to retrieve item: \(failure.message)", in: &cluster, at: now)
      return .backoff
    } catch let refusal as StatusError {
      try setReady(object, false, refusal.message, in: &cluster, at: now)
      return .backoff
    } catch {
      return .backoff
    }
    try setReady(object, true, "", in: &cluster, at: now)
    return .none
  }

  /// The list of conditions is always this single one; its time moves when the status flips.
  private func setReady(
    _ object: Value, _ ready: Bool, _ message: String, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) {
    guard var changed = cluster.get(ObjectKey(of: object)) else { return }
    let old = changed.condition("Ready")
    let status = ready ? "True" : "False"
    var condition: Value = ["type": "Ready", "status": .string(status)]
    if !ready { condition["message"] = .string(message) }
    condition["lastTransitionTime"] = .string(now.rfc3339)
    if let old, old.text("status") == status, let since = old["lastTransitionTime"] {
      condition["lastTransitionTime"] = since
    }
    changed["status"] = ["conditions": .array([condition])]
    _ = try cluster.updateStatus(changed, by: name)
  }

  private func deleteSecret(_ key: ObjectKey, in cluster: inout ClusterState) throws(StatusError) {
    do {
      try cluster.delete(key)
    } catch  where error.isNotFound {
      return
    } catch {
      throw error
    }
  }

  /// Creates the Secret, or rewrites it when its annotations or labels are not the wanted ones.
  private func writeSecret(
    _ secretName: String, _ namespace: String, _ item: Value, _ files: [(name: String, content: String)],
    labels: Value?, type: String, restart: String?, owner: Value?, _ style: OperatorVersion,
    in cluster: inout ClusterState
  ) throws(StatusError) {
    let path = "vaults/\(item.text("vault", "id"))/items/\(item.text("id"))"
    var annotations: Value = [
      OnePasswordOperator.itemPath: .string(path),
      OnePasswordOperator.itemVersion: .string(String(item.integer("version") ?? 0)),
    ]
    if let restart { annotations[OnePasswordOperator.autoRestart] = .string(restart) }
    let type = type.isEmpty ? "Opaque" : type
    let data = Value.object(SecretKeys.data(of: item, files: files, style: style))
    if var existing = cluster.get(ObjectKey(Kind.secret, namespace, secretName)) {
      if existing.text("type") != type {
        let word = style.isNew ? "cannot" : "Cannot"
        throw StatusError.retry("\(word) change secret type. Secret type is immutable")
      }
      let sameLabels = (existing.labels ?? [:]) == (labels ?? [:])
      if existing.at("metadata", "annotations") == annotations && sameLabels { return }
      existing.set(annotations, at: "metadata", "annotations")
      existing.set(labels, at: "metadata", "labels")
      existing["data"] = data
      _ = try cluster.update(existing, by: name)
      return
    }
    var secret: Value = ["apiVersion": "v1", "kind": "Secret"]
    var metadata: Value = ["name": .string(secretName), "namespace": .string(namespace)]
    if let labels, labels.object?.isEmpty == false { metadata["labels"] = labels }
    metadata["annotations"] = annotations
    if let owner { metadata["ownerReferences"] = .array([owner]) }
    secret["metadata"] = metadata
    secret["type"] = .string(type)
    secret["data"] = data
    _ = try cluster.create(secret, by: name)
  }

  // MARK: - Deployments with annotations

  private mutating func reconcile(annotated object: Value, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    let key = ObjectKey(of: object)
    guard let path = object.annotation(OnePasswordOperator.itemPath),
      let secretName = object.annotation(OnePasswordOperator.itemName), !secretName.isEmpty,
      let running = OperatorDeployment.ready(watching: object.namespace, in: cluster)
    else { return .none }
    do {
      if object.isDeleting {
        guard object.finalizers.contains(OnePasswordOperator.finalizer) else { return .none }
        let usedElsewhere = cluster.list(Kind.deployment, namespace: object.namespace).contains {
          $0.uid != object.uid && SecretUse.uses($0.at("spec", "template", "spec"), secretName)
        }
        if !usedElsewhere { try deleteSecret(ObjectKey(Kind.secret, object.namespace, secretName), in: &cluster) }
        var released = object
        let rest = object.finalizers.filter { $0 != OnePasswordOperator.finalizer }
        released.set(rest.isEmpty ? nil : Value(rest), at: "metadata", "finalizers")
        _ = try cluster.update(released, by: name)
        return .none
      }
      if !object.finalizers.contains(OnePasswordOperator.finalizer) {
        var held = object
        held.set(Value(object.finalizers + [OnePasswordOperator.finalizer]), at: "metadata", "finalizers")
        _ = try cluster.update(held, by: name)
      }
      let found = try client(running).item(at: path, in: cluster)
      try writeSecret(
        secretName, object.namespace, found.item, found.files, labels: nil, type: "",
        restart: object.annotation(OnePasswordOperator.autoRestart),
        owner: object.ownerReference(controller: false), running.style, in: &cluster)
    } catch {
      return .after(backoff.next(key))
    }
    backoff.forget(key)
    return .none
  }

  // MARK: - Poller

  private mutating func poll(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    guard let running = OperatorDeployment(key, in: cluster) else {
      polls[key] = nil
      return .none
    }
    guard let due = polls[key] else {
      polls[key] = now + .seconds(running.pollingInterval)
      return .after(.seconds(running.pollingInterval))
    }
    if due > now { return .after(due - now) }
    polls[key] = now + .seconds(running.pollingInterval)
    var updated: [Value] = []
    for secret in cluster.list(Kind.secret) where running.watches(secret.namespace) {
      guard let path = secret.annotation(OnePasswordOperator.itemPath),
        let version = secret.annotation(OnePasswordOperator.itemVersion), !path.isEmpty
      else { continue }
      let item = cluster.get(ObjectKey(Kind.onePasswordItem, secret.namespace, secret.name))
      let wanted = item?.text("spec", "itemPath") ?? path
      guard let found = try? client(running).item(at: wanted, in: cluster) else { continue }
      let current = String(found.item.integer("version") ?? 0)
      let resolved = "vaults/\(found.item.text("vault", "id"))/items/\(found.item.text("id"))"
      if current == version && resolved == path { continue }
      var changed = secret
      changed.set(.string(current), at: "metadata", "annotations", OnePasswordOperator.itemVersion)
      changed.set(.string(resolved), at: "metadata", "annotations", OnePasswordOperator.itemPath)
      let ignored = found.item.strings("tags").contains("operator.1password.io:ignore-secret")
      if !ignored {
        changed["data"] = .object(SecretKeys.data(of: found.item, files: found.files, style: running.style))
      }
      guard (try? cluster.update(changed, by: name)) != nil else { continue }
      if !ignored { updated.append(changed) }
    }
    try restart(using: updated, running, in: &cluster, at: now)
    return .after(.seconds(running.pollingInterval))
  }

  /// Secret annotation before Deployment before Namespace before AUTO_RESTART decides.
  private func restart(
    using secrets: [Value], _ running: OperatorDeployment, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) {
    func flag(_ text: String?) -> Bool? {
      guard let text else { return nil }
      return ["1", "t", "T", "TRUE", "true", "True"].contains(text)
    }
    for deployment in cluster.list(Kind.deployment) where running.watches(deployment.namespace) {
      let template = deployment.at("spec", "template", "spec")
      let secret = secrets.first { secret in
        guard secret.namespace == deployment.namespace else { return false }
        return SecretUse.uses(template, secret.name)
          || deployment.annotation(OnePasswordOperator.itemName) == secret.name
      }
      guard let secret else { continue }
      let namespace = cluster.get(ObjectKey(Kind.namespace, "", deployment.namespace))
      let wanted =
        flag(secret.annotation(OnePasswordOperator.autoRestart))
        ?? flag(deployment.annotation(OnePasswordOperator.autoRestart))
        ?? flag(namespace?.annotation(OnePasswordOperator.autoRestart)) ?? running.autoRestart
      guard wanted else { continue }
      var changed = deployment
      changed.set(
        .string(running.style.isNew ? now.rfc3339 : OnePasswordOperator.goTime(now)),
        at: "spec", "template", "metadata", "annotations", OnePasswordOperator.lastRestarted)
      _ = try cluster.update(changed, by: name)
    }
  }

  /// Go's `time.Now().String()` of a process that started when the clock did.
  static func goTime(_ now: Instant) -> String {
    let text = now.rfc3339Nano.dropLast()
    let parts = text.split(separator: "T")
    guard parts.count == 2 else { return String(text) }
    return "\(parts[0]) \(parts[1]) +0000 UTC m=+1.000000001"
  }
}
