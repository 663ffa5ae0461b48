import CEL
import Manifest

/// What conversion between the served version and the server's internal types changes.
enum TypedConversions {
  static func apply(_ object: Value, _ type: TypeSchema) -> Value {
    var object = object
    switch type.shortName {
    case "Secret" where type.name.hasPrefix("io.k8s.api.core"): mergeStringData(&object)
    case "Pod" where type.name.hasPrefix("io.k8s.api.core"): podSpec(&object, ["spec"])
    case "PodTemplate" where type.name.hasPrefix("io.k8s.api.core"): podSpec(&object, ["template", "spec"])
    case "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "ReplicationController":
      podSpec(&object, ["spec", "template", "spec"])
    case "CronJob": podSpec(&object, ["spec", "jobTemplate", "spec", "template", "spec"])
    default: break
    }
    return object
  }

  /// `stringData` is write-only: it wins over `data` and is gone afterwards.
  private static func mergeStringData(_ secret: inout Value) {
    guard let texts = secret["stringData"]?.object else { return }
    for pair in texts {
      secret.set(.string(Base64.encode(Array((pair.value.string ?? "").utf8))), at: "data", pair.key)
    }
    secret["stringData"] = nil
  }

  /// `serviceAccount` is the old name of `serviceAccountName`: both are written, the new one decides.
  private static func podSpec(_ object: inout Value, _ path: [String]) {
    guard let spec = object.at(path: path), spec.object != nil else { return }
    let new = spec["serviceAccountName"]?.string ?? ""
    let old = spec["serviceAccount"]?.string ?? ""
    let name = new.isEmpty ? old : new
    guard !name.isEmpty, new != name || old != name else { return }
    object.set(.string(name), path: (path + ["serviceAccountName"])[...])
    object.set(.string(name), path: (path + ["serviceAccount"])[...])
  }
}
