import ClusterState
import KubeAPI
import Manifest

/// The Tailscale operator and the tailnet behind it: Ingresses of its class and exposed Services get a device.
///
/// Follows tailscale `cmd/k8s-operator` (`ingress.go`, `svc.go`, `sts.go`) for one proxy per object; ProxyGroups are
/// not
/// simulated: an Ingress that asks for one is left alone. Devices log in when their proxy pod runs; names are given out
/// once, a second device of a name gets `-1`. Acts only while its Deployment is Ready, or is assumed to be.
public struct TailscaleOperator: Controller {
  public let name = "tailscale-operator"
  public var settings: TailscaleSettings
  private var backoff = Backoff()
  /// Device names by the uid of the Secret that holds the device.
  private var devices: [(secret: String, name: String)] = []
  private var isInstalled = false

  static let capability = "113"

  public init(_ settings: TailscaleSettings) { self.settings = settings }

  public func wakes(for change: Change, in cluster: ClusterState) -> [ObjectKey] {
    let object = change.object
    switch change.key.type {
    case Kind.namespace:
      guard settings.assumedPresent, !isInstalled, change.kind == .added else { return [] }
      return [ObjectKey(Kind.namespace, "", settings.namespace)]
    case Kind.ingress:
      return change.kind == .deleted ? [] : [change.key]
    case Kind.service:
      var keys = parent(of: object)
      if object.label(Tailscale.managed) == nil {
        if change.kind != .deleted { keys.append(change.key) }
        for ingress in cluster.list(Kind.ingress, namespace: change.key.namespace)
        where backends(ingress).contains(change.key.name) {
          keys.append(ObjectKey(of: ingress))
        }
      }
      return keys
    case Kind.secret:
      return object.label(Tailscale.managed) == "true" ? parent(of: object) + [change.key] : []
    case Kind.statefulSet:
      return object.label(Tailscale.managed) == "true" ? parent(of: object) : []
    case Kind.pod:
      guard object.label(Tailscale.managed) == "true", change.kind != .deleted else { return [] }
      return [ObjectKey(Kind.secret, object.namespace, object.name)]
    case Kind.deployment:
      guard TailscaleDeployment.isOperator(object), change.kind != .deleted,
        (change.previous?.integer("status", "readyReplicas") ?? 0) == 0,
        (object.integer("status", "readyReplicas") ?? 0) > 0
      else { return [] }
      return (cluster.list(Kind.ingress) + cluster.list(Kind.service)).map { ObjectKey(of: $0) }
    default:
      return []
    }
  }

  private func parent(of child: Value) -> [ObjectKey] {
    guard child.label(Tailscale.managed) == "true", let name = child.label(Tailscale.parent) else { return [] }
    let type: GroupKind
    switch child.label(Tailscale.parentType) {
    case "ingress": type = Kind.ingress
    case "svc": type = Kind.service
    default: return []
    }
    return [ObjectKey(type, child.label(Tailscale.parentNamespace) ?? "", name)]
  }

  private func backends(_ ingress: Value) -> [String] {
    var names = [ingress.text("spec", "defaultBackend", "service", "name")]
    for rule in ingress.items("spec", "rules") {
      for path in rule.items("http", "paths") { names.append(path.text("backend", "service", "name")) }
    }
    return names
  }

  public mutating func reconcile(_ key: ObjectKey, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    if key.type == Kind.namespace {
      if !isInstalled { try TailscaleInstallation.make(settings, in: &cluster) }
      isInstalled = true
      return .none
    }
    guard let object = cluster.get(key) else {
      if key.type == Kind.secret { forgetMissing(in: cluster) }
      return .none
    }
    guard let running = TailscaleDeployment.running(settings, in: cluster) else { return .none }
    do {
      let requeue: Requeue
      switch key.type {
      case Kind.ingress: requeue = try reconcile(ingress: object, running, in: &cluster, at: now)
      case Kind.secret: requeue = try logIn(object, in: &cluster, at: now)
      default: requeue = try reconcile(service: object, running, in: &cluster, at: now)
      }
      backoff.forget(key)
      return requeue
    } catch {
      return .after(backoff.next(key))
    }
  }

  // MARK: - Ingress

