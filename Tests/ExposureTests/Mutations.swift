import Manifest

@testable import Exposure

/// One edit that opens a private set, with a name for the failure message.
struct Mutant {
  var name: String
  var objects: [Value]
  var context: Value
}

/// Every single edit of an object by which the rule tables know to open it.
///
/// The edits are derived from the tables themselves: a row that is added there is tried here.
enum Mutations {
  static func of(_ one: Case) -> [Mutant] {
    var mutants: [Mutant] = []
    for (i, object) in one.objects.enumerated() {
      for (name, mutated) in edits(of: object, nodesArePublic: one.context["nodeAddresses"]?.string != "private") {
        var objects = one.objects
        objects[i] = mutated
        mutants.append(Mutant(name: "\(one.name): \(name)", objects: objects, context: one.context))
      }
    }
    return mutants
  }

  private static func edits(of object: Value, nodesArePublic: Bool) -> [(String, Value)] {
    let role = Kinds.role(apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
    switch role {
    case .service?: return service(object, nodesArePublic)
    case .ingress?: return ingress(object)
    case .gateway?: return gateway(object)
    case .workload(let path)?: return workload(object, path, nodesArePublic)
    case .inert?: return inert(object)
    default: return []
    }
  }

  private static func service(_ object: Value, _ nodesArePublic: Bool) -> [(String, Value)] {
    var edits: [(String, Value)] = []
    let type = object.at("spec", "type")?.string ?? "ClusterIP"
    for address in ["203.0.113.77", "2001:db8::7", "100.63.255.255", "172.32.0.1", "11.0.0.1"] {
      edits.append(("external IP \(address)", object.setting([.string(address)], at: "spec", "externalIPs")))
    }
    if type == "ClusterIP", object.at("spec", "clusterIP")?.string != "None" {
      edits.append(("type LoadBalancer", object.setting("LoadBalancer", at: "spec", "type")))
      if nodesArePublic { edits.append(("type NodePort", object.setting("NodePort", at: "spec", "type"))) }
    }
    guard type == "LoadBalancer" else { return edits }
    for (name, row) in Clouds.classes.sorted(by: { $0.key < $1.key }) {
      guard case .fixed(.internet) = row.server else { continue }
      edits.append(("class \(name)", object.setting(.string(name), at: "spec", "loadBalancerClass")))
    }
    if nodesArePublic {
      edits.append(
        ("no allocateLoadBalancerNodePorts", object.setting(nil, at: "spec", "allocateLoadBalancerNodePorts")))
      edits.append(("allocate", object.setting(true, at: "spec", "allocateLoadBalancerNodePorts")))
      if var ports = object.at("spec", "ports")?.array, !ports.isEmpty {
        ports[0]["nodePort"] = 30_123
        edits.append(("a nodePort", object.setting(.array(ports), at: "spec", "ports")))
      }
    }
    for key in object.at("metadata", "annotations")?.object?.keys ?? [] {
      guard Clouds.internalAnnotations.contains(where: { $0.key == key }) else { continue }
      edits.append(("without \(key)", object.settingAnnotation(key, nil)))
      edits.append(("\(key) empty", object.settingAnnotation(key, "")))
      if key.contains("alancer") {
        let misspelt = key.replacingOnce("alancer", "alanser")
        let value = object.at("metadata", "annotations")?[key]
        edits.append(("misspelt \(key)", object.settingAnnotation(key, nil).settingAnnotation(misspelt, value)))
      }
    }
    return edits
  }

  private static func ingress(_ object: Value) -> [(String, Value)] {
    var edits: [(String, Value)] = []
    let name = object.at("spec", "ingressClassName")?.string
    if name == "tailscale", object.at("metadata", "annotations", "tailscale.com/proxy-group") == nil {
      edits.append(("funnel", object.settingAnnotation("tailscale.com/funnel", "true")))
    }
    if name == "alb" {
      for scheme in ["internet-facing"] {
        edits.append((scheme, object.settingAnnotation("alb.ingress.kubernetes.io/scheme", .string(scheme))))
      }
    }
    for row in IngressController.table {
      guard row.front == .fixed(.internet) || row.front == .ngrok else { continue }
      for other in row.classNames {
        // Both spellings must agree, or the API server refuses the object.
        let mutated = object.settingAnnotation("kubernetes.io/ingress.class", nil)
        edits.append(("class \(other)", mutated.setting(.string(other), at: "spec", "ingressClassName")))
      }
    }
    return edits
  }

  private static func gateway(_ object: Value) -> [(String, Value)] {
    var edits: [(String, Value)] = []
    let key = "networking.istio.io/service-type"
    if object.at("metadata", "annotations")?[key] != nil {
      edits.append(("without \(key)", object.settingAnnotation(key, nil)))
      edits.append(("LoadBalancer by \(key)", object.settingAnnotation(key, "LoadBalancer")))
    }
    for name in ["gke-l7-global-external-managed", "gke-l7-gxlb", "gke-l7-regional-external-managed", "cilium"] {
      edits.append(("class \(name)", object.setting(.string(name), at: "spec", "gatewayClassName")))
    }
    return edits
  }

  private static func inert(_ object: Value) -> [(String, Value)] {
    var edits: [(String, Value)] = []
    switch object["kind"]?.string {
    case "IPAddressPool": edits.append(("public pool", object.setting(["198.51.100.0/28"], at: "spec", "addresses")))
    case "CiliumLoadBalancerIPPool":
      edits.append(("public pool", object.setting([["cidr": "198.51.100.0/28"]], at: "spec", "blocks")))
    case "EnvoyProxy":
      let place = ["spec", "provider", "kubernetes", "envoyService"]
      edits.append(("no class", object.setting(nil, path: place + ["loadBalancerClass"])))
      edits.append(("node ports", object.setting(nil, path: place + ["allocateLoadBalancerNodePorts"])))
      edits.append(("no settings", object.setting(nil, path: place)))
    default: break
    }
    return edits
  }

  // MARK: - Workloads

  private static func workload(_ object: Value, _ path: [String], _ nodesArePublic: Bool) -> [(String, Value)] {
    let pod = path + ["spec"]
    var edits: [(String, Value)] = []
    if nodesArePublic {
      edits.append(("hostNetwork", object.setting(true, path: pod + ["hostNetwork"])))
      for address in ["", "0.0.0.0", "::"] {
        let port: Value = ["containerPort": 8080, "hostPort": 8080, "hostIP": .string(address)]
        edits.append(("hostPort on '\(address)'", object.editing(container: pod) { $0["ports"] = [port] }))
      }
    }
    let port: Value = ["containerPort": 8080, "hostPort": 8080, "hostIP": "198.51.100.4"]
    edits.append(("hostPort on a public address", object.editing(container: pod) { $0["ports"] = [port] }))
    for (name, words) in tunnels() {
      let sidecar: Value = ["name": "extra", "image": "docker.io/library/alpine:3", "command": .array(words)]
      edits.append(("sidecar \(name)", object.adding(sidecar, path: pod + ["containers"])))
      let script = words.compactMap(\.string).joined(separator: " ")
      let hook: Value = [
        "postStart": ["exec": ["command": ["sh", "-c", .string("sleep 3 && exec \(script) || true")]]]
      ]
      edits.append(("hook \(name)", object.editing(container: pod) { $0["lifecycle"] = hook }))
    }
    for row in Tunnels.table where row.reach == .internet {
      guard case .unless = row.publishes else { continue }
      for image in row.images {
        let sidecar: Value = ["name": "extra", "image": .string("registry.example/\(image):1"), "args": ["run"]]
        edits.append(("image \(image)", object.adding(sidecar, path: pod + ["initContainers"])))
      }
    }
    edits.append(
      (
        "funnel command",
        object.editing(container: pod) { $0["command"] = ["sh", "-c", "tailscaled & tailscale funnel --bg 8080"] }
      ))
    edits += coder(object, pod)
    return edits
  }

  /// A publishing call of each tunnel of the table.
  private static func tunnels() -> [(String, [Value])] {
    Tunnels.table.filter { $0.reach == .internet }.flatMap { row -> [(String, [Value])] in
      row.programs.map { program in
        let words: [String]
        switch row.publishes {
        case .always, .unless: words = [program, "run", "web:8080"]
        case .when(let active): words = [program, active[0], "--verbose", "web:8080"]
        case .whenPrefix(let first, let prefix): words = [program] + first.prefix(1) + ["\(prefix)8080:web:80"]
        case .sshRemoteForward: words = [program, "-N", "-fTR", "80:web:8080", "relay.example"]
        }
        return (words.joined(separator: " "), words.map(Value.string))
      }
    }
  }

  private static func coder(_ object: Value, _ pod: [String]) -> [(String, Value)] {
    guard let container = object.at(path: pod)?["containers"]?[0],
      CoderServer.isCoder(image: container["image"]?.string ?? ""), container["args"]?[0]?.string != "provisionerd"
    else { return [] }
    var edits: [(String, Value)] = []
    let env = container["env"]?.array ?? []
    if let at = env.firstIndex(where: { $0["name"]?.string == "CODER_ACCESS_URL" }) {
      var without = env
      without.remove(at: at)
      edits.append(("no access URL", object.editing(container: pod) { $0["env"] = .array(without) }))
      var empty = env
      empty[at] = ["name": "CODER_ACCESS_URL", "value": ""]
      edits.append(("empty access URL", object.editing(container: pod) { $0["env"] = .array(empty) }))
      let words: Value = ["server", "--access-url="]
      edits.append(("empty flag", object.editing(container: pod) { $0["args"] = words }))
    }
    return edits
  }
}

extension Value {
  func setting(_ value: Value?, at keys: String...) -> Value { setting(value, path: keys) }

  func setting(_ value: Value?, path keys: [String]) -> Value {
    var copy = self
    copy.set(value, path: keys[...])
    return copy
  }

  func settingAnnotation(_ key: String, _ value: Value?) -> Value {
    setting(value, path: ["metadata", "annotations", key])
  }

  /// Changes the first container of a pod spec.
  func editing(container pod: [String], _ body: (inout Value) -> Void) -> Value {
    guard var containers = at(path: pod)?["containers"]?.array, !containers.isEmpty else { return self }
    body(&containers[0])
    return setting(.array(containers), path: pod + ["containers"])
  }

  func adding(_ element: Value, path: [String]) -> Value {
    setting(.array((at(path: path)?.array ?? []) + [element]), path: path)
  }
}

extension String {
  func replacingOnce(_ old: String, _ new: String) -> String {
    guard let range = range(of: old) else { return self }
    return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }

  private func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
