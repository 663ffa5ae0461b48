import Files
import Manifest

/// The digest in a Chart.lock: over what Chart.yaml asks for and what was chosen (helm's `resolver.HashReq`).
enum LockDigest {
  static func of(_ wanted: [ChartDependency]?, _ locked: [ChartDependency]?) -> String {
    hash(.array([list(wanted), list(locked)]))
  }

  /// As helm v2 computed it, which helm v3 still takes for charts of apiVersion v1.
  static func v2(_ wanted: [ChartDependency]?) -> String { hash(["dependencies": list(wanted)]) }

  private static func list(_ dependencies: [ChartDependency]?) -> Value {
    dependencies.map { .array($0.map(\.document)) } ?? .null
  }

  private static func hash(_ value: Value) -> String {
    "sha256:" + SHA256Digest.hex(Array(JSON.write(value, sortedKeys: false, escapeHTML: true).utf8))
  }
}
