import KubeAPI
import Manifest

/// Between the versions of a kind. Custom kinds only change their apiVersion (conversion strategy None).
enum Conversion {
  static func convert(_ object: Value, _ resource: ServedResource, to version: String) -> Value {
    var result = object
    result["apiVersion"] = .string(resource.apiVersion(version))
    switch (resource.type.group, resource.type.kind) {
    case ("autoscaling", "HorizontalPodAutoscaler"):
      return version == "v1" ? autoscalerToV1(result) : autoscalerToV2(result)
    case ("events.k8s.io", "Event"): return eventToEvents(result)
    case ("", "Event"): return eventToCore(result)
    default: return result
    }
  }

  private static func rename(_ object: inout Value, _ from: String, _ to: String) {
    guard let value = object[from] else { return }
    object[from] = nil
    object[to] = value
  }

  static func eventToEvents(_ object: Value) -> Value {
    var event = object
    rename(&event, "involvedObject", "regarding")
    rename(&event, "message", "note")
    rename(&event, "reportingComponent", "reportingController")
    rename(&event, "source", "deprecatedSource")
    rename(&event, "firstTimestamp", "deprecatedFirstTimestamp")
    rename(&event, "lastTimestamp", "deprecatedLastTimestamp")
    rename(&event, "count", "deprecatedCount")
    return event
  }

  static func eventToCore(_ object: Value) -> Value {
    var event = object
    rename(&event, "regarding", "involvedObject")
    rename(&event, "note", "message")
    rename(&event, "reportingController", "reportingComponent")
    rename(&event, "deprecatedSource", "source")
    rename(&event, "deprecatedFirstTimestamp", "firstTimestamp")
    rename(&event, "deprecatedLastTimestamp", "lastTimestamp")
    rename(&event, "deprecatedCount", "count")
    return event
  }

  /// autoscaling/v1 knows one CPU target; the other metrics go into an annotation as JSON.
  static func autoscalerToV1(_ object: Value) -> Value {
    var result = object
    guard var spec = object["spec"] else { return result }
    var others: [Value] = []
    for metric in spec["metrics"]?.array ?? [] {
      if metric["type"]?.string == "Resource", metric.at("resource", "name")?.string == "cpu",
        let target = metric.at("resource", "target", "averageUtilization"),
        spec["targetCPUUtilizationPercentage"] == nil
      {
        spec["targetCPUUtilizationPercentage"] = target
      } else {
        others.append(metric)
      }
    }
    spec["metrics"] = nil
    func annotate(_ name: String, _ value: Value) {
      result.set(.string(JSON.write(value, sortedKeys: false)), at: "metadata", "annotations", name)
    }
    if !others.isEmpty { annotate("autoscaling.alpha.kubernetes.io/metrics", .array(others)) }
    if let behavior = spec["behavior"] {
      spec["behavior"] = nil
      annotate("autoscaling.alpha.kubernetes.io/behavior", behavior)
    }
    result["spec"] = spec
    if var status = result["status"] {
      for metric in status["currentMetrics"]?.array ?? [] where metric.at("resource", "name")?.string == "cpu" {
        status["currentCPUUtilizationPercentage"] = metric.at("resource", "current", "averageUtilization")
      }
      if let conditions = status["conditions"] { annotate("autoscaling.alpha.kubernetes.io/conditions", conditions) }
      status["currentMetrics"] = nil
      status["conditions"] = nil
      result["status"] = status
    }
    return result
  }

  static func autoscalerToV2(_ object: Value) -> Value {
    var result = object
    guard var spec = object["spec"] else { return result }
    var metrics: [Value] = []
    if let target = spec["targetCPUUtilizationPercentage"] {
      let wanted: Value = ["type": "Utilization", "averageUtilization": target]
      metrics.append(["type": "Resource", "resource": ["name": "cpu", "target": wanted]])
      spec["targetCPUUtilizationPercentage"] = nil
    }
    func annotation(_ name: String) -> Value? {
      guard let text = object.annotation(name), let value = try? JSON.parse(text) else { return nil }
      result.set(nil, at: "metadata", "annotations", name)
      return value
    }
    metrics += annotation("autoscaling.alpha.kubernetes.io/metrics")?.array ?? []
    if let behavior = annotation("autoscaling.alpha.kubernetes.io/behavior") { spec["behavior"] = behavior }
    if !metrics.isEmpty { spec["metrics"] = .array(metrics) }
    result["spec"] = spec
    return result
  }
}
