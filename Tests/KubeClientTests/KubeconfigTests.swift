import Foundation
import KubeAPI
import Manifest
import Testing

@testable import KubeClient

/// The kubeconfig is read as kubectl reads it.
@Suite struct KubeconfigTests {
  /// A folder that goes away with the test.
  private final class Folder {
    let path: String
    init() throws {
      path = FileManager.default.temporaryDirectory.appendingPathComponent("kubeconfig-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    func write(_ name: String, _ text: String) throws -> String {
      let file = "\(path)/\(name)"
      let folder = (file as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      return file
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private func config(_ server: String, user: String = "token: t", cluster: String = "") -> String {
    """
    apiVersion: v1
    kind: Config
    current-context: c
    clusters:
    - name: k
      cluster:
        server: \(server)
        \(cluster)
    contexts:
    - name: c
      context: {cluster: k, user: u, namespace: shop}
    users:
    - name: u
      user:
        \(user)
    """
  }

  private func load(
    _ text: String, context: String? = nil, in folder: Folder? = nil
  ) throws -> ClientConfig {
    let folder = try folder ?? Folder()
    let file = try folder.write("config", text)
    return try ClientConfig.load(.init(kubeconfig: file, context: context), environment: ClientEnvironment())
  }

  private func refusal(_ text: String) -> String {
    do {
      _ = try load(text)
      return "accepted"
    } catch {
      return (error as? SourceError)?.message ?? "\(error)"
    }
  }

  @Test func theFirstFileWinsNameByName() throws {
    let folder = try Folder()
    let one = try folder.write(
      "one",
      """
      clusters: [{name: a, cluster: {server: https://one}}]
      contexts: [{name: x, context: {cluster: a, user: r}}]
      """)
    let two = try folder.write(
      "two",
      """
      current-context: x
      clusters: [{name: a, cluster: {server: https://two, tls-server-name: two}}, {name: b, cluster: {server: https://b}}]
      users: [{name: r, user: {token: two}}]
      contexts: [{name: x, context: {cluster: b}}, {name: v, context: {cluster: b, user: r}}]
      """)
    var environment = ClientEnvironment()
    environment.variables["KUBECONFIG"] = "\(folder.path)/missing:\(one):\(two):"
    let x = try ClientConfig.load(.init(), environment: environment)
    #expect((x.server, x.context, x.tlsServerName, x.credentials.token) == ("https://one", "x", "", "two"))
    let v = try ClientConfig.load(.init(context: "v"), environment: environment)
    #expect((v.server, v.user, v.namespace) == ("https://b", "r", "default"))
    let error = #expect(throws: SourceError.self) {
      try ClientConfig.load(.init(context: "z"), environment: environment)
    }
    #expect(error?.message == "context \"z\" does not exist")
    #expect(error?.nextStep == "one of: v, x")
  }

  @Test func pathsAreSeenFromTheirFile() throws {
    let folder = try Folder()
    _ = try folder.write("ca.pem", "authority")
    _ = try folder.write("keys/token", "secret\n")
    let read = try load(
      config("https://h:6443/", user: "tokenFile: keys/token", cluster: "certificate-authority: ca.pem"), in: folder)
    #expect(read.server == "https://h:6443")
    #expect(read.authorities == Array("authority".utf8))
    #expect(read.credentials.tokenFile == "\(folder.path)/keys/token")
  }

  @Test func whatCannotBeIsRefused() throws {
    #expect(
      refusal(config("https://h", cluster: "certificate-authority: nowhere.pem")).hasPrefix(
        "invalid configuration: unable to read certificate-authority "))
    #expect(
      refusal(config("https://h", user: "{token: a, username: b, password: c}"))
        == "invalid configuration: more than one authentication method found for u; found [token basicAuth], only one is"
        + " allowed")
    #expect(
      refusal(config("https://h", user: "client-certificate-data: YQ=="))
        == "invalid configuration: client-key-data or client-key must be specified for u to use the clientCert"
        + " authentication method")
    #expect(
      refusal(config("https://h", cluster: "certificate-authority-data: '!'"))
        == "certificate-authority-data of \"k\" is not base64")
    #expect(refusal(config("''")) == "invalid configuration: no server found for cluster \"k\"")
    #expect(refusal("clusters: {}").contains("must be a list"))
    #expect(refusal("kind: Pod").contains("expected \"Config\""))
    #expect(refusal("clusters: [{name: a}, {name: a}]") == "clusters has two entries named \"a\"")
    #expect(
      refusal(config("https://h", user: "auth-provider: {name: gcp}"))
        == "invalid configuration: no Auth Provider found for name \"gcp\"")
    #expect(
      refusal(
        config("https://h", cluster: "certificate-authority-data: YQ==\n    insecure-skip-tls-verify: true")
      ).contains("root certificates file with the insecure flag"))
    #expect(
      refusal(config("https://h", user: "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}"))
        .contains(
          "invalid apiVersion"))
    #expect(
      refusal(config("https://h", user: "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}")).contains(
        "interactiveMode must be specified"))
    #expect(refusal(config("https://h", user: "as-groups: [x]")).contains("without impersonating a user"))
  }

  @Test func withoutTLSNobodySaysWhoTheyAre() throws {
    let read = try load(config("h:8080"))
    #expect(read.server == "http://h:8080")
    #expect(read.credentials.token.isEmpty)
  }

  @Test func somebodyElseIsNamedInHeaders() throws {
    let read = try load(
      config(
        "https://h",
        user: "{token: t, as: jane, as-uid: '7', as-groups: [dev, ops], as-user-extra: {example.com/Scope: [a, b]}}"))
    let headers = read.credentials.impersonation.headers.map { "\($0.0): \($0.1)" }
    #expect(
      headers == [
        "Impersonate-User: jane", "Impersonate-Uid: 7", "Impersonate-Group: dev", "Impersonate-Group: ops",
        "Impersonate-Extra-example.com%2Fscope: a", "Impersonate-Extra-example.com%2Fscope: b",
      ])
  }

  @Test func aPodFindsItsServiceAccount() throws {
    let folder = try Folder()
    _ = try folder.write("token", "t")
    _ = try folder.write("ca.crt", "authority")
    _ = try folder.write("namespace", "shop\n")
    var environment = ClientEnvironment()
    environment.home = folder.path
    environment.serviceAccount = folder.path
    #expect(throws: SourceError.self) { try ClientConfig.load(.init(), environment: environment) }
    environment.variables["KUBERNETES_SERVICE_HOST"] = "fd00::1"
    environment.variables["KUBERNETES_SERVICE_PORT"] = "443"
    let read = try ClientConfig.load(.init(), environment: environment)
    #expect(
      (read.server, read.namespace, read.authorities) == ("https://[fd00::1]:443", "shop", Array("authority".utf8)))
    #expect(read.credentials.tokenFile == "\(folder.path)/token")
  }

  @Test func proxiesAreReadAsGoReadsThem() throws {
    var environment = ClientEnvironment()
    environment.variables = ["HTTPS_PROXY": "http://u:p%40@proxy:3128", "NO_PROXY": ".corp, 10.0.0.0/8,exact:8443"]
    func proxy(_ server: String) -> String? {
      ServerAddress(server).flatMap { ProxySettings(for: $0, environment: environment) }.map { "\($0.host):\($0.port)" }
    }
    #expect(proxy("https://k.example:6443") == "proxy:3128")
    #expect(proxy("https://k.corp") == nil)
    #expect(proxy("https://10.1.2.3") == nil)
    #expect(proxy("https://11.1.2.3") == "proxy:3128")
    #expect(proxy("https://exact:8443") == nil)
    #expect(proxy("https://exact:6443") == "proxy:3128")
    #expect(proxy("https://localhost:6443") == nil)
    #expect(proxy("http://k.example") == nil)
    #expect(ProxySettings("http://u:p%40@proxy")?.password == "p@")
    #expect(ProxySettings("https://proxy") == nil)
  }

  @Test func namesInCertificatesAreMatchedAsGoDoes() {
    #expect(TLSIdentity.matches("kubernetes.default", "Kubernetes.Default."))
    #expect(TLSIdentity.matches("*.example.com", "a.example.com"))
    for (pattern, name) in [
      ("*.example.com", "example.com"), ("*.example.com", "a.b.example.com"), ("*", "localhost"),
      ("a*.example.com", "ab.example.com"), ("*.example.com", ".example.com"),
    ] {
      #expect(!TLSIdentity.matches(pattern, name), "\(pattern) \(name)")
    }
  }

  /// What kubectl itself makes of a list of files.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/kubectl")))
  func kubectlMergesTheSame() throws {
    let folder = try Folder()
    let one = try folder.write("one", config("https://one"))
    let two = try folder.write(
      "sub/two",
      """
      current-context: other
      clusters: [{name: k, cluster: {server: https://hidden}}, {name: z, cluster: {server: https://z, certificate-authority: ca}}]
      users: [{name: w, user: {token: w}}]
      contexts: [{name: other, context: {cluster: z, user: w}}]
      """)
    let list = "\(one):\(two)"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/kubectl")
    process.arguments = ["config", "view", "--raw", "-o", "json"]
    process.environment = ["KUBECONFIG": list, "HOME": folder.path, "PATH": "/usr/bin:/bin"]
    let out = Pipe()
    process.standardOutput = out
    try process.run()
    let bytes = Array(out.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    let theirs = try JSON.parse(bytes)
    var environment = ClientEnvironment()
    environment.variables["KUBECONFIG"] = list
    let ours = try KubeconfigFile.load(.init(), environment: environment)
    #expect(theirs["current-context"]?.string == ours.currentContext)
    for (name, member, mine) in [
      ("clusters", "cluster", ours.clusters), ("users", "user", ours.users), ("contexts", "context", ours.contexts),
    ] {
      let entries = theirs[name]?.array ?? []
      #expect(Set(entries.compactMap { $0["name"]?.string }) == Set(mine.keys))
      for entry in entries {
        guard let key = entry["name"]?.string, let own = mine[key] else { continue }
        #expect(entry[member]?["server"] == own.value["server"])
        #expect(entry[member]?["token"] == own.value["token"])
      }
    }
  }
}
