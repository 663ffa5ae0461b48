import KubeAPI
import KubeSchema
import Manifest

/// Bearer tokens of service accounts that the server has given out (TokenRequest).
///
/// A token looks like a JWT, so that clients can read its claims; it is not signed but known: the server keeps the SHA-256
/// of each token it gave, and compares in constant time.
struct TokenStore: Sendable {
  struct Grant: Sendable {
    var digest: [UInt8]
    var user: UserInfo
    var expires: Instant
    var audiences: [String]
  }
  /// Tokens for this audience are good for the API server itself.
  static let ownAudience = "https://kubernetes.default.svc"
  private var grants: [Grant] = []

  init() {}

  /// The list that ``value`` made; what is not understood is left out.
  init(_ value: Value) {
    for item in value.array ?? [] {
      guard let digest = item["digest"]?.string.flatMap({ Base64.decode($0.utf8) }), digest.count == 32,
        let expires = item["expires"]?.int, let name = item["user"]?.string
      else { continue }
      let groups = item["groups"]?.array?.compactMap(\.string) ?? []
      let extra = (item["extra"]?.object ?? [:]).map { pair in
        UserInfo.Extra(name: pair.key, values: pair.value.array?.compactMap(\.string) ?? [])
      }
      grants.append(
        Grant(
          digest: digest, user: UserInfo(name: name, groups: groups, uid: item["uid"]?.string ?? "", extra: extra),
          expires: Instant(nanoseconds: expires),
          audiences: item["audiences"]?.array?.compactMap(\.string) ?? [TokenStore.ownAudience]))
    }
  }

  /// What is known of the tokens, to be kept: no token can be made from it.
  var value: Value {
    .array(
      grants.map { grant -> Value in
        var extra = Object()
        for item in grant.user.extra { extra[item.name] = .array(item.values.map { .string($0) }) }
        return [
          "digest": .string(Base64.encode(grant.digest)), "expires": .int(grant.expires.nanoseconds),
          "user": .string(grant.user.name), "groups": .array(grant.user.groups.map { .string($0) }),
          "uid": .string(grant.user.uid), "extra": .object(extra),
          "audiences": .array(grant.audiences.map { .string($0) }),
        ]
      })
  }

  mutating func add(_ token: String, user: UserInfo, audiences: [String], expires: Instant, now: Instant) {
    grants.removeAll { $0.expires < now }
    grants.append(
      Grant(digest: SHA256.digest(Array(token.utf8)), user: user, expires: expires, audiences: audiences))
  }

  /// What is known of a token that still holds, whomever it is meant for.
  func grant(of token: String, at now: Instant) -> Grant? {
    let digest = SHA256.digest(Array(token.utf8))
    var found: Grant?
    for grant in grants {
      var difference: UInt8 = 0
      for (a, b) in zip(grant.digest, digest) { difference |= a ^ b }
      if difference == 0 && grant.expires > now { found = grant }
    }
    return found
  }

