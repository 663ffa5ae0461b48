import Files
import Foundation
import Git
import KubeAPI
import Launch
import Manifest
import Vendir

/// A clone of this repository's monorepo with a bare remote beside it, on the branch that the app's GitRepository
/// reads. The app directory is not committed yet, and the charts are vendored from the stand-ins, as locked.
final class Monorepo: Sendable {
  let base: String
  var root: String { "\(base)/work" }
  var remote: String { "\(base)/setup.git" }
  var app: String { "\(root)/apps/coder-prod" }
  static let url = "https://github.com/example/setup"
  static let branch = "mg/feat/deploy-coder"

  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Also for the launch under test, which takes the environment as it is.
  private static let isQuiet: Bool = {
    for (name, value) in quiet { setenv(name, value, 1) }
    return true
  }()

  /// Made once; every test works on a copy.
  private static let template = Task { try await Monorepo(asTemplate: ()) }

  convenience init() async throws {
    _ = Monorepo.isQuiet
    let template = try await Monorepo.template.value
    self.init(base: Monorepo.newFolder)
    try FileManager.default.copyItem(atPath: template.base, toPath: base)
    try await git("config", "--unset", "url.\(template.remote).insteadOf")
    try await git("config", "url.\(remote).insteadOf", Monorepo.url)
  }

  private init(base: String) { self.base = base }

  private static var newFolder: String {
    URL(filePath: NSTemporaryDirectory()).resolvingSymlinksInPath().path + "/drydock-launch-\(UUID().uuidString)"
  }

  private convenience init(asTemplate: Void) async throws {
    self.init(base: Monorepo.newFolder)
    let files = FileManager.default
    try files.createDirectory(atPath: "\(base)/work", withIntermediateDirectories: true)
    try await git("init", "--quiet", "--bare", "--initial-branch", "main", remote)
    try await git("init", "--quiet", "--initial-branch", "main")
    for part in ["libs", "third_party", "nx.json", ".gitignore"] {
      try files.copyItem(atPath: "\(Monorepo.repository)/\(part)", toPath: "\(root)/\(part)")
    }
    try? files.removeItem(atPath: "\(root)/third_party/vendir/charts")
    try? files.removeItem(atPath: "\(root)/third_party/vendir/drydock.lock")
    for (key, value) in [
      ("user.name", "Test"), ("user.email", "test@example.com"), ("commit.gpgsign", "false"),
      ("core.hooksPath", ".git/hooks"), ("url.\(remote).insteadOf", Monorepo.url),
    ] {
      try await git("config", key, value)
    }
    try await git("remote", "add", "origin", Monorepo.url)
    // This repository keeps others' charts out of git; one that is deployed from has them.
    let rules = try read(".gitignore").split(separator: "\n").filter { !$0.contains("vendir/charts") }
    try write(".gitignore", rules.joined(separator: "\n") + "\n")
    try await vendor()
    try await git("add", "--all", "--", ".")
    // The launch commits the charts that the app uses.
    try await git(
      "rm", "--quiet", "-r", "--cached", "third_party/vendir/charts/1password-connect",
      "third_party/vendir/charts/coder")
    try await git("commit", "--quiet", "--message", "chore: begin")
    try await git("push", "--quiet", "origin", "main")
    try await git("switch", "--quiet", "--create", Monorepo.branch)
    try files.createDirectory(atPath: "\(root)/apps", withIntermediateDirectories: true)
    try files.copyItem(atPath: "\(Monorepo.repository)/apps/coder-prod", toPath: app)
  }

  deinit { try? FileManager.default.removeItem(atPath: base) }

  /// Runs git in the clone; the first line of what it printed.
  @discardableResult
  func git(_ words: String..., in folder: String? = nil) async throws -> String {
    try await Git(in: folder ?? root, variables: Monorepo.quiet).check(words).line
  }

  /// No configuration of the machine's user plays a part.
  static let quiet = ["GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"]

  func read(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

  func write(_ path: String, _ text: String, mode: Int = 0o644) throws {
    let full = "\(root)/\(path)"
    try FileManager.default.createDirectory(
      atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: full, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: full)
  }

  /// Replaces a text that must be there.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    guard text.contains(old) else { throw SourceError(file: path, "does not hold \(old)") }
    try write(path, text.replacingOccurrences(of: old, with: new))
  }

  /// Commits of the branch that the remote holds, newest first, without the first one.
  func pushed() async throws -> [String] {
    let log = try await Git(in: remote).run(["log", "--format=%s", Monorepo.branch, "^main"])
    return log.text.split(separator: "\n").map(String.init)
  }

  private func vendor() async throws {
    var options = Vendir.Options()
    options.root = "\(root)/third_party/vendir"
    options.lockFile = "\(options.root)/\(Vendir.lockName)"
    options.digestLockFile = "\(options.root)/\(Vendir.digestLockName)"
    let config = try VendirConfig.read(["\(options.root)/\(Vendir.configName)"])
    try await Vendir.sync(config, options: options, fetcher: StandInRepositories())
  }
}

/// The chart repositories that vendir.yml names, serving the stand-ins.
struct StandInRepositories: Fetcher {
  /// Name → versions besides the stand-in's own, made of the same files.
  var more: [String: [String]] = [:]

  func get(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    let folder = "\(Monorepo.repository)/third_party/stand-ins/charts"
    let hosts = [
      "1password.github.io": "connect", "pkgs.tailscale.com": "tailscale-operator", "helm.coder.com": "coder",
    ]
    guard let name = hosts.first(where: { request.url.contains($0.key) })?.value,
      let tree = try? DiskTree("\(folder)/\(name)"), let chart = try? tree.read("Chart.yaml"),
      let own = try? YAML.parse(chart).first?["version"]?.string
    else { return FetchResponse(status: 404, bytes: [], url: request.url) }
    if request.url.hasSuffix("index.yaml") {
      var text = "apiVersion: v1\nentries:\n  \(name):\n"
      for version in [own] + (more[name] ?? []) {
        text += "  - name: \(name)\n    version: \(version)\n    urls: [\(name)-\(version).tgz]\n"
      }
      return FetchResponse(status: 200, bytes: Array(text.utf8), url: request.url)
    }
    let wanted = request.url.split(separator: "-").last.map { $0.replacingOccurrences(of: ".tgz", with: "") } ?? own
    var entries: [Archive.Entry] = []
    for (path, kind) in (try? tree.walk()) ?? [] {
      guard case .file = kind, let bytes = try? tree.read(path) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      let isChart = path == "Chart.yaml" && wanted != own
      entries.append(
        .file("\(name)/\(path)", isChart ? Array(text.replacingOccurrences(of: own, with: wanted).utf8) : bytes))
    }
    return FetchResponse(status: 200, bytes: Archive.packTgz(entries), url: request.url)
  }
}
