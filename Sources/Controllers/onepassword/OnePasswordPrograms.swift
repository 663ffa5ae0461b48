import Manifest

/// 1Password Connect's two containers: they live on their credentials and answer `/health` on their port.
public struct ConnectProgram: ContainerProgram {
  public let name = "1password-connect"

  public init() {}

  public func runs(_ start: ContainerStart) -> Bool {
    ["1password/connect-api", "1password/connect-sync"].contains { start.repository.hasSuffix($0) }
  }

  public func start(_ start: ContainerStart) -> ContainerRun {
    let sync = start.repository.hasSuffix("connect-sync")
    let port = start.environment["OP_HTTP_PORT"].flatMap { Int64($0) } ?? (sync ? 8081 : 8080)
    var run = ContainerRun(answers: [.init(from: .seconds(1), port: port)])
    run.print("starting 1Password Connect \(sync ? "Sync" : "API")")
    if let problem = ConnectProgram.credentialsProblem(start) {
      run.answers = []
      run.print("failed to load credentials: \(problem)", after: .milliseconds(500))
      run.exit = .init(after: .seconds(1), code: 1)
    }
    return run
  }

  /// Charts from 2.3.0 mount the JSON as a file and name its path; older ones put base64 of the JSON into the variable.
  static func credentialsProblem(_ start: ContainerStart) -> String? {
    let session = start.environment["OP_SESSION"] ?? "/home/opuser/.op/1password-credentials.json"
    if session.hasPrefix("/") || session.hasPrefix("~") {
      guard let file = start.files.first(where: { $0.path == session }) else {
        return "open \(session): no such file or directory"
      }
      let text = trimmed(file.bytes)
      if isJSON(text) { return nil }
      if let inner = Base64.decode(String(decoding: text, as: UTF8.self)), isJSON(trimmed(inner)) {
        return "\(session) holds base64 of the credentials; this chart wants the JSON itself"
      }
      return "\(session) is no JSON"
    }
    let text = trimmed(Array(session.utf8))
    if isJSON(text) { return "OP_SESSION holds the JSON itself; this chart wants base64 of it in the Secret" }
    guard let inner = Base64.decode(String(decoding: text, as: UTF8.self)), isJSON(trimmed(inner)) else {
      return "OP_SESSION is no base64 of the credentials"
    }
    return nil
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    var rest = bytes[...].drop(while: blank)
    while let last = rest.last, blank(last) { rest.removeLast() }
    return Array(rest)
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == 0x7B, bytes.last == 0x7D else { return false }
    do {
      return try JSON.parse(bytes).object != nil
    } catch {
      return false
    }
  }
}

/// The operator's container: without its two variables it ends at once.
public struct OnePasswordOperatorProgram: ContainerProgram {
  public let name = "1password-operator"

  public init() {}

  public func runs(_ start: ContainerStart) -> Bool {
    !start.isInit && start.repository.hasSuffix("1password/onepassword-operator")
  }

  public func start(_ start: ContainerStart) -> ContainerRun {
    var run = ContainerRun(answers: [.init(from: .seconds(1), port: 8081)])
    let service = !(start.environment["OP_SERVICE_ACCOUNT_TOKEN"] ?? "").isEmpty
    for name in ["OP_CONNECT_HOST", "OP_CONNECT_TOKEN"] where (start.environment[name] ?? "").isEmpty && !service {
      run.print("unable to create Connect client: \(name) environment variable not set", after: .milliseconds(500))
      run.answers = []
      run.exit = .init(after: .seconds(1), code: 1)
      return run
    }
    run.print("starting manager", after: .seconds(1))
    return run
  }
}