  private mutating func reconcile(
    ingress object: Value, _ running: TailscaleDeployment, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    if object.isDeleting || !running.serves(object) {
      return try cleanUp(object, "ingress", running, in: &cluster)
    }
    let ingress = try addFinalizer(object, in: &cluster)
    func event(_ type: String, _ reason: String, _ message: String, _ cluster: inout ClusterState) {
      cluster.recordEvent(
        regarding: ingress, type: type, reason: reason, message: message, component: Tailscale.component)
    }
    if !settings.https {
      event(
        "Warning", "HTTPSNotEnabled", "HTTPS is not enabled on the tailnet; ingress may not work", &cluster)
    }
    let snapshot = cluster
    let handlers = IngressHandlers(ingress) {
      snapshot.get(ObjectKey(Kind.service, ingress.namespace, $0))
    }
    for notice in handlers.notices { event(notice.type, notice.reason, notice.message, &cluster) }
    if handlers.handlers.isEmpty {
      event("Warning", "NoValidBackends", "no valid backends", &cluster)
      return .none
    }
    let redirect = ingress.annotation(Tailscale.httpRedirect) == "true"
    let proxy = TailscaleProxy(
      parent: ingress, parentType: "ingress", hostname: IngressHandlers.hostname(ingress),
      role: .ingress(serveConfig: serveConfig(ingress, handlers, redirect)), deployment: running)
    let secret = try proxy.apply(in: &cluster)
    let endpoint = TailscaleOperator.text(secret, "https_endpoint")
    var address = TailscaleOperator.text(secret, "device_fqdn")
    if address.hasSuffix(".") { address.removeLast() }
    var entries: [Value] = []
    if !address.isEmpty && !endpoint.isEmpty && endpoint != "no-https" {
      var ports: [Value] = [["port": 443, "protocol": "TCP"]]
      if redirect { ports.append(["port": 80, "protocol": "TCP"]) }
      entries.append(["hostname": .string(address), "ports": .array(ports)])
    }
    try writeLoadBalancer(ingress, entries, in: &cluster)
    return .none
  }

  private func serveConfig(_ ingress: Value, _ handlers: IngressHandlers, _ redirect: Bool) -> String {
    let site = "${TS_CERT_DOMAIN}:443"
    var map = Object()
    for handler in handlers.handlers { map[handler.path] = ["Proxy": .string(handler.proxy)] }
    var tcp: Value = ["443": ["HTTPS": true]]
    var web: Value = [site: ["Handlers": .object(map)]]
    if redirect {
      var redirects = Object()
      for handler in handlers.handlers { redirects[handler.path] = ["Redirect": "301:https://${HOST}${REQUEST_URI}"] }
      tcp["80"] = ["HTTP": true]
      web["${TS_CERT_DOMAIN}:80"] = ["Handlers": .object(redirects)]
    }
    var config: Value = ["TCP": tcp, "Web": web]
    if ingress.annotation(Tailscale.funnel) == "true" { config["AllowFunnel"] = [site: true] }
    return JSON.write(config)
  }

  private func writeLoadBalancer(_ object: Value, _ entries: [Value], in cluster: inout ClusterState)
    throws(StatusError)
  {
    guard var changed = cluster.get(ObjectKey(of: object)) else { return }
    changed.set(entries.isEmpty ? nil : .array(entries), at: "status", "loadBalancer", "ingress")
    if changed.at("status", "loadBalancer") == nil { changed.set([:], at: "status", "loadBalancer") }
    if changed.at("status", "loadBalancer", "ingress") == object.at("status", "loadBalancer", "ingress") { return }
    _ = try cluster.updateStatus(changed, by: Tailscale.component)
  }

  // MARK: - Service

