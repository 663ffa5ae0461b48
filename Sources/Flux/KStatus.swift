import CEL
import KubeAPI
import Manifest

/// Whether an object has become what it should be: kstatus, as Flux uses it (fluxcd/cli-utils `kstatus/status`).
public enum KStatus: String, Sendable, Hashable {
  case current = "Current"
  case inProgress = "InProgress"
  case failed = "Failed"
  case terminating = "Terminating"
  case notFound = "NotFound"
  case unknown = "Unknown"

  /// The state of an object as the server has it.
  public static func of(_ object: Value) -> KStatus {
    if object.isDeleting { return .terminating }
    if let observed = object.at("status", "observedGeneration")?.int, object.generation != 0,
      observed != object.generation
    {
      return .inProgress
    }
    if object.isTrue("Reconciling") { return .inProgress }
    if object.isTrue("Stalled") { return .failed }
    let type = GroupKind(of: object)
    switch (type.group, type.kind) {
    case ("apps", "Deployment"): return deployment(object)
    case ("apps", "StatefulSet"): return statefulSet(object)
    case ("apps", "DaemonSet"): return daemonSet(object)
    case ("apps", "ReplicaSet"): return replicaSet(object)
    case ("batch", "Job"): return job(object)
    case ("", "Pod"): return pod(object)
    case ("", "PersistentVolumeClaim"):
      return object.at("status", "phase")?.string == "Bound" ? .current : .inProgress
    case ("", "Service"):
      if object.at("spec", "type")?.string != "LoadBalancer" { return .current }
      return (object.at("spec", "clusterIP")?.string ?? "").isEmpty ? .inProgress : .current
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): return definition(object)
    case ("", "ConfigMap"), ("", "Secret"), ("batch", "CronJob"), ("policy", "PodDisruptionBudget"): return .current
    default:
      guard let ready = object.condition("Ready") else { return .current }
      return ready["status"]?.string == "True" ? .current : .inProgress
    }
  }

  private static func count(_ object: Value, _ field: String) -> Int64 { object.at("status", field)?.int ?? 0 }

  private static func deployment(_ object: Value) -> KStatus {
    let wanted = object.at("spec", "replicas")?.int ?? 1
    if let progressing = object.condition("Progressing"),
      progressing["reason"]?.string == "ProgressDeadlineExceeded"
    {
      return .failed
    }
    if object.at("spec", "progressDeadlineSeconds") != nil,
      object.condition("Progressing")?["reason"]?.string != "NewReplicaSetAvailable"
    {
      return .inProgress
    }
    let replicas = count(object, "replicas")
    let updated = count(object, "updatedReplicas")
    if replicas < wanted || updated < wanted || replicas > wanted { return .inProgress }
    if count(object, "availableReplicas") < updated || count(object, "readyReplicas") < wanted { return .inProgress }
    return object.isTrue("Available") ? .current : .inProgress
  }

  private static func statefulSet(_ object: Value) -> KStatus {
    if object.at("spec", "updateStrategy", "type")?.string == "OnDelete" { return .current }
    let wanted = object.at("spec", "replicas")?.int ?? 1
    let replicas = count(object, "replicas")
    if replicas < wanted || count(object, "readyReplicas") < wanted || replicas > wanted { return .inProgress }
    if let partition = object.at("spec", "updateStrategy", "rollingUpdate", "partition")?.int, partition > 0 {
      return count(object, "updatedReplicas") < wanted - partition ? .inProgress : .current
    }
    if count(object, "currentReplicas") < wanted { return .inProgress }
    let current = object.at("status", "currentRevision")?.string
    return current == object.at("status", "updateRevision")?.string ? .current : .inProgress
  }

  private static func daemonSet(_ object: Value) -> KStatus {
    guard object.at("status", "observedGeneration") != nil else { return .inProgress }
    let wanted = count(object, "desiredNumberScheduled")
    for field in ["currentNumberScheduled", "updatedNumberScheduled", "numberAvailable", "numberReady"]
    where count(object, field) < wanted {
      return .inProgress
    }
    return .current
  }

  private static func replicaSet(_ object: Value) -> KStatus {
    let wanted = object.at("spec", "replicas")?.int ?? 1
    if object.isTrue("ReplicaFailure") { return .inProgress }
    for field in ["fullyLabeledReplicas", "availableReplicas", "readyReplicas"] where count(object, field) < wanted {
      return .inProgress
    }
    return count(object, "replicas") > wanted ? .inProgress : .current
  }

  /// Flux's own reader: a Job is waited for until it is complete.
  private static func job(_ object: Value) -> KStatus {
    if object.isTrue("Failed") { return .failed }
    return object.isTrue("Complete") ? .current : .inProgress
  }

  private static func pod(_ object: Value) -> KStatus {
    switch object.at("status", "phase")?.string {
    case "Succeeded", "Failed": return .current
    case "Running":
      if object.isTrue("Ready") { return .current }
      let statuses = object.at("status", "containerStatuses")?.array ?? []
      let crashing = statuses.contains { $0.at("state", "waiting", "reason")?.string == "CrashLoopBackOff" }
      return crashing ? .failed : .inProgress
    default: return .inProgress
    }
  }

  private static func definition(_ object: Value) -> KStatus {
    if object.condition("NamesAccepted")?["status"]?.string == "False" { return .failed }
    guard let established = object.condition("Established") else { return .inProgress }
    if established["status"]?.string == "True" { return .current }
    return established["reason"]?.string == "Installing" ? .inProgress : .failed
  }
}

