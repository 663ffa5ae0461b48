import Manifest

/// Indexed Jobs: `completedIndexes` as text, and the marks on their pods.
enum JobIndexes {
  /// `1,3-5` → 1, 3, 4, 5.
  static func parse(_ text: String) -> [Int64] {
    var list: [Int64] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { Int64($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last - first < 100_000 else { continue }
      list += first...last
    }
    return list
  }

  static func text(_ sorted: [Int64]) -> String {
    var parts: [String] = []
    var i = 0
    while i < sorted.count {
      var j = i
      while j + 1 < sorted.count && sorted[j + 1] == sorted[j] + 1 { j += 1 }
      switch j - i {
      case 0: parts.append("\(sorted[i])")
      case 1: parts.append("\(sorted[i]),\(sorted[j])")
      default: parts.append("\(sorted[i])-\(sorted[j])")
      }
      i = j + 1
    }
    return parts.joined(separator: ",")
  }

  static func mark(_ pod: inout Value, _ index: Int64, job: String) {
    let text = Value.string(String(index))
    pod.set(.string("\(job)-\(index)-"), at: "metadata", "generateName")
    pod.set(text, at: "metadata", "annotations", JobPass.indexAnnotation)
    pod.set(text, at: "metadata", "labels", JobPass.indexAnnotation)
    pod.set(.string("\(job)-\(index)"), at: "spec", "hostname")
    let entry: Value = [
      "name": "JOB_COMPLETION_INDEX",
      "valueFrom": ["fieldRef": ["fieldPath": .string("metadata.labels['\(JobPass.indexAnnotation)']")]],
    ]
    for field in ["containers", "initContainers"] {
      var containers = pod.items("spec", field)
      if containers.isEmpty { continue }
      for i in containers.indices {
        let env = containers[i].items("env")
        if !env.contains(where: { $0.text("name") == "JOB_COMPLETION_INDEX" }) {
          containers[i]["env"] = .array(env + [entry])
        }
      }
      pod.set(.array(containers), at: "spec", field)
    }
  }
}