  /// Who may talk to the API server with that token.
  func user(of token: String, at now: Instant) -> UserInfo? {
    guard let grant = grant(of: token, at: now), grant.audiences.contains(TokenStore.ownAudience) else { return nil }
    return grant.user
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
    var object = try decodeBody(request, kind: "TokenRequest", package: "authentication")
    object["kind"] = "TokenRequest"
    object["apiVersion"] = "authentication.k8s.io/v1"
    let refused = GroupKind("authentication.k8s.io", "TokenRequest")
    if !object.name.isEmpty && object.name != account.name {
      throw .invalid(
        refused, account.name,
        [.invalid("metadata.name", .string(object.name), "must match the service account name if specified")])
    }
    if !object.namespace.isEmpty && object.namespace != account.namespace {
      throw .invalid(
        refused, account.name,
        [
          .invalid(
            "metadata.namespace", .string(object.namespace), "must match the service account namespace if specified")
        ])
    }
    let bound = try boundObject(of: object, account)
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
    let audiences = given.isEmpty ? [Value.string(TokenStore.ownAudience)] : given
    let expires = now + .seconds(seconds)
    let name = "system:serviceaccount:\(account.namespace):\(account.name)"
    let serial = identity.uid()
    var extra = [UserInfo.Extra(name: "authentication.kubernetes.io/credential-id", values: ["JTI=\(serial)"])]
    var claimed: Value = [
      "namespace": .string(account.namespace),
      "serviceaccount": ["name": .string(account.name), "uid": .string(account.uid)],
    ]
    if let bound, let kind = bound["kind"]?.string?.lowercased() {
      claimed[kind] = ["name": .string(bound.name), "uid": .string(bound.uid)]
      if kind == "pod" {
        extra.append(UserInfo.Extra(name: "authentication.kubernetes.io/pod-name", values: [bound.name]))
        extra.append(UserInfo.Extra(name: "authentication.kubernetes.io/pod-uid", values: [bound.uid]))
      }
    }
    let user = UserInfo(
      name: name,
      groups: ["system:serviceaccounts", "system:serviceaccounts:\(account.namespace)", "system:authenticated"],
      uid: account.uid, extra: extra)
    let moment = now.nanoseconds / 1_000_000_000
    let claims: Value = [
      "aud": .array(audiences), "exp": .int(moment + seconds), "iat": .int(moment),
      "iss": "https://kubernetes.default.svc", "jti": .string(serial), "kubernetes.io": claimed, "nbf": .int(moment),
      "sub": .string(name),
    ]
    func part(_ bytes: [UInt8]) -> String {
      String(Base64.encode(bytes).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" })
    }
    let head: Value = ["alg": "RS256", "kid": "drydock"]
    // The last part is what makes the token hard to guess; it comes from the seed, as everything in a rehearsal does.
    let secret = SHA256.digest(Array((tokenSecret + identity.uid()).utf8))
    let token = part(JSON.bytes(head)) + "." + part(JSON.bytes(claims)) + "." + part(secret)
    tokens.add(token, user: user, audiences: audiences.compactMap(\.string), expires: expires, now: now)
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
    // The time is defaulted before the fields are counted, the audience after it.
    object.set(.int(seconds), at: "spec", "expirationSeconds")
    trackFields(of: &object, live: nil, context)
    var entries = object.at("metadata", "managedFields")?.array ?? []
    if let i = entries.indices.last, object.at("spec", "boundObjectRef") != nil {
      entries[i].set(nil, at: "fieldsV1", "f:spec", "f:boundObjectRef", ".")
      object.set(.array(entries), at: "metadata", "managedFields")
    }
    var spec: Value = ["audiences": .array(audiences), "expirationSeconds": .int(seconds)]
    spec["boundObjectRef"] = object.at("spec", "boundObjectRef") ?? .null
    object["spec"] = spec
    object["status"] = ["token": .string(token), "expirationTimestamp": .string(expires.rfc3339)]
    return encode(201, object, form)
  }

  /// The object whose end ends the token (kubernetes `pkg/registry/core/serviceaccount/storage`, TokenREST).
  private func boundObject(of object: Value, _ account: Value) throws(StatusError) -> Value? {
    guard let reference = object.at("spec", "boundObjectRef"), !reference.isNull else { return nil }
    let given = ObjectReference(of: reference)
    let name = reference["name"]?.string ?? ""
    guard ["Pod", "Secret", "Node"].contains(given.kind), given.group.isEmpty, given.version == "v1",
      let resource = registry[GroupKind("", given.kind)]
    else {
      throw .badRequest("cannot bind token to object of type \(given.group)/\(given.version), Kind=\(given.kind)")
    }
    guard let found = get(ObjectKey(resource.type, resource.namespaced ? account.namespace : "", name)) else {
      throw .notFound(resource, name)
    }
    if given.kind == "Pod" && found.at("spec", "serviceAccountName")?.string != account.name {
      throw .badRequest(
        "cannot bind token for serviceaccount \"\(account.name)\" to pod running with different serviceaccount name.")
    }
    if let uid = reference["uid"]?.string, !uid.isEmpty, uid != found.uid {
      throw .conflict(
        resource, name,
        "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have been "
          + "deleted and then recreated")
    }
    return found
  }
}
