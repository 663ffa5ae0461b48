import KubeAPI
import Manifest

/// Requests with patience.
extension KubeClient {
  /// Sends a request, again if need be, and returns its answer when the server said yes; else throws what it said.
  ///
  /// - Parameters:
  ///   - timeout: for one attempt; the options' when `nil`.
  ///   - patience: for all attempts; the options' when `nil`.
  public func request(
    _ call: APICall, timeout: Duration? = nil, patience: Duration? = nil
  ) async throws(StatusError) -> APIAnswer {
    let patience = patience ?? options.patience
    var retries = Retries(patience: hasAnswered.load(ordering: .relaxed) ? patience : .zero)
    while true {
      switch await attempt(call, timeout: timeout ?? options.timeout) {
      case .success(let answer):
        hasAnswered.store(true, ordering: .relaxed)
        retries.allow(patience)
        for warning in answer.headers where warning.name.lowercased() == "warning" { show(warning: warning.value) }
        if answer.isSuccess { return answer }
        let error = StatusError(answer, call)
        // An earlier attempt whose answer was lost has done it.
        if answer.status == 404, call.method == "DELETE", retries.wasCut {
          return APIAnswer(status: 200, headers: [], bytes: Array("{}".utf8))
        }
        let after = answer.header("retry-after").flatMap { Int64($0) } ?? error.retryAfterSeconds
        let isAsked = answer.status == 429 || (after != nil && answer.status >= 500)
        let isPassing = call.isIdempotent && [500, 502, 503, 504].contains(answer.status)
        // The server is well; an admission webhook that it asks is not there. That does not mend itself in a minute.
        if isPassing && error.message.contains("failed calling webhook") { retries.limit(.seconds(8)) }
        guard isAsked || isPassing, let pause = retries.pause(after: after) else { throw error }
        try await sleep(pause, error, call)
      case .failure(let failure):
        let error = StatusError(failure, server: config.server, proxy: transport.proxy)
        if failure.kind == .timeout { transport.reconnect() }
        // A refused connection has carried nothing; one that was cut may have.
        let isSafe = call.isIdempotent || failure.kind == .unreachable || failure.kind == .unknownHost
        let isHopeless = failure.kind == .credentials || failure.kind == .cancelled || failure.kind == .tls
        guard isSafe, !isHopeless, let pause = retries.pause(after: nil) else {
          // Those who ask next need not wait as long again to learn that nobody is there.
          if failure.kind != .cancelled { hasAnswered.store(false, ordering: .relaxed) }
          throw error
        }
        if failure.kind == .cut || failure.kind == .timeout { retries.wasCut = true }
        try await sleep(pause, error, call)
      }
    }
  }

  private func attempt(_ call: APICall, timeout: Duration) async -> Result<APIAnswer, Transport.Failure> {
    do throws(Transport.Failure) {
      return .success(try await transport.send(call, timeout: timeout))
    } catch {
      if error.isUntrusted, let precise = await transport.diagnose() { return .failure(precise) }
      return .failure(error)
    }
  }

  private func sleep(_ pause: Duration, _ error: StatusError, _ call: APICall) async throws(StatusError) {
    options.log?("\(call.method) \(call.path): \(error.message); again in \(Transport.words(pause))")
    do {
      try await Task.sleep(for: pause)
    } catch {
      throw StatusError(code: 0, reason: StatusError.cancelled, message: "interrupted")
    }
  }

  /// The answer's JSON.
  func value(_ call: APICall, timeout: Duration? = nil) async throws(StatusError) -> Value {
    let answer = try await request(call, timeout: timeout)
    do throws(SourceError) {
      return try JSON.parse(answer.bytes, file: "")
    } catch {
      throw StatusError(
        code: answer.status, reason: "InternalError", message: "\(call.path): the answer is not JSON: \(error.message)")
    }
  }

  /// `299 - "text"` → text.
  private func show(warning: String) {
    guard let first = warning.firstIndex(of: "\""), let last = warning.lastIndex(of: "\""), first < last else { return }
    show("Warning: " + warning[warning.index(after: first)..<last].replacing("\\\"", with: "\""))
  }
}

/// How often and when to try again: doubling pauses with some chance in them, until patience is at its end.
struct Retries {
  private let begin = ContinuousClock.now
  private var end: ContinuousClock.Instant
  private var next: Duration = .milliseconds(200)
  private var count = 0
  /// An earlier attempt may have reached the server.
  var wasCut = false

  init(patience: Duration) { end = begin + patience }

  /// The server is there after all: as much patience as that, from the beginning.
  mutating func allow(_ patience: Duration) { end = max(end, begin + patience) }

  /// No more patience than that, from the beginning.
  mutating func limit(_ patience: Duration) { end = min(end, begin + patience) }

  /// `nil`: give up.
  mutating func pause(after seconds: Int64?) -> Duration? {
    count += 1
    let chance = Double.random(in: 0.75...1.25)
    var pause = Duration.nanoseconds(Int64(Double(next.wholeNanoseconds) * chance))
    next = min(next * 2, .seconds(8))
    // The server's wish is a floor.
    if let seconds { pause = max(pause, .seconds(min(max(seconds, 0), 3600))) }
    guard count <= 30, ContinuousClock.now + pause < end else { return nil }
    return pause
  }
}

extension StatusError {
  /// The server's `Status`, or words of our own when something between client and server answered.
  init(_ answer: APIAnswer, _ call: APICall) {
    self.init(status: answer.status, bytes: answer.bytes, method: call.method, path: call.path)
  }

  init(status code: Int, bytes: [UInt8], method: String, path: String) {
    if let value = try? JSON.parse(bytes, file: ""), value["kind"]?.string == "Status" {
      self.init(
        code: value["code"]?.int.map(Int.init) ?? code, reason: value["reason"]?.string ?? "",
        message: value["message"]?.string ?? "HTTP \(code)", details: value["details"])
      if reason.isEmpty { reason = StatusError.reason(of: code) }
      return
    }
    let text = String(decoding: bytes.prefix(200), as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
    self.init(
      code: code, reason: StatusError.reason(of: code),
      message: "\(method) \(path): HTTP \(code)" + (text.isEmpty ? "" : ": \(text)"))
  }

  private static func reason(of code: Int) -> String {
    switch code {
    case 400: "BadRequest"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "NotFound"
    case 405: "MethodNotAllowed"
    case 409: "Conflict"
    case 410: "Gone"
    case 422: "Invalid"
    case 429: "TooManyRequests"
    case 503: "ServiceUnavailable"
    case 504: "Timeout"
    default: code >= 500 ? "InternalError" : ""
    }
  }

  public var retryAfterSeconds: Int64? { details?["retryAfterSeconds"]?.int }

  /// A field that another manager owns, from the causes of a refused server-side apply.
  public struct FieldConflict: Sendable, Hashable {
    /// `.spec.replicas`
    public var field: String
    /// `conflict with "helm-controller" using apps/v1`
    public var message: String
  }

  public var fieldConflicts: [FieldConflict] {
    (details?["causes"]?.array ?? []).filter { $0["reason"]?.string == "FieldManagerConflict" }.map {
      FieldConflict(field: $0["field"]?.string ?? "", message: $0["message"]?.string ?? "")
    }
  }
}
