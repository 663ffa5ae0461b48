import ClusterState
import KubeAPI
import Manifest

/// A cluster with one object of several kinds, which requests go to; each input starts from the same.
enum FuzzCluster {
  static let start: ClusterState = {
    var cluster = ClusterState()
    let bodies = [
      (
        "/apis/apps/v1/namespaces/default/deployments",
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"a":"b"}},"spec":{"replicas":2,\
        "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":\
        [{"name":"main","image":"i:1","ports":[{"containerPort":80}],"env":[{"name":"A","value":"1"}]}]}}}}
        """
      ),
      (
        "/api/v1/namespaces/default/configmaps",
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web"},"data":{"a":"1"}}"#
      ),
      (
        "/api/v1/namespaces/default/services",
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"port":80}],"selector":\
        {"app":"web"}}}
        """
      ),
    ]
    for (path, body) in bodies {
      let answer = cluster.handle(
        APIRequest(
          method: "POST", target: path, headers: [("content-type", "application/json")], body: Array(body.utf8)))
      Fuzz.require(answer.status == 201, "the cluster to start with cannot be made: \(answer.status) \(path)")
    }
    return cluster
  }()

  static func send(_ method: String, _ target: String, type: String, _ body: [UInt8]) {
    var cluster = start
    let answer = cluster.handle(
      APIRequest(method: method, target: target, headers: [("content-type", type)], body: body))
    Fuzz.require((200..<600).contains(answer.status), "status \(answer.status)")
  }
}

/// Kubernetes' protobuf: the body of a write.
enum ProtobufTarget {
  static func run(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let targets = [
      "/apis/apps/v1/namespaces/default/deployments/web", "/api/v1/namespaces/default/configmaps/web",
      "/api/v1/namespaces/default/services/web",
    ]
    FuzzCluster.send(
      "PUT", targets[Int(first) % targets.count], type: "application/vnd.kubernetes.protobuf",
      [0x6B, 0x38, 0x73, 0x00] + bytes.dropFirst())
  }
}

/// JSON, merge, strategic and apply patches; the first byte chooses.
enum PatchTarget {
  static func run(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let body = Array(bytes.dropFirst())
    let web = "/apis/apps/v1/namespaces/default/deployments/web"
    switch first % 4 {
    case 0: FuzzCluster.send("PATCH", web, type: "application/json-patch+json", body)
    case 1: FuzzCluster.send("PATCH", web, type: "application/merge-patch+json", body)
    case 2: FuzzCluster.send("PATCH", web, type: "application/strategic-merge-patch+json", body)
    default:
      FuzzCluster.send("PATCH", web + "?fieldManager=fuzz&force=true", type: "application/apply-patch+yaml", body)
    }
    // The same on plain values, as kustomize has them.
    guard let patch = try? JSON.parse(body) else { return }
    let document: Value = ["a": [1, 2, ["b": "c"]], "d": .null, "e": ["f": ["g": 1]]]
    if let operations = try? JSONPatch(patch) { _ = try? operations.applied(to: document) }
    _ = MergePatch.applied(patch, to: document)
  }
}

/// Selectors of labels and of fields, and the other parameters of a list.
enum SelectorTarget {
  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let selector = try? LabelSelector(parsing: text) {
      _ = selector.matches(labelsOf: ["metadata": ["labels": ["a": "b", "n": "5"]]])
    }
    var cluster = FuzzCluster.start
    for name in ["labelSelector", "fieldSelector", "continue", "limit", "resourceVersion"] {
      let answer = cluster.handle(
        APIRequest(method: "GET", path: "/apis/apps/v1/namespaces/default/deployments", query: [(name, text)]))
      Fuzz.require((200..<600).contains(answer.status), "status \(answer.status)")
    }
  }
}
