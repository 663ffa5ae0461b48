import Crypto
import Foundation
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
    let end = now.addingTimeInterval(365 * 24 * 3600)
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

  private static func bytes(_ certificate: Certificate) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(certificate)
    return serializer.serializedBytes
  }
}
