import KubeAPI
import Manifest

/// Flux's kinds and the rules that its controllers share: dependency order, names, substitution, apply stages, health.
///
/// In go manifests (`Value`) and files (`FileTree`); out come names, orders, rendered objects and states. Nothing here
/// looks at a clock or at a cluster: the simulated controllers and the offline build are both written with it.
/// Rules follow Flux 2.9 (source-controller 1.9, kustomize-controller 1.9, helm-controller 1.6), fluxcd/pkg and
/// fluxcd/cli-utils.
public enum Flux {
  public static let gitRepository = GroupKind("source.toolkit.fluxcd.io", "GitRepository")
  public static let helmChart = GroupKind("source.toolkit.fluxcd.io", "HelmChart")
  public static let helmRepository = GroupKind("source.toolkit.fluxcd.io", "HelmRepository")
  public static let ociRepository = GroupKind("source.toolkit.fluxcd.io", "OCIRepository")
  public static let bucket = GroupKind("source.toolkit.fluxcd.io", "Bucket")
  public static let kustomization = GroupKind("kustomize.toolkit.fluxcd.io", "Kustomization")
  public static let helmRelease = GroupKind("helm.toolkit.fluxcd.io", "HelmRelease")

  public static let finalizer = "finalizers.fluxcd.io"
  public static let requestedAt = "reconcile.fluxcd.io/requestedAt"
  public static let forceAt = "reconcile.fluxcd.io/forceAt"
  public static let resetAt = "reconcile.fluxcd.io/resetAt"

  /// Reads a metav1.Duration (`1h30m`, `500ms`): `nil` when it is none.
  public static func duration(_ text: String?) -> Duration? {
    guard let text, !text.isEmpty else { return nil }
    if text == "0" { return .zero }
    var total: Double = 0
    var number = ""
    var unit = ""
    func flush() -> Bool {
      guard let n = Double(number) else { return false }
      let seconds: Double
      switch unit {
      case "h": seconds = 3600
      case "m": seconds = 60
      case "s": seconds = 1
      case "ms": seconds = 0.001
      case "us", "µs", "μs": seconds = 0.000_001
      case "ns": seconds = 0.000_000_001
      default: return false
      }
      total += n * seconds
      number = ""
      unit = ""
      return true
    }
    for c in text {
      if c.isNumber || c == "." {
        if !unit.isEmpty && !flush() { return nil }
        number.append(c)
      } else {
        unit.append(c)
      }
    }
    guard flush(), total.isFinite, total < 9e9 else { return nil }
    return .nanoseconds(Int64((total * 1e9).rounded()))
  }

  /// A duration as Go's `time.Duration.String` writes it: `10m0s`, `1h0m0s`, `1.5s`, `250ms`.
  public static func text(_ duration: Duration) -> String {
    let nanos = duration.wholeNanoseconds
    if nanos == 0 { return "0s" }
    let sign = nanos < 0 ? "-" : ""
    let n = nanos.magnitude
    func fraction(_ value: UInt64, _ unit: UInt64, _ name: String) -> String {
      let whole = value / unit
      var rest = String(value % unit)
      if value % unit == 0 { return "\(whole)\(name)" }
      let digits = String(unit).utf8.count - 1
      rest = String(repeating: "0", count: digits - rest.utf8.count) + rest
      while rest.hasSuffix("0") { rest.removeLast() }
      return "\(whole).\(rest)\(name)"
    }
    if n < 1_000 { return "\(sign)\(n)ns" }
    if n < 1_000_000 { return sign + fraction(n, 1_000, "µs") }
    if n < 1_000_000_000 { return sign + fraction(n, 1_000_000, "ms") }
    let second = UInt64(1_000_000_000)
    let hours = n / (3600 * second)
    let minutes = n / (60 * second) % 60
    let seconds = fraction(n % (60 * second), second, "s")
    if hours > 0 { return "\(sign)\(hours)h\(minutes)m\(seconds)" }
    if minutes > 0 { return "\(sign)\(minutes)m\(seconds)" }
    return sign + seconds
  }
}
