import Files
import Git
import GoLibrary
import Manifest

/// What one entry brings: files and what the locks remember.
struct FetchedContents {
  var tree: MemoryTree
  var lock: VendirLock.Source
  /// Where the bytes came from, and the archive's SHA-256.
  var source = ""
  var archive = ""
  /// Modes that vendir's ways of writing give: folders, files, programs.
  var modes: (directory: UInt32, file: UInt32, program: UInt32)
}

/// Fetches one entry into memory.
struct ContentsFetch {
  let config: VendirConfig
  let contents: VendirConfig.Contents
  /// The directory's path in `vendir.yml`.
  let directory: String
  let root: String
  let fetcher: any Fetcher
  /// What the locks say, with `--locked`.
  let locked: VendirLock.Contents?
  /// A folder of our own for git.
  let scratch: String
  let progress: @Sendable (Int, Int?) -> Void

  func run() async throws(SourceError) -> FetchedContents {
    switch contents.source {
    case .helmChart(let chart): return try await helmChart(chart)
    case .git(let git): return try await self.git(git)
    case .http(let http): return try await self.http(http)
    case .directory(let path): return try copy(path)
    case .inline(let inline): return try self.inline(inline)
    case .manual: return try copyOwn()
    }
  }

  private func credentials(_ name: String?) throws(SourceError) -> FetchRequest.Credentials? {
    guard let name else { return nil }
    let data = try secret(name)
    if let other = data.keys.sorted().first(where: { $0 != "username" && $0 != "password" }) {
      throw contents.error(
        "unknown field '\(other)' in the Secret '\(name)'", next: "its fields are username and password")
    }
    func text(_ key: String) -> String { String(decoding: data[key] ?? [], as: UTF8.self) }
    return FetchRequest.Credentials(user: text("username"), password: text("password"))
  }

  private func secret(_ name: String) throws(SourceError) -> [String: [UInt8]] {
    guard let data = config.secrets[name] else {
      throw contents.error(
        "there is no Secret named '\(name)'",
        next: "add it as another document or file: --file vendir.yml --file secret.yml")
    }
    return data
  }

  /// A message without a place gets the entry's.
  private func placed(_ error: SourceError) -> SourceError {
    error.file.isEmpty ? contents.error(error.message, next: error.nextStep) : error
  }

  // MARK: - Charts and files

  private func helmChart(_ chart: VendirConfig.HelmChart) async throws(SourceError) -> FetchedContents {
    var version = chart.version
    if case .helmChart(let pinned, _) = locked?.source { version = pinned }
    let repository = ChartRepository(
      url: chart.repository, credentials: try credentials(chart.secret), fetcher: fetcher)
    do throws(SourceError) {
      let download = try await repository.download(chart.name, version: version, progress: progress)
      let (tree, version, app) = try ChartArchive.unpack(download.bytes, name: chart.name)
      return FetchedContents(
        tree: tree, lock: .helmChart(version: version, appVersion: app),
        source: FetchError.withoutSecrets(download.url), archive: DigestLock.sha256(download.bytes),
        modes: (0o755, 0o644, 0o644))
    } catch { throw placed(error) }
  }

