import KubeAPI
import Manifest

/// The tailnet of a rehearsal, and how its operator came into the cluster.
public struct TailscaleSettings: Sendable, Hashable {
  /// The tailnet's DNS name: `tail1234.ts.net`.
  public var tailnet: String
  /// Whether HTTPS certificates are switched on in the tailnet.
  public var https = true
  /// The cluster was given with its operator: it acts without waiting for a Deployment of its chart.
  public var assumedPresent = false
  /// Where an assumed operator lives.
  public var namespace = "tailscale"
  /// From a proxy's start to its login.
  public var login = Duration.seconds(3)
  /// Device names that are taken already.
  public var takenNames: [String] = []

  public init(tailnet: String = "tailnet.ts.net") { self.tailnet = tailnet }

  /// Reads `{tailnet, https, assumedPresent, namespace, takenNames}`; `tailnet` may leave out `.ts.net`.
  public init(_ value: Value?, file: String = "") throws(SourceError) {
    self.init()
    guard let value, !value.isNull else { return }
    let reader = AccountReader(file: file)
    try reader.check(value, "tailscale", ["tailnet", "https", "assumedPresent", "namespace", "takenNames"])
    if let name = value["tailnet"]?.string, !name.isEmpty { tailnet = name.contains(".") ? name : name + ".ts.net" }
    https = value["https"]?.bool ?? true
    assumedPresent = value["assumedPresent"]?.bool ?? false
    if let name = value["namespace"]?.string, !name.isEmpty { namespace = name }
    takenNames = value.strings("takenNames")
  }
}
