import ArgumentParser
import Fetch
import Files
import Manifest
import Vendir

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `drydock vendor`: what `vendir sync` does, with the bytes locked as well.
struct VendorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vendor",
    abstract: "Fetch what vendir.yml names and lock its bytes.",
    discussion: """
      Charts, files, repositories and folders are fetched into the directories that vendir.yml names, each whole or not
      at all. vendir.lock.yml says which versions came, drydock.lock which bytes.

        drydock vendor                      fetch everything
        drydock vendor -d charts/coder      fetch one directory, keep the rest of the locks
        drydock vendor --locked             fetch exactly what is locked
        drydock vendor --check              compare the disk with the locks, without any network
      """)

  @Option(name: [.short, .long], help: "The configuration; again for files with Secrets and ConfigMaps.")
  var file: [String] = []

  @Option(name: .long, help: "The lock file.")
  var lockFile = Vendir.lockName

  @Option(name: [.short, .long], help: "Only this directory (path, or path=local-directory).")
  var directory: [String] = []

  @Flag(name: [.short, .long], help: "Fetch exactly what the locks say.")
  var locked = false

  @Flag(name: .long, help: "Compare the disk with the locks; fetch nothing.")
  var check = false

  @Option(name: .long, help: "Run in this directory.")
  var chdir: String?

  @Option(name: .long, help: ArgumentHelp("Whether contents marked lazy may be left as they are.", valueName: "bool"))
  var lazy = true

  func run() async throws {
    if let chdir, Glibc.chdir(chdir) != 0 {
      Terminal.error("\(chdir): \(String(cString: strerror(errno)))")
      throw ExitCode(1)
    }
    var options = Vendir.Options()
    options.lockFile = lockFile
    // drydock.lock lies beside the other lock.
    let folder = FilePath.directory(lockFile)
    options.digestLockFile = folder.isEmpty ? Vendir.digestLockName : "\(folder)/\(Vendir.digestLockName)"
    options.locked = locked
    options.directories = directory
    options.lazy = lazy
    do {
      let config = try VendirConfig.read(file.isEmpty ? [Vendir.configName] : file)
      if check { return try report(Vendir.check(config, options: options), config) }
      let progress = VendorProgress()
      let result = try await Vendir.sync(config, options: options, fetcher: HTTPFetcher()) { progress.show($0) }
      if !result.isLocked { progress.line("the locks are not written, since a directory was overridden") }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }

  private func report(_ problems: [SourceError], _ config: VendirConfig) throws {
    for problem in problems { Terminal.error(problem.description) }
    if !problems.isEmpty { throw ExitCode(1) }
    let count = config.directories.reduce(0) { $0 + $1.contents.count }
    Terminal.out(
      "\(count) vendored \(count == 1 ? "directory" : "directories"): disk, \(lockFile) and locked bytes agree\n")
  }
}

/// Lines on standard error; on a terminal a download counts in place.
private final class VendorProgress: Sendable {
  private let isTerminal = isatty(2) == 1

  func line(_ text: String) { write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n") }

  func show(_ event: Vendir.Event) {
    switch event {
    case .fetching(let text): line("Fetching: \(text)")
    case .skipped(let text): line("Skipping: \(text)")
    case .written(let path, let files): line("Written: \(path), \(files) \(files == 1 ? "file" : "files")")
    case .warning(let text): line("Warning: \(text)")
    case .downloaded(let path, let bytes, let expected):
      guard isTerminal else { return }
      let share = expected.map { $0 > 0 ? " of \(VendorProgress.size($0))" : "" } ?? ""
      write("\r\u{1B}[K  \(path): \(VendorProgress.size(bytes))\(share)")
    }
  }

  private static func size(_ bytes: Int) -> String { bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB" }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(2, $0.baseAddress, $0.count) }
  }
}
