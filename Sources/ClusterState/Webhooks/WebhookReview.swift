import KubeAPI
import KubeSchema
import Manifest

/// One webhook asked about one request: the call, and what its response means
/// (k8s.io/apiserver `pkg/admission/plugin/webhook/request` and the dispatchers).
struct WebhookReview {
  let hook: Value
  let configuration: Value
  let isMutating: Bool
  let request: AdmissionRequest
  /// Which time round it is, for webhooks that are called again after others changed the object.
  let round: Int

  var name: String { hook["name"]?.string ?? "" }
  private var isLenient: Bool { hook["failurePolicy"]?.string == "Ignore" }

  /// The response, `nil` when the webhook is left out: by its conditions, by a failure that it ignores, or because nobody
  /// here can call it.
  func ask(_ state: inout ClusterState) throws(StatusError) -> Value? {
    guard try meetsConditions() else { return nil }
    let answer: WebhookAnswer
    switch destination(in: state) {
    case .unknown: return nil
    case .failure(let why): answer = .failure(why)
    case .call(let call):
      guard let known = state.webhooks.answers[call.key] else {
        state.webhooks.pending = call
        throw .waitsForWebhook
      }
      answer = known
    }
    do throws(CallFailure) {
      return try response(answer, uid: uid(in: state))
    } catch {
      if isLenient { return nil }
      throw .internalError("failed calling webhook \"\(name)\": \(error.why)")
    }
  }

  struct CallFailure: Error {
    var why: String
  }

  private func meetsConditions() throws(StatusError) -> Bool {
    let conditions = hook["matchConditions"]?.array ?? []
    guard !conditions.isEmpty else { return true }
    switch AdmissionPolicyProgram(["spec": ["matchConditions": .array(conditions)]]).matches(request.values(nil)) {
    case .success(let fits): return fits
    case .failure(let error):
      if isLenient { return false }
      throw .forbidden(request.resource, request.name, error.message)
    }
  }

  // MARK: - Where to

  private enum Destination {
    case call(WebhookCall)
    case failure(String)
    case unknown
  }

  private var seconds: Int { Int(hook["timeoutSeconds"]?.int ?? 10) }

  private func destination(in state: ClusterState) -> Destination {
    let config = hook["clientConfig"] ?? [:]
    let canCall = state.webhooks.isConnected && state.scope != nil
    if let text = config["url"]?.string {
      guard canCall, let place = WebhookPlace(url: text) else { return .unknown }
      return .call(call(place, config, in: state))
    }
    let service = config["service"] ?? [:]
    let (namespace, id) = (service["namespace"]?.string ?? "", service["name"]?.string ?? "")
    let port = service["port"]?.int ?? 443
    let path = service["path"]?.string ?? "/"
    let shown = "https://\(id).\(namespace).svc:\(port)\(path.hasPrefix("/") ? path : "/" + path)?timeout=\(seconds)s"
    func failure(_ why: String) -> Destination { .failure("failed to call webhook: Post \"\(shown)\": \(why)") }
    guard let found = state.get(ObjectKey(GroupKind("", "Service"), namespace, id)) else {
      return failure("service \"\(id)\" not found")
    }
    let address = found.at("spec", "clusterIP")?.string ?? ""
    if found.at("spec", "type") == "ExternalName" { return .unknown }
    if address == "None" { return failure("cannot route to service with ClusterIP \"None\"") }
    guard (found.at("spec", "ports")?.array ?? []).contains(where: { $0["port"]?.int == port }) else {
      return failure("no service port \(port) found for service \"\(id)\"")
    }
    // Behind it are simulated containers, which answer no reviews.
    if isServed(found, in: state) { return .unknown }
    return failure("dial tcp \(address):\(port): connect: connection refused")
  }

  private func isServed(_ service: Value, in state: ClusterState) -> Bool {
    state.list(GroupKind("discovery.k8s.io", "EndpointSlice"), namespace: service.namespace).contains { slice in
      slice.at("metadata", "labels", "kubernetes.io/service-name")?.string == service.name
        && (slice["endpoints"]?.array ?? []).contains { $0.at("conditions", "ready")?.bool != false }
    }
  }

  private func call(_ place: WebhookPlace, _ config: Value, in state: ClusterState) -> WebhookCall {
    var review = request.review
    review["uid"] = .string(uid(in: state))
    let body: Value = [
      "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": .object(review),
    ]
    let authority = Base64.decode(config["caBundle"]?.string ?? "") ?? []
    return WebhookCall(
      key: key, host: place.host, port: place.port, target: "\(place.path)?timeout=\(seconds)s", authority: authority,
      timeoutSeconds: seconds, body: JSON.bytes(body, sortedKeys: false))
  }

  /// What is the same when the request is tried again: times and uids of the new object are not.
  private var key: String {
    var plain = request.review
    if var object = plain["object"], object.object != nil {
      for name in ["uid", "creationTimestamp", "managedFields"] { object.set(nil, at: "metadata", name) }
      plain["object"] = object
    }
    let text =
      "\(configuration["kind"]?.string ?? "")/\(configuration.name)/\(name)/\(round)/\(JSON.write(.object(plain)))"
    return SHA256.hex(Array(text.utf8))
  }

