import ClusterState
import KubeAPI
import Manifest

/// The objects of an operator that the cluster was given with.
enum TailscaleInstallation {
  static func make(_ settings: TailscaleSettings, in cluster: inout ClusterState) throws(StatusError) {
    let namespace = Value.string(settings.namespace)
    var objects: [Value] = [
      ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": namespace]],
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": ["name": "tailscale"],
        "spec": ["controller": "tailscale.com/ts-ingress"],
      ],
    ]
    for name in ["operator", "proxies"] {
      objects.append([
        "apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": .string(name), "namespace": namespace],
      ])
    }
    var container: Value = ["name": "operator", "image": "tailscale/k8s-operator:stable", "imagePullPolicy": "Always"]
    container["env"] = [
      ["name": "OPERATOR_NAMESPACE", "value": namespace],
      ["name": "OPERATOR_INGRESS_CLASS_NAME", "value": "tailscale"],
      ["name": "PROXY_IMAGE", "value": "tailscale/tailscale:stable"], ["name": "PROXY_TAGS", "value": "tag:k8s"],
    ]
    var deployment: Value = ["apiVersion": "apps/v1", "kind": "Deployment"]
    deployment["metadata"] = ["name": "operator", "namespace": namespace]
    deployment["spec"] = [
      "replicas": 1, "strategy": ["type": "Recreate"], "selector": ["matchLabels": ["app": "operator"]],
      "template": [
        "metadata": ["labels": ["app": "operator"]],
        "spec": ["serviceAccountName": "operator", "containers": .array([container])],
      ],
    ]
    objects.append(deployment)
    for object in objects where cluster.get(ObjectKey(of: object)) == nil {
      do {
        _ = try cluster.create(object, by: "helm")
      } catch  where error.isAlreadyExists {
        continue
      } catch {
        throw error
      }
    }
  }
}
