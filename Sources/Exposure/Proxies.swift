import Manifest

/// A reverse proxy that runs in the cluster and serves Ingresses or routes.
///
/// To teach the judge one, add a row to ``Proxies/table``: a key, the last parts of its images, the flags that say
/// which classes it serves, and its documentation.
struct ProxyRow: Sendable {
  var key: String
  /// Ends of image names: `controller` alone is too common, so `ingress-nginx/controller`.
  var images: [String]
  /// A second image that must run in the same pod: Contour's Envoy is told by its shutdown manager.
  var besides: [String]
  /// Flags whose value is the `spec.controller` that it answers to, and what it is without the flag.
  var controllerFlags: [String]
  var defaultController: String
  /// Flags whose value is the class name that it answers to, and what it is without the flag.
  var classFlags: [String]
  var defaultClass: String
  /// Where images and flags are documented.
  var source: String
}

enum Proxies {
  static let table: [ProxyRow] = [
    row(
      "nginx", ["ingress-nginx/controller", "ingress-nginx-controller", "nginx-ingress-controller"],
      controllerFlags: ["--controller-class"], controller: "k8s.io/ingress-nginx", classFlags: ["--ingress-class"],
      className: "nginx", source: "kubernetes.github.io/ingress-nginx/user-guide/cli-arguments"),
    row(
      "nginxinc", ["nginx/nginx-ingress", "nginx-ic/nginx-plus-ingress", "nginx-plus-ingress"],
      classFlags: ["-ingress-class", "--ingress-class"], className: "nginx",
      source: "docs.nginx.com/nginx-ingress-controller, command-line arguments"),
    row(
      "traefik", ["traefik", "mirrored-library-traefik"],
      classFlags: ["--providers.kubernetesingress.ingressclass", "--providers.kubernetescrd.ingressclass"],
      source: "doc.traefik.io/traefik, providers kubernetesIngress and kubernetesCRD"),
    row(
      "haproxy", ["haproxy-ingress"], classFlags: ["--ingress-class"], className: "haproxy",
      source: "haproxy-ingress.github.io/docs/configuration/command-line"),
    row(
      "haproxytech", ["haproxytech/kubernetes-ingress"], classFlags: ["--ingress.class"],
      source: "github.com/haproxytech/kubernetes-ingress documentation/controller.md"),
    row(
      "kong", ["kong", "kong-gateway", "kong/kubernetes-ingress-controller"], classFlags: ["--ingress-class"],
      className: "kong", source: "docs.konghq.com/kubernetes-ingress-controller, configuration"),
    row(
      "contour", ["envoy", "envoyproxy/envoy"], besides: ["contour"], source: "projectcontour.io/docs, architecture"),
    row("istio", ["istio/proxyv2", "proxyv2"], source: "istio.io/latest/docs, gateway installation"),
    row("emissary", ["emissary", "ambassador", "aes"], source: "emissary-ingress.dev/docs, installation"),
    row("gloo", ["gloo-envoy-wrapper"], source: "docs.solo.io/gloo-edge, gateway proxy"),
    row("apisix", ["apache/apisix", "apisix"], source: "apisix.apache.org/docs/ingress-controller"),
    row(
      "skipper", ["skipper"], classFlags: ["-kubernetes-ingress-class"],
      source: "opensource.zalando.com/skipper/kubernetes/ingress-controller"),
    row("pomerium", ["pomerium", "pomerium/ingress-controller"], source: "pomerium.com/docs/deploy/k8s/ingress"),
    row(
      "caddy", ["caddy/ingress", "caddyserver/ingress"], classFlags: ["-class-name"], className: "caddy",
      source: "github.com/caddyserver/ingress README"),
    row("higress", ["higress/gateway"], source: "higress.cn/docs, deployment"),
    row("voyager", ["appscode/haproxy"], source: "voyagermesh.com/docs, HAProxy images"),
    row(
      "openshift", ["haproxy-router", "origin-haproxy-router", "ose-haproxy-router"],
      source: "docs.openshift.com, Ingress Operator"),
    // The control plane alone serves nothing: since version 2 it makes a data plane for each Gateway.
    row(
      "nginx-gateway-fabric", ["nginx-gateway-fabric/nginx", "nginx-gateway-fabric/nginx-plus"],
      source: "docs.nginx.com/nginx-gateway-fabric, gateway architecture"),
  ]

  private static func row(
    _ key: String, _ images: [String], besides: [String] = [], controllerFlags: [String] = [],
    controller: String = "", classFlags: [String] = [], className: String = "", source: String
  ) -> ProxyRow {
    ProxyRow(
      key: key, images: images, besides: besides, controllerFlags: controllerFlags, defaultController: controller,
      classFlags: classFlags, defaultClass: className, source: source)
  }

  private static let byLastPart: [String: [Int]] = {
    var index: [String: [Int]] = [:]
    for (i, row) in table.enumerated() {
      for image in row.images { index[Image.lastPart(image), default: []].append(i) }
    }
    return index
  }()

