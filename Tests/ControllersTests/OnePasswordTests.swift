import ClusterState
import KubeAPI
import Manifest
import Testing

@testable import Controllers

/// Connect and the operator as their chart renders them, an account with one vault, and the CRD.
enum OnePasswordFixture {
  static func crd() -> Value {
    let schema: Value = [
      "type": "object",
      "properties": [
        "spec": ["type": "object", "properties": ["itemPath": ["type": "string"]]], "type": ["type": "string"],
        "status": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
      ],
    ]
    let version: Value = [
      "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema],
      "subresources": ["status": [:]],
    ]
    return [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": "onepassworditems.onepassword.com"],
      "spec": [
        "group": "onepassword.com", "scope": "Namespaced", "versions": [version],
        "names": [
          "kind": "OnePasswordItem", "listKind": "OnePasswordItemList", "plural": "onepassworditems",
          "singular": "onepassworditem",
        ],
      ],
    ]
  }

  static func account(_ text: String = fields) throws -> OnePasswordAccount {
    try OnePasswordAccount(YAML.parse(text).first?["onePassword"])
  }

  static let fields = """
    onePassword:
      token: good
      vaults:
      - name: Prod
        items:
        - title: coder-db
          category: DATABASE
          version: 3
          fields:
            username: coder
            password: "a b"
            Host Name: db.example.com
            empty: ""
    """

  static func workload(_ name: String, _ images: [String], env: [Value] = []) -> Value {
    var containers: [Value] = []
    for (i, image) in images.enumerated() {
      var container: Value = ["name": .string("c\(i)"), "image": .string(image), "env": .array(env)]
      if image.contains("connect-") {
        let port = Value.int(image.contains("sync") ? 8081 : 8080)
        container["env"] = .array(env + [["name": "OP_HTTP_PORT", "value": .string(port == 8080 ? "8080" : "8081")]])
        container["readinessProbe"] = ["httpGet": ["path": "/health", "port": port], "initialDelaySeconds": 15]
      }
      containers.append(container)
    }
    var object = deployment(name)
    object.set("1password", at: "metadata", "namespace")
    object.set(.array(containers), at: "spec", "template", "spec", "containers")
    return object
  }

  static func install(_ world: inout World, token: String = "good", version: String = "1.9.1") throws {
    try world.create(crd())
    let credentials = Base64.encode("{\"verifier\":{}}")
    try world.create([
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "op-credentials", "namespace": "1password"],
      "data": ["1password-credentials.json": .string(Base64.encode(credentials))],
    ])
    try world.create([
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "onepassword-token", "namespace": "1password"],
      "data": ["token": .string(Base64.encode(token))],
    ])
    let session: Value = [
      "name": "OP_SESSION",
      "valueFrom": ["secretKeyRef": ["name": "op-credentials", "key": "1password-credentials.json"]],
    ]
    try world.create(
      workload(
        "onepassword-connect", ["docker.io/1password/connect-api:1.8.1", "docker.io/1password/connect-sync:1.8.1"],
        env: [session]))
    try world.create([
      "apiVersion": "v1", "kind": "Service",
      "metadata": ["name": "onepassword-connect", "namespace": "1password"],
      "spec": [
        "selector": ["app": "onepassword-connect"],
        "ports": [["name": "connect-sync", "port": 8081], ["name": "connect-api", "port": 8080]],
      ],
    ])
    try world.create(
      workload(
        "onepassword-connect-operator", ["docker.io/1password/onepassword-operator:\(version)"],
        env: [
          ["name": "WATCH_NAMESPACE", "value": ""],
          ["name": "OP_CONNECT_HOST", "value": "http://onepassword-connect:8080"],
          [
            "name": "OP_CONNECT_TOKEN",
            "valueFrom": ["secretKeyRef": ["name": "onepassword-token", "key": "token"]],
          ],
        ]))
  }

  static func item(_ path: String) -> Value {
    [
      "apiVersion": "onepassword.com/v1", "kind": "OnePasswordItem",
      "metadata": ["name": "coder-db-credentials", "namespace": "coder", "labels": ["team": "dev"]],
      "spec": ["itemPath": .string(path)],
    ]
  }

  static func world(_ account: OnePasswordAccount) throws -> World {
    try World(
      Controllers.kubernetes() + Controllers.kubelet()
        + Controllers.operators(account: account, tailscale: TailscaleSettings()),
      namespaces: ["coder", "1password"])
  }
}

@Suite struct OnePasswordTests {
  let key = ObjectKey(Kind.onePasswordItem, "coder", "coder-db-credentials")
  let secretKey = ObjectKey(Kind.secret, "coder", "coder-db-credentials")

  @Test func itemBecomesSecret() throws {
    var world = try OnePasswordFixture.world(OnePasswordFixture.account())
    try OnePasswordFixture.install(&world)
    try world.create(OnePasswordFixture.item("vaults/Prod/items/coder-db"))
    world.run(60)
    let item = try #require(world.cluster.get(key))
    #expect(item.condition("Ready")?.text("status") == "True")
    #expect(item.condition("Ready")?["message"] == nil)
    #expect(item.finalizers == ["onepassword.com/finalizer.secret"])
    let secret = try #require(world.cluster.get(secretKey))
    #expect(secret["data"]?.object?.keys == ["Host-Name", "password", "username"])
    #expect(secret.at("data", "password")?.string == Base64.encode("a b"))
    #expect(secret.annotation("operator.1password.io/item-version") == "3")
    #expect(secret.labels == ["team": "dev"])
    let owner = try #require(secret.items("metadata", "ownerReferences").first)
    #expect(owner["controller"] == nil && owner["blockOwnerDeletion"] == nil && owner.text("name") == item.name)
    // Gone with the item.
    try world.delete(key)
    world.run(5)
    #expect(world.cluster.get(key) == nil && world.cluster.get(secretKey) == nil)
  }

