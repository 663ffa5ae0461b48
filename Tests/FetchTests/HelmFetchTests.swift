import Fetch
import Files
import Foundation
import Helm
import Testing

/// The helm commands against repositories and registries on loopback.
@Suite(.enabled(if: LoopbackServer.isAvailable), .serialized) struct HelmFetchTests {
  private static func chart(_ name: String, _ version: String, dependencies: String = "") -> [UInt8] {
    Archive.packTgz([
      .file("\(name)/Chart.yaml", "apiVersion: v2\nname: \(name)\nversion: \(version)\n" + dependencies),
      .file("\(name)/values.yaml", "replicas: 1\n"),
      .file("\(name)/templates/a.yaml", "kind: A\nversion: {{ .Chart.Version }}\nreplicas: {{ .Values.replicas }}\n"),
    ])
  }

  private static func rendered(_ name: String, _ version: String, _ replicas: Int = 1) -> String {
    "---\n# Source: \(name)/templates/a.yaml\nkind: A\nversion: \(version)\nreplicas: \(replicas)\n"
  }

  private struct Run {
    var output: String
    var error: String
    init(_ result: HelmCommandLine.Result) {
      output = String(decoding: result.stdout, as: UTF8.self)
      error = result.stderr
    }
  }

  private let transport = HTTPTransport()

  private func template(_ words: String...) -> Run { Run(HelmCommandLine.template(words, transport: transport)) }

  /// A repository with four versions of app; a prerelease is the highest.
  private func repository(_ server: LoopbackServer) throws -> String {
    var index = "apiVersion: v1\nentries:\n  app:\n"
    for (at, version) in ["1.2.0", "2.0.0-rc.1", "1.10.0", "1.9.3+build"].enumerated() {
      let bytes = Self.chart("app", version)
      try server.write("charts/app-\(version).tgz", bytes)
      index += "  - name: app\n    version: \(version)\n    digest: \(SHA256Digest.hex(bytes))\n    urls:\n"
      index +=
        at == 0
        ? "    - http://127.0.0.1:\(server.port)/files/charts/app-\(version).tgz\n"
        : "    - charts/app-\(version).tgz\n"
    }
    try server.write("index.yaml", index)
    return "http://127.0.0.1:\(server.port)/files"
  }

  @Test func `a chart of a repository by version`() throws {
    let server = try LoopbackServer()
    let url = try repository(server)
    #expect(template("x", "app", "--repo", url).output == Self.rendered("app", "1.10.0"))
    #expect(template("x", "app", "--repo", url + "/", "--version", "~1.2").output == Self.rendered("app", "1.2.0"))
    #expect(template("x", "app", "--repo", url, "--version", ">1-0").output == Self.rendered("app", "2.0.0-rc.1"))
    #expect(
      template("x", "app", "--repo", url, "--version", "1.9.3+build").output == Self.rendered("app", "1.9.3+build"))
    #expect(template("x", "\(url)/charts/app-1.2.0.tgz").output == Self.rendered("app", "1.2.0"))
    #expect(
      template("x", "app", "--repo", url, "--version", "3").error
        == "Error: chart \"app\" version \"3\" not found in \(url) repository\n")
    #expect(template("x", "no", "--repo", url).error == "Error: chart \"no\" not found in \(url) repository\n")
    #expect(
      template("x", "app", "--repo", url + "/no").error
        == "Error: looks like \"\(url)/no\" is not a valid chart repository or cannot be reached: "
        + "failed to fetch \(url)/no/index.yaml : 404 Not Found\n")
    #expect(
      template("x", "\(url)/no.tgz").error == "Error: failed to fetch \(url)/no.tgz : 404 Not Found\n")
    #expect(template("x", "app", "--repo", "ftp://a.test").error == "Error: could not find protocol handler for: ftp\n")
    try server.write("charts/app-1.10.0.tgz", Self.chart("app", "6.6.6"))
    #expect(template("x", "app", "--repo", url).error.contains("the archive was changed after the index was written"))
    server.stop()
    #expect(
      template("x", "app", "--repo", url).error
        == "Error: looks like \"\(url)\" is not a valid chart repository or cannot be reached: "
        + "Get \"\(url)/index.yaml\": dial tcp 127.0.0.1:\(server.port): connect: connection refused\n")
  }

  @Test func `passwords stay with their host`() throws {
    let server = try LoopbackServer()
    _ = try repository(server)
    let url = "http://127.0.0.1:\(server.port)/locked"
    let user = ["--username", "u", "--password", "p@w"]
    func run(_ words: String...) -> Run { Run(HelmCommandLine.template(words + user, transport: transport)) }
    #expect(run("x", "app", "--repo", url).output == Self.rendered("app", "1.10.0"))
    #expect(template("x", "app", "--repo", url).error.contains("index.yaml : 401 Unauthorized"))
    var request = ChartRequest("http://127.0.0.1:\(server.port)/away")
    request.credentials = ChartCredentials(user: "u", password: "p@w")
    #expect(String(decoding: try transport.get(request).bytes, as: UTF8.self) == "none")
    request.url = "http://127.0.0.1:\(server.port)/here"
    #expect(String(decoding: try transport.get(request).bytes, as: UTF8.self).hasPrefix("Basic "))
    request.url = "http://127.0.0.1:\(server.port)/loop"
    #expect { try transport.get(request) } throws: { "\($0)".hasSuffix("stopped after 10 redirects") }
    request.url = "http://127.0.0.1:\(server.port)/files/charts/app-1.2.0.tgz"
    request.limit = 10
    #expect { try transport.get(request) } throws: { "\($0)".contains("more than 10 bytes") }
  }

  @Test func `values from the web`() throws {
    let server = try LoopbackServer()
    let url = try repository(server)
    try server.write("v.yaml", "replicas: 7\n")
    #expect(template("x", "app", "--repo", url, "-f", url + "/v.yaml").output == Self.rendered("app", "1.10.0", 7))
    #expect(
      template("x", "app", "--repo", url, "-f", url + "/w.yaml").error
        == "Error: failed to fetch \(url)/w.yaml : 404 Not Found\n")
  }

  // MARK: Registries

  private static let config = "application/vnd.cncf.helm.config.v1+json"
  private static let layer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"

  private func push(
    _ server: LoopbackServer, _ repository: String, _ tag: String, _ bytes: [UInt8], config: String = config
  ) throws -> String {
    let digest = "sha256:" + SHA256Digest.hex(bytes)
    try server.write("blobs/\(digest)", bytes)
    let manifest = """
      {"schemaVersion":2,"config":{"mediaType":"\(config)","digest":"sha256:\(SHA256Digest.hex([]))","size":2},
      "layers":[{"mediaType":"\(Self.layer)","digest":"\(digest)","size":\(bytes.count)}]}
      """
    try server.write("manifests/\(repository)/\(tag)", manifest)
    let own = "sha256:" + SHA256Digest.hex(Array(manifest.utf8))
    try server.write("manifests/\(repository)/\(own)", manifest)
    return own
  }

  @Test func `a chart of a registry`() throws {
    let server = try LoopbackServer()
    let digest = try push(server, "charts/app", "1.2.0", Self.chart("app", "1.2.0"))
    for version in ["1.3.0", "1.10.0_b", "2.0.0-rc.1", "latest"] {
      _ = try push(
        server, "charts/app", version,
        Self.chart("app", version == "latest" ? "9.0.0" : version.replacing("_", with: "+")))
    }
    let url = "oci://127.0.0.1:\(server.port)/charts/app"
    // The server speaks no TLS; helm v3 goes back to HTTP by itself.
    let newest = template("x", url)
    #expect(newest.output == Self.rendered("app", "1.10.0+b"))
    #expect(newest.error.contains("Pulled: 127.0.0.1:\(server.port)/charts/app:1.10.0_b\nDigest: sha256:"))
    let exact = template("x", url, "--version", "1.2.0", "--plain-http")
    #expect(exact.output == Self.rendered("app", "1.2.0"))
    #expect(exact.error == "Pulled: 127.0.0.1:\(server.port)/charts/app:1.2.0\nDigest: \(digest)\n")
    #expect(template("x", url, "--version", "~1.3").output == Self.rendered("app", "1.3.0"))
    #expect(template("x", "\(url):1.3.0").output == Self.rendered("app", "1.3.0"))
    #expect(template("x", "\(url)@\(digest)").output == Self.rendered("app", "1.2.0"))
    #expect(
      template("x", "\(url):1.3.0", "--version", "1.2.0").error
        == "Error: chart reference and version mismatch: 1.2.0 is not 1.3.0\n")
    #expect(
      template("x", url, "--version", ">5").error
        == "Error: Could not locate a version matching provided version string >5\n")
    #expect(
      template("x", url, "--version", "4.0.0").error
        == "Error: failed to perform \"FetchReference\" on source: 127.0.0.1:\(server.port)/charts/app:4.0.0: not found\n"
    )
    #expect(template("x", "oci://127.0.0.1:\(server.port)/Charts/app").error.contains("invalid reference"))
  }

  @Test func `what a registry may do wrong`() throws {
    let server = try LoopbackServer()
    let bytes = Self.chart("app", "1.0.0")
    _ = try push(server, "charts/app", "1.0.0", bytes)
    let url = "oci://127.0.0.1:\(server.port)/charts/app"
    try server.write("blobs/sha256:" + SHA256Digest.hex(bytes), bytes.dropLast() + [bytes[bytes.count - 1] ^ 1])
    #expect(template("x", url, "--version", "1.0.0").error.contains("mismatched digest"))
    _ = try push(server, "charts/image", "1.0.0", bytes, config: "application/vnd.docker.container.image.v1+json")
    #expect(
      template("x", "oci://127.0.0.1:\(server.port)/charts/image:1.0.0").error.contains(
        "could not load config with mediatype \(Self.config)"))
    let wanted = "sha256:" + String(repeating: "0", count: 64)
    try server.write("manifests/charts/app/\(wanted)", "{}")
    #expect(template("x", "\(url)@\(wanted)").error.contains("the manifest has digest"))
    _ = try push(server, "private/app", "1.0.0", Self.chart("app", "1.0.0"))
    let closed = "oci://127.0.0.1:\(server.port)/private/app:1.0.0"
    #expect(template("x", closed).error.contains("response status code 401: unauthorized: who are you"))
    #expect(template("x", closed, "--username", "u", "--password", "p@w").output == Self.rendered("app", "1.0.0"))
    let auth = Data("u:p@w".utf8).base64EncodedString()
    try server.write("config.json", #"{"auths":{"127.0.0.1:\#(server.port)":{"auth":"\#(auth)"}}}"#)
    let file = server.folder.appendingPathComponent("config.json").path
    #expect(template("x", closed, "--registry-config", file).output == Self.rendered("app", "1.0.0"))
  }

  // MARK: Dependencies

  @Test func `dependencies are fetched, locked and fetched again`() throws {
    let server = try LoopbackServer()
    let url = try repository(server)
    _ = try push(server, "charts/part", "0.3.1", Self.chart("part", "0.3.1"))
    let registry = "oci://127.0.0.1:\(server.port)/charts"
    let parent = server.folder.appendingPathComponent("parent")
    try server.write(
      "parent/Chart.yaml",
      """
      apiVersion: v2
      name: parent
      version: 1.0.0
      dependencies:
      - name: app
        version: ^1.0.0
        repository: \(url)
      - name: part
        version: ">=0.3"
        repository: \(registry)
      """)
    func dependency(_ word: String) -> Run {
      Run(HelmCommandLine.dependency([word, parent.path], transport: transport))
    }
    let told = """
      Getting updates for unmanaged Helm repositories...
      ...Successfully got an update from the "\(url)" chart repository
      Saving 2 charts
      Downloading app from repo \(url)
      Downloading part from repo \(registry)
      Deleting outdated charts

      """
    let update = dependency("update")
    #expect(update.output == told, "\(update.error)")
    let lock = try String(contentsOf: parent.appendingPathComponent("Chart.lock"), encoding: .utf8)
    #expect(lock.contains("  version: 1.10.0\n") && lock.contains("  version: 0.3.1\n"))
    func present() -> [String] {
      let charts = parent.appendingPathComponent("charts").path
      return ((try? FileManager.default.contentsOfDirectory(atPath: charts)) ?? []).sorted()
    }
    #expect(present() == ["app-1.10.0.tgz", "part-0.3.1.tgz"])
    try FileManager.default.removeItem(at: parent.appendingPathComponent("charts"))
    #expect(template("x", parent.path).error.contains("missing in charts/ directory: app, part"))
    let build = dependency("build")
    #expect(build.output.hasSuffix("Deleting outdated charts\n"), "\(build.error)")
    #expect(present() == ["app-1.10.0.tgz", "part-0.3.1.tgz"])
    try FileManager.default.removeItem(at: parent.appendingPathComponent("charts"))
    let updated = template("x", parent.path, "--dependency-update")
    #expect(
      updated.output == told + Self.rendered("parent/charts/app", "1.10.0")
        + Self.rendered("parent/charts/part", "0.3.1"),
      "\(updated.error)")
  }

  @Test func `dependencies that are not to be had`() throws {
    let server = try LoopbackServer()
    let url = try repository(server)
    let parent = server.folder.appendingPathComponent("parent")
    func update(_ entry: String) throws -> Run {
      try server.write(
        "parent/Chart.yaml", "apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies:\n- " + entry)
      return Run(HelmCommandLine.dependency(["update", parent.path], transport: transport))
    }
    #expect(
      try update("{name: app, version: ^7, repository: \(url)}").error
        == "Error: can't get a valid version for 1 subchart(s): \"app\" (repository \"\(url)\", version \"^7\"). Make sure "
        + "a matching chart version exists in the repo, or change the version constraint in Chart.yaml\n")
    #expect(
      try update("{name: other, version: ^7, repository: \(url)}").error
        == "Error: other chart not found in repo \(url)\n")
    #expect(
      try update("{name: app, version: 1, repository: stable}").error.hasPrefix(
        "Error: no repository definition for stable. Please add them via 'helm repo add'\nNote that"))
    let gone = try update("{name: app, version: 1, repository: \(url)/gone}")
    #expect(
      gone.output
        == "Getting updates for unmanaged Helm repositories...\n...Unable to get an update from the \"\(url)/gone\" chart "
        + "repository:\n\tfailed to fetch \(url)/gone/index.yaml : 404 Not Found\n"
        || gone.error.contains("no cached repository for helm-manager-"))
  }
}
