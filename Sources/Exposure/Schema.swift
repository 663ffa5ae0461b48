import Manifest

/// The types of the fields that the API server decodes strictly: what has another type is refused.
///
/// Only fields that a way in hangs on, and their neighbours, are written down; a field that is not is not looked at.
/// Source: Kubernetes API reference 1.36; gateway-api CRDs.
enum Schema {
  /// `s` string, `i` integer, `b` boolean, `q` quantity, `n` integer or string, `o` object, `{s}` map of strings,
  /// `[x]` list of x, anything else the name of a structure.
  private static let text = """
    meta: name s, generateName s, namespace s, labels {s}, annotations {s}, finalizers [s], ownerReferences [o]
    service: type s, ports [servicePort], selector {s}, clusterIP s, clusterIPs [s], externalIPs [s], externalName s
    service: loadBalancerIP s, loadBalancerClass s, loadBalancerSourceRanges [s], allocateLoadBalancerNodePorts b
    service: externalTrafficPolicy s, internalTrafficPolicy s, healthCheckNodePort i, sessionAffinity s
    service: publishNotReadyAddresses b, ipFamilies [s], ipFamilyPolicy s, trafficDistribution s
    servicePort: name s, protocol s, appProtocol s, port i, targetPort n, nodePort i
    ingress: ingressClassName s, defaultBackend backend, tls [tls], rules [rule]
    backend: service backendService, resource o
    backendService: name s, port backendPort
    backendPort: name s, number i
    tls: hosts [s], secretName s
    rule: host s, http ruleHTTP
    ruleHTTP: paths [path]
    path: path s, pathType s, backend backend
    ingressClass: controller s, parameters o
    selector: matchLabels {s}, matchExpressions [o]
    workload: replicas i, selector selector, template template, paused b, minReadySeconds i, serviceName s
    workload: revisionHistoryLimit i, progressDeadlineSeconds i
    replicationController: replicas i, selector {s}, template template
    job: parallelism i, completions i, backoffLimit i, template template, suspend b, selector selector
    job: activeDeadlineSeconds i, ttlSecondsAfterFinished i
    jobTemplate: metadata meta, spec job
    cronJob: schedule s, suspend b, jobTemplate jobTemplate, concurrencyPolicy s, timeZone s
    cronJob: successfulJobsHistoryLimit i, failedJobsHistoryLimit i, startingDeadlineSeconds i
    template: metadata meta, spec pod
    pod: containers [container], initContainers [container], ephemeralContainers [container], volumes [volume]
    pod: hostNetwork b, hostPID b, hostIPC b, hostUsers b, shareProcessNamespace b, restartPolicy s, dnsPolicy s
    pod: nodeSelector {s}, nodeName s, hostname s, subdomain s, serviceAccountName s, serviceAccount s
    pod: automountServiceAccountToken b, enableServiceLinks b, priority i, priorityClassName s, runtimeClassName s
    pod: schedulerName s, terminationGracePeriodSeconds i, activeDeadlineSeconds i, securityContext o, affinity o
    pod: tolerations [o], imagePullSecrets [o], hostAliases [o], dnsConfig o, topologySpreadConstraints [o]
    container: name s, image s, command [s], args [s], workingDir s, ports [containerPort], env [env]
    container: envFrom [envFrom], volumeMounts [mount], resources resources, imagePullPolicy s, restartPolicy s
    container: livenessProbe o, readinessProbe o, startupProbe o, lifecycle o, securityContext o
    container: stdin b, stdinOnce b, tty b, terminationMessagePath s, terminationMessagePolicy s
    containerPort: name s, containerPort i, hostPort i, hostIP s, protocol s
    env: name s, value s, valueFrom o
    envFrom: prefix s, configMapRef reference, secretRef reference
    reference: name s, optional b
    mount: name s, mountPath s, subPath s, subPathExpr s, readOnly b
    resources: limits {q}, requests {q}
    volume: name s, configMap volumeConfigMap, secret volumeSecret, emptyDir o, hostPath o, projected o
    volumeConfigMap: name s, items [o], optional b, defaultMode i
    volumeSecret: secretName s, items [o], optional b, defaultMode i
    gateway: gatewayClassName s, listeners [listener], addresses [o], infrastructure o, allowedListeners o
    listenerSet: parentRef o, listeners [listener]
    listener: name s, hostname s, port i, protocol s, tls o, allowedRoutes allowedRoutes
    allowedRoutes: namespaces o, kinds [o]
    route: parentRefs [parentRef], hostnames [s], rules [o]
    connector: hostname s, exitNode b, subnetRouter o, appConnector o, tags [s], proxyClass s, replicas i
    proxyGroup: type s, replicas i, hostnamePrefix s, tags [s], proxyClass s
    recorder: enableUI b, tags [s], storage o
    ngrok: url s, bindings [s], metadata s, upstream o
    parentRef: group s, kind s, namespace s, name s, sectionName s, port i
    """

  indirect enum FieldType: Sendable {
    case string, integer, boolean, quantity, integerOrString, object
    case map(FieldType)
    case list(FieldType)
    case structure(String)
  }