  private func http(_ http: VendirConfig.HTTP) async throws(SourceError) -> FetchedContents {
    let request = FetchRequest(
      http.url, credentials: try credentials(http.secret), limit: 256 << 20, progress: progress)
    let bytes: [UInt8]
    do { bytes = try await fetcher.body(request) } catch { throw placed(error) }
    let digest = DigestLock.sha256(bytes)
    if !http.sha256.isEmpty && http.sha256 != digest {
      throw contents.error(
        "expected the digest 'sha256:\(http.sha256)', but it is 'sha256:\(digest)'",
        next: "the file was changed: check it before you take the new digest over")
    }
    var tree = MemoryTree(name: contents.path)
    let name = ContentsFetch.fileName(http.url)
    if http.disableUnpack {
      tree.add(name, bytes)
    } else {
      do throws(ArchiveError) {
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
          throw ArchiveError(name, "is a zip archive, which is not supported yet")
        } else if bytes.starts(with: [0x1F, 0x8B]) {
          tree = try Archive.tree(Archive.readTgz(bytes).filter { $0.kind != .other(0x67) }, name: contents.path)
        } else if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) {
          tree = try Archive.tree(Archive.readTar(bytes).filter { $0.kind != .other(0x67) }, name: contents.path)
        } else {
          tree.add(name, bytes)
        }
      } catch {
        throw contents.error("\(FetchError.withoutSecrets(http.url)): \(error.description)")
      }
    }
    return FetchedContents(
      tree: tree, lock: .plain("http"), source: FetchError.withoutSecrets(http.url), archive: digest,
      modes: (0o700, 0o644, 0o644))
  }

  private static func fileName(_ url: String) -> String {
    let plain = url.prefix { $0 != "?" && $0 != "#" }
    let name = plain.split(separator: "/", omittingEmptySubsequences: false).last.map { String($0) } ?? ""
    return name.isEmpty || name == "." || name == ".." ? "content" : name
  }

  // MARK: - Local

  /// A folder of the disk, with its programs and links.
  private func copy(_ path: String) throws(SourceError) -> FetchedContents {
    let tree = try ContentsFetch.load(DiskWriter.path(root, path), without: [], error: contents)
    return FetchedContents(tree: tree, lock: .plain("directory"), modes: (0o755, 0o644, 0o755))
  }

  /// `manual`: what lies there stays there.
  private func copyOwn() throws(SourceError) -> FetchedContents {
    let path = DiskWriter.path(root, Vendir.join(directory, contents.path))
    let tree = try ContentsFetch.load(path, without: [], error: contents)
    return FetchedContents(tree: tree, lock: .plain("manual"), modes: (0o755, 0o644, 0o755))
  }

  static func load(_ path: String, without names: Set<String>, error: VendirConfig.Contents) throws(SourceError)
    -> MemoryTree
  {
    var tree = MemoryTree(name: path)
    do {
      let disk = try DiskTree(path)
      for (file, kind) in try disk.walk() {
        if names.contains(String(file.prefix { $0 != "/" })) { continue }
        switch kind {
        case .file(let executable): tree.add(file, try disk.read(file), executable: executable)
        case .symlink(let target):
          guard !target.hasPrefix("/"), FilePath.join(FilePath.directory(file), target) != nil else {
            throw error.error("\(disk.displayPath(file)) links to \(target), which lies outside")
          }
          tree.addLink(file, target: target)
        case .directory: break
        }
      }
    } catch let failure as FileError {
      throw error.error("\(failure.path): \(failure.reason.rawValue)")
    } catch let failure as SourceError {
      throw failure
    } catch { throw SourceError(file: path, "cannot be read") }
    return tree
  }

  private func inline(_ inline: VendirConfig.Inline) throws(SourceError) -> FetchedContents {
    var tree = MemoryTree(name: contents.path)
    func add(_ path: String, _ bytes: [UInt8]) throws(SourceError) {
      guard !path.hasPrefix("/"), tree.add(path, bytes) else {
        throw contents.error("the inline path '\(path)' leaves its directory")
      }
    }
    for (path, text) in inline.paths { try add(path, Array(text.utf8)) }
    for reference in inline.from {
      let data: [String: [UInt8]]
      if reference.isSecret {
        data = try secret(reference.name)
      } else if let found = config.configMaps[reference.name] {
        data = found
      } else {
        throw contents.error("there is no ConfigMap named '\(reference.name)'")
      }
      for (name, bytes) in data.sorted(by: { $0.key < $1.key }) {
        try add(reference.directory.isEmpty ? name : "\(reference.directory)/\(name)", bytes)
      }
    }
    return FetchedContents(tree: tree, lock: .plain("inline"), modes: (0o700, 0o600, 0o600))
  }

  // MARK: - Git

  private func git(_ source: VendirConfig.Git) async throws(SourceError) -> FetchedContents {
    let folder = scratch + "/git"
    try DiskWriter.makeDirectories(folder)
    defer { try? DiskWriter.remove(folder) }
    do throws(SourceError) {
      let git = try gitCommand(source, folder)
      _ = try await git.check(["init", "--quiet"])
      _ = try await git.check(["config", "credential.helper", "store --file \(scratch)/git-credentials"])
      _ = try await git.check(["remote", "add", "origin", source.url])
      _ = try await git.check(["config", "remote.origin.tagOpt", "--tags"])
      var ref = source.ref
      if case .git(let sha, _, _) = locked?.source { ref = sha }
      var arguments = ["fetch", "--quiet", "origin"]
      let branch = ref.hasPrefix("origin/") ? String(ref.dropFirst(7)) : nil
      if let branch { arguments.append(branch) }
      if source.depth > 0 { arguments += ["--depth", String(source.depth)] }
      _ = try await git.check(arguments)
      if let constraint = source.constraint, ref.isEmpty { ref = try await tag(constraint, git) }
      ref = branch ?? ref
      if ref.hasPrefix("-") { throw contents.error("the ref '\(ref)' is no git revision") }
      _ = try await git.check(["-c", "advice.detachedHead=false", "checkout", "--quiet", ref])
      if !source.skipSubmodules {
        _ = try await git.check(["submodule", "update", "--quiet", "--init", "--recursive"])
      }
      let sha = try await git.check(["rev-parse", "HEAD"]).line
      let described = try await git.run(["describe", "--tags", sha])
      let title = try await git.check(["log", "-n", "1", "--pretty=%B", sha]).text
      let lines = GoStrings.trimSpace(title).split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let first = String(lines.first ?? "") + (lines.count > 1 ? "..." : "")
      // A folder with a .git of its own would be taken for a submodule of the repository that it is vendored into.
      let tree = try ContentsFetch.load(folder, without: [".git"], error: contents)
      return FetchedContents(
        tree: tree,
        lock: .git(sha: sha, tags: described.succeeded ? [described.line] : [], title: first),
        source: FetchError.withoutSecrets(source.url), modes: (0o755, 0o644, 0o755))
    } catch {
      // git names the folder that it ran in; ours says more.
      let text = error.file == folder || error.file.isEmpty ? error.message : error.description
      throw contents.error("\(FetchError.withoutSecrets(source.url)): \(text)", next: error.nextStep)
    }
  }

  private func gitCommand(_ source: VendirConfig.Git, _ folder: String) throws(SourceError) -> Git {
    var variables = source.skipLFS ? ["GIT_LFS_SKIP_SMUDGE": "1"] : [:]
    // git-remote-ext runs commands.
    variables["GIT_ALLOW_PROTOCOL"] = "file:git:http:https:ssh"
    guard let name = source.secret else { return Git(in: folder, variables: variables) }
    let data = try secret(name)
    var ssh = "ssh -o ServerAliveInterval=30 -o ForwardAgent=no -F /dev/null"
    for key in data.keys.sorted() {
      switch key {
      case "ssh-privatekey":
        try DiskWriter.write(scratch + "/private-key", (data[key] ?? []) + [0x0A], mode: 0o600)
        ssh += " -i '\(scratch)/private-key' -o IdentitiesOnly=yes"
      case "ssh-knownhosts":
        try DiskWriter.write(scratch + "/known-hosts", data[key] ?? [], mode: 0o600)
        ssh += " -o StrictHostKeyChecking=yes -o 'UserKnownHostsFile=\(scratch)/known-hosts'"
      case "username", "password": break
      default: throw contents.error("unknown field '\(key)' in the Secret '\(name)'")
      }
    }
    if data["ssh-knownhosts"] == nil { ssh += " -o StrictHostKeyChecking=no" }
    variables["GIT_SSH_COMMAND"] = ssh
    if let user = data["username"], let password = data["password"] {
      guard source.url.hasPrefix("https://") else {
        throw contents.error("a username and password serve https:// only")
      }
      let host = ChartRepository.origin(source.url).dropFirst("https://".count)
      let line = "https://\(ContentsFetch.escape(user)):\(ContentsFetch.escape(password))@\(host)\n"
      try DiskWriter.write(scratch + "/git-credentials", Array(line.utf8), mode: 0o600)
    }
    return Git(in: folder, variables: variables)
  }

  private static func escape(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
      default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The highest tag that a constraint takes.
  private func tag(_ constraint: String, _ git: Git) async throws(SourceError) -> String {
    let rule: SemVer.Constraint
    do { rule = try SemVer.Constraint(constraint) } catch {
      throw contents.error("refSelection.semver.constraints '\(constraint)' cannot be read: \(error.message)")
    }
    let tags = try await git.check(["tag", "-l"]).text.split(separator: "\n").map { String($0) }
    let fitting = tags.compactMap { tag in (try? SemVer(tag)).map { (tag, $0) } }.filter { rule.check($0.1) }
    guard let best = fitting.max(by: { $0.1 < $1.1 }) else {
      throw contents.error(
        "no tag fits '\(constraint)'", next: "the tags are \(tags.prefix(8).joined(separator: ", "))")
    }
    return best.0
  }
}
