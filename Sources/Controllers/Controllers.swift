/// The control loops of a cluster: Kubernetes' own, the simulated node, and the simulated operators.
///
/// In go nothing but settings; out come values that a driver wakes with changes and time (see ``Controller``). The
/// order
/// of each list is part of the outcome: of two loops woken by the same change the earlier one in the list acts first.
public enum Controllers {
  /// What kube-controller-manager runs. `certificate`: the PEM text of `kube-root-ca.crt`. `watchesNodes`: also what it
  /// does to nodes that somebody makes by hand; a simulated kubelet looks after its own.
  public static func kubernetes(certificate: String = "", watchesNodes: Bool = false) -> [any Controller] {
    let nodes: [any Controller] = watchesNodes ? [NodeLifecycleController()] : []
    return nodes + [
      ServiceAccountController(certificate: certificate), DeploymentController(), ReplicaSetController(),
      StatefulSetController(), DaemonSetController(), JobController(), CronJobController(), EndpointsController(),
      EndpointSliceController(), VolumeController(), ResourceQuotaController(), DisruptionController(),
      AutoscalerController(), NamespaceController(), GarbageCollector(),
    ]
  }

  /// A node that registers itself, a scheduler, and the kubelet of that node.
  public static func kubelet(
    node: NodeSettings = NodeSettings(), programs: [any ContainerProgram] = [], faults: [PodFault] = []
  ) -> [any Controller] {
    var settings = Kubelet.Settings()
    settings.node = node.name
    settings.address = node.address
    settings.programs = programs + Controllers.programs()
    settings.faults = faults
    return [NodeRegistration(node), Scheduler(), Kubelet(settings: settings)]
  }

  /// A node for trying loads: it takes so many pods, and their containers run at once, without a word.
  public static func instantNode(pods: Int64) -> [any Controller] {
    var node = NodeSettings()
    node.pods = pods
    node.cpu = "100000"
    node.memory = "1000Ti"
    var settings = Kubelet.Settings()
    settings.node = node.name
    settings.address = node.address
    settings.pull = .zero
    settings.pullPresent = .zero
    settings.sandbox = .zero
    settings.isBrief = true
    return [NodeRegistration(node), Scheduler(), Kubelet(settings: settings)]
  }

  /// What the containers of the deployment's own charts do.
  public static func programs(connect: CoderVerdict.Connect? = nil) -> [any ContainerProgram] {
    [CoderProgram(connect: connect), ConnectProgram(), OnePasswordOperatorProgram()]
  }

  /// The operators that live in the cluster; each acts only while its own Deployment is Ready.
  public static func operators(account: OnePasswordAccount, tailscale: TailscaleSettings) -> [any Controller] {
    [OnePasswordOperator(account), TailscaleOperator(tailscale)]
  }
}
