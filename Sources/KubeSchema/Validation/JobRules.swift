import KubeAPI
import Manifest

/// Validation of jobs and cron jobs.
enum JobRules {
  static func job(_ job: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let spec = job["spec"] ?? [:]
    generatedSelector(job, spec, &errors)
    jobSpec(spec, "spec", &errors)
    let selector = spec.there("selector")
    if let selector {
      errors.labelSelector("spec.selector", selector)
    } else {
      errors.required("spec.selector")
    }
    // No selector matches nothing, one that cannot be read is not asked.
    if selector.map(WorkloadRules.isReadable) != false {
      let labels = spec.at("template", "metadata", "labels")
      if selector.map({ WorkloadRules.matches($0, labels) }) != true {
        errors.invalid(
          "spec.template.metadata.labels", (labels ?? .null).sortedMap, "`selector` does not match template `labels`")
      }
    }
    if let old {
      update(job, old, &errors)
    } else if spec.text("completionMode") == "Indexed", let count = spec["completions"]?.int, count > 0 {
      let hostname = "\(job.name)-\(count - 1)"
      if !NameRules.dns1123Label(hostname).isEmpty {
        errors.invalid(
          "metadata.name", .string(job.name), "will not able to create pod with invalid DNS label: \(hostname)")
      }
    }
    return errors.list
  }

