import Manifest

extension Judge {
  /// From who comes in, over what listens, to what answers.
  func path(_ item: Item, _ way: Way) -> [String] {
    var path = [way.reach.rawValue]
    if way.listener.isEmpty || way.listener == "object" {
      path.append(item.title)
    } else {
      path.append("\(item.title) (\(way.listener))")
    }
    switch item.role {
    case .service?: path += behind(item)
    case .ingress?, .gatewayRoute?, .vendorRoute?, .istioVirtualService?: path += backends(item)
    default: break
    }
    return path
  }

  /// The pods behind a Service, with their ports.
  private func behind(_ service: Item) -> [String] {
    let pods = set.pods(selectedBy: service.spec["selector"]?.object, in: service.namespace)
    guard let first = pods.first else { return [] }
    var targets: [String] = []
    for port in service.spec["ports"]?.array ?? [] {
      let one = target(port, first)
      if !targets.contains(one) && targets.count < 3 { targets.append(one) }
    }
    let port = targets.isEmpty ? "" : " :" + targets.joined(separator: ", :")
    let more = pods.count > 1 ? " and \(pods.count - 1) more" : ""
    return ["\(first.item.title)\(port)\(more)"]
  }

  private func target(_ port: Value, _ pod: PodSet) -> String {
    if let number = port["targetPort"]?.int { return String(number) }
    if let name = port["targetPort"]?.string {
      for container in pod.containers {
        for own in container["ports"]?.array ?? [] where own["name"]?.string == name {
          if let number = own["containerPort"]?.int { return String(number) }
        }
      }
      return name
    }
    return port["port"]?.int.map(String.init) ?? "?"
  }

  /// The Services that a route leads to: the first by name, and its pods.
  private func backends(_ item: Item) -> [String] {
    var names: [(namespace: String, name: String)] = []
    Judge.collectBackends(item.spec, item.namespace, &names, 0)
    guard let first = names.first else { return [] }
    let found = set.find("", "Service", first.namespace, first.name)
    let more = names.count > 1 ? " and \(names.count - 1) more" : ""
    guard let service = found.first else { return ["Service \(first.namespace)/\(first.name) (not in the set)\(more)"] }
    return ["\(service.title)\(more)"] + behind(service)
  }

  /// Names of Services anywhere in a route's backends, each once, in the order written.
  static func collectBackends(
    _ value: Value, _ namespace: String, _ names: inout [(namespace: String, name: String)], _ depth: Int
  ) {
    guard depth < 12, names.count < 50 else { return }
    func add(_ name: String?, _ space: String?) {
      guard let name, !name.isEmpty else { return }
      let space = space ?? namespace
      if !names.contains(where: { $0.name == name && $0.namespace == space }) { names.append((space, name)) }
    }
    switch value {
    case .array(let array): for element in array { collectBackends(element, namespace, &names, depth + 1) }
    case .object(let object):
      for pair in object {
        switch pair.key {
        case "service" where pair.value.object != nil: add(pair.value["name"]?.string, pair.value["namespace"]?.string)
        case "backendRefs", "services":
          for backend in pair.value.array ?? [] { add(backend["name"]?.string, backend["namespace"]?.string) }
        case "destination":
          let parts = (pair.value["host"]?.string ?? "").split(separator: ".").map(String.init)
          add(parts.first, parts.count > 1 ? parts[1] : nil)
        case "to" where pair.value["kind"]?.string == "Service": add(pair.value["name"]?.string, nil)
        default: collectBackends(pair.value, namespace, &names, depth + 1)
        }
      }
    default: break
    }
  }
}
