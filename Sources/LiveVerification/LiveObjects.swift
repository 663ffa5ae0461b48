import Exposure
import Flux
import KubeAPI
import KubeClient
import Manifest
import Verification

/// The objects of some namespaces as they are on the cluster, all kinds but Secrets.
struct LiveObjects: Sendable {
  struct Unread: Sendable {
    var type: GroupKind
    var reason: String
  }

  var objects: [Value] = []
  /// Kinds that could not be listed.
  var unread: [Unread] = []

  /// Without these nothing can be said about who can reach what.
  static let essential: Set<GroupKind> = [
    GroupKind("", "Service"), GroupKind("networking.k8s.io", "Ingress"), GroupKind("", "Pod"),
    GroupKind("apps", "Deployment"), GroupKind("apps", "StatefulSet"), GroupKind("apps", "DaemonSet"),
  ]

  /// Never asked for: secret, noise, or made anew from what is listed.
  private static let skipped: Set<GroupKind> = [
    GroupKind("", "Secret"), GroupKind("", "Event"), GroupKind("events.k8s.io", "Event"),
    GroupKind("coordination.k8s.io", "Lease"), GroupKind("apps", "ControllerRevision"), GroupKind("", "Endpoints"),
    GroupKind("discovery.k8s.io", "EndpointSlice"), GroupKind("metrics.k8s.io", "PodMetrics"),
    GroupKind("", "PodTemplate"), GroupKind("resource.k8s.io", "ResourceClaim"),
    GroupKind("resource.k8s.io", "ResourceClaimTemplate"), GroupKind("storage.k8s.io", "CSIStorageCapacity"),
    GroupKind("cilium.io", "CiliumEndpoint"),
  ]
  /// Written by agents about what runs, not by anybody to open something: reports, and Cilium's view of pods.
  private static let reports: Set<String> = [
    "wgpolicyk8s.io", "openreports.io", "reports.kyverno.io", "aquasecurity.github.io",
    "spdx.softwarecomposition.kubescape.io",
  ]
  /// What makes other objects, which are listed themselves.
  private static let recipes: Set<GroupKind> = [
    Flux.gitRepository, Flux.helmRepository, Flux.ociRepository, Flux.bucket, Flux.helmChart, Flux.kustomization,
    Flux.helmRelease,
  ]

  static func load(namespaces: [String], on client: KubeClient) async -> LiveObjects {
    var live = LiveObjects()
    let kinds: [GroupKind]
    do {
      kinds = try await client.listableKinds().filter {
        !skipped.contains($0) && !recipes.contains($0) && !reports.contains($0.group)
      }
    } catch {
      let reason = (error as? StatusError)?.message ?? "\(error)"
      live.unread = essential.sorted { $0.description.goLess($1.description) }.map { Unread(type: $0, reason: reason) }
      return live
    }
    // A few at a time, kept in their order.
    var results: [Int: Result<[Value], StatusError>] = [:]
    await withTaskGroup(of: (Int, Result<[Value], StatusError>).self) { group in
      var next = 0
      func add() {
        guard next < kinds.count else { return }
        let (position, kind) = (next, kinds[next])
        next += 1
        group.addTask {
          do throws(StatusError) {
            var found: [Value] = []
            for namespace in namespaces {
              found += try await client.list(kind, namespace: namespace, labelSelector: "")
            }
            return (position, .success(found))
          } catch {
            return (position, .failure(error))
          }
        }
      }
      for _ in 0..<8 { add() }
      for await (position, result) in group {
        results[position] = result
        add()
      }
    }
    for (position, kind) in kinds.enumerated() {
      switch results[position] {
      case .success(let found)?: live.objects += found
      case .failure(let error)?:
        // Gone between discovery and now, or not listable after all.
        if error.code != 404 && error.code != 405 { live.unread.append(Unread(type: kind, reason: error.message)) }
      case nil: break
      }
    }
    return live
  }

  func list(_ type: GroupKind) -> [Value] { objects.filter { GroupKind(of: $0) == type } }

  func find(_ key: ObjectKey) -> Value? { objects.first { ObjectKey(of: $0) == key } }

  /// What the judge sees: without old ReplicaSets and without pods that have ended.
  func exposed(_ plan: Plan) -> [ExposedObject] {
    objects.filter { object in
      switch GroupKind(of: object) {
      case GroupKind("apps", "ReplicaSet"): return owner(of: object) == nil
      case GroupKind("", "Pod"):
        let phase = object.at("status", "phase")?.string ?? ""
        return phase != "Succeeded" && phase != "Failed"
      case GroupKind("batch", "Job"): return owner(of: object) == nil
      default: return true
      }
    }.map { object in
      let source = plan.source(of: ObjectKey(of: object))
      return ExposedObject(value: LiveObjects.written(object), file: source?.file ?? "", line: source?.line ?? 0)
    }
  }

  /// As somebody would write it: the server's own notes are no part of a judgement.
  private static func written(_ object: Value) -> Value {
    var object = object
    object.set(nil, at: "metadata", "managedFields")
    return object
  }

  /// The controller that owns an object, if it is among these.
  private func owner(of object: Value) -> Value? {
    guard
      let reference = object.at("metadata", "ownerReferences")?.array?.first(where: { $0["controller"]?.bool == true }),
      let uid = reference["uid"]?.string
    else { return nil }
    return objects.first { $0.uid == uid }
  }
}
