import Foundation
import Glibc
import Synchronization

/// A TCP proxy on loopback that cuts connections after some bytes of the answers, and carries them in small pieces.
final class CuttingProxy: Sendable {
  let port: Int
  private struct State {
    var cutsAfter: ClosedRange<Int>?
    var cuts = 0
  }
  private let state = Mutex(State())
  private let listener: Int32

  /// After how many bytes of answers a connection breaks; `nil`: never.
  var cutsAfter: ClosedRange<Int>? {
    get { state.withLock { $0.cutsAfter } }
    set { state.withLock { $0.cutsAfter = newValue } }
  }
  var cuts: Int { state.withLock { $0.cuts } }

  init(to target: Int) throws {
    let own = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    listener = own
    var address = CuttingProxy.loopback(0)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(own, $0, CuttingProxy.length) }
    }
    guard bound == 0, listen(own, 64) == 0 else { throw POSIXError(.EADDRINUSE) }
    var size = CuttingProxy.length
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(own, $0, &size) }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(own, nil, nil)
        guard client >= 0, let self else { return }
        self.serve(client, target)
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)); close(listener) }

  private static let length = socklen_t(MemoryLayout<sockaddr_in>.size)

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    address.sin_port = UInt16(port).bigEndian
    return address
  }

  private func serve(_ client: Int32, _ target: Int) {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = CuttingProxy.loopback(target)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(server, $0, CuttingProxy.length) }
    }
    guard code == 0 else {
      close(client)
      close(server)
      return
    }
    let budget = state.withLock { $0.cutsAfter.map { Int.random(in: $0) } }
    Thread.detachNewThread {
      CuttingProxy.pump(from: client, to: server, budget: nil)
      shutdown(server, Int32(SHUT_WR))
    }
    Thread.detachNewThread { [self] in
      if CuttingProxy.pump(from: server, to: client, budget: budget) { state.withLock { $0.cuts += 1 } }
      shutdown(client, Int32(SHUT_RDWR))
      shutdown(server, Int32(SHUT_RDWR))
      close(client)
      close(server)
    }
  }

  /// Carries bytes until the end or until the budget is used up; says whether it was.
  @discardableResult
  private static func pump(from: Int32, to: Int32, budget: Int?) -> Bool {
    var left = budget ?? Int.max
    var buffer = [UInt8](repeating: 0, count: budget == nil ? 1 << 16 : 4096)
    while true {
      let count = recv(from, &buffer, min(buffer.count, left), 0)
      if count <= 0 { return false }
      var done = 0
      while done < count {
        let sent = buffer.withUnsafeBytes {
          send(to, $0.baseAddress.map { $0 + done }, count - done, Int32(MSG_NOSIGNAL))
        }
        if sent <= 0 { return false }
        done += sent
      }
      left -= count
      if left <= 0 { return true }
    }
  }
}