/// `spec.healthCheckExprs`: the user's own CEL rules in the place of kstatus for a kind.
public struct HealthCheckExpressions: Sendable {
  private struct Rule: Sendable {
    var group: String
    var kind: String
    var inProgress: CELProgram?
    var failed: CELProgram?
    var current: CELProgram?
  }
  private var rules: [Rule] = []

  /// Compiles `spec.healthCheckExprs`. The message of the error is what the controller shows.
  public init(_ list: Value?) throws(SourceError) {
    for entry in list?.array ?? [] {
      let type = GroupKind(of: entry)
      if rules.contains(where: { $0.group == type.group && $0.kind == type.kind }) {
        throw SourceError("duplicate health check expression for \(type.kind).\(type.group)")
      }
      func compile(_ field: String) throws(SourceError) -> CELProgram? {
        guard let text = entry[field]?.string, !text.isEmpty else { return nil }
        do {
          return try CEL.compile(text)
        } catch {
          throw SourceError("failed to parse the expression \(field): \(error)")
        }
      }
      rules.append(
        Rule(
          group: type.group, kind: type.kind, inProgress: try compile("inProgress"), failed: try compile("failed"),
          current: try compile("current")))
    }
  }

  public init() {}

  /// The state of an object: by its own rule where there is one, else by kstatus.
  public func status(of object: Value) -> KStatus {
    let type = GroupKind(of: object)
    guard let rule = rules.first(where: { $0.group == type.group && ($0.kind == type.kind || $0.kind.isEmpty) }) else {
      return KStatus.of(object)
    }
    if object.isDeleting { return .terminating }
    if let observed = object.at("status", "observedGeneration")?.int, observed != object.generation {
      return .inProgress
    }
    var bindings: [String: Value] = [:]
    for (name, value) in [("metadata", object["metadata"]), ("spec", object["spec"]), ("status", object["status"])] {
      if let value { bindings[name] = value }
    }
    bindings["data"] = object["data"]
    for (program, state) in [(rule.inProgress, KStatus.inProgress), (rule.failed, .failed), (rule.current, .current)] {
      guard let program else { continue }
      do {
        if case .bool(true) = try program.evaluate(bindings) { return state }
      } catch {
        return .unknown
      }
    }
    return .inProgress
  }
}
