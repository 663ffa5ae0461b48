import ArgumentParser
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

/// `drydock check hosts`: what becomes of each host name that people in the tailnet ask for.
struct CheckHostsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hosts", abstract: "Follow every host name of an app through the rehearsed tailnet to its pod.",
    discussion: """
      Rehearses the app and prints a row for each host: the address and who answered, the Service, the pod, the
      certificate; or where the way ends. Exit code 0 when every host is served.
      With --listen the rehearsed tailnet answers real questions on loopback, DNS by UDP and HTTP by TCP, until stopped:

        drydock check hosts apps/coder-prod --listen 5300
        dig @127.0.0.1 -p 5300 x.coder
        curl -H 'Host: x.coder' http://127.0.0.1:5300/
      """)

  @Option(help: "Answer DNS and HTTP on this port of 127.0.0.1 (0: any free port).") var listen: UInt16?
  @Option(help: "Ask for this host too (may be given again).") var host: [String] = []
  @Argument(help: "The app directory.") var directory: String

  func run() async throws {
    do {
      let report = try await Rehearsal(try await Workspace.open(directory)).run()
      let names = report.names
      let rows = names.rows() + host.map { names.follow($0) }
      for row in rows { Terminal.out("\(row.isServed ? "✓" : "✗") \(row.sentence)\n") }
      if let listen { try Loopback(port: listen).serve(names) }
      if !rows.allSatisfy(\.isServed) { throw ExitCode(1) }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }
}

/// One port of 127.0.0.1 for DNS by UDP and HTTP by TCP, one question after the other.
private struct Loopback {
  let udp: Int32
  let tcp: Int32
  let port: UInt16

  init(port wanted: UInt16) throws(SourceError) {
    #if canImport(Glibc)
      let (datagram, stream) = (Int32(SOCK_DGRAM.rawValue), Int32(SOCK_STREAM.rawValue))
    #else
      let (datagram, stream) = (SOCK_DGRAM, SOCK_STREAM)
    #endif
    tcp = socket(AF_INET, stream, 0)
    udp = socket(AF_INET, datagram, 0)
    var on: Int32 = 1
    _ = setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    port = Loopback.bound(tcp, wanted)
    guard port != 0, Loopback.bound(udp, port) == port, posixListen(tcp) == 0 else {
      throw SourceError("--listen: port \(wanted) of 127.0.0.1 is not free", nextStep: "name another one, or 0")
    }
  }

  /// Binds to 127.0.0.1; the port, 0 when it is taken.
  private static func bound(_ descriptor: Int32, _ port: UInt16) -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard result == 0 else { return 0 }
    _ = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  func serve(_ names: TailnetNames) throws {
    Terminal.out("the rehearsed tailnet answers on 127.0.0.1:\(port): DNS by UDP, HTTP by TCP\n")
    signal(SIGPIPE, SIG_IGN)
    while true {
      var polled = [
        pollfd(fd: udp, events: Int16(POLLIN), revents: 0), pollfd(fd: tcp, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&polled, 2, -1) < 0 && errno != EINTR { return }
      if polled[0].revents != 0 { answerDNS(names) }
      if polled[1].revents != 0 { answerHTTP(names) }
    }
  }

  private func answerDNS(_ names: TailnetNames) {
    var buffer = [UInt8](repeating: 0, count: 512)
    var from = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let count = withUnsafeMutablePointer(to: &from) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(udp, &buffer, 512, 0, $0, &length) }
    }
    guard count > 0, let answer = names.answer(Array(buffer[..<count])) else { return }
    _ = withUnsafePointer(to: &from) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(udp, answer, answer.count, 0, $0, length) }
    }
  }

  private func answerHTTP(_ names: TailnetNames) {
    let connection = accept(tcp, nil, nil)
    guard connection >= 0 else { return }
    defer { close(connection) }
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    _ = setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while head.count < 16384 {
      let count = read(connection, &buffer, buffer.count)
      if count <= 0 { break }
      head += buffer[..<count]
      if String(decoding: head, as: UTF8.self).contains("\r\n\r\n") { break }
    }
    let (status, text) = names.respond(toHead: String(decoding: head, as: UTF8.self))
    let reason = status == 200 ? "OK" : status == 400 ? "Bad Request" : "Bad Gateway"
    let bytes = Array(
      ("HTTP/1.1 \(status) \(reason)\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \(text.utf8.count)\r\n"
        + "Connection: close\r\n\r\n\(text)").utf8)
    _ = write(connection, bytes, bytes.count)
  }
}

private func posixListen(_ descriptor: Int32) -> Int32 { listen(descriptor, 16) }
