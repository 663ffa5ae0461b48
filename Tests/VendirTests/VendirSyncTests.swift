import Files
import Foundation
import Manifest
import Testing

@testable import Vendir

@Suite struct VendirSyncTests {
  private func options(_ folder: TestFolder) -> Vendir.Options {
    var options = Vendir.Options()
    options.root = folder.path
    return options
  }

  private func fetcher(_ chart: [UInt8] = Samples.chart("coder", "2.29.1"), digest: Bool = true) -> TableFetcher {
    TableFetcher([
      "https://charts.test/v2/index.yaml": Samples.index(
        "coder", [("2.29.1", "coder-2.29.1.tgz", digest ? DigestLock.sha256(chart) : ""), ("2.30.0", "x.tgz", "")]),
      "https://charts.test/v2/coder-2.29.1.tgz": chart,
    ])
  }

  private func sync(_ folder: TestFolder, _ fetcher: any Fetcher, _ change: (inout Vendir.Options) -> Void = { _ in })
    async throws
  {
    var options = options(folder)
    change(&options)
    try await Vendir.sync(
      VendirConfig.read(["vendir.yml"], root: folder.path), options: options, fetcher: fetcher)
  }

  private func failure(_ body: () async throws -> Void) async -> String {
    do {
      try await body()
      return ""
    } catch { return "\(error)" }
  }