  private mutating func reconcile(
    service object: Value, _ running: TailscaleDeployment, in cluster: inout ClusterState, at now: Instant
  ) throws(StatusError) -> Requeue {
    if object.label(Tailscale.managed) != nil { return .none }
    let targetIP = object.annotation(Tailscale.tailnetIP)
    let targetName = object.annotation(Tailscale.tailnetFQDN)
    let isEgress = (targetIP != nil || targetName != nil) && object.annotation(Tailscale.proxyGroup) == nil
    if object.isDeleting || !(isEgress || running.exposes(object)) {
      if object.condition("TailscaleProxyReady") != nil && !object.isDeleting {
        var cleared = object
        Conditions.remove(&cleared, "TailscaleProxyReady")
        _ = try cluster.updateStatus(cleared, by: Tailscale.component)
      }
      return try cleanUp(cluster.get(ObjectKey(of: object)) ?? object, "svc", running, in: &cluster)
    }
    let violations = TailscaleOperator.violations(object)
    if !violations.isEmpty {
      let message = "unable to provision proxy resources: invalid Service: " + violations.joined(separator: ", ")
      cluster.recordEvent(
        regarding: object, type: "Warning", reason: "INVALIDSERVICE", message: message,
        component: Tailscale.component)
      try setProxyReady(object, "False", "ProxyInvalid", message, in: &cluster, at: now)
      return .none
    }
    let service = try addFinalizer(object, in: &cluster)
    let role: TailscaleProxy.Role
    if let targetIP {
      role = .egress(variable: "TS_TAILNET_TARGET_IP", value: targetIP)
    } else if let targetName {
      role = .egress(variable: "TS_TAILNET_TARGET_FQDN", value: targetName)
    } else {
      role = .service(address: service.text("spec", "clusterIP"))
    }
    let proxy = TailscaleProxy(
      parent: service, parentType: "svc",
      hostname: service.annotation(Tailscale.hostname) ?? "\(service.namespace)-\(service.name)", role: role,
      deployment: running)
    let secret = try proxy.apply(in: &cluster)
    if isEgress { try redirectEgress(service, secret.name, running, in: &cluster) }
    let isLoadBalancer = service.text("spec", "type") == "LoadBalancer"
    var address = TailscaleOperator.text(secret, "device_fqdn")
    if address.hasSuffix(".") { address.removeLast() }
    if isLoadBalancer && !isEgress && address.isEmpty {
      try writeLoadBalancer(service, [], in: &cluster)
      try setProxyReady(
        service, "False", "ProxyPending", "no Tailscale hostname known yet, waiting for proxy pod to finish auth",
        in: &cluster, at: now)
      return .none
    }
    if isLoadBalancer && !isEgress {
      var entries: [Value] = [["hostname": .string(address)]]
      let list = try? JSON.parse(TailscaleOperator.text(secret, "device_ips"))
      for ip in (list?.array ?? []).compactMap(\.string) where ip.contains(".") { entries.append(["ip": .string(ip)]) }
      try writeLoadBalancer(service, entries, in: &cluster)
    }
    try setProxyReady(service, "True", "ProxyCreated", "ProxyCreated", in: &cluster, at: now)
    return .none
  }

  private func redirectEgress(
    _ service: Value, _ secret: String, _ running: TailscaleDeployment, in cluster: inout ClusterState
  ) throws(StatusError) {
    let headless = String(secret.dropLast(2))
    let target = "\(headless).\(running.namespace).svc.cluster.local"
    if service.text("spec", "externalName") == target { return }
    guard var changed = cluster.get(ObjectKey(of: service)) else { return }
    changed.set("ExternalName", at: "spec", "type")
    changed.set(.string(target), at: "spec", "externalName")
    changed.set(nil, at: "spec", "selector")
    _ = try cluster.update(changed, by: Tailscale.component)
  }

  static func violations(_ service: Value) -> [String] {
    var list: [String] = []
    if service.text("spec", "clusterIP") == "None" { list.append("headless Services are not supported.") }
    if service.annotation(Tailscale.tailnetIP) != nil && service.annotation(Tailscale.tailnetFQDN) != nil {
      list.append("only one of annotations \(Tailscale.tailnetIP) and \(Tailscale.tailnetFQDN) can be set")
    }
    if let name = service.annotation(Tailscale.hostname), !isLabel(name) {
      list.append(
        "invalid Tailscale hostname specified \"\(name)\": \"\(name)\" is not a valid DNS label")
    }
    return list
  }

  private func setProxyReady(
    _ service: Value, _ status: String, _ reason: String, _ message: String, in cluster: inout ClusterState,
    at now: Instant
  ) throws(StatusError) {
    guard var changed = cluster.get(ObjectKey(of: service)) else { return }
    let did = Conditions.set(
      &changed, "TailscaleProxyReady", status, reason: reason, message: message, at: now, observedGeneration: 0)
    if did { _ = try cluster.updateStatus(changed, by: Tailscale.component) }
  }

  // MARK: - Devices

