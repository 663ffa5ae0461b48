import ClusterState
import KubeAPI
import Manifest
import Testing

@testable import Controllers

@Suite struct CoderTests {
  /// What a raw password becomes when it is put between `:` and `@` of the URL.
  enum Outcome: Equatable { case right, rescued, wrong, refused }

  func outcome(_ password: String) -> Outcome {
    do {
      let url = try PostgresURL("postgres://coder:\(password)@db.example.com:5432/coder?sslmode=require")
      let same =
        url.password == password && url.user == "coder" && url.host == "db.example.com" && url.port == "5432"
        && url.database == "coder"
      return same ? (url.isRescued ? .rescued : .right) : .wrong
    } catch {
      return .refused
    }
  }

  @Test func rawPasswords() {
    let table: [(String, Outcome)] = [
      ("abcXYZ09-._~", .right), ("!$&'()*+,;=", .right), ("a:b", .right), ("a@b", .right), ("p%41q", .wrong),
      ("p%zz", .refused), ("100%", .refused), ("12/34", .wrong), ("12?34", .wrong), ("12#34", .wrong),
      ("a#b", .rescued), ("a?b", .rescued), ("a/b", .rescued), ("a b", .rescued), ("a[b]c", .rescued),
      ("a<b>c", .rescued), ("a\"b", .rescued), ("a\\b", .rescued), ("a^b", .rescued), ("a{b|c}d", .rescued),
      ("a`b", .rescued), ("a@b#c", .wrong), ("a@ b", .refused),
    ]
    for (password, expected) in table { #expect(outcome(password) == expected, "\(password)") }
  }

  func environment(_ pairs: KeyValuePairs<String, String>) -> ContainerEnvironment {
    ContainerEnvironment(pairs.map { .init(name: $0.key, value: $0.value) })
  }

  @Test func emptySettingsAreFindings() {
    let verdict = CoderVerdict.judge(environment(["CODER_HTTP_ADDRESS": "0.0.0.0:8080"]))
    #expect(verdict.has(.builtInDatabase) && verdict.has(.publicTunnel))
    #expect(verdict.database == .builtIn && verdict.isRunning)
    let empty = CoderVerdict.judge(environment(["CODER_ACCESS_URL": "", "CODER_PG_CONNECTION_URL": ""]))
    #expect(empty.has(.builtInDatabase) && empty.has(.publicTunnel))
  }

  @Test func composedURL() {
    let env: [Value] = [
      [
        "name": "CODER_PG_CONNECTION_URL",
        "value": "postgres://$(CODER_U):$(CODER_P)@$(CODER_H):5432/$(CODER_N)?sslmode=require",
      ]
    ]
    func judge(_ password: String) -> CoderVerdict {
      let url = "postgres://coder:\(password)@db.example.com:5432/coder?sslmode=require"
      return CoderVerdict.judge(
        environment([
          "CODER_U": "coder", "CODER_P": password, "CODER_H": "db.example.com", "CODER_N": "coder",
          "CODER_PG_CONNECTION_URL": url, "CODER_ACCESS_URL": "https://coder.tail.ts.net",
        ]), env: env)
    }
    #expect(judge("simple").findings.isEmpty)
    #expect(judge("a/b#c ?").findings.isEmpty)
    #expect(judge("p%41q").has(.passwordAltered) && judge("p%41q").has(.connectionFailed))
    #expect(judge("12/34").has(.hostAltered))
    #expect(judge("p%zz").has(.invalidDatabaseURL))
    for password in ["p%41qSECRET", "12/34SECRET", "p%zzSECRET", "a@b#SECRET"] {
      let verdict = judge(password)
      let text = verdict.findings.map(\.message).joined() + (verdict.fatal ?? "") + "\(verdict.database)"
      if verdict.has(.hostAltered) || verdict.has(.invalidDatabaseURL) {
        #expect(!verdict.isRunning)
      }
      #expect(!(verdict.findings.map(\.message).joined() + (verdict.fatal ?? "")).contains("SECRET"), "\(text)")
    }
  }

  @Test func wildcards() {
    let table: [(String, Bool)] = [
      ("*.coder", true), ("*.coder.example.com", true), ("*-apps.example.com", true), ("*--x.example.com:8443", true),
      ("https://*.coder", false), ("coder", false), ("*", false), ("*.*.example.com", false), ("a.*.com", false),
      (".coder.com", false), ("*.coder.", false), ("*.co der.com", false),
    ]
    for (pattern, good) in table {
      let verdict = CoderVerdict.judge(
        environment(["CODER_ACCESS_URL": "https://x.ts.net", "CODER_WILDCARD_ACCESS_URL": pattern]))
      #expect(verdict.has(.invalidWildcard) == !good, "\(pattern)")
    }
  }

  @Test func helpersLeak() {
    var verdict = CoderVerdict.judge(
      ContainerEnvironment([
        .init(name: "PG_PASSWORD", value: "x", origin: .secret(name: "db", key: "password")),
        .init(name: "CODER_DB", value: "x", origin: .secret(name: "db", key: "password")),
      ]))
    verdict.findings.removeAll { $0.code != .secretVisibleToTemplates }
    #expect(verdict.findings.map(\.variable) == ["PG_PASSWORD"])
  }

  func coder(_ env: [Value]) -> Value {
    var object = deployment("coder")
    var container: Value = ["name": "coder", "image": "ghcr.io/coder/coder:v2.29.1", "command": ["/opt/coder"]]
    container["args"] = ["server"]
    container["env"] = .array([["name": "CODER_HTTP_ADDRESS", "value": "0.0.0.0:8080"]] + env)
    container["ports"] = [["name": "http", "containerPort": 8080]]
    container["readinessProbe"] = ["httpGet": ["path": "/healthz", "port": "http"]]
    object.set([container], at: "spec", "template", "spec", "containers")
    return object
  }

  func secretEnv(_ name: String, _ key: String) -> Value {
    [
      "name": .string(name),
      "valueFrom": ["secretKeyRef": ["name": "coder-db-credentials", "key": .string(key)]],
    ]
  }

  @Test func waitsForItsSecret() throws {
    var world = try World(Controllers.kubernetes() + Controllers.kubelet())
    try world.create(
      coder([
        secretEnv("CODER_PG_CONNECTION_URL", "url"),
        ["name": "CODER_ACCESS_URL", "value": "https://coder.tail.ts.net"],
      ]))
    world.run(60)
    func waiting() -> Value? { world.pods().first?.items("status", "containerStatuses").first?.at("state", "waiting") }
    #expect(waiting()?.text("reason") == "CreateContainerConfigError")
    #expect(waiting()?.text("message") == "secret \"coder-db-credentials\" not found")
    #expect(world.events("Pod").contains("Warning Failed Error: secret \"coder-db-credentials\" not found"))
    var secret: Value = ["apiVersion": "v1", "kind": "Secret"]
    secret["metadata"] = ["name": "coder-db-credentials", "namespace": "coder"]
    secret["data"] = ["password": .string(Base64.encode("x"))]
    try world.create(secret)
    world.run(30)
    #expect(waiting()?.text("message") == "couldn't find key url in Secret coder/coder-db-credentials")
    try world.change(ObjectKey(of: secret)) {
      $0.set(.string(Base64.encode("postgres://u:p@db.example.com/coder")), at: "data", "url")
    }
    world.run(60)
    let pod = try #require(world.pods().first)
    #expect(pod.isPodReady)
    let kubelet = try #require(world.manager.controller(named: "kubelet") as? Kubelet)
    let verdict = try #require(kubelet.verdict(of: ObjectKey(of: pod)))
    #expect(verdict.findings.isEmpty)
    #expect(
      verdict.database
        == .external(
          user: "u", host: "db.example.com", port: "5432", name: "coder", sslMode: "require"))
    let log = try kubelet.log(of: ObjectKey(of: pod), container: "coder", at: world.cluster.now)
    #expect(log.contains { $0.text == "View the Web UI: https://coder.tail.ts.net" })
  }
}
