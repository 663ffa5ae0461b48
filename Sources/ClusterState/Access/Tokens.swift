import KubeAPI
import KubeSchema
import Manifest

/// Bearer tokens of service accounts that the server has given out (TokenRequest).
///
/// A token looks like a JWT, so that clients can read its claims; it is not signed but known: the server keeps the SHA-256
/// of each token it gave, and compares in constant time.
struct TokenStore: Sendable {
  private struct Grant: Sendable {
    var digest: [UInt8]
    var user: UserInfo
    var expires: Instant
  }
  private var grants: [Grant] = []

  init() {}

  /// The list that ``value`` made; what is not understood is left out.
  init(_ value: Value) {
    for item in value.array ?? [] {
      guard let digest = item["digest"]?.string.flatMap({ Base64.decode($0.utf8) }), digest.count == 32,
        let expires = item["expires"]?.int, let name = item["user"]?.string
      else { continue }
      let groups = item["groups"]?.array?.compactMap(\.string) ?? []
      grants.append(
        Grant(
          digest: digest, user: UserInfo(name: name, groups: groups, uid: item["uid"]?.string ?? ""),
          expires: Instant(nanoseconds: expires)))
    }
  }

  /// What is known of the tokens, to be kept: no token can be made from it.
  var value: Value {
    .array(
      grants.map { grant in
        [
          "digest": .string(Base64.encode(grant.digest)), "expires": .int(grant.expires.nanoseconds),
          "user": .string(grant.user.name), "groups": .array(grant.user.groups.map { .string($0) }),
          "uid": .string(grant.user.uid),
        ]
      })
  }

  mutating func add(_ token: String, user: UserInfo, expires: Instant, now: Instant) {
    grants.removeAll { $0.expires < now }
    grants.append(Grant(digest: SHA256.digest(Array(token.utf8)), user: user, expires: expires))
  }

  func user(of token: String, at now: Instant) -> UserInfo? {
    let digest = SHA256.digest(Array(token.utf8))
    var found: UserInfo?
    for grant in grants {
      var difference: UInt8 = 0
      for (a, b) in zip(grant.digest, digest) { difference |= a ^ b }
      if difference == 0 && grant.expires > now { found = grant.user }
    }
    return found
  }
}

extension ClusterState {
  /// Who a bearer token of this cluster stands for.
  public func user(ofToken token: String) -> UserInfo? { tokens.user(of: token, at: now) }

  mutating func answerToken(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource
  ) throws(StatusError) -> APIResponse {
    let form = try OutputForm.negotiate(request)
    let account = try stored(info, resource)
    let options = try WriteOptions(request, kind: "CreateOptions")
    var object = try decodeBody(request, kind: "TokenRequest")
    object["kind"] = "TokenRequest"
    object["apiVersion"] = "authentication.k8s.io/v1"
    let seconds = object.at("spec", "expirationSeconds")?.int ?? 3600
    if seconds < 600 {
      throw .invalid(
        GroupKind("authentication.k8s.io", "TokenRequest"), "",
        [
          .invalid(
            "spec.expirationSeconds", .int(seconds), "may not specify a duration less than 10 minutes")
        ])
    }
    if seconds > 1 << 32 {
      throw .invalid(
        GroupKind("authentication.k8s.io", "TokenRequest"), "",
        [.invalid("spec.expirationSeconds", .int(seconds), "may not specify a duration larger than 2^32 seconds")])
    }
    let given = object.at("spec", "audiences")?.array ?? []
    let audiences = given.isEmpty ? [Value.string("https://kubernetes.default.svc")] : given
    let expires = now + .seconds(seconds)
    let name = "system:serviceaccount:\(account.namespace):\(account.name)"
    let user = UserInfo(
      name: name,
      groups: ["system:serviceaccounts", "system:serviceaccounts:\(account.namespace)", "system:authenticated"],
      uid: account.uid)
    let moment = now.nanoseconds / 1_000_000_000
    let claims: Value = [
      "aud": .array(audiences), "exp": .int(moment + seconds), "iat": .int(moment),
      "iss": "https://kubernetes.default.svc.cluster.local", "jti": .string(identity.uid()),
      "kubernetes.io": [
        "namespace": .string(account.namespace),
        "serviceaccount": ["name": .string(account.name), "uid": .string(account.uid)],
      ], "nbf": .int(moment), "sub": .string(name),
    ]
    func part(_ bytes: [UInt8]) -> String {
      String(Base64.encode(bytes).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" })
    }
    let head: Value = ["alg": "RS256", "kid": "drydock"]
    // The last part is what makes the token hard to guess; it comes from the seed, as everything in a rehearsal does.
    let secret = SHA256.digest(Array((tokenSecret + identity.uid()).utf8))
    let token = part(JSON.bytes(head)) + "." + part(JSON.bytes(claims)) + "." + part(secret)
    tokens.add(token, user: user, expires: expires, now: now)
    var metadata = Object()
    metadata["name"] = .string(account.name)
    metadata["namespace"] = .string(account.namespace)
    metadata["uid"] = .string(account.uid)
    metadata["creationTimestamp"] = .string(now.rfc3339)
    object["metadata"] = .object(metadata)
    guard let reviews = registry[GroupKind("authentication.k8s.io", "TokenReview")] else { throw .notServed }
    var kind = reviews
    kind.type = GroupKind("authentication.k8s.io", "TokenRequest")
    var context = WriteContext(
      resource: kind, version: "v1", subresource: "token", manager: options.manager, operation: .create)
    context.isInternal = true
    trackFields(of: &object, live: nil, context)
    var spec: Value = ["audiences": .array(audiences), "expirationSeconds": .int(seconds)]
    spec["boundObjectRef"] = object.at("spec", "boundObjectRef") ?? .null
    object["spec"] = spec
    object["status"] = ["token": .string(token), "expirationTimestamp": .string(expires.rfc3339)]
    return encode(201, object, form)
  }
}
