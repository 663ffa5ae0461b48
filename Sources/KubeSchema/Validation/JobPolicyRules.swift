import KubeAPI
import Manifest

/// Pod failure and success policies of jobs (kubernetes `pkg/apis/batch/validation`).
enum JobPolicyRules {
  static func failure(_ policy: Value, _ spec: Value, _ path: String, _ errors: inout ErrorList) {
    let rules = policy.items("rules", path)
    if rules.count > 20 { errors.add(.tooMany("\(path).rules", rules.count, 20)) }
    var names: Set<String> = []
    for list in ["containers", "initContainers"] {
      for container in spec.at("template", "spec", list)?.array ?? [] { names.insert(container.text("name")) }
    }
    for rule in rules { failureRule(rule.value, spec, rule.path, names, &errors) }
  }

  private static func failureRule(
    _ rule: Value, _ spec: Value, _ path: String, _ names: Set<String>, _ errors: inout ErrorList
  ) {
    let actions = ["Count", "FailIndex", "FailJob", "Ignore"]
    let action = rule.text("action")
    if action.isEmpty {
      errors.required("\(path).action", validValues(actions))
    } else if action == "FailIndex" {
      if !spec.has("backoffLimitPerIndex") {
        errors.invalid("\(path).action", .string(action), "requires the backoffLimitPerIndex to be set")
      }
    } else if !actions.contains(action) {
      errors.notSupported("\(path).action", .string(action), actions)
    }
    let codes = rule.there("onExitCodes")
    let conditions = rule.items("onPodConditions", path)
    if let codes { exitCodes(codes, "\(path).onExitCodes", names, &errors) }
    podConditions(conditions, path, &errors)
    if codes != nil && !conditions.isEmpty {
      errors.add(
        FieldError(.invalid, path, "specifying both OnExitCodes and OnPodConditions is not supported"))
    } else if codes == nil && conditions.isEmpty {
      errors.add(FieldError(.invalid, path, "specifying one of OnExitCodes and OnPodConditions is required"))
    }
  }

  private static func validValues(_ values: [String]) -> String {
    "valid values: [" + values.map { "\"\($0)\"" }.joined(separator: " ") + "]"
  }

  private static func podConditions(
    _ patterns: [(path: String, value: Value)], _ path: String, _ errors: inout ErrorList
  ) {
    if patterns.count > 20 { errors.add(.tooMany("\(path).onPodConditions", patterns.count, 20)) }
    let states = ["False", "True", "Unknown"]
    for pattern in patterns {
      let type = pattern.value.text("type")
      errors.invalid("\(pattern.path).type", type, each: NameRules.qualifiedName(type))
      let status = pattern.value.text("status")
      if status.isEmpty {
        errors.required("\(pattern.path).status", validValues(states))
      } else if !states.contains(status) {
        errors.notSupported("\(pattern.path).status", .string(status), states)
      }
    }
  }

  private static func exitCodes(
    _ requirement: Value, _ path: String, _ names: Set<String>, _ errors: inout ErrorList
  ) {
    let word = requirement.text("operator")
    if word.isEmpty {
      errors.required("\(path).operator", validValues(["In", "NotIn"]))
    } else if word != "In" && word != "NotIn" {
      errors.notSupported("\(path).operator", .string(word), ["In", "NotIn"])
    }
    if let name = requirement.there("containerName")?.string, !names.contains(name) {
      errors.invalid(
        "\(path).containerName", .string(name),
        "must be one of the container or initContainer names in the pod template")
    }
    let values = (requirement["values"]?.array ?? []).map { $0.int ?? 0 }
    if values.isEmpty {
      errors.invalid("\(path).values", requirement["values"], "at least one value is required")
    } else if values.count > 255 {
      errors.add(.tooMany("\(path).values", values.count, 255))
    }
    var seen: Set<Int64> = []
    for (i, value) in values.enumerated() {
      let place = "\(path).values[\(i)]"
      if word == "In" && value == 0 { errors.invalid(place, .int(value), "must not be 0 for the In operator") }
      if !seen.insert(value).inserted { errors.duplicate(place, .int(value)) }
    }
    if zip(values, values.dropFirst()).contains(where: { $0 > $1 }) {
      errors.invalid("\(path).values", requirement["values"], "must be ordered")
    }
  }

  // MARK: - Success

  static func success(_ policy: Value, _ spec: Value, _ path: String, _ errors: inout ErrorList) {
    let rules = policy.items("rules", path)
    if rules.isEmpty {
      errors.required("\(path).rules", "at least one rules must be specified when the successPolicy is specified")
    }
    if rules.count > 20 { errors.add(.tooMany("\(path).rules", rules.count, 20)) }
    guard let completions = spec["completions"]?.int else { return }
    for rule in rules {
      let count = rule.value["succeededCount"]?.int
      let indexes = rule.value.there("succeededIndexes")?.string
      if count == nil && indexes == nil {
        errors.required(rule.path, "at least one of succeededCount or succeededIndexes must be specified")
      }
      var total: Int64 = 0
      if let indexes {
        let place = "\(rule.path).succeededIndexes"
        if indexes.utf8.count > 65_536 { errors.add(.tooLong(place, 65_536)) }
        switch JobIndexes.count(indexes, completions) {
        case .success(let n): total = n
        case .failure(let problem):
          errors.invalid(place, .string(indexes), "error parsing succeededIndexes: \(problem.text)")
        }
      }
      guard let count else { continue }
      let place = "\(rule.path).succeededCount"
      errors.nonNegative(place, .int(count))
      if count > completions {
        errors.invalid(
          place, .int(count),
          "must be less than or equal to \(completions) (the number of specified completions)")
      }
      if indexes != nil && count > total {
        errors.invalid(
          place, .int(count),
          "must be less than or equal to \(total) (the number of indexes in the specified succeededIndexes field)")
      }
    }
  }
}

/// Lists of indexes: `0,2-5`.
enum JobIndexes {
  struct Problem: Error { var text: String }

  /// How many indexes the text names, or what is wrong with it.
  static func count(_ text: String, _ completions: Int64) -> Result<Int64, Problem> {
    if text.isEmpty { return .success(0) }
    var last: Int64?
    var total: Int64 = 0
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let limits = part.split(separator: "-", omittingEmptySubsequences: false)
      if limits.count > 2 {
        return .failure(
          Problem(
            text: "the fragment \(FieldError.show(.string(String(part)))) violates the requirement that an index "
              + "interval can have at most two parts separated by '-'"))
      }
      var bounds: [Int64] = []
      for limit in limits {
        let shown = FieldError.show(.string(String(limit)))
        guard let number = Int32(limit) else {
          return .failure(Problem(text: "cannot convert string to integer for index: \(shown)"))
        }
        if number >= completions { return .failure(Problem(text: "too large index: \(shown)")) }
        bounds.append(Int64(number))
      }
      guard let low = bounds.first, let high = bounds.last else { continue }
      if bounds.count == 2, low >= high {
        return .failure(Problem(text: "non-increasing order, previous: \(low), current: \(high)"))
      }
      if let last, last >= low {
        return .failure(Problem(text: "non-increasing order, previous: \(last), current: \(low)"))
      }
      total += high - low + 1
      last = high
    }
    return .success(total)
  }
}
