import ArgumentParser
import Exposure
import Files
import KubeAPI
import Manifest
import Rehearsal
import SecretScan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `drydock check`: what can be proved about manifests without a cluster.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Prove that nothing is public, and that git holds no secrets.",
    discussion: """
        drydock check apps/coder-prod             everything about an app directory, in one go
        drydock check exposure apps/coder-prod    who can reach what
        drydock check secrets                     what git must not hold
        drydock check hosts apps/coder-prod       which names the tailnet serves, and why not
      """,
    subcommands: [
      CheckAppCommand.self, CheckExposureCommand.self, CheckSecretsCommand.self, CheckHostsCommand.self,
    ],
    defaultSubcommand: CheckAppCommand.self)
}

/// `drydock check exposure`: who can reach what.
struct CheckExposureCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, svg }

  static let configuration = CommandConfiguration(
    commandName: "exposure",
    abstract: "Who can reach what: the internet, the nodes' network, the tailnet, the cluster.",
    discussion: """
      PATH is a file of rendered objects (YAML or JSON), `-` for standard input, or an app directory.
      CONTEXT.yaml says what is known about the cluster beyond the objects (docs/exposure.md).
      The exit code is 0 only when the verdict is private.

        helm template coder charts/coder | drydock check exposure -
        drydock check exposure --format svg --output exposure.png objects.yaml
        drydock check exposure --cluster --kubeconfig ~/.kube/config
      """)

  @Option(help: "text, json or svg.") var format: Format = .text
  @Option(help: "Write to this file; a name that ends in .png is converted with rsvg-convert.") var output: String?
  @Flag(help: "Judge the cluster itself: assigned addresses, nodes and admission defaults count.") var cluster = false
  @OptionGroup var connection: ConnectionOptions
  @Option(help: "With --cluster: report these namespaces only (may be given again).") var namespace: [String] = []
  @Argument(help: "Rendered objects, or an app directory; left out with --cluster.") var path: String?
  @Argument(help: "What is known about the cluster.") var known: String?

  func run() async throws {
    let report: Report
    do {
      // With --cluster there is no PATH, and the one argument is the context.
      let context = try (cluster ? path : known).map { try ExposureInput.context($0) } ?? ExposureContext()
      if cluster {
        let client = try await connection.client()
        do {
          report = try await ClusterExposure(context: context, namespaces: namespace).judge(client)
        } catch {
          await client.shutdown()
          throw error
        }
        await client.shutdown()
      } else {
        guard let path else {
          throw SourceError("nothing to judge", nextStep: "give a file, an app directory, or --cluster")
        }
        let objects =
          ExposureInput.isDirectory(path) ? try await ExposureInput.app(path) : try ExposureInput.file(path)
        report = Exposure.judge(objects, context: context)
      }
    } catch let error as StatusError {
      if format == .json { print(JSON.write(["verdict": "unknown", "entries": [], "error": .string(error.message)])) }
      CheckOutput.error(error.message)
      throw ExitCode(1)
    } catch let error as SourceError {
      // Default deny also here: what cannot be read is unknown.
      if format == .json { print(JSON.write(["verdict": "unknown", "entries": [], "error": .string(error.message)])) }
      CheckOutput.error(error.description)
      throw ExitCode(1)
    }
    let isPicture = format == .svg || output?.hasSuffix(".svg") == true || output?.hasSuffix(".png") == true
    let text: String =
      if isPicture {
        report.svg(title: cluster ? "the cluster" : path ?? "")
      } else {
        format == .json ? JSON.write(report.json, sortedKeys: false, indent: "  ") + "\n" : report.text()
      }
    try CheckOutput.write(text, to: output)
    throw ExitCode(report.verdict == .private ? 0 : 1)
  }
}