  private static let structures: [String: [String: FieldType]] = {
    var structures: [String: [String: FieldType]] = [:]
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      for field in line[line.index(after: colon)...].split(separator: ",") {
        let words = field.split(separator: " ")
        if words.count == 2 { structures[String(line[..<colon]), default: [:]][String(words[0])] = type(words[1]) }
      }
    }
    return structures
  }()

  private static func type(_ word: Substring) -> FieldType {
    switch word {
    case "s": return .string
    case "i": return .integer
    case "b": return .boolean
    case "q": return .quantity
    case "n": return .integerOrString
    case "o": return .object
    default:
      if word.hasPrefix("[") { return .list(type(word.dropFirst().dropLast())) }
      if word.hasPrefix("{") { return .map(type(word.dropFirst().dropLast())) }
      return .structure(String(word))
    }
  }

  /// What the object's `spec` is, by kind.
  private static func structure(of kind: String, _ role: Role?) -> String? {
    switch role {
    case .service: "service"
    case .ingress: "ingress"
    case .gateway: "gateway"
    case .listenerSet: "listenerSet"
    case .gatewayRoute: "route"
    case .tailscaleConnector: "connector"
    case .tailscaleProxyGroup: "proxyGroup"
    case .tailscaleRecorder: "recorder"
    case .ngrokEndpoint: "ngrok"
    case .workload:
      switch kind {
      case "Pod": "pod"
      case "CronJob": "cronJob"
      case "Job": "job"
      case "ReplicationController": "replicationController"
      default: "workload"
      }
    case .inert: kind == "IngressClass" ? "ingressClass" : nil
    default: nil
    }
  }

  /// Why the API server would refuse the object as it is written: the field and what is wrong. `nil` when nothing is.
  static func violation(of value: Value, kind: String, role: Role?) -> String? {
    guard case .object(let top) = value else { return "not an object" }
    guard let metadata = top["metadata"], !metadata.isNull else { return "metadata is missing" }
    if let wrong = check(metadata, .structure("meta"), "metadata") { return wrong }
    if metadata["name"]?.string ?? "" == "", metadata["generateName"]?.string ?? "" == "" {
      return "metadata.name is missing"
    }
    if let name = structure(of: kind, role), let spec = top["spec"] {
      if let wrong = check(spec, .structure(name), "spec") { return wrong }
    } else if case .object? = top["spec"] {
    } else if let spec = top["spec"], !spec.isNull {
      return "spec is \(spec.typeName), not an object"
    }
    switch (role, kind) {
    case (.service?, _): return ServiceValidation.violation(of: value)
    case (.ingress?, _): return ingress(top)
    case (.inert?, "ConfigMap"), (.inert?, "Secret"):
      for field in ["data", "stringData", "binaryData"] {
        if let wrong = top[field].flatMap({ check($0, .map(.string), field) }) { return wrong }
      }
      return nil
    default: return nil
    }
  }

  private static func ingress(_ top: Object) -> String? {
    let spec = top["spec"]
    if spec?["ingressClassName"]?.string == "" { return "spec.ingressClassName is empty" }
    if spec?["defaultBackend"]?.object == nil && spec?["rules"]?.array?.isEmpty ?? true {
      return "spec has neither defaultBackend nor rules"
    }
    return nil
  }

  /// The first field in the value that has another type.
  static func check(_ value: Value, _ type: FieldType, _ path: @autoclosure () -> String) -> String? {
    if case .null = value { return nil }
    switch (type, value) {
    case (.string, .string), (.boolean, .bool), (.integerOrString, .string), (.quantity, .string), (.quantity, .int),
      (.quantity, .double), (.object, .object), (.integer, .int), (.integerOrString, .int):
      return nil
    case (.integer, .double(let d)), (.integerOrString, .double(let d)):
      return d == d.rounded() ? nil : "\(path()) is a number with a fraction, not an integer"
    case (.map(let inner), .object(let object)):
      for pair in object {
        if case .null = pair.value { continue }
        if let wrong = check(pair.value, inner, "\(path()).\(pair.key)") { return wrong }
      }
      return nil
    case (.list(let inner), .array(let array)):
      for i in array.indices {
        if let wrong = check(array[i], inner, "\(path())[\(i)]") { return wrong }
      }
      return nil
    case (.structure(let name), .object(let object)):
      guard let fields = structures[name] else { return nil }
      for pair in object {
        guard let type = fields[pair.key] else { continue }
        if let wrong = check(pair.value, type, "\(path()).\(pair.key)") { return wrong }
      }
      return nil
    default: return "\(path()) is \(value.typeName), not \(word(type))"
    }
  }

  private static func word(_ type: FieldType) -> String {
    switch type {
    case .string: "a string"
    case .integer: "an integer"
    case .boolean: "a boolean"
    case .quantity: "a quantity"
    case .integerOrString: "an integer or string"
    case .object, .map, .structure: "an object"
    case .list: "a list"
    }
  }
}
