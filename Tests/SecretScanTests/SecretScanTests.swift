import Files
import Git
import Manifest
import Testing

@testable import SecretScan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The secrets below are made up, and put together from parts so that no scanner takes this file for a leak.
@Suite struct SecretScanTests {
  static let random = "Zk3v" + "Q9xL7m" + "P2aT8wR4"
  static let jwt = "eyJhbGciOiJFUzI1NiJ9" + ".eyJzdWIiOiJhYmNkZWZnaGlqa2xtbm9w" + ".c2lnbmF0dXJlc2lnbmF0dXJlc2ln"

  private func rules(_ file: String, _ text: String) -> [String] {
    SecretScan.scan(file: file, bytes: Array(text.utf8)).map { "\($0.line) \($0.rule) \($0.key)" }
  }

  @Test func secretObjects() {
    let text = """
      apiVersion: v1
      kind: Secret
      metadata:
        name: db
      stringData:
        username: coder
        password: \(SecretScanTests.random)
        placeholder: ${DB_PASSWORD}
        template: "{{ .Values.password }}"
        empty: ""
      """
    #expect(rules("a.yaml", text) == ["6 secret-object username", "7 secret-object password"])
    #expect(
      rules(
        "a.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  data: {a: czNjcjN0eHg=}\n")
        == ["6 secret-object a"])
    #expect(
      rules("a.yaml", "apiVersion: v1\nkind: Secret\ndata: {a: JHtERl9YfQ==}\n").isEmpty, "a placeholder in base64")
  }

  @Test func encryptedAndReferencedValuesAreHarmless() {
    for text in [
      "apiVersion: v1\nkind: Secret\nstringData:\n  password: ENC[AES256_GCM,data:Zk3vQ9xL7mP2aT8w,iv:a,tag:b,type:str]\n",
      "apiVersion: v1\nkind: Secret\nstringData: {password: \(SecretScanTests.random)}\nsops: {mac: x}\n",
      "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec: {encryptedData: {password: AgB\(SecretScanTests.random)}}\n",
      "apiVersion: onepassword.com/v1\nkind: OnePasswordItem\nspec: {itemPath: vaults/Zk3vQ9/items/xL7mP2aT8}\n",
      "kind: Deployment\nspec: {env: [{name: URL, value: 'postgres://u:$(DB_PASSWORD)@h/d'}]}\n",
      "env:\n- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: coder-db-credentials, key: password}}\n",
      "existingSecret: coder-db-credentials-2\npasswordSecretKey: credential\nauth: {secretName: tls-abc-123}\n",
      "# postgres://user:password@host/db\nurl: postgres://coder:<password>@host\n",
      "tokenPath: /var/run/secrets/token\nautomountServiceAccountToken: true\n",
      "apiKey: os.environ/OPENCODE_API_KEY_2\nsecret: process.env.DB_PASSWORD_1\n",
      "url: rtsp://view:{CAMERA_PASSWORD_2}@porch.home:554\npassword: '%DB_PASSWORD_1%'\ntoken: __API_TOKEN_1__\n",
      "password: '#{Db.Password}#'\ntoken: '@API_TOKEN_1@'\n",
      "passwordPolicy: minLength8UpperLower1Digit\nsecretName: coder-tls-7f9b4c6d55-x2k4p\ntokenTTL: 24h0m0s\n",
      "token-review: authentication.k8s.io/v1\nsecretClass: kubernetes.io/tls\nauthorization: RBAC,Node\n",
      "image: ghcr.io/coder/coder@sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\n",
      "checksum/secret: 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\n",
      "authTokenKey: authkey\ncredentialsKey: 1password-credentials.json\ntoken: {name: op-token, key: token}\n",
      "privateKeySecretRef: {name: letsencrypt-account-key-2}\napiTokenSecretRef: {name: cf-token-1, key: apiToken}\n",
    ] {
      #expect(rules("a.yaml", text).isEmpty, "\(text)")
    }
  }

  @Test func credentialsFiles() {
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      clusters: []
      users:
      - name: admin
        user:
          client-certificate-data: LS0tLS1CRUdJTg==
          client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJ
      """
    #expect(rules("kubeconfig.super-admin", kubeconfig) == ["8 kubeconfig client-key-data"])
    #expect(rules("config.yaml", kubeconfig) == ["8 kubeconfig client-key-data"])
    #expect(
      rules("1password-credentials.json", #"{"verifier":{"salt":"a"},"encCredentials":{"data":"b"}}"#) == [
        "1 1password-credentials encCredentials"
      ])
    #expect(rules("id_ed25519", "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nabc\n").first == "1 private-key ")
    #expect(rules("a.pem", "-----BEGIN PUBLIC KEY-----\nabc\n").isEmpty)
  }

  @Test func tokens() {
    #expect(rules("notes.md", "token: ops_" + "eyJ" + String(repeating: "aB3", count: 20)) == ["1 token token"])
    #expect(rules("x.env", "CONNECT_TOKEN=\(SecretScanTests.jwt)") == ["1 jwt CONNECT_TOKEN"])
    #expect(rules("values.yaml", "a:\n  key: tskey-auth-" + "kAbCdEfGh1CNTRL-123456789") == ["2 token key"])
    #expect(rules("x.sh", "export AWS=AKIA" + "IOSFODNN7ABCDEFG") == ["1 token AWS"])
  }

  @Test func urlsAndTellingKeys() {
    let random = SecretScanTests.random
    #expect(rules("a.yaml", "spec:\n  value: postgres://coder:\(random)@db:5432/coder\n") == ["2 url-password value"])
    #expect(rules("a.yaml", "db:\n  password: \(random)\n") == ["2 telling-key password"])
    #expect(rules("a.yaml", "env:\n- name: API_TOKEN\n  value: \(random)\n") == ["3 telling-key API_TOKEN"])
    #expect(rules(".env", "# x\nDB_PASSWORD=\(random)\n") == ["2 telling-key DB_PASSWORD"])
    #expect(
      rules("kustomization.yaml", "secretGenerator:\n- literals:\n  - password=\(random)\n") == [
        "3 telling-key password"
      ])
    #expect(rules("main.tf", "password = var.db_password\nsecret = data.x.y[0]\n").isEmpty)
    #expect(rules("a.yaml", "password: \(random) # drydock:allow\n").isEmpty)
  }

  @Test func neverTheValue() {
    let random = SecretScanTests.random
    let found = SecretScan.scan(file: "a.yaml", bytes: Array("password: \(random)\nurl: https://u:\(random)@h\n".utf8))
    #expect(found.count == 2)
    for finding in found {
      #expect(!finding.description.contains(random))
      #expect(!JSON.write(finding.json).contains(random))
      #expect(!finding.nextStep.isEmpty)
    }
  }

  @Test func treesAndBinaries() throws {
    var tree = MemoryTree(name: "app")
    tree.add("a/secret.yaml", Array("apiVersion: v1\nkind: Secret\nstringData: {a: \(SecretScanTests.random)}\n".utf8))
    tree.add(".git/config", Array("password=\(SecretScanTests.random)".utf8))
    tree.add("b.bin", [0, 1, 2] + Array("password=\(SecretScanTests.random)".utf8))
    let found = try SecretScan.scan(tree)
    #expect(found.map(\.file) == ["app/a/secret.yaml"])
  }

  /// Broken input is no reason to stop.
  @Test func hostileInput() {
    for text in [
      "", "\u{0}", "a: [", "{{", "://", "://@:@", "eyJ", "-----BEGIN ", String(repeating: "{", count: 5000),
      "password:", "=", ":",
    ] {
      _ = rules("a.yaml", text)
      _ = rules("a.json", text)
      _ = rules("a.txt", text)
    }
    _ = SecretScan.scan(file: "x.yaml", bytes: (0...255).map { UInt8($0) }.filter { $0 != 0 })
  }

  /// A secret that was committed and taken out again still leaves with the push.
  @Test func commitsAboutToBePushed() async throws {
    var template = Array("/tmp/drydock-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let variables = [
      "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a",
      "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_CONFIG_GLOBAL": "/dev/null",
    ]
    let git = Git(in: folder, variables: variables)
    func write(_ name: String, _ text: String) throws {
      let file = try #require(fopen("\(folder)/\(name)", "w"))
      fputs(text, file)
      fclose(file)
    }
    func commit() async throws {
      _ = try await git.check(["add", "--all"])
      _ = try await git.check(["commit", "-qm", "x"])
    }
    _ = try await git.check(["init", "-q", "-b", "main"])
    try write("a.yaml", "a: 1\n")
    try await commit()
    _ = try await git.check(["init", "-q", "--bare", "remote.git"])
    try write(".gitignore", "remote.git\nkubeconfig\n")
    try await commit()
    _ = try await git.check(["remote", "add", "origin", "remote.git"])
    _ = try await git.check(["push", "-q", "origin", "main"])
    _ = try await git.check(["fetch", "-q", "origin"])
    try write("a.yaml", "password: \(SecretScanTests.random)\n")
    try await commit()
    try write("a.yaml", "a: 2\n")
    try await commit()
    try write("kubeconfig", "apiVersion: v1\nkind: Config\nusers:\n- user: {token: \(SecretScanTests.random)}\n")
    // Staged, and taken out of the file again: the commit would hold it.
    try write("b.yaml", "a: 1\n")
    try await commit()
    try write("b.yaml", "api_key: \(SecretScanTests.random)\n")
    _ = try await git.check(["add", "b.yaml"])
    try write("b.yaml", "a: 1\n")
    // A branch that is not checked out, and a message.
    _ = try await git.check(["branch", "side"])
    let tree = try await git.check(["rev-parse", "HEAD^{tree}"])
    let side = try await git.check([
      "commit-tree", tree.line, "-p", "HEAD", "-m", "use https://u:\(SecretScanTests.random)@host for now",
    ])
    _ = try await git.check(["update-ref", "refs/heads/side", side.line])
    let push = try await SecretScan.push(from: folder)
    #expect(push.tree.isEmpty)
    #expect(push.staged.map(\.file) == ["b.yaml (staged)"])
    #expect(push.commits.map(\.rule) == ["telling-key", "url-password"])
    #expect(push.commits.last?.file.hasPrefix("message of commit ") == true)
    #expect(push.commits.first?.file.hasPrefix("a.yaml (commit ") == true)
    #expect(push.ignored.map(\.rule) == ["kubeconfig"])
    _ = try await git.run(["clean", "-fdxq"])
  }
}
