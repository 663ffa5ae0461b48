import ClusterState
import KubeAPI
import Manifest

/// Claims and volumes: binding, simulated provisioning, protection and reclaiming
/// (k8s.io/kubernetes `pkg/controller/volume/persistentvolume` and `pvcprotection`).
///
/// Every StorageClass provisions at once unless its provisioner is `kubernetes.io/no-provisioner`.
public struct VolumeController: QueueController {
  public let name = "persistentvolume-controller"
  var backoff = Backoff()

  static let selectedNode = "volume.kubernetes.io/selected-node"

  public init() {}

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    let object = change.object
    switch change.key.type {
    case Kind.volumeClaim:
      if change.kind != .deleted { return [change.key] }
      let volume = object.text("spec", "volumeName")
      return volume.isEmpty ? [] : [ObjectKey(Kind.volume, "", volume)]
    case Kind.volume:
      if change.kind == .deleted { return [] }
      return [change.key] + (change.kind == .added ? pendingClaims(in: cluster) : [])
    case Kind.storageClass:
      return change.kind == .deleted ? [] : pendingClaims(in: cluster)
    case Kind.pod:
      guard change.kind == .deleted || object.isPodFinished else { return [] }
      return object.items("spec", "volumes").compactMap {
        let claim = $0.text("persistentVolumeClaim", "claimName")
        return claim.isEmpty ? nil : ObjectKey(Kind.volumeClaim, object.namespace, claim)
      }
    default: return []
    }
  }

  private func pendingClaims(in cluster: ClusterState) -> [ObjectKey] {
    cluster.list(Kind.volumeClaim).filter { $0.text("status", "phase") != "Bound" }.map { ObjectKey(of: $0) }
  }

  mutating func sync(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    guard let object = cluster.get(key) else { return .none }
    if key.type == Kind.volume { return try sync(volume: object, in: &cluster, at: now) }
    if object.isDeleting { return try release(object, in: &cluster) }
    if object.text("status", "phase") == "Bound" { return .none }
    return try bind(object, in: &cluster, at: now)
  }

  // MARK: - Claims

  private func event(_ claim: Value, _ type: String, _ reason: String, _ message: String, _ cluster: inout ClusterState)
  {
    cluster.recordEvent(regarding: claim, type: type, reason: reason, message: message, component: name)
  }

  private func bind(_ claim: Value, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    var claim = claim
    if claim.at("spec", "storageClassName") == nil {
      let standard = cluster.list(Kind.storageClass).last {
        $0.annotation("storageclass.kubernetes.io/is-default-class") == "true"
      }
      if let standard {
        claim.set(.string(standard.name), at: "spec", "storageClassName")
        claim = try cluster.update(claim, by: manager)
      }
    }
    let className = claim.text("spec", "storageClassName")
    if let volume = match(claim, className, in: cluster) {
      return try bind(claim, to: volume, in: &cluster, at: now)
    }
    if className.isEmpty {
      event(
        claim, "Normal", "FailedBinding",
        "no persistent volumes available for this claim and no storage class is set", &cluster)
      return .after(.seconds(15))
    }
    guard let found = cluster.get(ObjectKey(Kind.storageClass, "", className)) else {
      event(
        claim, "Warning", "ProvisioningFailed", "storageclass.storage.k8s.io \"\(className)\" not found", &cluster)
      return .after(.seconds(15))
    }
    let waits = found.text("volumeBindingMode") == "WaitForFirstConsumer"
    if waits && claim.annotation(VolumeController.selectedNode) == nil {
      event(
        claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding", &cluster)
      return .none
    }
    let provisioner = found.text("provisioner")
    if provisioner == "kubernetes.io/no-provisioner" {
      event(
        claim, "Normal", "FailedBinding",
        "no persistent volumes available for this claim and no storage class is set", &cluster)
      return .after(.seconds(15))
    }
    return try provision(claim, found, provisioner, in: &cluster, at: now)
  }

  private func provision(
    _ claim: Value, _ storage: Value, _ provisioner: String, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    var claim = claim
    for annotation in ["volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner"] {
      claim.set(.string(provisioner), at: "metadata", "annotations", annotation)
    }
    claim = try cluster.update(claim, by: manager)
    event(
      claim, "Normal", "ExternalProvisioning",
      "Waiting for a volume to be created either by the external provisioner '\(provisioner)' or manually by the "
        + "system administrator. If volume creation is delayed, please verify that the provisioner is running and "
        + "correctly registered.", &cluster)
    let volumeName = "pvc-" + claim.uid
    if cluster.get(ObjectKey(Kind.volume, "", volumeName)) == nil {
      var volume: Value = ["apiVersion": "v1", "kind": "PersistentVolume"]
      volume["metadata"] = [
        "name": .string(volumeName),
        "annotations": ["pv.kubernetes.io/provisioned-by": .string(provisioner)],
      ]
      var spec: Value = ["capacity": claim.at("spec", "resources", "requests") ?? [:]]
      spec["accessModes"] = claim.at("spec", "accessModes")
      spec["persistentVolumeReclaimPolicy"] = storage["reclaimPolicy"] ?? "Delete"
      spec["storageClassName"] = .string(storage.name)
      spec["volumeMode"] = claim.at("spec", "volumeMode") ?? "Filesystem"
      spec["claimRef"] = reference(claim)
      spec["hostPath"] = ["path": .string("/var/lib/rehearsal/" + volumeName), "type": ""]
      volume["spec"] = spec
      _ = try cluster.create(volume, by: provisioner)
      cluster.recordEvent(
        regarding: claim, type: "Normal", reason: "ProvisioningSucceeded",
        message: "Successfully provisioned volume \(volumeName)", component: provisioner)
    }
    guard let volume = cluster.get(ObjectKey(Kind.volume, "", volumeName)) else { return .backoff }
    return try bind(claim, to: volume, in: &cluster, at: now)
  }

  private func reference(_ claim: Value) -> Value {
    var reference: Value = ["apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": .string(claim.name)]
    reference["namespace"] = .string(claim.namespace)
    reference["uid"] = .string(claim.uid)
    reference["resourceVersion"] = claim.at("metadata", "resourceVersion")
    return reference
  }

  /// The smallest free volume that fits, or the one that the claim or the volume names.
  private func match(_ claim: Value, _ className: String, in cluster: ClusterState) -> Value? {
    let wanted = claim.text("spec", "volumeName")
    let size = claim.at("spec", "resources", "requests", "storage").flatMap { Quantity($0) } ?? .zero
    let modes = claim.strings("spec", "accessModes")
    var best: (volume: Value, size: Quantity)?
    for volume in cluster.list(Kind.volume) where !volume.isDeleting {
      let owner = volume.at("spec", "claimRef")
      if let owner, !owner.isNull {
        if owner.text("namespace") == claim.namespace && owner.text("name") == claim.name
          && (owner.text("uid").isEmpty || owner.text("uid") == claim.uid)
        {
          return volume
        }
        continue
      }
      if !wanted.isEmpty {
        if volume.name == wanted { return volume }
        continue
      }
      let capacity = volume.at("spec", "capacity", "storage").flatMap { Quantity($0) } ?? .zero
      guard volume.text("spec", "storageClassName") == className, capacity >= size,
        modes.allSatisfy({ volume.strings("spec", "accessModes").contains($0) }),
        (volume.at("spec", "volumeMode") ?? "Filesystem") == (claim.at("spec", "volumeMode") ?? "Filesystem"),
        claim.at("spec", "selector") == nil
          || LabelSelector.matches(claim.at("spec", "selector"), labels: volume.labels)
      else { continue }
      if best.map({ capacity < $0.size }) ?? true { best = (volume, capacity) }
    }
    return best?.volume
  }

  private func bind(_ claim: Value, to volume: Value, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    var volume = volume
    if volume.text("spec", "claimRef", "uid") != claim.uid {
      volume.set(reference(claim), at: "spec", "claimRef")
      volume.set("yes", at: "metadata", "annotations", "pv.kubernetes.io/bound-by-controller")
      volume = try cluster.update(volume, by: manager)
    }
    try setPhase(volume, "Bound", in: &cluster, at: now)
    guard var bound = cluster.get(ObjectKey(of: claim)) else { return .none }
    bound.set("yes", at: "metadata", "annotations", "pv.kubernetes.io/bind-completed")
    bound.set("yes", at: "metadata", "annotations", "pv.kubernetes.io/bound-by-controller")
    bound.set(.string(volume.name), at: "spec", "volumeName")
    bound = try cluster.update(bound, by: manager)
    var status = bound
    status.set("Bound", at: "status", "phase")
    status.set(volume.at("spec", "accessModes"), at: "status", "accessModes")
    status.set(volume.at("spec", "capacity"), at: "status", "capacity")
    _ = try cluster.updateStatus(status, by: manager)
    return .none
  }

  /// A claim in use stays until its last pod is gone.
  private func release(_ claim: Value, in cluster: inout ClusterState) throws(StatusError) -> Requeue {
    let finalizer = "kubernetes.io/pvc-protection"
    guard claim.finalizers.contains(finalizer) else { return .none }
    let used = cluster.list(Kind.pod, namespace: claim.namespace).contains { pod in
      !pod.isPodFinished
        && pod.items("spec", "volumes").contains { $0.text("persistentVolumeClaim", "claimName") == claim.name }
    }
    if used { return .none }
    var released = claim
    let rest = claim.finalizers.filter { $0 != finalizer }
    released.set(rest.isEmpty ? nil : Value(rest), at: "metadata", "finalizers")
    _ = try cluster.update(released, by: manager)
    return .none
  }

  // MARK: - Volumes

  private func setPhase(_ volume: Value, _ phase: String, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError)
  {
    guard var changed = cluster.get(ObjectKey(of: volume)), changed.text("status", "phase") != phase else { return }
    changed.set(.string(phase), at: "status", "phase")
    changed.set(.string(now.rfc3339), at: "status", "lastPhaseTransitionTime")
    _ = try cluster.updateStatus(changed, by: manager)
  }

  private func sync(volume: Value, in cluster: inout ClusterState, at now: Instant) throws(StatusError) -> Requeue {
    let owner = volume.at("spec", "claimRef")
    let claim = owner.flatMap { reference in
      cluster.get(ObjectKey(Kind.volumeClaim, reference.text("namespace"), reference.text("name")))
    }
    let isBound = claim.map { $0.uid == owner?.text("uid") } ?? false
    if volume.isDeleting {
      guard !isBound, volume.finalizers.contains("kubernetes.io/pv-protection") else { return .none }
      var released = volume
      let rest = volume.finalizers.filter { $0 != "kubernetes.io/pv-protection" }
      released.set(rest.isEmpty ? nil : Value(rest), at: "metadata", "finalizers")
      _ = try cluster.update(released, by: manager)
      return .none
    }
    guard let owner, !owner.isNull, !owner.text("uid").isEmpty else {
      try setPhase(volume, "Available", in: &cluster, at: now)
      return .none
    }
    if isBound { return .none }
    try setPhase(volume, "Released", in: &cluster, at: now)
    if volume.text("spec", "persistentVolumeReclaimPolicy") == "Delete" { try cluster.delete(ObjectKey(of: volume)) }
    return .none
  }
}
