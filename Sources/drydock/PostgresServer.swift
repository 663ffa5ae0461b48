import Controllers
import Files
import KubeAPI
import Manifest
import Rehearsal
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A throw-away PostgreSQL on loopback, with a user whose password is hard to carry in a URL.
final class PostgresServer: Sendable {
  static let user = "coder"
  static let password = "p@ss/w#rd%20: 7"
  static let database = "coder"
  let folder: String
  let binaries: String
  let port: Int

  private init(folder: String, binaries: String, port: Int) {
    self.folder = folder
    self.binaries = binaries
    self.port = port
  }

  /// Makes a cluster in a temporary folder and starts it; needs Debian's `postgresql`.
  static func start() async throws(SourceError) -> PostgresServer {
    guard let binaries = findBinaries() else {
      throw SourceError("--postgres needs a PostgreSQL server", nextStep: "apt-get install postgresql")
    }
    var template = Array("/tmp/drydock-pg-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SourceError("no temporary folder could be made") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let server = PostgresServer(folder: folder, binaries: binaries, port: freePort())
    do {
      try await server.initialise()
    } catch {
      server.stop()
      throw error
    }
    return server
  }

  private func initialise() async throws(SourceError) {
    try DiskFileText.write(PostgresServer.password, to: "\(folder)/password")
    // PostgreSQL refuses to run as root.
    let prefix: [String]
    if geteuid() == 0 {
      guard let entry = getpwnam("postgres") else {
        throw SourceError("there is no user postgres to run PostgreSQL as")
      }
      for path in [folder, "\(folder)/password"] { chown(path, entry.pointee.pw_uid, entry.pointee.pw_gid) }
      prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    } else {
      prefix = []
    }
    try await run(
      prefix + [
        "\(binaries)/initdb", "-D", "\(folder)/data", "-U", PostgresServer.user, "--pwfile=\(folder)/password",
        "--auth=scram-sha-256", "--no-sync", "-E", "UTF8", "--locale=C",
      ])
    try await run(
      prefix + [
        "\(binaries)/pg_ctl", "-D", "\(folder)/data", "-w", "-t", "30", "-l", "\(folder)/log", "-o",
        "-p \(port) -h 127.0.0.1 -k \(folder) -c fsync=off", "start",
      ])
    try await run(
      [
        "\(binaries)/psql", "-h", "127.0.0.1", "-p", "\(port)", "-U", PostgresServer.user, "-d", "postgres", "-qc",
        "CREATE DATABASE coder",
      ],
      environment: ["PGPASSWORD": PostgresServer.password])
  }

  /// Stops the server and removes its folder.
  func stop() {
    var words = ["\(binaries)/pg_ctl", "-D", "\(folder)/data", "-m", "immediate", "stop"]
    if geteuid() == 0 { words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] + words }
    _ = Spawn.run(words, environment: [:])
    _ = Spawn.run(["rm", "-rf", folder], environment: [:])
  }

  /// The rehearsal's options with the vault item carrying this server, and the connection really made.
  func options(for workspace: Workspace, _ options: Rehearsal.Options) throws(SourceError) -> Rehearsal.Options {
    var options = options
    let encoded = PercentEncoding.encode(PostgresServer.password)
    for vault in workspace.rehearsal.document["vaults"]?.array ?? [] {
      for item in vault["items"]?.array ?? [] where item["category"]?.string == "DATABASE" {
        let title = item["title"]?.string ?? ""
        for (field, value) in [
          ("username", PostgresServer.user), ("credential", encoded), ("password", encoded),
          ("hostname", "127.0.0.1"), ("database", PostgresServer.database),
          ("url", "postgres://\(PostgresServer.user):\(encoded)@127.0.0.1:\(port)/coder?sslmode=disable"),
        ] {
          let known = (item["fields"]?.array ?? []).contains { $0["label"]?.string == field }
          if known { options.vaultOverrides.append(.init(item: title, field: field, value: value)) }
        }
      }
    }
    guard !options.vaultOverrides.isEmpty else {
      throw SourceError(
        file: workspace.rehearsal.file, "--postgres needs a vault item of category DATABASE in rehearsal.yaml")
    }
    let psql = "\(binaries)/psql"
    let actual = port
    options.connect = { url in
      // The app names the database's usual port; this server has one of its own. TLS is not what is tried here.
      let result = Spawn.run(
        [psql, "-h", url.host, "-p", "\(actual)", "-U", url.user, "-d", url.database, "-Atqc", "select 1"],
        environment: ["PGPASSWORD": url.password, "PGCONNECT_TIMEOUT": "5"])
      return result == 0 ? nil : "the server refused the connection as user \(url.user) to database \(url.database)"
    }
    return options
  }

  private func run(_ words: [String], environment: [String: String] = [:]) async throws(SourceError) {
    let code = Spawn.run(words, environment: environment)
    if code != 0 {
      let name = words.first { $0.hasPrefix(binaries) }.map { String($0.dropFirst(binaries.count + 1)) } ?? words[0]
      throw SourceError(
        "\(name) failed with exit code \(code)", nextStep: "is Debian's postgresql installed and usable?")
    }
  }

  private static func findBinaries() -> String? {
    guard let versions = try? DiskTree("/usr/lib/postgresql").list("") else { return nil }
    let sorted = versions.compactMap { Int($0.name) }.sorted(by: >)
    for version in sorted {
      let path = "/usr/lib/postgresql/\(version)/bin"
      if access("\(path)/initdb", X_OK) == 0 { return path }
    }
    return nil
  }

  private static func freePort() -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        guard bind(descriptor, raw, size) == 0, getsockname(descriptor, raw, &size) == 0 else { return 54_320 }
        return Int(UInt16(bigEndian: pointer.pointee.sin_port))
      }
    }
  }
}

/// Starts a program and waits for it; its output is thrown away.
enum Spawn {
  static func run(_ words: [String], environment: [String: String]) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [Int32(0), 1, 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var variables: [UnsafeMutablePointer<CChar>?] = []
    for name in ["PATH", "HOME", "TMPDIR", "LANG"] {
      if let value = getenv(name) { variables.append(strdup("\(name)=\(String(cString: value))")) }
    }
    for (name, value) in environment { variables.append(strdup("\(name)=\(value)")) }
    variables.append(nil)
    defer { for variable in variables { free(variable) } }
    var child: pid_t = 0
    guard posix_spawnp(&child, words[0], &actions, nil, arguments, variables) == 0 else { return 127 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}

enum DiskFileText {
  static func write(_ text: String, to path: String) throws(SourceError) {
    do {
      try DiskFile.write(Array(text.utf8), to: path)
    } catch {
      throw SourceError(file: path, error.description)
    }
  }
}
