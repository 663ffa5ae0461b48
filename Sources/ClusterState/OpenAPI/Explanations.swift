/// Short descriptions of kinds and fields for `kubectl explain`, in our own words.
enum Explanations {
  /// A line `Type` or `Type.field` (without `io.k8s.api.`), a bar, the text.
  private static let text = """
    core.v1.ConfigMap|Configuration that pods can read.
    core.v1.Secret|Confidential data that pods can read.
    core.v1.Secret.data|Values in base64, by key.
    core.v1.Secret.stringData|Values as plain text; the server moves them into data.
    core.v1.Service|A stable name and address for a set of pods.
    core.v1.ServiceSpec.ports|The ports that the service listens on.
    core.v1.ServicePort|One port of a service and where it leads.
    core.v1.ServiceSpec.selector|Labels of the pods that answer.
    core.v1.ServiceSpec.type|How far the service reaches: ClusterIP, NodePort, LoadBalancer or ExternalName.
    core.v1.Pod|One or more containers that run together on a node.
    core.v1.PodSpec|What runs in a pod, and how.
    core.v1.PodSpec.containers|The containers of the pod.
    core.v1.Container|One program from an image.
    core.v1.Container.env|Environment variables.
    core.v1.Container.image|The image to run.
    core.v1.Namespace|A scope for names and rights.
    core.v1.ServiceAccount|An identity for pods.
    apps.v1.Deployment|Keeps identical pods running and rolls out changes to them.
    apps.v1.DeploymentSpec|What a deployment should keep running.
    apps.v1.DeploymentSpec.replicas|How many pods are wanted.
    apps.v1.DeploymentSpec.strategy|How old pods are replaced by new ones.
    apps.v1.DeploymentSpec.selector|Which pods belong to the deployment.
    apps.v1.DeploymentSpec.template|What the pods look like.
    apps.v1.DeploymentStrategy|How old pods are replaced by new ones.
    apps.v1.DeploymentStrategy.type|Recreate or RollingUpdate.
    apps.v1.DeploymentStrategy.rollingUpdate|Limits of a rolling update.
    apps.v1.StatefulSet|Keeps pods with stable names and storage running.
    apps.v1.DaemonSet|Keeps one pod on each node.
    apps.v1.ReplicaSet|Keeps a number of identical pods running.
    batch.v1.Job|Runs pods until enough of them have succeeded.
    batch.v1.CronJob|Starts jobs by a schedule.
    networking.k8s.io.v1.Ingress|Leads requests from outside to services by host and path.
    networking.v1.Ingress|Leads requests from outside to services by host and path.
    networking.v1.IngressSpec.rules|Which host and path lead where.
    networking.v1.NetworkPolicy|Which traffic pods accept and send.
    rbac.v1.Role|Rights in one namespace.
    rbac.v1.ClusterRole|Rights in the whole cluster.
    """

  private static let known: [String: String] = {
    var map: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let sides = line.split(separator: "|", maxSplits: 1)
      if sides.count == 2 { map["io.k8s.api." + sides[0]] = String(sides[1]) }
    }
    return map
  }()

  static func of(type: String) -> String { known[type] ?? "" }
  static func of(field: String, in type: String) -> String { known["\(type).\(field)"] ?? "" }
}
