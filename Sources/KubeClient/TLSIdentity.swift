import KubeAPI
import NIOCore
import NIOSSL

/// That a server's certificate is for the very name that was asked for.
///
/// The TLS library also takes a certificate that holds the address which was connected to. Go does not when a name is
/// given (crypto/x509 `VerifyHostname`), and with `tls-server-name` the name alone must decide.
enum TLSIdentity {
  /// Whether the library would compare the certificate with the wrong address: it takes the one that is connected to,
  /// which behind a proxy is the proxy's.
  static func mustReplaceLibrary(_ name: String, isIndirect: Bool) -> Bool { isIndirect && IPAddress(name) != nil }

  /// A check for new connections.
  static func check(_ name: String) -> @Sendable (any Channel) -> EventLoopFuture<Void> {
    let address = IPAddress(name)
    return { channel in
      channel.nioSSL_peerCertificate().flatMapThrowing { certificate in
        if let address {
          if certificate.map(addresses)?.contains(address) == true { return }
          throw failure("another address than \(name)")
        }
        let names = certificate.map(dnsNames) ?? []
        if names.contains(where: { matches($0, name) }) { return }
        let shown = names.isEmpty ? "no name" : names.prefix(8).joined(separator: ", ")
        throw failure("\(shown), not \(name)")
      }
    }
  }

  private static func failure(_ what: String) -> Transport.Failure {
    Transport.Failure(
      kind: .tls, message: "x509: the server's certificate is for \(what)",
      nextStep: "use a name that the certificate holds, or set tls-server-name")
  }

  private static func addresses(_ certificate: NIOSSLCertificate) -> [IPAddress] {
    var found: [IPAddress] = []
    for name in certificate._subjectAlternativeNames() where name.nameType == .ipAddress {
      let bytes = Array(name.contents)
      if bytes.count == 4 || bytes.count == 16 { found.append(IPAddress(bytes: bytes)) }
    }
    return found
  }

  private static func dnsNames(_ certificate: NIOSSLCertificate) -> [String] {
    var names: [String] = []
    for name in certificate._subjectAlternativeNames() where name.nameType == .dnsName {
      names.append(String(decoding: name.contents, as: UTF8.self))
    }
    return names
  }

  /// A `*` stands for the whole first label.
  static func matches(_ pattern: String, _ name: String) -> Bool {
    var wanted = name.lowercased()
    if wanted.hasSuffix(".") { wanted.removeLast() }
    let pattern = pattern.lowercased()
    if pattern == wanted { return true }
    guard pattern.hasPrefix("*."), let dot = wanted.firstIndex(of: "."), dot != wanted.startIndex else { return false }
    return pattern.dropFirst() == wanted[dot...]
  }
}
