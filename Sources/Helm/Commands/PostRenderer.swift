#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program that the manifest goes through before it is printed (`--post-renderer`).
public struct PostRenderer: Sendable {
  /// The program, as an absolute path.
  public let path: String
  public let arguments: [String]

  /// Looks the program up: a name without slash in `PATH`, a path as it is.
  public init(_ name: String, arguments: [String] = []) throws(HelmError) {
    self.arguments = arguments
    if name.contains("/") {
      if let fault = Self.lookup(name) {
        throw HelmError("unable to find binary at \(name): exec: \(GoText.quote(name)): \(fault)")
      }
      path = DiskPath.absolute(name)
      return
    }
    let folders = getenv("PATH").map { String(cString: $0) } ?? ""
    for folder in folders.split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 {
      path = DiskPath.absolute("\(folder)/\(name)")
      return
    }
    throw HelmError(
      "unable to find binary at \(name): exec: \(GoText.quote(name)): executable file not found in $PATH")
  }

  /// Why a path is no program, as Go's `exec.LookPath` says; `nil` when it is one.
  private static func lookup(_ name: String) -> String? {
    var info = stat()
    if stat(name, &info) != 0 { return "stat \(name): \(SystemError.text(errno))" }
    if info.st_mode & S_IFMT == S_IFDIR { return SystemError.text(EISDIR) }
    return access(name, X_OK) == 0 ? nil : SystemError.text(EACCES)
  }

  /// How a process that did not end well ended, in Go's words.
  private static func ending(_ status: Int32) -> String {
    if status & 0x7F == 0 { return "exit status \((status >> 8) & 0xFF)" }
    let name = String(cString: strsignal(status & 0x7F)).lowercased()
    return "signal: \(name)\(status & 0x80 != 0 ? " (core dumped)" : "")"
  }

  /// Gives the bytes to the program and returns what it prints.
  public func run(_ input: [UInt8]) throws(HelmError) -> [UInt8] {
    var stdin: [Int32] = [0, 0]
    var stdout: [Int32] = [0, 0]
    var stderr: [Int32] = [0, 0]
    guard pipe(&stdin) == 0, pipe(&stdout) == 0, pipe(&stderr) == 0 else {
      throw HelmError("pipe: \(SystemError.text(errno))")
    }
    let process = try spawn(stdin, stdout, stderr)
    for descriptor in [stdin[0], stdout[1], stderr[1]] { close(descriptor) }
    let (out, errors) = Self.exchange(input, stdin[1], stdout[0], stderr[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if status != 0 {
      throw HelmError(
        "error while running command \(path). error output:\n\(String(decoding: errors, as: UTF8.self)): "
          + Self.ending(status))
    }
    return out
  }

  private func spawn(_ stdin: [Int32], _ stdout: [Int32], _ stderr: [Int32]) throws(HelmError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, stdin[0], 0)
    posix_spawn_file_actions_adddup2(&actions, stdout[1], 1)
    posix_spawn_file_actions_adddup2(&actions, stderr[1], 2)
    for descriptor in stdin + stdout + stderr { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, nil, &words, environ)
    if code != 0 {
      throw HelmError(
        "error while running command \(path). error output:\n: fork/exec \(path): \(SystemError.text(code))")
    }
    return process
  }

  /// Writes and reads at the same time, so that neither side waits for the other.
  private static func exchange(
    _ input: [UInt8], _ stdin: Int32, _ stdout: Int32, _ stderr: Int32
  ) -> (out: [UInt8], errors: [UInt8]) {
    signal(SIGPIPE, SIG_IGN)
    _ = fcntl(stdin, F_SETFL, fcntl(stdin, F_GETFL) | O_NONBLOCK)
    var written = 0
    var out: [UInt8] = []
    var errors: [UInt8] = []
    var watched = [
      pollfd(fd: stdin, events: Int16(POLLOUT), revents: 0), pollfd(fd: stdout, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stderr, events: Int16(POLLIN), revents: 0),
    ]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while watched[1].fd >= 0 || watched[2].fd >= 0 {
      if poll(&watched, 3, -1) < 0 {
        if errno == EINTR { continue }
        break
      }
      if watched[0].fd >= 0, watched[0].revents != 0 {
        let count = input.withUnsafeBytes { bytes in
          bytes.baseAddress.map { write(stdin, $0 + written, input.count - written) } ?? 0
        }
        if count > 0 { written += count }
        if written == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) {
          close(stdin)
          watched[0].fd = -1
        }
      }
      for (at, descriptor) in [(1, stdout), (2, stderr)] where watched[at].fd >= 0 && watched[at].revents != 0 {
        let count = read(descriptor, &buffer, buffer.count)
        if count > 0 {
          if at == 1 { out += buffer[..<count] } else { errors += buffer[..<count] }
        } else if count == 0 || errno != EINTR {
          close(descriptor)
          watched[at].fd = -1
        }
      }
    }
    if watched[0].fd >= 0 { close(stdin) }
    return (out, errors)
  }
}