  /// A proxy whose pod runs logs in and writes what it learned into its Secret.
  private mutating func logIn(_ secret: Value, in cluster: inout ClusterState, at now: Instant)
    throws(StatusError) -> Requeue
  {
    let key = ObjectKey(of: secret)
    guard let pod = cluster.get(ObjectKey(Kind.pod, key.namespace, key.name)), !pod.isDeleting,
      pod.podPhase == "Running", pod.isPodReady, let since = pod.condition("Ready")?.moment("lastTransitionTime")
    else { return .none }
    if TailscaleOperator.text(secret, "pod_uid") == pod.uid && secret.at("data", "device_fqdn") != nil { return .none }
    var changed = secret
    func write(_ name: String, _ text: String) { changed.set(.string(Base64.encode(text)), at: "data", name) }
    if secret.at("data", "device_id") == nil || TailscaleOperator.text(secret, "pod_uid") != pod.uid {
      let config = try? JSON.parse(TailscaleOperator.text(secret, "cap-107.hujson"))
      let wanted = config?.text("Hostname") ?? ""
      // A name that is no DNS label gets no device.
      guard TailscaleOperator.isLabel(wanted) else { return .none }
      write("pod_uid", pod.uid)
      write("tailscale_capver", TailscaleOperator.capability)
      write("device_id", "n\(TemplateHash.encode(TemplateHash.number(secret.uid)).uppercased())CNTRL")
      if changed != secret { _ = try cluster.update(changed, by: "tailscale") }
      return .after(max(.zero, since + settings.login - now))
    }
    let due = since + settings.login
    if due > now { return .after(due - now) }
    let config = try? JSON.parse(TailscaleOperator.text(secret, "cap-107.hujson"))
    let device = deviceName(config?.text("Hostname") ?? "", for: secret.uid, in: cluster)
    let number = TemplateHash.number(secret.uid)
    let ip = "100.\(64 + number % 64).\(number >> 8 & 255).\(1 + (number >> 16) % 254)"
    write("device_fqdn", "\(device).\(settings.tailnet).")
    write(
      "device_ips",
      "[\"\(ip)\",\"fd7a:115c:a1e0::\(String(number >> 16, radix: 16)):\(String(number & 0xFFFF, radix: 16))\"]")
    let isIngress = secret.label(Tailscale.parentType) == "ingress"
    write("https_endpoint", isIngress && settings.https ? "\(device).\(settings.tailnet)" : "no-https")
    _ = try cluster.update(changed, by: "tailscale")
    return .none
  }

  private mutating func deviceName(_ wanted: String, for secret: String, in cluster: ClusterState) -> String {
    if let known = devices.first(where: { $0.secret == secret }) { return known.name }
    forgetMissing(in: cluster)
    var name = wanted
    var number = 0
    while devices.contains(where: { $0.name == name }) || settings.takenNames.contains(name) {
      number += 1
      name = "\(wanted)-\(number)"
    }
    devices.append((secret, name))
    return name
  }

  /// A clean deletion frees the name.
  private mutating func forgetMissing(in cluster: ClusterState) {
    if devices.isEmpty { return }
    let uids = Set(cluster.list(Kind.secret).map(\.uid))
    devices.removeAll { !uids.contains($0.secret) }
  }

  static func text(_ secret: Value, _ key: String) -> String {
    String(decoding: secret.at("data", key)?.string.flatMap { Base64.decode($0) } ?? [], as: UTF8.self)
  }

  static func isLabel(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    func isWord(_ byte: UInt8) -> Bool {
      (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }
    guard let first = bytes.first, let last = bytes.last, bytes.count <= 63, isWord(first), isWord(last) else {
      return false
    }
    return bytes.allSatisfy { isWord($0) || $0 == 0x2D }
  }

  // MARK: - Finalizer

  private func addFinalizer(_ object: Value, in cluster: inout ClusterState) throws(StatusError) -> Value {
    if object.finalizers.contains(Tailscale.finalizer) { return object }
    var held = object
    held.set(Value(object.finalizers + [Tailscale.finalizer]), at: "metadata", "finalizers")
    return try cluster.update(held, by: Tailscale.component)
  }

  /// StatefulSet in the foreground, then the device, then Service and Secret, then the finalizer.
  private func cleanUp(
    _ object: Value, _ type: String, _ running: TailscaleDeployment, in cluster: inout ClusterState
  ) throws(StatusError) -> Requeue {
    guard object.finalizers.contains(Tailscale.finalizer) else { return .none }
    let key = ObjectKey(of: object)
    let sets = TailscaleProxy.children(Kind.statefulSet, of: key, type, running.namespace, in: cluster)
    for set in sets where !set.isDeleting { try cluster.delete(ObjectKey(of: set), propagation: .foreground) }
    if !sets.isEmpty { return .none }
    for kind in [Kind.service, Kind.secret] {
      for child in TailscaleProxy.children(kind, of: key, type, running.namespace, in: cluster) {
        try cluster.delete(ObjectKey(of: child))
      }
    }
    guard var released = cluster.get(key) else { return .none }
    let rest = released.finalizers.filter { $0 != Tailscale.finalizer }
    released.set(rest.isEmpty ? nil : Value(rest), at: "metadata", "finalizers")
    _ = try cluster.update(released, by: Tailscale.component)
    return .none
  }
}
