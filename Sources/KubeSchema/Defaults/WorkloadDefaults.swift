import KubeAPI
import Manifest

/// Defaults of apps and batch (`pkg/apis/apps/v1`, `pkg/apis/batch/v1`).
enum WorkloadDefaults {
  static func apply(_ object: inout Value, _ kind: String) {
    if kind == "DaemonSet" {
      let annotation = "deprecated.daemonset.template.generation"
      if object.annotation(annotation) == nil { object.set("0", at: "metadata", "annotations", annotation) }
    }
    object.change("spec") { spec in
      switch kind {
      case "Deployment": deployment(&spec)
      case "ReplicaSet": spec.fill("replicas", 1)
      case "StatefulSet": statefulSet(&spec)
      case "DaemonSet": daemonSet(&spec)
      case "Job": job(&spec)
      case "CronJob": cronJob(&spec)
      default: break
      }
      if kind == "CronJob" {
        spec.change(path: ["jobTemplate", "spec"]) { PodDefaults.template(&$0) }
      } else {
        PodDefaults.template(&spec)
      }
    }
    if kind == "Job", object.at("metadata", "labels") == nil,
      let labels = object.at("spec", "template", "metadata", "labels"), labels.object?.isEmpty == false
    {
      object.set(labels, at: "metadata", "labels")
    }
  }

  private static func deployment(_ spec: inout Value) {
    spec.fill("replicas", 1)
    spec.fill("strategy", [:])
    spec.change("strategy") { strategy in
      strategy.fillText("type", "RollingUpdate")
      guard strategy.text("type") == "RollingUpdate" else { return }
      strategy.fill("rollingUpdate", [:])
      strategy.change("rollingUpdate") { update in
        update.fill("maxUnavailable", "25%")
        update.fill("maxSurge", "25%")
      }
    }
    spec.fill("revisionHistoryLimit", 10)
    spec.fill("progressDeadlineSeconds", 600)
  }

  private static func statefulSet(_ spec: inout Value) {
    spec.fillText("podManagementPolicy", "OrderedReady")
    spec.fill("updateStrategy", [:])
    spec.change("updateStrategy") { strategy in
      if strategy.text("type").isEmpty {
        strategy["type"] = "RollingUpdate"
        strategy.fill("rollingUpdate", [:])
      }
      if strategy.text("type") == "RollingUpdate" {
        strategy.change("rollingUpdate") { $0.fill("partition", 0) }
      }
    }
    spec.fill("persistentVolumeClaimRetentionPolicy", [:])
    spec.change("persistentVolumeClaimRetentionPolicy") { policy in
      policy.fillText("whenDeleted", "Retain")
      policy.fillText("whenScaled", "Retain")
    }
    spec.fill("replicas", 1)
    spec.fill("revisionHistoryLimit", 10)
    spec.changeEach("volumeClaimTemplates") { claim in
      claim["apiVersion"] = "v1"
      claim["kind"] = "PersistentVolumeClaim"
      CoreDefaults.claim(&claim)
    }
  }

  private static func daemonSet(_ spec: inout Value) {
    spec.fill("updateStrategy", [:])
    spec.change("updateStrategy") { strategy in
      strategy.fillText("type", "RollingUpdate")
      guard strategy.text("type") == "RollingUpdate" else { return }
      strategy.fill("rollingUpdate", [:])
      strategy.change("rollingUpdate") { update in
        update.fill("maxUnavailable", 1)
        update.fill("maxSurge", 0)
      }
    }
    spec.fill("revisionHistoryLimit", 10)
  }

  private static func job(_ spec: inout Value) {
    if !spec.has("completions") && !spec.has("parallelism") {
      spec["completions"] = 1
      spec["parallelism"] = 1
    }
    spec.fill("parallelism", 1)
    let isPerIndex = spec.has("backoffLimitPerIndex")
    let hasFailurePolicy = spec.has("podFailurePolicy")
    spec.fill("backoffLimit", isPerIndex ? .int(Int64(Int32.max)) : 6)
    spec.fill("completionMode", "NonIndexed")
    spec.fill("suspend", false)
    spec.fill("manualSelector", false)
    spec.fill("podReplacementPolicy", hasFailurePolicy ? "Failed" : "TerminatingOrFailed")
    spec.change("podFailurePolicy") { policy in
      policy.changeEach("rules") { rule in rule.changeEach("onPodConditions") { $0.fillText("status", "True") } }
    }
  }

  private static func cronJob(_ spec: inout Value) {
    spec.fillText("concurrencyPolicy", "Allow")
    spec.fill("suspend", false)
    spec.fill("successfulJobsHistoryLimit", 3)
    spec.fill("failedJobsHistoryLimit", 1)
  }
}
