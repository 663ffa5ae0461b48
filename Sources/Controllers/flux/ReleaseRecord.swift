import Flux
import KubeAPI
import Manifest

/// One version of a release, as Helm's storage keeps it.
struct ReleaseRecord: Sendable {
  enum Status: String, Sendable {
    case pendingInstall = "pending-install"
    case pendingUpgrade = "pending-upgrade"
    case pendingRollback = "pending-rollback"
    case deployed
    case failed
    case superseded
    case uninstalling
    case uninstalled
  }
  var version: Int
  var status: Status
  var chartName: String
  var chartVersion: String
  var appVersion: String
  var configDigest: String
  var values: Value
  var content: ReleaseContent
  var firstDeployed: Instant
  var lastDeployed: Instant
  var action: String
  var description: String
  var testsPassed: Bool?
}