  /// The workloads of the set that are known proxies: key → positions in `set.pods`.
  static func find(in set: ObjectSet) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for (i, pod) in set.pods.enumerated() where pod.item.refused == nil {
      for container in pod.spec["containers"]?.array ?? [] {
        guard let image = container["image"]?.string else { continue }
        let path = Image.path(image)
        for r in byLastPart[Image.lastPart(path)] ?? [] {
          let row = table[r]
          guard row.images.contains(where: { Image.ends(path, with: $0) }) else { continue }
          guard row.besides.isEmpty || isNear(pod, row.besides, in: set), found[row.key]?.last != i else { continue }
          found[row.key, default: []].append(i)
        }
      }
    }
    return found
  }

  /// Whether the pod, or another workload of its namespace, runs one of the images.
  private static func isNear(_ pod: PodSet, _ images: [String], in set: ObjectSet) -> Bool {
    runs(pod, images)
      || set.pods.contains { ObjectSet.sameNamespace($0.item.namespace, pod.item.namespace) && runs($0, images) }
  }

  private static func runs(_ pod: PodSet, _ images: [String]) -> Bool {
    pod.containers.contains { container in
      guard let path = container["image"]?.string.map(Image.path) else { return false }
      return images.contains { Image.ends(path, with: $0) }
    }
  }
}

/// Names of container images.
enum Image {
  /// Without tag and digest.
  static func path(_ image: String) -> String {
    var text = image[...]
    if let at = text.firstIndex(of: "@") { text = text[..<at] }
    let afterSlash = text.lastIndex(of: "/").map { text.index(after: $0) } ?? text.startIndex
    if let colon = text[afterSlash...].firstIndex(of: ":") { text = text[..<colon] }
    return String(text)
  }

  static func lastPart(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// Whether the path's last parts are those.
  static func ends(_ path: String, with parts: String) -> Bool {
    path == parts || path.hasSuffix("/" + parts)
  }
}

extension Judge {
  /// How far the front of a proxy reaches: every Service that selects its pods, its host ports and host network.
  ///
  /// Of several installations those that answer to the class count.
  func front(ofProxy key: String, controller: String? = nil, className: String = "", source: String) -> Way {
    let pods = (proxies[key] ?? []).map { set.pods[$0] }
    if pods.isEmpty {
      return Way(.unknown, "proxy", "the proxy that serves it (\(key)) is not in the set", source)
    }
    guard let row = Proxies.table.first(where: { $0.key == key }) else { return widest([]) }
    let chosen = pods.filter { serves($0, row, controller, className) }
    if chosen.isEmpty {
      return Way(
        .unknown, "proxy", "the \(key) in the set answers to another class; who serves \(className) is not in the set",
        source)
    }
    return widest(chosen.map { front(of: $0, source) })
  }

  /// The front of installations that say in one of those flags that they answer to that name; `nil` when none does.
  func front(declaring name: String, byFlag flags: KeyPath<ProxyRow, [String]> & Sendable) -> Way? {
    guard !name.isEmpty else { return nil }
    var ways: [Way] = []
    for row in Proxies.table {
      let names = row[keyPath: flags]
      for i in proxies[row.key] ?? [] where flag(names, of: set.pods[i]) == name {
        ways.append(front(of: set.pods[i], "its flag \(names.first ?? "")"))
      }
    }
    return ways.isEmpty ? nil : widest(ways)
  }

  /// - Parameters:
  ///   - controller: of the IngressClass; `nil` when the class is known by its name only.
  ///   - className: empty for routes that name no class.
  private func serves(_ pod: PodSet, _ row: ProxyRow, _ controller: String?, _ className: String) -> Bool {
    let ownController = flag(row.controllerFlags, of: pod)
    let ownClass = flag(row.classFlags, of: pod)
    if let controller {
      if !row.controllerFlags.isEmpty { return ownController ?? row.defaultController == controller }
      return ownClass.map { $0 == className } ?? true
    }
    if className.isEmpty { return true }
    if let ownController, ownController != row.defaultController { return ownClass == className }
    let answers = ownClass ?? row.defaultClass
    return answers.isEmpty || answers == className
  }

  private func flag(_ names: [String], of pod: PodSet) -> String? {
    for container in pod.spec["containers"]?.array ?? [] {
      let words = Command.argv(container)
      for name in names {
        if let value = Command.value(of: name, in: words) { return value }
      }
    }
    return nil
  }

  /// The front of a workload: who can reach its pods.
  func front(of pod: PodSet, _ source: String) -> Way {
    let ways = fronts(of: pod, source)
    if ways.isEmpty {
      return Way(
        .unknown, "proxy", "no Service in the set selects the pods of \(pod.item.title), which serves it", source)
    }
    return widest(ways)
  }

  /// Its host ports and host network, and every Service that selects its pods.
  func fronts(of pod: PodSet, _ source: String) -> [Way] {
    var ways = nodeWays(pod)
    for item in set.services(selecting: pod) {
      for way in self.ways(item) {
        ways.append(
          Way(way.reach, way.listener, "its front, \(item.title), reaches \(way.reach.audience): \(way.why)", source))
      }
    }
    return ways
  }
}
