import KubeAPI
import Manifest

/// Annotations of pods that mean something to the server.
enum PodAnnotationRules {
  static func check(_ annotations: Value?, _ path: String, _ errors: inout ErrorList) {
    if let cost = annotations?["controller.kubernetes.io/pod-deletion-cost"]?.string, !isInt32(cost) {
      errors.invalid(
        "\(path)[controller.kubernetes.io/pod-deletion-cost]", .string(cost), "must be a 32bit integer")
    }
    for pair in annotations?.object?.sorted() ?? [] {
      let isSeccomp =
        pair.key == "seccomp.security.alpha.kubernetes.io/pod"
        || pair.key.hasPrefix("container.seccomp.security.alpha.kubernetes.io/")
      guard isSeccomp else { continue }
      let profile = pair.value.string ?? ""
      if ["runtime/default", "docker/default", "unconfined"].contains(profile) { continue }
      let place = "\(path).\(pair.key)"
      guard profile.hasPrefix("localhost/") else {
        errors.invalid(place, .string(profile), "must be a valid seccomp profile")
        continue
      }
      var rules = PodRules(isPod: false)
      rules.descendingPath(String(profile.dropFirst("localhost/".count)), place)
      errors.add(rules.errors.list)
    }
  }

  /// A 32-bit integer without a plus sign or leading zeros.
  private static func isInt32(_ text: String) -> Bool {
    guard let number = Int32(text) else { return false }
    return String(number) == text
  }
}
