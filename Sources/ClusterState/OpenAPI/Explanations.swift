/// Short descriptions of kinds and fields for `kubectl explain`, in our own words.
enum Explanations {
  /// A line `Type` or `Type.field`, a tab, the text.
  private static let text = """
    io.k8s.api.core.v1.ConfigMap\tConfigMap holds configuration data for pods to consume.
    io.k8s.api.apps.v1.Deployment\tDeployment keeps a set of identical pods running and rolls out changes to them.
    """

  private static let known: [String: String] = {
    var map: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let sides = line.split(separator: "\t", maxSplits: 1)
      if sides.count == 2 { map[String(sides[0])] = String(sides[1]) }
    }
    return map
  }()

  static func of(type: String) -> String { known[type] ?? "" }
  static func of(field: String, in type: String) -> String { known["\(type).\(field)"] ?? "" }
}
