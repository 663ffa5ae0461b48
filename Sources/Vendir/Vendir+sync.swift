import Files
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Vendir {
  /// What a run says while it works.
  public enum Event: Sendable {
    /// `charts/coder + . (helm chart from …)`
    case fetching(String)
    case skipped(String)
    case downloaded(path: String, bytes: Int, expected: Int?)
    case written(path: String, files: Int)
    case warning(String)
  }

  public struct Result: Sendable {
    public var lock: VendirLock
    public var digests: DigestLock
    /// Whether the lock files were written.
    public var isLocked: Bool
  }

  /// Fetches every directory and puts it in place, each whole or not at all; then writes both locks.
  ///
  /// An interrupted run leaves finished directories finished and can be run again.
  @discardableResult
  public static func sync(
    _ config: VendirConfig, options: Options, fetcher: any Fetcher, log: @escaping @Sendable (Event) -> Void = { _ in }
  ) async throws(SourceError) -> Result {
    var config = config
    let overridden = try config.select(options.directories)
    var run = try SyncRun(config: config, options: options, fetcher: fetcher, log: log)
    try run.clean()
    do {
      for directory in config.directories { try await run.sync(directory) }
    } catch {
      try? run.clean()
      throw error
    }
    try run.clean()
    if !overridden { try run.writeLocks() }
    return Result(lock: run.lock, digests: run.digests, isLocked: !overridden)
  }
}

private struct SyncRun {
  let config: VendirConfig
  let options: Vendir.Options
  let fetcher: any Fetcher
  let log: @Sendable (Vendir.Event) -> Void
  let oldLock: VendirLock?
  let oldDigests: DigestLock?
  var lock = VendirLock()
  var digests = DigestLock()

  private var isPartial: Bool { !options.directories.isEmpty }
  private func path(_ relative: String) -> String { DiskWriter.path(options.root, relative) }
  private var scratch: String { path(".vendir-tmp-drydock") }

  init(
    config: VendirConfig, options: Vendir.Options, fetcher: any Fetcher,
    log: @escaping @Sendable (Vendir.Event) -> Void
  ) throws(SourceError) {
    self.config = config
    self.options = options
    self.fetcher = fetcher
    self.log = log
    oldLock = try Vendir.readLock(options)
    oldDigests = try Vendir.readDigests(options)
    if options.locked && oldLock == nil {
      throw SourceError(
        file: options.lockFile, "--locked needs this lock file", nextStep: "run drydock vendor without --locked once")
    }
    if isPartial {
      lock = oldLock ?? VendirLock()
      digests = oldDigests ?? DigestLock()
    }
  }

  func clean() throws(SourceError) { try DiskWriter.remove(scratch) }

  mutating func sync(_ directory: VendirConfig.Directory) async throws(SourceError) {
    var entry = VendirLock.Directory(path: directory.path, contents: [])
    let staging = scratch + "/staging"
    try DiskWriter.remove(scratch)
    try DiskWriter.makeDirectories(scratch)
    try DiskWriter.makeDirectories(staging)
    for contents in directory.contents {
      let whole = Vendir.join(directory.path, contents.path)
      let (fetched, lockEntry) = try await fetch(contents, directory, whole)
      entry.contents.append(lockEntry)
      let target = contents.path == "." ? staging : staging + "/" + contents.path
      let parent = FilePath.directory(contents.path)
      if !parent.isEmpty { try DiskWriter.makeDirectories(staging + "/" + parent) }
      if contents.path == "." { try DiskWriter.remove(staging) }
      let modes = fetched.modes
      try DiskWriter.write(fetched.tree, to: target, directoryMode: modes.directory) { $0 ? modes.program : modes.file }
      if let mode = contents.permissions ?? directory.permissions, chmod(target, mode_t(mode)) != 0 {
        throw DiskWriter.failure(target, "cannot set the permissions")
      }
      let digest = try digest(fetched.tree)
      digests.set(
        DigestLock.Contents(
          path: whole, source: fetched.source, archive: fetched.archive, tree: digest.digest, files: digest.files))
      if isPartial { try place(target, at: whole) }
      log(.written(path: whole, files: digest.files))
    }
    if !isPartial { try place(staging, at: directory.path) }
    if let mode = directory.permissions { chmod(path(directory.path), mode_t(mode)) }
    if isPartial {
      var one = VendirLock()
      one.directories = [entry]
      lock.merge(one)
    } else {
      lock.directories.append(entry)
    }
  }

  private func digest(_ tree: MemoryTree) throws(SourceError) -> (digest: String, files: Int) {
    do { return try DigestLock.tree(tree) } catch { throw SourceError(file: error.path, error.reason.rawValue) }
  }

  /// The new folder takes the place of the old one; the old one goes only when the new one stands.
  private func place(_ staged: String, at relative: String) throws(SourceError) {
    let target = path(relative)
    let parent = FilePath.directory(target)
    if !parent.isEmpty { try DiskWriter.makeDirectories(parent) }
    let old = scratch + "/old"
    try DiskWriter.remove(old)
    if DiskWriter.exists(target) { try DiskWriter.rename(target, to: old) }
    do { try DiskWriter.rename(staged, to: target) } catch {
      if DiskWriter.exists(old) { try? DiskWriter.rename(old, to: target) }
      throw error
    }
    try DiskWriter.remove(old)
  }

