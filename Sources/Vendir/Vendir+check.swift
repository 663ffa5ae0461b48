import Files
import Manifest

extension Vendir {
  /// Compares disk, configuration and locks without any network. Empty when all agree.
  public static func check(_ config: VendirConfig, options: Options) throws(SourceError) -> [SourceError] {
    var config = config
    _ = try config.select(options.directories)
    guard let lock = try readLock(options) else {
      return [SourceError(file: options.lockFile, "no such file or directory", nextStep: "run drydock vendor")]
    }
    guard let digests = try readDigests(options) else {
      return [SourceError(file: options.digestLockFile, "no such file or directory", nextStep: "run drydock vendor")]
    }
    var problems: [SourceError] = []
    for directory in config.directories {
      for contents in directory.contents {
        let path = join(directory.path, contents.path)
        guard let locked = lock.contents(directory.path, contents.path) else {
          problems.append(
            contents.error("\(path) is not in \(options.lockFile)", next: "run drydock vendor -d \(path)"))
          continue
        }
        if let problem = agreement(contents, locked, path, options) { problems.append(problem) }
        if let problem = bytes(contents, digests[path], path, options) { problems.append(problem) }
      }
    }
    if options.directories.isEmpty { problems += strangers(config, lock, options) }
    return problems
  }

  /// Whether the lock still speaks of what `vendir.yml` asks for.
  private static func agreement(
    _ contents: VendirConfig.Contents, _ locked: VendirLock.Contents, _ path: String, _ options: Options
  ) -> SourceError? {
    let next = "run drydock vendor -d \(path)"
    switch (contents.source, locked.source) {
    case (.helmChart(let chart), .helmChart(let version, _)):
      // A range or nothing at all is not pinned; the lock is what counts then.
      if chart.version.isEmpty || chart.version == version || chart.version == "v" + version { return nil }
      if !chart.version.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }) { return nil }
      if chart.version.utf8.filter({ $0 == 0x2E }).count < 2 { return nil }
      return contents.error(
        "\(path) asks for \(chart.name) \(chart.version), but \(options.lockFile) has \(version)", next: next)
    case (.git(let git), .git(let sha, _, _)):
      let isCommit = git.ref.utf8.count == 40 && git.ref.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x66 }
      if isCommit && git.ref != sha {
        return contents.error("\(path) asks for commit \(git.ref), but \(options.lockFile) has \(sha)", next: next)
      }
      return nil
    case (_, .plain(let kind)) where kind == contents.source.name: return nil
    default:
      return contents.error(
        "\(path) is \(contents.source.name) here and something else in \(options.lockFile)", next: next)
    }
  }

  private static func bytes(
    _ contents: VendirConfig.Contents, _ locked: DigestLock.Contents?, _ path: String, _ options: Options
  ) -> SourceError? {
    // What people keep by hand may change.
    if case .manual = contents.source { return nil }
    let next = "run drydock vendor --locked -d \(path)"
    guard let locked else {
      return contents.error("\(path) is not in \(options.digestLockFile)", next: "run drydock vendor -d \(path)")
    }
    let onDisk = DiskWriter.path(options.root, path)
    guard DiskWriter.exists(onDisk) else { return SourceError(file: path, "is not there", nextStep: next) }
    do {
      let (digest, files) = try DigestLock.tree(DiskTree(onDisk))
      if digest == locked.tree { return nil }
      let count = files == locked.files ? "" : " (\(files) files, \(locked.files) when it was locked)"
      return SourceError(
        file: path, "differs from \(options.digestLockFile): its digest is \(digest), not \(locked.tree)\(count)",
        nextStep: "\(next) to get the locked bytes back, or without --locked to take new ones")
    } catch {
      return SourceError(file: path, error.description, nextStep: next)
    }
  }

  /// Lock entries that the configuration no longer has.
  private static func strangers(_ config: VendirConfig, _ lock: VendirLock, _ options: Options) -> [SourceError] {
    let wanted = Set(config.directories.flatMap { d in d.contents.map { join(d.path, $0.path) } })
    let locked = lock.directories.flatMap { d in d.contents.map { join(d.path, $0.path) } }
    return locked.filter { !wanted.contains($0) }.map {
      SourceError(
        file: options.lockFile, "\($0) is locked but not in the configuration", nextStep: "run drydock vendor")
    }
  }
}