/// `drydock check secrets`: what git must not hold.
struct CheckSecretsCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "Find secrets in the files and in the commits about to be pushed.",
    discussion: """
      Names file, line and key, never the value. A line that says `drydock:allow` is passed over.
      In a git repository the files that git holds or would add are scanned, and the commits that no remote has yet.
      """)

  @Option(help: "text or json.") var format: Format = .text
  @Argument(help: "A folder or file.") var path: String = "."

  func run() async throws {
    var push = SecretScan.Push()
    do {
      if !ExposureInput.isDirectory(path) {
        push.tree = SecretScan.scan(file: path, bytes: try ExposureInput.bytes(path))
      } else {
        do {
          push = try await SecretScan.push(from: path)
        } catch {
          push.tree = try SecretScan.scan(try DiskTree(path))
        }
      }
    } catch let error as SourceError {
      CheckOutput.error(error.description)
      throw ExitCode(1)
    } catch let error as FileError {
      CheckOutput.error(error.description)
      throw ExitCode(1)
    }
    print(format == .json ? JSON.write(push.json, sortedKeys: false, indent: "  ") : push.text, terminator: "\n")
    throw ExitCode(push.tree.isEmpty && push.commits.isEmpty && push.staged.isEmpty ? 0 : 1)
  }
}

/// Where the objects come from.
enum ExposureInput {
  static func isDirectory(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    do {
      return try DiskTree.readFile(path == "-" ? "/dev/stdin" : path)
    } catch {
      throw SourceError(file: path, error.description, nextStep: "Give a file of rendered objects or an app directory.")
    }
  }

  static func context(_ path: String) throws -> ExposureContext {
    try ExposureContext(YAML.unmarshal(try bytes(path), file: path), file: path)
  }

  static func file(_ path: String) throws -> [ExposedObject] {
    try YAML.documents(try bytes(path), file: path).map {
      ExposedObject(value: $0.value, file: path, line: $0.line)
    }
  }

  /// Renders an app directory. Set by the command line at its start to the workspace's renderer; without one the
  /// directory's files are judged as they stand, and recipes in them are unknown.
  nonisolated(unsafe) static var render: (@Sendable (String) async throws -> [ExposedObject])?

  static func app(_ path: String) async throws -> [ExposedObject] {
    if let render { return try await render(path) }
    var objects: [ExposedObject] = []
    do {
      let tree = try DiskTree(path)
      for (name, kind) in try tree.walk() where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        guard case .file = kind else { continue }
        let shown = tree.displayPath(name)
        for document in try YAML.documents(try tree.read(name), file: shown) {
          // Files of kustomize and of Drydock itself never reach the API server.
          let apiVersion = document.value["apiVersion"]?.string ?? ""
          if apiVersion.hasPrefix("kustomize.config.k8s.io/") || apiVersion.hasPrefix("drydock.dev/") { continue }
          objects.append(ExposedObject(value: document.value, file: shown, line: document.line))
        }
      }
    } catch let error as FileError {
      throw SourceError(file: path, error.description)
    }
    return objects
  }
}

enum CheckOutput {
  static func error(_ text: String) {
    var left = Array("Error: \(text)\n".utf8)[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { posixWrite($0.baseAddress, $0.count) }
      if count <= 0 { return }
      left = left.dropFirst(count)
    }
  }

  /// To standard output, or into a file by way of a temporary name.
  static func write(_ text: String, to path: String?) throws {
    guard let path else {
      print(text, terminator: "")
      return
    }
    let svg = "\(path).tmp"
    guard let file = fopen(svg, "w") else {
      error("\(path) cannot be written")
      throw ExitCode(1)
    }
    fputs(text, file)
    fclose(file)
    guard path.hasSuffix(".png") else {
      rename(svg, path)
      return
    }
    defer { unlink(svg) }
    guard convert(svg, to: path) else {
      error("\(path) was not made: rsvg-convert did not run; install librsvg2-bin, or ask for .svg")
      throw ExitCode(1)
    }
  }

  private static func convert(_ svg: String, to png: String) -> Bool {
    var pid: pid_t = 0
    let words = ["rsvg-convert", "--output", png, svg]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawnp(&pid, "rsvg-convert", nil, nil, &arguments, environ) == 0 else { return false }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 { if errno != EINTR { return false } }
    return status == 0
  }
}

private func posixWrite(_ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(2, bytes, count) }