  // MARK: - One entry

  private func fetch(_ contents: VendirConfig.Contents, _ directory: VendirConfig.Directory, _ whole: String)
    async throws(SourceError) -> (FetchedContents, VendirLock.Contents)
  {
    let known = oldLock?.contents(directory.path, contents.path)
    if options.locked && known == nil {
      throw SourceError(
        file: options.lockFile, "has no entry for '\(contents.path)' in the directory '\(directory.path)'",
        nextStep: "run drydock vendor -d \(whole)")
    }
    let configDigest = contents.lazy ? DigestLock.sha256(Array(YAML.write(contents.entry).utf8)) : nil
    let title = "\(directory.path) + \(contents.path)"
    if options.lazy, contents.lazy, let known, known.configDigest == configDigest, DiskWriter.exists(path(whole)) {
      log(.skipped("\(title) (lazy, and its entry has not changed)"))
      let tree = try ContentsFetch.load(path(whole), without: [], error: contents)
      let digest = oldDigests?[whole]
      return (
        FetchedContents(
          tree: tree, lock: known.source, source: digest?.source ?? "", archive: digest?.archive ?? "",
          modes: (0o755, 0o644, 0o755)), known
      )
    }
    log(.fetching("\(title) (\(describe(contents)))"))
    let log = self.log
    let fetch = ContentsFetch(
      config: config, contents: contents, directory: directory.path, root: options.root, fetcher: fetcher,
      locked: options.locked ? known : nil, scratch: try absoluteScratch(),
      progress: { log(.downloaded(path: whole, bytes: $0, expected: $1)) })
    var fetched = try await fetch.run()
    try compare(fetched, whole, contents)
    if case .manual = contents.source {
    } else {
      fetched.tree = try FileFilter.apply(contents, to: fetched.tree)
    }
    if !contents.ignorePaths.isEmpty, DiskWriter.exists(path(whole)) {
      let old = try ContentsFetch.load(path(whole), without: [], error: contents)
      fetched.tree = try FileFilter.keep(contents, from: old, in: fetched.tree)
    }
    return (fetched, VendirLock.Contents(path: contents.path, configDigest: configDigest, source: fetched.lock))
  }

  /// git runs in another folder and needs the whole path.
  private func absoluteScratch() throws(SourceError) -> String {
    guard let real = realpath(scratch, nil) else { throw DiskWriter.failure(scratch, "cannot be found") }
    defer { free(real) }
    return String(cString: real)
  }

  /// The same version must bring the same bytes.
  private func compare(_ fetched: FetchedContents, _ whole: String, _ contents: VendirConfig.Contents)
    throws(SourceError)
  {
    guard let old = oldDigests?[whole], !old.archive.isEmpty, !fetched.archive.isEmpty, old.archive != fetched.archive,
      old.source == fetched.source
    else { return }
    let message =
      "\(fetched.source) has the SHA-256 \(fetched.archive), but \(options.digestLockFile) says \(old.archive)"
    if options.locked {
      throw contents.error(message, next: "someone replaced the archive: compare both before you lock the new one")
    }
    log(.warning(message))
  }

  private func describe(_ contents: VendirConfig.Contents) -> String {
    switch contents.source {
    case .helmChart(let chart):
      let version = chart.version.isEmpty ? "latest" : chart.version
      return "helm chart from \(FetchError.withoutSecrets(chart.repository))@\(chart.name):\(version)"
    case .git(let git):
      return
        "git from \(FetchError.withoutSecrets(git.url))@\(git.ref.isEmpty ? "ref=" + (git.constraint ?? "") : git.ref)"
    case .http(let http): return "http from \(FetchError.withoutSecrets(http.url))"
    case .directory, .inline, .manual: return contents.source.name
    }
  }

  func writeLocks() throws(SourceError) {
    try DiskWriter.replace(path(options.lockFile), Array(lock.text.utf8), mode: 0o644)
    // Entries of contents that are gone go as well.
    var digests = self.digests
    if isPartial {
      let known = Set(lock.directories.flatMap { d in d.contents.map { Vendir.join(d.path, $0.path) } })
      digests.contents.removeAll { !known.contains($0.path) }
    }
    try DiskWriter.replace(path(options.digestLockFile), Array(digests.text.utf8), mode: 0o644)
  }
}

extension Vendir {
  static func readLock(_ options: Options) throws(SourceError) -> VendirLock? {
    guard let bytes = try? DiskTree.readFile(DiskWriter.path(options.root, options.lockFile)) else { return nil }
    return try VendirLock(bytes: bytes, file: options.lockFile)
  }

  static func readDigests(_ options: Options) throws(SourceError) -> DigestLock? {
    guard let bytes = try? DiskTree.readFile(DiskWriter.path(options.root, options.digestLockFile)) else { return nil }
    return try DigestLock(bytes: bytes, file: options.digestLockFile)
  }
}
