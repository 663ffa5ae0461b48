import KubeAPI
import Manifest

/// Validation of jobs and cron jobs.
enum JobRules {
  static func job(_ job: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = job["spec"] ?? [:]
    generatedSelector(job, spec, &errors)
    jobSpec(spec, "spec", &errors)
    if let selector = spec.there("selector") {
      errors.labelSelector("spec.selector", selector)
      let labels = spec.at("template", "metadata", "labels")
      if !WorkloadRules.matches(selector, labels) {
        errors.invalid(
          "spec.template.metadata.labels", (labels ?? .null).sortedMap, "`selector` does not match template `labels`")
      }
    } else {
      errors.required("spec.selector")
    }
    if let old { update(job, old, &errors) }
    return errors.list
  }

  private static func generatedSelector(_ job: Value, _ spec: Value, _ errors: inout ErrorList) {
    guard spec["manualSelector"]?.bool != true, let selector = spec.there("selector"), !job.uid.isEmpty else { return }
    let expected: Value = ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(job.uid)]]
    let legacy: Value = ["matchLabels": ["controller-uid": .string(job.uid)]]
    if selector != expected && selector != legacy {
      errors.invalidSelector("spec.selector", selector, "`selector` not auto-generated")
    }
  }

  static func jobSpec(_ spec: Value, _ path: String, _ errors: inout ErrorList) {
    for name in [
      "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
      "backoffLimitPerIndex", "maxFailedIndexes",
    ] {
      errors.nonNegative("\(path).\(name)", spec[name])
    }
    if let mode = spec.there("completionMode")?.string {
      if mode != "NonIndexed" && mode != "Indexed" {
        errors.notSupported("\(path).completionMode", .string(mode), ["Indexed", "NonIndexed"])
      }
      if mode == "Indexed" {
        if !spec.has("completions") {
          errors.required("\(path).completions", "when completion mode is Indexed")
        }
        if let count = spec["parallelism"]?.int, count > 100_000 {
          errors.invalid(
            "\(path).parallelism", .int(count), "must be less than or equal to 100000 when completion mode is Indexed")
        }
      }
    }
    let isIndexed = spec.text("completionMode") == "Indexed"
    for name in ["backoffLimitPerIndex", "maxFailedIndexes"] where spec.has(name) && !isIndexed {
      errors.invalid("\(path).\(name)", spec[name], "requires indexed completion mode")
    }
    WorkloadRules.template(spec["template"] ?? [:], "\(path).template", &errors)
    let policy = spec.at("template", "spec", "restartPolicy")?.string ?? ""
    if policy.isEmpty || policy == "Always" {
      errors.required("\(path).template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"")
    } else if policy != "OnFailure" && policy != "Never" {
      errors.notSupported(
        "\(path).template.spec.restartPolicy", .string(policy), ["OnFailure", "Never"])
    } else if spec.has("podFailurePolicy") && policy != "Never" {
      errors.invalid(
        "\(path).template.spec.restartPolicy", .string(policy),
        "only \"Never\" is supported when podFailurePolicy is specified")
    }
    errors.optionalOneOf(
      "\(path).podReplacementPolicy", spec["podReplacementPolicy"], ["Failed", "TerminatingOrFailed"])
  }

  private static func update(_ job: Value, _ old: Value, _ errors: inout ErrorList) {
    let spec = job["spec"] ?? [:]
    let before = old["spec"] ?? [:]
    let isIndexed = spec.text("completionMode") == "Indexed" && spec["completions"] == spec["parallelism"]
    if !isIndexed { errors.immutable("spec.completions", spec["completions"], before["completions"]) }
    errors.immutableSelector("spec.selector", spec["selector"], before["selector"])
    templateUpdate(job, old, &errors)
    errors.immutable("spec.completionMode", spec["completionMode"], before["completionMode"])
    errors.immutable("spec.podFailurePolicy", spec["podFailurePolicy"], before["podFailurePolicy"])
    errors.immutable("spec.backoffLimitPerIndex", spec["backoffLimitPerIndex"], before["backoffLimitPerIndex"])
    errors.immutable("spec.managedBy", spec["managedBy"], before["managedBy"])
    errors.immutable("spec.successPolicy", spec["successPolicy"], before["successPolicy"])
  }

  /// A job that has not started may still be steered to other nodes.
  private static func templateUpdate(_ job: Value, _ old: Value, _ errors: inout ErrorList) {
    var now = job.at("spec", "template") ?? [:]
    let before = old.at("spec", "template") ?? [:]
    let isWaiting = old.at("spec", "suspend")?.bool == true && old.at("status", "startTime") == nil
    if isWaiting {
      for name in ["nodeSelector", "tolerations", "schedulingGates", "affinity"] {
        now.set(before.at("spec", name), at: "spec", name)
      }
    }
    if now["spec"] != before["spec"] {
      let type = "io.k8s.api.core.v1.PodSpec"
      errors.invalid(
        "spec.template.spec", GoDump.dump(job.at("spec", "template", "spec") ?? [:], type), "field is immutable")
    }
    if now["metadata"] != before["metadata"] {
      errors.invalid("spec.template.metadata", job.at("spec", "template", "metadata") ?? [:], "field is immutable")
    }
  }

  // MARK: - Cron jobs

  static func cronJob(_ job: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = job["spec"] ?? [:]
    let schedule = spec.text("schedule")
    if schedule.isEmpty {
      errors.required("spec.schedule")
    } else {
      if schedule.contains("TZ") {
        errors.invalid(
          "spec.schedule", .string(schedule), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
      } else if let message = CronSchedule.complaint(schedule) {
        errors.invalid("spec.schedule", .string(schedule), message)
      }
    }
    errors.nonNegative("spec.startingDeadlineSeconds", spec["startingDeadlineSeconds"])
    timeZone(spec, &errors)
    errors.oneOf("spec.concurrencyPolicy", spec.text("concurrencyPolicy"), ["Allow", "Forbid", "Replace"])
    let template = spec["jobTemplate"] ?? [:]
    let inner = template["spec"] ?? [:]
    jobSpec(inner, "spec.jobTemplate.spec", &errors)
    if let selector = inner.there("selector") {
      errors.invalid("spec.jobTemplate.spec.selector", selector, "`selector` will be auto-generated")
    }
    if inner["manualSelector"]?.bool == true {
      errors.notSupported("spec.jobTemplate.spec.manualSelector", true, ["nil", "false"])
    }
    errors.nonNegative("spec.successfulJobsHistoryLimit", spec["successfulJobsHistoryLimit"])
    errors.nonNegative("spec.failedJobsHistoryLimit", spec["failedJobsHistoryLimit"])
    if job.name.utf8.count > 52 {
      errors.invalid("metadata.name", .string(job.name), "must be no more than 52 characters")
    }
    return errors.list
  }

  private static func timeZone(_ spec: Value, _ errors: inout ErrorList) {
    guard let zone = spec.there("timeZone")?.string else { return }
    if zone.isEmpty {
      errors.invalid("spec.timeZone", "", "timeZone must be nil or non-empty string")
    } else if zone.lowercased() == "local" {
      errors.invalid(
        "spec.timeZone", .string(zone),
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
    } else if !TimeZoneNames.isKnown(zone) {
      errors.invalid("spec.timeZone", .string(zone), "unknown time zone \(zone)")
    }
  }
}

/// Names of the time zone database.
enum TimeZoneNames {
  static func isKnown(_ name: String) -> Bool {
    if name == "UTC" { return true }
    guard !name.contains(".."), !name.hasPrefix("/"), !name.contains("\\") else { return false }
    return FileProbe.exists("/usr/share/zoneinfo/" + name)
  }
}
