import Manifest

extension ClientConfig {
  /// The configuration of a pod: its service account's token and the cluster's authority; `nil` outside of a pod.
  static func inCluster(_ environment: ClientEnvironment) throws(SourceError) -> ClientConfig? {
    let host = environment["KUBERNETES_SERVICE_HOST"]
    let port = environment["KUBERNETES_SERVICE_PORT"]
    let token = environment.serviceAccount + "/token"
    guard !host.isEmpty, !port.isEmpty, DiskFile.isFile(token) else { return nil }
    let shown = host.contains(":") ? "[\(host)]" : host
    var config = ClientConfig(
      server: "https://\(shown):\(port)", context: "", cluster: "", user: "",
      namespace: environment["POD_NAMESPACE"])
    config.credentials.tokenFile = token
    config.authorities = try? DiskFile.read(environment.serviceAccount + "/ca.crt")
    if config.namespace.isEmpty, let bytes = try? DiskFile.read(environment.serviceAccount + "/namespace") {
      config.namespace = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    }
    if config.namespace.isEmpty { config.namespace = "default" }
    return config
  }
}
