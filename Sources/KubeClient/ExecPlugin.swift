import KubeAPI
import Manifest
import Subprocess
import SystemPackage

/// A program that a kubeconfig names for getting credentials.
///
/// The interface is `client.authentication.k8s.io/v1` (and v1beta1): the program is told about itself by
/// `KUBERNETES_EXEC_INFO` and prints an `ExecCredential`. Follows kubernetes/client-go
/// `plugin/pkg/client/auth/exec/exec.go`.
struct ExecPlugin: Sendable {
  var command: String
  var arguments: [String]
  var variables: [(name: String, value: String)]
  var apiVersion: String
  var installHint: String
  var interactiveMode: String
  /// The `spec.cluster` that the program is told; `.null` when it is not to be told.
  var cluster: Value

  /// What the program gave. No expiry means: until the server refuses it.
  struct Credential: Sendable, Hashable {
    var token = ""
    var certificate: [UInt8]?
    var key: [UInt8]?
    var expiry: Instant?
  }

  init(
    _ value: Value, user: String, file: String, cluster: Value, config: ClientConfig, environment: ClientEnvironment
  ) throws(SourceError) {
    func fail(_ what: String, _ next: String = "") -> SourceError {
      SourceError(file: file, "invalid configuration: \(what)", nextStep: next)
    }
    let named = value["command"]?.string ?? ""
    if named.isEmpty { throw fail("command must be specified for \(user) to use exec authentication plugin") }
    // A path is seen from the kubeconfig, a bare name from PATH.
    command = named.contains("/") ? DiskFile.joined(DiskFile.folder(of: file), named) : named
    if named.contains("/") && !command.hasPrefix("/") { command = DiskFile.joined(DiskFile.workingDirectory, command) }
    arguments = value["args"]?.array?.compactMap(\.string) ?? []
    variables = []
    for one in value["env"]?.array ?? [] {
      let name = one["name"]?.string ?? ""
      if name.isEmpty {
        throw fail("env variable name must be specified for \(user) to use exec authentication plugin")
      }
      variables.append((name, one["value"]?.string ?? ""))
    }
    apiVersion = value["apiVersion"]?.string ?? ""
    if apiVersion.isEmpty {
      throw fail("apiVersion must be specified for \(user) to use exec authentication plugin")
    }
    let known = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
    if !known.contains(apiVersion) {
      throw fail("exec plugin: invalid apiVersion \(apiVersion.quoted)", "use \(known[0])")
    }
    installHint = value["installHint"]?.string ?? ""
    interactiveMode = value["interactiveMode"]?.string ?? ""
    if interactiveMode.isEmpty && apiVersion.hasSuffix("v1beta1") { interactiveMode = "IfAvailable" }
    switch interactiveMode {
    case "Never", "IfAvailable", "Always": break
    case "": throw fail("interactiveMode must be specified for \(user) to use exec authentication plugin")
    default: throw fail("invalid interactiveMode for \(user): \(interactiveMode.quoted)")
    }
    self.cluster = .null
    if value["provideClusterInfo"]?.bool == true {
      self.cluster = ExecPlugin.cluster(cluster, config)
    }
  }

  private static func cluster(_ cluster: Value, _ config: ClientConfig) -> Value {
    var told: Value = ["server": .string(config.server)]
    if !config.tlsServerName.isEmpty { told["tls-server-name"] = .string(config.tlsServerName) }
    if config.insecureSkipTLSVerify { told["insecure-skip-tls-verify"] = true }
    if let authorities = config.authorities {
      told["certificate-authority-data"] = .string(Base64.encode(authorities))
    }
    if !config.proxyURL.isEmpty { told["proxy-url"] = .string(config.proxyURL) }
    if config.disableCompression { told["disable-compression"] = true }
    let extensions = cluster["extensions"]?.array ?? []
    let own = extensions.first { $0["name"]?.string == "client.authentication.k8s.io/exec" }?["extension"]
    told["config"] = own ?? .null
    return told
  }

