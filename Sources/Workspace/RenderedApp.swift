import Files
import Flux
import KubeAPI
import Manifest

/// What the app's HelmReleases render to without a cluster.
public struct RenderedApp: Sendable {
  public struct Release: Sendable {
    /// The HelmRelease as it stands in git.
    public var source: FluxBuild.BuiltObject
    public var key: ObjectKey
    public var releaseName: String
    public var namespace: String
    /// `nil` when chart or values could not be read.
    public var chart: ReleaseChart?
    public var values: Value
    public var content: ReleaseContent
    /// Why it could not be rendered; `nil` when it could.
    public var problem: SourceError?
  }
  /// In the order of the app's files.
  public var releases: [Release] = []
}

extension Workspace {
  /// Renders every HelmRelease of the app whose chart lies in the repository.
  ///
  /// ConfigMaps and Secrets named by valuesFrom are looked for among the app's own objects.
  public func render(sha256Hex: (String) -> String) -> RenderedApp {
    var app = RenderedApp()
    for object in objects(Flux.helmRelease) {
      let value = object.value
      var release = RenderedApp.Release(
        source: object, key: ObjectKey(of: value), releaseName: Flux.releaseName(of: value, sha256Hex: sha256Hex),
        namespace: Flux.releaseNamespace(of: value), chart: nil, values: value.at("spec", "values") ?? [:],
        content: ReleaseContent(), problem: nil)
      do {
        release.values = try ReleaseValues.compose(value) { key in
          objects.first { ObjectKey(of: $0.value) == key }?.value
        }
        if let use = charts.first(where: { $0.releases.contains(release.key) }) {
          let chart = try ReleaseChart.load(
            tree, path: use.path, version: nil,
            valuesFiles: (value.at("spec", "chart", "spec", "valuesFiles")?.array ?? []).compactMap(\.string))
          release.chart = chart
          release.content = try chart.render(
            release: value, releaseName: release.releaseName, namespace: release.namespace, values: release.values,
            isUpgrade: false, revision: 1, target: .init(kubeVersion: rehearsal.kubeVersion),
            isNamespaced: { !Workspace.clusterKinds.contains($0.kind) })
        }
      } catch {
        let path: [PathStep] = ["spec", "chart", "spec", "chart"]
        release.problem = SourceError(
          file: object.file, line: line(of: path, in: object),
          error.file.isEmpty ? error.message : "\(error.file): \(error.message)", nextStep: error.nextStep)
      }
      app.releases.append(release)
    }
    return app
  }

  /// Kinds without a namespace, as far as charts make them: there is no cluster to ask.
  static let clusterKinds: Set<String> = [
    "Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "IngressClass", "StorageClass",
    "PriorityClass", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService",
    "PersistentVolume", "RuntimeClass", "GatewayClass", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "CSIDriver", "VolumeAttributesClass", "ClusterIssuer", "ClusterSecretStore",
    "Connector", "ProxyClass", "ProxyGroup", "DNSConfig", "Recorder", "ClusterPolicy", "Node", "FlowSchema",
    "PriorityLevelConfiguration", "CertificateSigningRequest", "VolumeSnapshotClass", "IngressClassParams",
  ]
}
