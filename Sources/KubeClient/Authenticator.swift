import KubeAPI
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whose requests these are: keeps what a token file or a plugin gave for as long as it may be kept.
///
/// A token file is read again after a minute, a plugin runs again when what it gave has expired or was refused, never
/// twice at the same time (kubernetes/client-go `transport/token_source.go`, `plugin/pkg/client/auth/exec`).
actor Authenticator {
  struct Applied: Sendable {
    var headers: [(String, String)] = []
    var certificate: [UInt8]?
    var key: [UInt8]?
    /// Counts the runs of the plugin.
    var generation = 0
  }

  private let config: ClientConfig
  private var fileToken: (text: String, readAt: ContinuousClock.Instant)?
  private var credential: ExecPlugin.Credential?
  private var generation = 0
  private var running: Task<Result<ExecPlugin.Credential, SourceError>, Never>?

  init(_ config: ClientConfig) { self.config = config }

  func current() async throws(SourceError) -> Applied {
    guard config.isTLS else { return Applied() }
    var applied = Applied()
    applied.headers = config.credentials.impersonation.headers
    let credentials = config.credentials
    if let plugin = credentials.exec {
      if credential == nil || isExpired { try await run(plugin) }
      if let credential {
        if !credential.token.isEmpty { applied.headers.append(("Authorization", "Bearer \(credential.token)")) }
        (applied.certificate, applied.key) = (credential.certificate, credential.key)
      }
      applied.generation = generation
    } else if !credentials.username.isEmpty || !credentials.password.isEmpty {
      let pair = Base64.encode(Array("\(credentials.username):\(credentials.password)".utf8))
      applied.headers.append(("Authorization", "Basic \(pair)"))
    } else if let token = token() {
      applied.headers.append(("Authorization", "Bearer \(token)"))
    }
    return applied
  }

  /// After a 401: whether there may be better credentials now.
  func renew(after applied: Applied) async throws(SourceError) -> Bool {
    if let plugin = config.credentials.exec {
      if applied.generation == generation { try await run(plugin) }
      return true
    }
    guard !config.credentials.tokenFile.isEmpty else { return false }
    let before = fileToken?.text
    fileToken = nil
    return token() != before
  }

  private func token() -> String? {
    let credentials = config.credentials
    if credentials.tokenFile.isEmpty { return credentials.token.isEmpty ? nil : credentials.token }
    if let kept = fileToken, ContinuousClock.now - kept.readAt < .seconds(60) { return kept.text }
    guard let bytes = try? DiskFile.read(credentials.tokenFile) else {
      return fileToken?.text ?? (credentials.token.isEmpty ? nil : credentials.token)
    }
    let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    fileToken = (text, .now)
    return text
  }

  private var isExpired: Bool {
    guard let expiry = credential?.expiry else { return false }
    return Instant(seconds: Int64(time(nil))) > expiry
  }

  /// Those who ask while it runs wait for the same run.
  private func run(_ plugin: ExecPlugin) async throws(SourceError) {
    let before = generation
    let task =
      running
      ?? Task {
        do throws(SourceError) { return .success(try await plugin.run()) } catch { return .failure(error) }
      }
    running = task
    let result = await task.value
    if running == task { running = nil }
    let fresh = try result.get()
    // Whoever wakes first puts it in place.
    if generation == before {
      credential = fresh
      generation += 1
    }
  }
}