  @Test func helmChart() async throws {
    let folder = try TestFolder()
    try folder.write("vendir.yml", Samples.config)
    try folder.write("charts/coder/stale.txt", "old")
    let fetcher = fetcher()
    try await sync(folder, fetcher)
    #expect(
      try folder.files("charts/coder").keys.sorted() == ["Chart.yaml", "LICENSE", "templates/a.yaml", "values.yaml"])
    #expect(try folder.mode("charts/coder/values.yaml") == 0o644)
    #expect(
      folder.read("vendir.lock.yml") == """
        apiVersion: vendir.k14s.io/v1alpha1
        directories:
        - contents:
          - helmChart:
              appVersion: 2.29.1-app
              version: 2.29.1
            path: .
          path: charts/coder
        kind: LockConfig

        """)
    let lock = try #require(folder.read("drydock.lock"))
    #expect(lock.contains("source: https://charts.test/v2/coder-2.29.1.tgz"))
    #expect(lock.contains("files: 4"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/.vendir-tmp-drydock"))
    let config = try VendirConfig.read(["vendir.yml"], root: folder.path)
    #expect(try Vendir.check(config, options: options(folder)).isEmpty)
    // Again: the same bytes everywhere.
    try await sync(folder, fetcher) { $0.locked = true }
    #expect(folder.read("drydock.lock") == lock)
  }

  @Test func checkFindsChanges() async throws {
    let folder = try TestFolder()
    try folder.write("vendir.yml", Samples.config)
    try await sync(folder, fetcher())
    func problems() throws -> String {
      try Vendir.check(VendirConfig.read(["vendir.yml"], root: folder.path), options: options(folder))
        .map { "\($0)" }.joined(separator: "\n")
    }
    try folder.write("charts/coder/values.yaml", "replicas: 2\n")
    #expect(try problems().contains("charts/coder: differs from drydock.lock"))
    try folder.write("charts/coder/values.yaml", "replicas: 1\n")
    #expect(try problems().isEmpty)
    try folder.write("charts/coder/new", "")
    #expect(try problems().contains("5 files, 4 when it was locked"))
    try FileManager.default.removeItem(atPath: folder.path + "/charts/coder")
    #expect(try problems().contains("charts/coder: is not there"))
    try folder.write("vendir.yml", Samples.config.replacing("2.29.1", with: "2.30.0"))
    #expect(try problems().contains("vendir.yml:6: charts/coder asks for coder 2.30.0, but vendir.lock.yml has 2.29.1"))
  }

  @Test func replacedArchive() async throws {
    let folder = try TestFolder()
    try folder.write("vendir.yml", Samples.config)
    try await sync(folder, fetcher(digest: false))
    let evil = Samples.chart("coder", "2.29.1", extra: [.file("coder/templates/evil.yaml", "x")])
    let text = await failure { try await sync(folder, fetcher(evil, digest: false)) { $0.locked = true } }
    #expect(text.contains("vendir.yml:6:") && text.contains("but drydock.lock says"), "\(text)")
    #expect(try folder.files("charts/coder").keys.contains("templates/evil.yaml") == false)
    // The index's own digest is believed more than the server's bytes.
    let table = fetcher()
    table.set("https://charts.test/v2/coder-2.29.1.tgz", evil)
    let other = await failure { try await sync(folder, table) }
    #expect(other.contains("the repository's index says"), "\(other)")
  }

  /// Nothing that stands is touched by a run that fails, and no temporary folder is left.
  @Test func hostileArchives() async throws {
    let cases: [(name: String, bytes: [UInt8], wanted: String)] = [
      ("traversal", Samples.chart("coder", "2.29.1", extra: [.file("coder/../../evil", "x")]), "climbs out"),
      ("absolute", Samples.chart("coder", "2.29.1", extra: [.file("/etc/evil", "x")]), "absolute"),
      (
        "link out",
        Samples.chart("coder", "2.29.1", extra: [Archive.Entry(path: "coder/l", kind: .symlink(target: "/etc"))]),
        "outside"
      ),
      (
        "link",
        Samples.chart(
          "coder", "2.29.1", extra: [Archive.Entry(path: "coder/l", kind: .symlink(target: "values.yaml"))]), "link"
      ),
      ("bomb", Archive.packTgz([.file("coder/Chart.yaml", [UInt8](repeating: 32, count: 200 << 20))]), "more than"),
      ("cut off", Array(Samples.chart("coder", "2.29.1").dropLast(30)), "cut off"),
      ("no chart", Archive.packTgz([.file("coder/x", "y")]), "no Chart.yaml"),
      ("html", Array("<html>login</html>".utf8), "no gzip"),
    ]
    for (name, bytes, wanted) in cases {
      let folder = try TestFolder()
      try folder.write("vendir.yml", Samples.config)
      try folder.write("charts/coder/keep.txt", "here")
      let text = await failure { try await sync(folder, fetcher(bytes)) }
      #expect(text.contains(wanted), "\(name): \(text)")
      #expect(folder.read("charts/coder/keep.txt") == "here", "\(name)")
      #expect(folder.read("vendir.lock.yml") == nil)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["charts", "vendir.yml"], "\(name)"
      )
    }
  }

  @Test func otherKinds() async throws {
    let folder = try TestFolder()
    try folder.write("local/a.txt", "A")
    try folder.write("local/sub/b.md", "B")
    try folder.write(
      "vendir.yml",
      """
      apiVersion: vendir.k14s.io/v1alpha1
      kind: Config
      directories:
        - path: out
          contents:
            - path: copied
              directory: {path: local}
              excludePaths: ["**/*.md"]
            - path: written
              inline:
                paths: {conf/x.yml: "x: 1\\n"}
                pathsFrom:
                  - configMapRef: {name: cm, directoryPath: more}
            - path: file
              http: {url: "https://files.test/dir/page.txt?x=1"}
            - path: archive
              http: {url: https://files.test/a.tgz, sha256: \(DigestLock.sha256(Samples.chart("p", "1.0.0")))}
              newRootPath: p/templates
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: cm}
      data: {k: v}
      """)
    try await sync(
      folder,
      TableFetcher([
        "https://files.test/dir/page.txt?x=1": Array("page".utf8),
        "https://files.test/a.tgz": Samples.chart("p", "1.0.0"),
      ]))
    #expect(
      try folder.files("out") == [
        "copied/a.txt": "A", "written/conf/x.yml": "x: 1\n", "written/more/k": "v", "file/page.txt": "page",
        "archive/a.yaml": "kind: A\n",
      ])
    #expect(try folder.mode("out") == 0o700)
    #expect(
      folder.read("vendir.lock.yml")?.contains("- http: {}\n    path: file\n") == true,
      "\(folder.read("vendir.lock.yml") ?? "")")
    // A wrong digest names the entry.
    let yaml = try #require(folder.read("vendir.yml"))
    try folder.write("vendir.yml", yaml.replacing(DigestLock.sha256(Samples.chart("p", "1.0.0")), with: "00ff"))
    let text = await failure {
      try await sync(
        folder,
        TableFetcher([
          "https://files.test/dir/page.txt?x=1": [], "https://files.test/a.tgz": Samples.chart("p", "1.0.0"),
        ]))
    }
    #expect(text.contains("expected the digest 'sha256:00ff'"), "\(text)")
    #expect(folder.read("out/file/page.txt") == "page")
  }

  @Test func gitRepository() async throws {
    let folder = try TestFolder()
    try folder.write("repo/chart/Chart.yaml", "name: x\n")
    try folder.write("repo/README.md", "read me\n")
    func git(_ words: String...) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
      process.arguments = ["-C", folder.path + "/repo", "-c", "user.name=a", "-c", "user.email=a@b"] + words
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    try git("init", "-q", "-b", "main")
    try git("add", ".")
    try git("commit", "-q", "-m", "First line\n\nMore")
    try git("tag", "v1.2.0")
    try git("tag", "v1.10.0-rc.1")
    func config(_ extra: String) -> String {
      "apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n- path: v\n  contents:\n  - path: g\n    git: {url: \"file://\(folder.path)/repo\", \(extra)}\n    includePaths: [chart/**]\n"
    }
    for ref in ["ref: origin/main", "ref: v1.2.0", "refSelection: {semver: {constraints: \">=1.0.0\"}}"] {
      try folder.write("vendir.yml", config(ref))
      try await sync(folder, TableFetcher([:]))
      #expect(try folder.files("v") == ["g/chart/Chart.yaml": "name: x\n"], "\(ref)")
      let lock = try #require(folder.read("vendir.lock.yml"))
      #expect(lock.contains("commitTitle: First line..."), "\(lock)")
      #expect(lock.contains("sha: ") && lock.contains("tags:\n      - v1."), "\(lock)")
    }
    let lock = try #require(folder.read("vendir.lock.yml"))
    try folder.write("repo/chart/Chart.yaml", "name: y\n")
    try git("commit", "-q", "-a", "-m", "Second")
    try folder.write("vendir.yml", config("ref: origin/main"))
    try await sync(folder, TableFetcher([:])) { $0.locked = true }
    #expect(folder.read("vendir.lock.yml") == lock)
    #expect(folder.read("v/g/chart/Chart.yaml") == "name: x\n")
    try folder.write("vendir.yml", config("ref: nowhere"))
    let text = await failure { try await sync(folder, TableFetcher([:])) }
    #expect(text.contains("vendir.yml:6:") && text.contains("nowhere"), "\(text)")
  }

  @Test func oneDirectory() async throws {
    let folder = try TestFolder()
    try folder.write(
      "vendir.yml", Samples.config + "  - path: other\n    contents:\n    - path: .\n      inline: {paths: {a: b}}\n")
    try await sync(folder, fetcher())
    let lock = try #require(folder.read("vendir.lock.yml"))
    let requests = fetcher()
    try await sync(folder, requests) { $0.directories = ["other"] }
    #expect(requests.requests.isEmpty)
    #expect(folder.read("vendir.lock.yml") == lock)
    try folder.write("mine/Chart.yaml", "name: mine\n")
    try await sync(folder, requests) { $0.directories = ["charts/coder=\(folder.path)/mine"] }
    #expect(try folder.files("charts/coder") == ["Chart.yaml": "name: mine\n"])
    #expect(folder.read("vendir.lock.yml") == lock)
    let text = await failure { try await sync(folder, requests) { $0.directories = ["charts/nothing"] } }
    #expect(text.contains("known are: charts/coder, other"), "\(text)")
  }

  @Test func secrets() async throws {
    let folder = try TestFolder()
    try folder.write(
      "vendir.yml",
      Samples.config.replacing(
        "url: https://charts.test/v2", with: "url: https://charts.test/v2\n            secretRef: {name: pull}"))
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: pull}\ndata: {username: dQ==, password: cEB3}\n"
    try folder.write("secret.yml", secret)
    let table = fetcher()
    table.set(
      "https://charts.test/v2/index.yaml",
      Samples.index("coder", [("2.29.1", "https://cdn.test/coder.tgz", "")]))
    table.set("https://cdn.test/coder.tgz", Samples.chart("coder", "2.29.1"))
    try await Vendir.sync(
      VendirConfig.read(["vendir.yml", "secret.yml"], root: folder.path), options: options(folder), fetcher: table)
    #expect(table.requests.map { $0.credentials?.password } == ["p@w", nil])
    let text = await failure { try await sync(folder, table) }
    #expect(text.contains("there is no Secret named 'pull'") && !text.contains("p@w"), "\(text)")
  }
}