  /// Runs the program once. Its standard error goes to ours; what it prints is never shown.
  func run() async throws(SourceError) -> Credential {
    let isInteractive = interactiveMode != "Never" && DiskFile.standardInputIsTerminal
    if interactiveMode == "Always" && !isInteractive {
      throw SourceError("exec plugin cannot support interactive mode: standard input is not a terminal")
    }
    var spec: Value = ["interactive": .bool(isInteractive)]
    if !cluster.isNull { spec["cluster"] = cluster }
    let info: Value = ["kind": "ExecCredential", "apiVersion": .string(apiVersion), "spec": spec]
    var overrides: [Subprocess.Environment.Key: String?] = [:]
    for (name, value) in variables { overrides[.init(stringLiteral: name)] = value }
    overrides["KUBERNETES_EXEC_INFO"] = JSON.write(info)
    let executable: Executable = command.contains("/") ? .path(FilePath(command)) : .name(command)
    let environment = Subprocess.Environment.inherit.updating(overrides)
    let status: TerminationStatus
    let bytes: [UInt8]
    do {
      if isInteractive {
        let result = try await Subprocess.run(
          executable, arguments: Arguments(arguments), environment: environment, input: .currentStandardInput,
          output: .bytes(limit: 1 << 20), error: .currentStandardError)
        (status, bytes) = (result.terminationStatus, result.standardOutput)
      } else {
        let result = try await Subprocess.run(
          executable, arguments: Arguments(arguments), environment: environment, input: .none,
          output: .bytes(limit: 1 << 20), error: .currentStandardError)
        (status, bytes) = (result.terminationStatus, result.standardOutput)
      }
    } catch {
      throw SourceError(
        "getting credentials: exec: executable \(command) not found or not to be started",
        nextStep: installHint.isEmpty
          ? "install \(command), or take the exec plugin out of the kubeconfig" : ExecPlugin.printable(installHint))
    }
    if case .exited(let code) = status, code == 0 { return try read(bytes) }
    var end = "\(status)"
    if case .exited(let code) = status { end = "exit code \(code)" }
    if case .signaled(let signal) = status { end = "signal \(signal)" }
    throw SourceError("getting credentials: exec: executable \(command) failed with \(end)")
  }

  func read(_ bytes: [UInt8]) throws(SourceError) -> Credential {
    func fail(_ what: String) -> SourceError { SourceError("getting credentials: \(what)") }
    let value: Value
    do throws(SourceError) { value = try JSON.parse(bytes) } catch {
      throw fail("decoding stdout of \(command): it is not JSON")
    }
    let version = value["apiVersion"]?.string ?? ""
    guard value["kind"]?.string == "ExecCredential" else {
      throw fail("decoding stdout of \(command): kind is not ExecCredential")
    }
    if version != apiVersion {
      throw fail("exec plugin is configured to use API version \(apiVersion), plugin returned version \(version)")
    }
    guard let status = value["status"], status.object != nil else {
      throw fail("exec plugin didn't return a status field")
    }
    var credential = Credential()
    credential.token = status["token"]?.string ?? ""
    let certificate = status["clientCertificateData"]?.string ?? ""
    let key = status["clientKeyData"]?.string ?? ""
    if credential.token.isEmpty && certificate.isEmpty && key.isEmpty {
      throw fail("exec plugin didn't return a token or cert/key pair")
    }
    if certificate.isEmpty != key.isEmpty { throw fail("exec plugin returned only certificate or key, not both") }
    if !certificate.isEmpty {
      credential.certificate = Array(certificate.utf8)
      credential.key = Array(key.utf8)
    }
    if let text = status["expirationTimestamp"]?.string {
      guard let expiry = Instant(rfc3339: text) else { throw fail("expirationTimestamp is not a time") }
      credential.expiry = expiry
    }
    return credential
  }

  /// Without what could put a terminal into a strange state.
  private static func printable(_ text: String) -> String {
    String(text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
  }
}