  @Test func waitsForItsOperator() throws {
    var world = try OnePasswordFixture.world(OnePasswordFixture.account())
    try world.create(OnePasswordFixture.crd())
    try world.create(OnePasswordFixture.item("vaults/Prod/items/coder-db"))
    world.run(600)
    #expect(world.cluster.get(key)?["status"] == nil)
    #expect(world.cluster.get(secretKey) == nil)
  }

  @Test func saysWhatIsWrong() throws {
    let refused = OnePasswordFixture.fields.replacing("- name: Prod", with: "- name: Prod\n    status: 403")
    let cases: [(path: String, token: String, version: String, account: String, message: String)] = [
      (
        "op://Prod/coder-db/password", "good", "1.8.1", OnePasswordFixture.fields,
        "Failed to retrieve item: \"op://Prod/coder-db/password\" is not an acceptable path for One Password item. "
          + "Must be of the format: `vaults/{vault_id}/items/{item_id}`"
      ),
      (
        "vaults/Nope/items/coder-db", "good", "1.8.1", OnePasswordFixture.fields,
        "Failed to retrieve item: No vaults found with identifier \"Nope\""
      ),
      (
        "vaults/Prod/items/nope", "good", "1.8.1", OnePasswordFixture.fields,
        "Failed to retrieve item: No items found with identifier \"nope\""
      ),
      (
        "vaults/Nope/items/coder-db", "good", "1.12.0", OnePasswordFixture.fields,
        "failed to retrieve item: failed to 'getVaultID' for vaultNameOrID='Nope': "
          + "no vaults found with identifier \"Nope\""
      ),
      (
        "vaults/Prod/items/coder-db", "bad", "1.8.1", OnePasswordFixture.fields,
        "Failed to retrieve item: status 401: Invalid token signature"
      ),
      (
        "vaults/Prod/items/coder-db", "bad", "1.12.0", OnePasswordFixture.fields,
        "failed to retrieve item: failed to 'getVaultID' for vaultNameOrID='Prod': failed to get vault by title "
          + "\"Prod\": failed to GetVaultsByTitle using 1Password Connect: status 401: Invalid token signature"
      ),
      (
        "vaults/Prod/items/coder-db", "good", "1.8.1", refused,
        "Failed to retrieve item: status 403: vault "
      ),
    ]
    for test in cases {
      var world = try OnePasswordFixture.world(OnePasswordFixture.account(test.account))
      try OnePasswordFixture.install(&world, token: test.token, version: test.version)
      try world.create(OnePasswordFixture.item(test.path))
      world.run(60)
      let condition = world.cluster.get(key)?.condition("Ready")
      #expect(condition?.text("status") == "False")
      let message = condition?.text("message") ?? ""
      #expect(message.hasPrefix(test.message), "\(message)")
      #expect(world.cluster.get(secretKey) == nil)
    }
  }

  @Test func badCredentialsCrashConnect() throws {
    var world = try OnePasswordFixture.world(OnePasswordFixture.account())
    try OnePasswordFixture.install(&world)
    // Raw JSON where an old chart wants base64 of it.
    try world.change(ObjectKey(Kind.secret, "1password", "op-credentials")) {
      $0.set(.string(Base64.encode("{\"verifier\":{}}")), at: "data", "1password-credentials.json")
    }
    try world.create(OnePasswordFixture.item("vaults/Prod/items/coder-db"))
    world.run(300)
    let pod = world.pods("1password").first {
      $0.name.hasPrefix("onepassword-connect-") && $0.name.split(separator: "-").count == 4
    }
    let state = pod?.items("status", "containerStatuses").first
    #expect(state?.text("state", "waiting", "reason") == "CrashLoopBackOff")
    #expect(world.cluster.get(key)?.condition("Ready")?.text("message").contains("connection refused") == true)
  }

  @Test func pollerTakesNewVersions() throws {
    var world = try OnePasswordFixture.world(OnePasswordFixture.account())
    try OnePasswordFixture.install(&world)
    try world.create(OnePasswordFixture.item("vaults/Prod/items/coder-db"))
    world.run(60)
    let api = ConnectAPI(try OnePasswordFixture.account())
    #expect(api.get("/v1/vaults", title: "Prod", token: "good").body.array?.count == 1)
    #expect(api.get("/v1/vaults", title: "Other", token: "good").body.array?.isEmpty == true)
    #expect(api.get("/v1/vaults", token: "").status == 401)
  }

  @Test func keysAreNormalised() {
    let table = [
      ("username", "username"), ("Host Name", "Host-Name"), ("database name", "database-name"), (" x ", "x"),
      ("a//b", "a-b"), ("-ok-", "-ok-"), ("é", ""), ("§user§", "user"), ("one.time_password", "one.time_password"),
    ]
    for (label, key) in table { #expect(SecretKeys.key(label) == key, "\(label)") }
  }
}
