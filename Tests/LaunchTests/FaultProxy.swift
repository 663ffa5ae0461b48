import Foundation
import Glibc
import KubeAPI
import KubeClient
import Manifest
import Synchronization

/// An HTTP/1.1 server on loopback that carries requests to a cluster, or answers in its place as a fault says.
final class FaultProxy: Sendable {
  enum Fault: Sendable {
    /// A `Status` of this code; `retryAfter` in seconds.
    case status(Int, retryAfter: Int? = nil)
    /// The head and half of the body, then the end of the connection.
    case cut
    /// Nothing at all.
    case silence
    /// The whole answer, in small pieces with pauses between them.
    case slow
  }

  private struct State {
    /// One after another.
    var faults: [Fault] = []
    /// Every so many requests one is struck.
    var step = 1
    var requests = 0
    var strikes = 0
  }
  let address: String
  private let state = Mutex(State())
  private let upstream: KubeClient
  private let listener: Int32

  var strikes: Int { state.withLock { $0.strikes } }

  /// From now on one of so many requests meets a fault, the faults in turn; none: no more.
  func strike(_ faults: [Fault], every step: Int = 1) {
    state.withLock { $0 = State(faults: faults, step: step) }
  }

  init(to upstream: KubeClient) throws {
    self.upstream = upstream
    let own = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    listener = own
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(own, name, size) == 0 && listen(own, 64) == 0 && getsockname(own, name, &size) == 0
      }
    }
    guard bound else { throw POSIXError(.EADDRINUSE) }
    address = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(own, nil, nil)
        guard client >= 0, let self else { return }
        Thread.detachNewThread { self.serve(client) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)); close(listener) }

  /// A kubeconfig that leads here.
  func kubeconfig(in folder: String) throws -> String {
    let text = """
      apiVersion: v1
      kind: Config
      current-context: proxy
      clusters: [{name: proxy, cluster: {server: "\(address)"}}]
      users: [{name: proxy, user: {}}]
      contexts: [{name: proxy, context: {cluster: proxy, user: proxy}}]
      """
    let path = "\(folder)/kubeconfig-faults"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func serve(_ client: Int32) {
    defer { close(client) }
    var pending: [UInt8] = []
    while let call = FaultProxy.read(client, &pending) {
      let fault: Fault? = state.withLock { state in
        guard !state.faults.isEmpty else { return nil }
        state.requests += 1
        guard state.requests.isMultiple(of: state.step) else { return nil }
        defer { state.strikes += 1 }
        return state.faults[state.strikes % state.faults.count]
      }
      if case .silence = fault {
        var byte: UInt8 = 0
        _ = recv(client, &byte, 1, 0)
        return
      }
      if case .status(let code, let retryAfter) = fault {
        let head = retryAfter.map { "Retry-After: \($0)\r\n" } ?? ""
        FaultProxy.send(client, FaultProxy.answer(code, FaultProxy.body(code), head))
        continue
      }
      let (code, bytes) = forward(call)
      let answer = FaultProxy.answer(code, bytes, "")
      switch fault {
      case .cut:
        FaultProxy.send(client, Array(answer.dropLast(max(1, bytes.count / 2))))
        return
      case .slow:
        let size = max(1, answer.count / 12)
        for start in stride(from: 0, to: answer.count, by: size) {
          FaultProxy.send(client, Array(answer[start..<min(start + size, answer.count)]))
          usleep(4000)
        }
      default: FaultProxy.send(client, answer)
      }
    }
  }

  private func forward(_ call: APICall) -> (Int, [UInt8]) {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<(Int, [UInt8])>((502, []))
    Task {
      do throws(StatusError) {
        let answer = try await upstream.request(call)
        result.withLock { $0 = (answer.status, answer.bytes) }
      } catch {
        result.withLock { $0 = (error.code == 0 ? 502 : error.code, JSON.bytes(error.status)) }
      }
      done.signal()
    }
    done.wait()
    return result.withLock { $0 }
  }

  private static func body(_ code: Int) -> [UInt8] {
    let reasons = [
      401: "Unauthorized", 403: "Forbidden", 409: "Conflict", 410: "Expired", 429: "TooManyRequests",
      500: "InternalError", 503: "ServiceUnavailable",
    ]
    let message = code == 403 ? "User \"x\" cannot do that" : "fault \(code)"
    return JSON.bytes(StatusError(code: code, reason: reasons[code] ?? "", message: message).status)
  }

  private static func answer(_ code: Int, _ body: [UInt8], _ head: String) -> [UInt8] {
    let lines = "HTTP/1.1 \(code) X\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\(head)\r\n"
    return Array(lines.utf8) + body
  }

  private static func send(_ client: Int32, _ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let sent = bytes.withUnsafeBytes {
        Glibc.send(client, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if sent <= 0 { return }
      done += sent
    }
  }

  /// The next request; `nil` at the end of the connection.
  private static func read(_ client: Int32, _ pending: inout [UInt8]) -> APICall? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    func more() -> Bool {
      let count = recv(client, &buffer, buffer.count, 0)
      if count > 0 { pending += buffer[..<count] }
      return count > 0
    }
    var end = pending.firstRange(of: Array("\r\n\r\n".utf8))
    while end == nil {
      guard more() else { return nil }
      end = pending.firstRange(of: Array("\r\n\r\n".utf8))
    }
    guard let end else { return nil }
    let lines = String(decoding: pending[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    pending.removeSubrange(..<end.upperBound)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    let length = Int(headers["content-length"] ?? "0") ?? 0
    while pending.count < length { guard more() else { return nil } }
    let body = Array(pending.prefix(length))
    pending.removeFirst(length)
    let words = lines[0].split(separator: " ").map(String.init)
    guard words.count == 3, let parts = URLComponents(string: words[1]) else { return nil }
    var call = APICall(
      words[0], parts.percentEncodedPath, query: (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") },
      accept: headers["accept"] ?? "application/json", contentType: headers["content-type"] ?? "application/json",
      body: body)
    call.isIdempotent = true
    return call
  }
}
