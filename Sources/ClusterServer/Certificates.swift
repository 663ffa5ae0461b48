import Crypto
import Foundation
import Manifest
import SwiftASN1
import X509

/// The certificates of one server: an authority made at start, the server's own and the administrator's.
///
/// The authority's key never leaves this value; the client certificate carries group `system:masters`, as kubeadm's does.
public struct Certificates: Sendable {
  struct Pair: Sendable {
    var certificate: [UInt8]
    var certificatePEM: String
    var keyPEM: String
  }

  /// The authority's certificate, which clients check the server with.
  public let authorityPEM: String
  let authority: [UInt8]
  let server: Pair
  let admin: Pair

  /// - Parameter hosts: names and IPv4 addresses that the server certificate is valid for, besides loopback.
  public init(hosts: [String] = []) throws {
    let now = Date()
    let begin = now.addingTimeInterval(-300)
    let end = now.addingTimeInterval(TimeInterval(Certificates.lifetime))
    let authorityKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let issuer = try DistinguishedName { CommonName("drydock-ca") }
    let root = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: authorityKey.publicKey,
      notValidBefore: begin, notValidAfter: end, issuer: issuer, subject: issuer,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
      }, issuerPrivateKey: authorityKey)

    func leaf(_ subject: DistinguishedName, _ extensions: Certificate.Extensions) throws -> Pair {
      let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
      let certificate = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey, notValidBefore: begin,
        notValidAfter: end, issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
        extensions: extensions, issuerPrivateKey: authorityKey)
      return Pair(
        certificate: try Certificates.bytes(certificate), certificatePEM: try certificate.serializeAsPEM().pemString,
        keyPEM: try key.serializeAsPEM().pemString)
    }

    var names: [GeneralName] = [
      .dnsName("localhost"), .dnsName("kubernetes"), .dnsName("kubernetes.default"),
      .dnsName("kubernetes.default.svc"), .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
      .ipAddress(ASN1OctetString(contentBytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
    ]
    for host in hosts {
      let parts = host.split(separator: ".").map { UInt8($0) }
      if parts.count == 4, !parts.contains(nil) {
        names.append(.ipAddress(ASN1OctetString(contentBytes: ArraySlice(parts.compactMap { $0 }))))
      } else {
        names.append(.dnsName(host))
      }
    }
    server = try leaf(
      DistinguishedName { CommonName("kube-apiserver") },
      Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(names)
      })
    admin = try leaf(
      DistinguishedName {
        OrganizationName("system:masters")
        CommonName("kubernetes-admin")
      },
      Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.clientAuth])
      })
    authority = try Certificates.bytes(root)
    authorityPEM = try root.serializeAsPEM().pemString
  }

  /// All of it, keys included, for the data file of a cluster that is started again.
  var saved: Value {
    func pair(_ pair: Pair) -> Value {
      [
        "certificate": .string(Base64.encode(pair.certificate)), "certificatePEM": .string(pair.certificatePEM),
        "keyPEM": .string(pair.keyPEM),
      ]
    }
    return [
      "authority": .string(Base64.encode(authority)), "authorityPEM": .string(authorityPEM),
      "server": pair(server), "admin": pair(admin),
      "expires": .int(Int64(Date().timeIntervalSince1970) + Certificates.lifetime - 24 * 3600),
    ]
  }

  /// What ``saved`` made; `nil` when it is not whole or about to expire.
  init?(saved value: Value) {
    func pair(_ value: Value?) -> Pair? {
      guard let certificate = value?["certificate"]?.string.flatMap({ Base64.decode($0.utf8) }),
        let certificatePEM = value?["certificatePEM"]?.string, let key = value?["keyPEM"]?.string
      else { return nil }
      return Pair(certificate: certificate, certificatePEM: certificatePEM, keyPEM: key)
    }
    guard let expires = value["expires"]?.int, expires > Int64(Date().timeIntervalSince1970),
      let authority = value["authority"]?.string.flatMap({ Base64.decode($0.utf8) }),
      let authorityPEM = value["authorityPEM"]?.string, let server = pair(value["server"]),
      let admin = pair(value["admin"])
    else { return nil }
    self.authority = authority
    self.authorityPEM = authorityPEM
    self.server = server
    self.admin = admin
  }

  /// Seconds.
  private static let lifetime: Int64 = 365 * 24 * 3600

  private static func bytes(_ certificate: Certificate) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(certificate)
    return serializer.serializedBytes
  }
}
