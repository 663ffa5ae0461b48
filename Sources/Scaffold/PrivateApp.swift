import Files
import Manifest

/// `drydock new app`: any chart with the same private pattern: own namespace, pinned chart, Tailscale Ingress.
public struct PrivateApp: Sendable {
  /// The app directory, relative to the monorepo.
  public var directory: String
  /// The release's and the namespace's name.
  public var name: String
  /// Where the chart lies in the monorepo: `third_party/vendir/charts/grafana`, `./libs/site`.
  public var chart: String
  /// The Service that the chart makes, and the name of its port.
  public var service: String
  public var servicePort = "http"
  /// The name that Tailscale serves.
  public var host: String
  public var tailnet = "tailnet"
  public var repositoryName = "setup"
  public var repositoryURL = "https://github.com/example/setup"
  public var repositorySecret: String?
  public var branch = "main"
  /// Whether the chart is our own and keeps its version.
  public var isLocalChart: Bool

  public init(directory: String, name: String, chart: String) {
    self.directory = directory
    self.name = name
    self.chart = chart
    service = name
    host = name
    isLocalChart =
      !chart.split(separator: "/").contains("vendir") && !chart.split(separator: "/").contains("third_party")
  }

  public func files() throws(SourceError) -> [Scaffold.File] {
    guard let path = FilePath.clean(directory), !path.isEmpty else {
      throw SourceError("\(directory): the app directory must lie inside the monorepo")
    }
    for (value, option) in [
      (FilePath.base(path), "the folder's name"), (name, "--name"), (host, "--host"), (service, "--service"),
      (servicePort, "--service-port"), (repositoryName, "--repository"),
    ] {
      try Scaffold.check(value, option)
    }
    let short = tailnet.hasSuffix(".ts.net") ? String(tailnet.dropLast(".ts.net".count)) : tailnet
    try Scaffold.check(short, "--tailnet")
    let resources = [
      "namespace-flux-system.yaml", "namespace-\(name).yaml", "gitrepository-\(repositoryName).yaml",
      "kustomization-root.yaml", "helmrelease-\(name).yaml", "ingress-\(name).yaml",
    ]
    return [
      Scaffold.File("\(path)/namespace-flux-system.yaml", Scaffold.namespace("flux-system")),
      Scaffold.File("\(path)/namespace-\(name).yaml", Scaffold.namespace(name)),
      Scaffold.File(
        "\(path)/gitrepository-\(repositoryName).yaml",
        Scaffold.gitRepository(repositoryName, url: repositoryURL, branch: branch, secret: repositorySecret)),
      Scaffold.File(
        "\(path)/kustomization-root.yaml",
        Scaffold.rootKustomization(FilePath.base(path), source: repositoryName, path: path)),
      Scaffold.File("\(path)/kustomization.yaml", Scaffold.resources(resources)),
      Scaffold.File("\(path)/helmrelease-\(name).yaml", release()),
      Scaffold.File("\(path)/ingress-\(name).yaml", ingress()),
      Scaffold.File(
        "\(path)/rehearsal.yaml",
        """
        # What the cluster has that git must not hold. For rehearsals only: every value is made up.
        apiVersion: drydock.dev/v1alpha1
        kind: Rehearsal
        tailnet: \(short).ts.net
        git:
          branch: \(Scaffold.scalar(branch))

        """),
      Scaffold.File("\(path)/.gitignore", "# cluster-admin credentials never go into git\nkubeconfig*\n*.kubeconfig\n"),
    ]
  }

  private func release() -> String {
    """
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: \(Scaffold.scalar(name))
      namespace: flux-system
    spec:
      interval: 30m
      timeout: 10m
      # the default would be \(name)-\(name)
      releaseName: \(Scaffold.scalar(name))
      targetNamespace: \(Scaffold.scalar(name))
      chart:
        spec:
          chart: \(Scaffold.scalar(chart))
          reconcileStrategy: \(isLocalChart ? "Revision" : "ChartVersion")
          interval: 12h
          sourceRef:
            kind: GitRepository
            name: \(Scaffold.scalar(repositoryName))
            namespace: flux-system
      install:
        # the namespace has one owner: namespace-\(name).yaml
        createNamespace: false
        remediation:
          retries: 3
      upgrade:
        remediation:
          retries: 3
      driftDetection:
        mode: enabled
      # set what the chart exposes to ClusterIP; `drydock check` judges the rendered result
      values: {}

    """
  }

  private func ingress() -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: \(Scaffold.scalar(name))
      namespace: \(Scaffold.scalar(name))
    spec:
      ingressClassName: tailscale
      defaultBackend:
        service:
          name: \(Scaffold.scalar(service))
          port:
            # by name: the operator does not check numbers
            name: \(Scaffold.scalar(servicePort))
      tls:
        - hosts:
            - \(Scaffold.scalar(host))

    """
  }
}
