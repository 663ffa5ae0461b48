import Flux
import KubeAPI
import KubeClient
import Manifest
import Verification

/// What only a cluster that runs can show: Secrets that pods read, and programs that answer.
struct LiveWork: Sendable {
  let plan: Plan
  let live: LiveObjects
  let client: KubeClient

  typealias Check = Verification.Check

  func checks() async -> [Check] {
    var checks: [Check] = []
    for release in plan.releases where release.isLeaf {
      for workload in release.workloads {
        if let check = await secrets(of: workload) { checks.append(check) }
      }
    }
    for ingress in plan.tailscaleIngresses {
      if let entrance = entrance(ingress) { checks += await answers(entrance) }
    }
    return checks
  }

  static func check(_ title: String, _ outcome: Check.Outcome, _ detail: String, _ findings: [Finding] = []) -> Check {
    Check(number: 0, title: title, outcome: outcome, detail: detail, findings: findings)
  }

  // MARK: - Secrets

  /// That every key which the live workload reads is in its Secret: names, keys and lengths.
  private func secrets(of workload: ObjectKey) async -> Check? {
    guard let object = live.find(workload) else { return nil }
    let asked = LiveWork.references(object)
    if asked.isEmpty { return nil }
    let title = "\(workload.name) reads its Secrets"
    var shown: [String] = []
    var findings: [Finding] = []
    for (variable, name, key, isOptional) in asked {
      let secretKey = ObjectKey(GroupKind("", "Secret"), workload.namespace, name)
      do {
        guard let secret = try await client.find(secretKey) else {
          if !isOptional { findings.append(finding(workload, "Secret \(name) does not exist, \(variable) reads it")) }
          continue
        }
        guard let encoded = secret["data"]?[key]?.string else {
          if !isOptional {
            findings.append(finding(workload, "Secret \(name) has no key \(key), \(variable) reads it"))
          }
          continue
        }
        let length = LiveWork.decodedLength(encoded)
        if length == 0 { findings.append(finding(workload, "key \(key) of Secret \(name) is empty")) }
        shown.append("\(variable) ← \(name)/\(key) (\(length) bytes)")
      } catch {
        if error.code == 403 { return Self.check(title, .skipped, "Secrets may not be read: \(error.message)") }
        return Self.check(title, .failed, "the cluster does not answer: \(error.message)")
      }
    }
    if let first = findings.first { return Self.check(title, .failed, first.message, findings) }
    return Self.check(title, .passed, shown.joined(separator: ", "))
  }

  private func finding(_ workload: ObjectKey, _ message: String) -> Finding {
    let source = plan.source(of: workload)
    return Finding(
      .error, rule: "secret-key-missing", object: workload.description, file: source?.file ?? "",
      line: source?.line ?? 0, message, nextStep: "name a key that the 1Password item's fields give")
  }

  /// Variables of the pod template that come from Secrets.
  static func references(_ workload: Value) -> [(variable: String, secret: String, key: String, isOptional: Bool)] {
    SecretReference.all(inTemplateOf: workload).compactMap { reference in
      guard case .variable(let name, _) = reference.use, let key = reference.key else { return nil }
      return (name, reference.secret, key, reference.isOptional)
    }
  }

  /// Bytes behind base64 text, without decoding it.
  static func decodedLength(_ text: String) -> Int {
    let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    return max(0, text.utf8.count / 4 * 3 - padding)
  }

  // MARK: - Answers

  /// Where an Ingress leads, and what the program behind it is asked.
  struct Entrance: Sendable {
    var ingress: ObjectKey
    var host: String
    var service: String
    /// As the Service calls it: a name or a number.
    var port: String
    /// What the readiness probe asks for, else `/`.
    var path: String
    var image: String
    var isTLS: Bool

