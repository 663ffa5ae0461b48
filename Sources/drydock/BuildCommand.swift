import ArgumentParser
import Files
import Kustomize
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `drydock build`: what `kustomize build` prints.
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Print what `kustomize build` prints.",
    discussion: """
      DIR is a folder with a kustomization.yaml, kustomization.yml or Kustomization. Bases and components are folders;
      nothing is fetched and nothing is run.

        drydock build apps/coder-prod
        drydock build --output rendered/ clusters/prod
      """)

  @Argument(help: "The folder to build.") var directory = "."
  @Option(
    name: [.short, .long],
    help: "Write to this file, or one file for each object when it is a folder.")
  var output: String?
  @Option(
    name: .customLong("load-restrictor"),
    help:
      "LoadRestrictionsRootOnly: files must lie in or below their kustomization's folder. LoadRestrictionsNone: not.")
  var loadRestrictor = Kustomize.LoadRestriction.rootOnly.rawValue

  func validate() throws {
    if Kustomize.LoadRestriction(rawValue: loadRestrictor) == nil {
      throw ValidationError(
        "illegal flag value --load-restrictor \(loadRestrictor); legal values: "
          + "[LoadRestrictionsRootOnly LoadRestrictionsNone]")
    }
  }

  func run() throws {
    do {
      var options = Kustomize.Options()
      options.loadRestriction = Kustomize.LoadRestriction(rawValue: loadRestrictor) ?? .rootOnly
      if directory.contains("://") || directory.hasPrefix("github.com/") {
        throw SourceError(
          "remote targets are not supported yet: \(directory)", nextStep: "Clone the repository and name the folder.")
      }
      let built = try Kustomize.buildWithWarnings(
        tree: try DiskTree("/"), path: try absolute(directory), options: options)
      for warning in built.warnings { BuildCommand.report(warning) }
      try write(built.resources)
    } catch let error as SourceError {
      BuildCommand.report("Error: \(error.message)")
      if !error.location.isEmpty { BuildCommand.report("  at \(error.location)") }
      if !error.nextStep.isEmpty { BuildCommand.report("  \(error.nextStep)") }
      throw ExitCode(1)
    } catch let error as FileError {
      BuildCommand.report("Error: \(error)")
      throw ExitCode(1)
    }
  }

  /// The folder's path from the root of the disk, its links resolved, as kustomize names it in messages.
  private func absolute(_ path: String) throws -> String {
    guard let real = realpath(path, nil) else {
      throw SourceError(
        "must build at directory: not a valid directory: evalsymlink failure on '\(path)' : "
          + "lstat \(path): no such file or directory")
    }
    defer { free(real) }
    return String(cString: real)
  }

  private func write(_ resources: [BuiltResource]) throws {
    guard let output else { return try BuildCommand.put(Kustomize.yaml(resources), to: nil) }
    var info = stat()
    guard stat(output, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      return try BuildCommand.put(Kustomize.yaml(resources), to: output)
    }
    for file in Kustomize.files(resources) { try BuildCommand.put(file.text, to: "\(output)/\(file.name)") }
  }

  private static func put(_ text: String, to path: String?) throws {
    let descriptor = path.map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) } ?? STDOUT_FILENO
    guard descriptor >= 0 else {
      throw SourceError("\(path ?? ""): cannot be written: \(String(cString: strerror(errno)))")
    }
    defer { if path != nil { close(descriptor) } }
    if !write(text, to: descriptor) { throw SourceError("\(path ?? "standard output"): cannot be written") }
  }

  private static func report(_ text: String) { _ = write(text + "\n", to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        #if canImport(Glibc)
          let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #elseif canImport(Musl)
          let count = Musl.write(descriptor, rest.baseAddress, rest.count)
        #else
          let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return false }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
  }
}
