import ClusterState
import KubeAPI
import Manifest
import Testing

func configMap(_ name: String, namespace: String = "default", _ data: [String: String] = [:]) -> Value {
  let pairs = data.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
  return [
    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": .string(namespace)],
    "data": .object(Object(pairs: pairs)),
  ]
}

func key(_ name: String, namespace: String = "default") -> ObjectKey {
  ObjectKey(GroupKind("", "ConfigMap"), namespace, name)
}

let deployment: Value = [
  "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "default"],
  "spec": [
    "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
    "template": [
      "metadata": ["labels": ["app": "web"]],
      "spec": ["containers": [["name": "main", "image": "i:1", "ports": [["containerPort": 80]]]]],
    ],
  ],
]

extension ClusterState {
  /// A JSON request and its answer.
  mutating func send(
    _ method: String, _ target: String, _ body: Value? = nil, type: String = "application/json",
    headers: [(name: String, value: String)] = []
  ) -> (status: Int, body: Value) {
    let request = APIRequest(
      method: method, target: target, headers: [("content-type", type)] + headers,
      body: body.map { JSON.bytes($0) } ?? [])
    let response = handle(request)
    return (response.status, (try? JSON.parse(response.body)) ?? .null)
  }
}