  /// What selector generation gives the template must be there, and the selector must be of it.
  private static func generatedSelector(_ job: Value, _ spec: Value, _ errors: inout ErrorList) {
    guard spec["manualSelector"]?.bool != true, let selector = spec.there("selector"), !job.uid.isEmpty else { return }
    let labels = spec.at("template", "metadata", "labels")
    let expected: Object = [
      "controller-uid": .string(job.uid), "job-name": .string(job.name),
      "batch.kubernetes.io/controller-uid": .string(job.uid), "batch.kubernetes.io/job-name": .string(job.name),
    ]
    for pair in expected {
      let path = "spec.template.metadata.labels[\(pair.key)]"
      let wanted = "must be '\(pair.value.string ?? "")'"
      switch labels?[pair.key] {
      case nil: errors.required(path, wanted)
      case pair.value?: break
      default: errors.invalid(path, (labels ?? .null).sortedMap, wanted)
      }
    }
    if !WorkloadRules.matches(selector, .object(expected)) {
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
    if spec.has("maxFailedIndexes"), !spec.has("backoffLimitPerIndex") {
      errors.required("\(path).backoffLimitPerIndex", "when maxFailedIndexes is specified")
    }
    if let manager = spec.there("managedBy")?.string {
      errors.domainPrefixedPath("\(path).managedBy", manager)
      if manager.utf8.count > 63 { errors.add(.tooLong("\(path).managedBy", 63)) }
    }
    let mode = spec.there("completionMode")?.string ?? "NonIndexed"
    if mode != "NonIndexed" && mode != "Indexed" {
      errors.notSupported("\(path).completionMode", .string(mode), ["NonIndexed", "Indexed"])
    }
    if mode == "Indexed" { indexed(spec, path, &errors) }
    if mode == "NonIndexed" {
      for name in ["backoffLimitPerIndex", "maxFailedIndexes"] where spec.has(name) {
        errors.invalid("\(path).\(name)", spec[name], "requires indexed completion mode")
      }
    }
    if let policy = spec.there("podFailurePolicy") {
      JobPolicyRules.failure(policy, spec, "\(path).podFailurePolicy", &errors)
    }
    if let policy = spec.there("successPolicy") {
      if mode == "Indexed" {
        JobPolicyRules.success(policy, spec, "\(path).successPolicy", &errors)
      } else {
        errors.invalid(
          "\(path).successPolicy", GoDump.dump(policy, "io.k8s.api.batch.v1.SuccessPolicy"),
          "requires indexed completion mode")
      }
    }
    let replacements = spec.has("podFailurePolicy") ? ["Failed"] : ["Failed", "TerminatingOrFailed"]
    errors.optionalOneOf("\(path).podReplacementPolicy", spec["podReplacementPolicy"], replacements)
    WorkloadRules.template(spec["template"] ?? [:], "\(path).template", &errors)
    restartPolicy(spec, path, &errors)
  }

  private static func indexed(_ spec: Value, _ path: String, _ errors: inout ErrorList) {
    let completions = spec["completions"]?.int
    let parallelism = spec["parallelism"]?.int
    let failed = spec["maxFailedIndexes"]?.int
    if completions == nil { errors.required("\(path).completions", "when completion mode is Indexed") }
    if let parallelism, parallelism > 100_000 {
      errors.invalid(
        "\(path).parallelism", .int(parallelism),
        "must be less than or equal to 100000 when completion mode is Indexed")
    }
    if let completions, let failed, failed > completions {
      errors.invalid("\(path).maxFailedIndexes", .int(failed), "must be less than or equal to completions")
    }
    if let failed, failed > 100_000 {
      errors.invalid("\(path).maxFailedIndexes", .int(failed), "must be less than or equal to 100000")
    }
    guard let completions, completions > 100_000, spec.has("backoffLimitPerIndex") else { return }
    if failed == nil {
      errors.required("\(path).maxFailedIndexes", "must be specified when completions is above 100000")
    }
    let words =
      "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index"
    if let parallelism, parallelism > 10_000 { errors.invalid("\(path).parallelism", .int(parallelism), words) }
    if let failed, failed > 10_000 { errors.invalid("\(path).maxFailedIndexes", .int(failed), words) }
  }

  private static func restartPolicy(_ spec: Value, _ path: String, _ errors: inout ErrorList) {
    let place = "\(path).template.spec.restartPolicy"
    let policy = spec.at("template", "spec", "restartPolicy")?.string ?? ""
    if policy.isEmpty || policy == "Always" {
      errors.required(place, "valid values: \"OnFailure\", \"Never\"")
    } else if policy != "OnFailure" && policy != "Never" {
      errors.notSupported(place, .string(policy), ["OnFailure", "Never"])
    } else if spec.has("podFailurePolicy") && policy != "Never" {
      errors.invalid(
        place, .string(policy), "only \"Never\" is supported when podFailurePolicy is specified")
    }
  }

  private static func update(_ job: Value, _ old: Value, _ errors: inout ErrorList) {
    let spec = job["spec"] ?? [:]
    let before = old["spec"] ?? [:]
    if spec.text("completionMode") != "Indexed" {
      errors.immutable("spec.completions", spec["completions"], before["completions"])
    } else if spec.has("completions"), spec["completions"] != before["completions"],
      spec["completions"] != spec["parallelism"]
    {
      errors.invalid("spec.completions", spec["completions"], "can only be modified in tandem with spec.parallelism")
    }
    errors.immutableSelector("spec.selector", spec["selector"], before["selector"])
    templateUpdate(job, old, &errors)
    errors.immutable("spec.completionMode", spec["completionMode"], before["completionMode"])
    immutable("podFailurePolicy", "io.k8s.api.batch.v1.PodFailurePolicy", spec, before, &errors)
    errors.immutable("spec.backoffLimitPerIndex", spec["backoffLimitPerIndex"], before["backoffLimitPerIndex"])
    errors.immutable("spec.managedBy", spec["managedBy"], before["managedBy"])
    immutable("successPolicy", "io.k8s.api.batch.v1.SuccessPolicy", spec, before, &errors)
  }

  private static func immutable(
    _ name: String, _ type: String, _ spec: Value, _ before: Value, _ errors: inout ErrorList
  ) {
    guard (spec[name] ?? .null) != (before[name] ?? .null) else { return }
    errors.invalid("spec.\(name)", spec.there(name).map { GoDump.dump($0, type) } ?? .null, "field is immutable")
  }

  /// A suspended job may still be steered to other nodes and get other resources.
  private static func templateUpdate(_ job: Value, _ old: Value, _ errors: inout ErrorList) {
    var now = job.at("spec", "template") ?? [:]
    let before = old.at("spec", "template") ?? [:]
    let isSuspended = old.at("spec", "suspend")?.bool == true
    let hasSuspended = (old.at("status", "conditions")?.array ?? []).contains {
      $0.text("type") == "Suspended" && $0.text("status") == "True"
    }
    let isWaiting =
      isSuspended && (old.at("status", "startTime") == nil || hasSuspended)
      && (old.at("status", "active")?.int ?? 0) == 0
    guard isWaiting else {
      if now != before {
        let members = job.at("spec", "template", "metadata")?.object ?? Object()
        var shown = Object(uniquePairs: members.map { .init(key: $0.key, value: $0.value.sortedMap) })
        shown["Spec"] = GoDump.dump(job.at("spec", "template", "spec") ?? [:], "io.k8s.api.core.v1.PodSpec")
        errors.invalid("spec.template", .object(shown), "field is immutable")
      }
      return
    }
    for name in ["nodeSelector", "tolerations", "schedulingGates"] {
      now.set(before.at("spec", name), at: "spec", name)
    }
    nodeAffinity(&now, before)
    for list in ["containers", "initContainers"] { takeResources(&now, before, list) }
    if now["spec"] != before["spec"] {
      let type = "io.k8s.api.core.v1.PodSpec"
      errors.invalid(
        "spec.template.spec", GoDump.dump(job.at("spec", "template", "spec") ?? [:], type), "field is immutable")
    }
  }

  private static func takeResources(_ now: inout Value, _ before: Value, _ list: String) {
    let old = before.at("spec", list)?.array ?? []
    guard var containers = now.at("spec", list)?.array, containers.count == old.count else { return }
    for i in containers.indices where containers[i]["name"] == old[i]["name"] {
      containers[i]["resources"] = old[i]["resources"]
    }
    now.set(.array(containers), at: "spec", list)
  }

  /// Of affinities only that to nodes may change.
  private static func nodeAffinity(_ now: inout Value, _ before: Value) {
    let old = before.at("spec", "affinity", "nodeAffinity")
    if before.at("spec", "affinity") == nil {
      var rest = now.at("spec", "affinity") ?? [:]
      rest["nodeAffinity"] = nil
      if rest == [:] { now.set(nil, at: "spec", "affinity") }
    } else {
      now.set(old, at: "spec", "affinity", "nodeAffinity")
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
      if let message = CronSchedule.complaint(schedule) { errors.invalid("spec.schedule", .string(schedule), message) }
      let hadZone = old?.at("spec", "schedule")?.string?.contains("TZ") ?? false
      if schedule.contains("TZ") {
        if !hadZone {
          errors.invalid(
            "spec.schedule", .string(schedule), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        } else if spec.has("timeZone") {
          errors.invalid(
            "spec.schedule", .string(schedule), "cannot use both timeZone field and TZ or CRON_TZ in schedule")
        }
      }
    }
    errors.nonNegative("spec.startingDeadlineSeconds", spec["startingDeadlineSeconds"])
    if old == nil || old?.at("spec", "timeZone") != spec["timeZone"] { timeZone(spec, &errors) }
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
    if old == nil, job.name.utf8.count > 52 {
      errors.invalid("metadata.name", .string(job.name), "must be no more than 52 characters")
    }
    return errors.list
  }

  private static func timeZone(_ spec: Value, _ errors: inout ErrorList) {
    guard let zone = spec.there("timeZone")?.string else { return }
    if zone.isEmpty {
      errors.invalid("spec.timeZone", "", "timeZone must be nil or non-empty string")
      return
    }
    let isOdd = zone.split(separator: "/", omittingEmptySubsequences: false).contains { part in
      part == "." || part == ".." || part.hasPrefix("-") || part.isEmpty || part.utf8.count > 14
        || !part.utf8.allSatisfy {
          ($0 >= 48 && $0 <= 57) || ($0 | 32 >= 97 && $0 | 32 <= 122) || "._-+".utf8.contains($0)
        }
    }
    if isOdd {
      errors.invalid("spec.timeZone", .string(zone), "unknown time zone \(zone)")
      return
    }
    if zone.lowercased() == "local" {
      errors.invalid(
        "spec.timeZone", .string(zone),
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
    }
    if zone != "Local", !TimeZoneNames.isKnown(zone) {
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