  private func uid(in state: ClusterState) -> String {
    let digits = Array(SHA256.hex(Array((key + state.tokenSecret).utf8)).utf8)
    func part(_ low: Int, _ high: Int) -> String { String(decoding: digits[low..<high], as: UTF8.self) }
    return "\(part(0, 8))-\(part(8, 12))-4\(part(13, 16))-8\(part(17, 20))-\(part(20, 32))"
  }

  // MARK: - What came back

  private func response(_ answer: WebhookAnswer, uid: String) throws(CallFailure) -> Value {
    switch answer {
    case .failure(let why): throw CallFailure(why: why)
    case .response(let status, let body):
      guard (200...299).contains(status) else {
        throw CallFailure(why: "failed to call webhook: " + WebhookReview.complaint(status, body))
      }
      let review = try decoded(body)
      return try verified(review, uid: uid)
    }
  }

  /// client-go's words for an answer that is no success.
  private static func complaint(_ status: Int, _ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(2048), as: UTF8.self)
    switch status {
    case 400: return "the server rejected our request for an unknown reason"
    case 401: return "the server has asked for the client to provide credentials"
    case 403: return text.isEmpty ? "forbidden" : text
    case 404: return "the server could not find the requested resource"
    case 405: return "the server does not allow this method on the requested resource"
    case 429: return "the server has received too many requests and has asked us to try again later"
    case 503: return "the server is currently unable to handle the request"
    case 504:
      return "the server was unable to return a response in the time allotted, but may still be processing the request"
    case 500...:
      return "an error on the server (\(JSON.write(.string(text)))) has prevented the request from succeeding"
    default: return "the server responded with the status code \(status) but did not return more information"
    }
  }

  private func decoded(_ body: [UInt8]) throws(CallFailure) -> Value {
    let review: Value
    do {
      review = try JSON.parse(body)
    } catch {
      let isObject = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
      let why = isObject ? error.message : JSONText.complaint(about: body)
      throw CallFailure(why: "failed to call webhook: couldn't get version/kind; json parse error: \(why)")
    }
    let (kind, apiVersion) = (review["kind"]?.string ?? "", review["apiVersion"]?.string ?? "")
    if kind.isEmpty { throw CallFailure(why: "failed to call webhook: Object 'Kind' is missing in '\(text(body))'") }
    if kind != "AdmissionReview" || !["admission.k8s.io/v1", "admission.k8s.io/v1beta1"].contains(apiVersion) {
      throw CallFailure(
        why: "failed to call webhook: no kind \"\(kind)\" is registered for version \"\(apiVersion)\" in scheme "
          + "\"pkg/runtime/scheme.go:111\"")
    }
    return review
  }

  private func text(_ body: [UInt8]) -> String { String(decoding: body, as: UTF8.self) }

  private func verified(_ review: Value, uid: String) throws(CallFailure) -> Value {
    func invalid(_ why: String) -> CallFailure { CallFailure(why: "received invalid webhook response: \(why)") }
    guard let response = review["response"], response.object != nil else {
      throw invalid("webhook response was absent")
    }
    let given = response["uid"]?.string ?? ""
    if given != uid { throw invalid("expected response.uid=\"\(uid)\", got \(JSON.write(.string(given)))") }
    if review["apiVersion"] != "admission.k8s.io/v1" {
      throw invalid(
        "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got admission.k8s.io/v1beta1, "
          + "Kind=AdmissionReview")
    }
    let hasPatch = response["patch"]?.string?.isEmpty == false
    let type = response["patchType"].flatMap { $0.isNull ? nil : $0.string ?? "" }
    if !isMutating {
      if hasPatch { throw invalid("validating webhook may not return response.patch") }
      if type != nil { throw invalid("validating webhook may not return response.patchType") }
      return response
    }
    if hasPatch && type == nil { throw invalid("webhook returned response.patch but not response.patchType") }
    if !hasPatch && type != nil { throw invalid("webhook returned response.patchType but not response.patch") }
    if type == "" { throw invalid("webhook returned invalid response.patchType of \"\"") }
    return response
  }

  /// The refusal that a response with `allowed: false` makes.
  func refusal(_ response: Value) -> StatusError {
    let result = response["status"] ?? [:]
    var code = Int(result["code"]?.int ?? 0)
    if code < 400 { code = 400 }
    let (message, reason) = (result["message"]?.string ?? "", result["reason"]?.string ?? "")
    var text = "admission webhook \"\(name)\" denied the request"
    if !message.isEmpty {
      text += ": " + message
    } else if !reason.isEmpty {
      text += ": " + reason
    } else {
      text += " without explanation"
    }
    let details = result["details"].flatMap { $0.isNull ? nil : $0 }
    return StatusError(code: code, reason: reason, message: text, details: details)
  }
}

/// The parts of a webhook's URL.
struct WebhookPlace {
  var host: String
  var port: Int
  var path: String

  init?(url: String) {
    guard url.hasPrefix("https://") else { return nil }
    let rest = url.dropFirst(8)
    let authority = rest.prefix { $0 != "/" }
    path = authority.endIndex == rest.endIndex ? "/" : String(rest[authority.endIndex...])
    var name = authority
    port = 443
    if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
      guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
        return nil
      }
      port = number
      name = authority[..<colon]
    }
    host = String(name.drop { $0 == "[" }.prefix { $0 != "]" })
    if host.isEmpty { return nil }
  }
}