    /// The tag of the image, without a digest.
    var tag: String {
      let name = image.prefix { $0 != "@" }
      guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return "" }
      return String(name[name.index(after: colon)...])
    }
    var isCoder: Bool { image.prefix { $0 != "@" }.contains("/coder/coder") }
  }

  func entrance(_ key: ObjectKey) -> Entrance? {
    guard let ingress = live.find(key) else { return nil }
    let backend =
      ingress.at("spec", "defaultBackend", "service")
      ?? ingress.at("spec", "rules")?[0]?.at("http", "paths")?[0]?.at("backend", "service")
    guard let name = backend?["name"]?.string,
      let service = live.find(ObjectKey(GroupKind("", "Service"), key.namespace, name))
    else { return nil }
    let asked = backend?.at("port", "name")?.string ?? backend?.at("port", "number")?.int.map { "\($0)" } ?? ""
    let port = service.at("spec", "ports")?.array?.first {
      $0["name"]?.string == asked || $0["port"]?.int.map { "\($0)" } == asked
    }
    let host = ingress.at("status", "loadBalancer", "ingress")?[0]?["hostname"]?.string ?? ""
    var entrance = Entrance(ingress: key, host: host, service: name, port: asked, path: "/", image: "", isTLS: false)
    entrance.isTLS = port?["appProtocol"]?.string == "https" || port?["port"]?.int == 443
    let selector = service.at("spec", "selector")?.object ?? Object()
    let pod = live.list(GroupKind("", "Pod")).first { pod in
      pod.namespace == key.namespace && !selector.isEmpty
        && selector.allSatisfy { pod.label($0.key) == $0.value.string }
    }
    if let container = pod?.at("spec", "containers")?[0] {
      entrance.image = container["image"]?.string ?? ""
      let probe = container.at("readinessProbe", "httpGet") ?? container.at("livenessProbe", "httpGet")
      entrance.path = probe?["path"]?.string ?? (entrance.isCoder ? "/healthz" : "/")
    }
    return entrance
  }

  private func answers(_ entrance: Entrance) async -> [Check] {
    let title = "\(entrance.service) answers \(entrance.path)"
    let question = AccessQuestion(
      "get", group: "", resource: "services", subresource: "proxy", namespace: entrance.ingress.namespace)
    if let answer = try? await client.review(question), !answer.isAllowed {
      return [Self.check(title, .skipped, "you may not \(question)")]
    }
    var checks = [await answer(entrance, entrance.path, title) { _ in nil }]
    if entrance.isCoder {
      let wanted = entrance.tag
      checks.append(
        await answer(entrance, "/api/v2/buildinfo", "\(entrance.service) is of its image's version") { bytes in
          LiveWork.version(bytes, wanted: wanted)
        })
    }
    return checks
  }

  /// `nil`: nothing to say beyond the code.
  typealias Judgement = @Sendable ([UInt8]) -> (outcome: Check.Outcome, detail: String)?

  private func answer(_ entrance: Entrance, _ path: String, _ title: String, _ judge: Judgement) async -> Check {
    do throws(StatusError) {
      let answer = try await client.serviceProxy(
        namespace: entrance.ingress.namespace, service: entrance.service, port: entrance.port, path: path,
        isTLS: entrance.isTLS)
      if let (outcome, detail) = judge(answer.bytes) { return Self.check(title, outcome, detail) }
      return Self.check(title, .passed, "HTTP \(answer.status) through the API server's proxy")
    } catch {
      switch error.code {
      case 403, 405, 501: return Self.check(title, .skipped, error.message)
      default: return Self.check(title, .failed, error.message)
      }
    }
  }

  /// `{"version":"v2.29.1+abc", …}` against the image's tag `v2.29.1`.
  static func version(_ bytes: [UInt8], wanted: String) -> (outcome: Check.Outcome, detail: String) {
    guard let found = (try? JSON.parse(bytes, file: ""))?["version"]?.string, !found.isEmpty else {
      return (.failed, "the answer says no version")
    }
    func plain(_ text: String) -> Substring {
      (text.hasPrefix("v") ? text.dropFirst() : text[...]).prefix { $0 != "+" }
    }
    if wanted.isEmpty { return (.skipped, "\(found); the image has no tag to compare with") }
    if plain(found) == plain(wanted) { return (.passed, found) }
    return (.failed, "it says \(found), the image is \(wanted)")
  }
}
