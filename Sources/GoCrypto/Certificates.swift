import Crypto
import GoLibrary
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension GoCrypto {
  /// Sprig's `certificate`: both in PEM.
  public struct CertificateAndKey: Sendable, Hashable {
    public var certificate: String
    public var key: String
    public init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// `genCA`, `genCAWithKey` (with a PEM key).
  public static func generateCA(commonName: String, days: Int64, key: String? = nil) throws(GoError)
    -> CertificateAndKey
  {
    let key = try privateKey(key)
    var template = Template(commonName: commonName, addresses: [], names: [], days: days)
    template.isAuthority = true
    return try issue(template, for: key, subject: name(commonName), issuer: nil, by: key)
  }

  /// `genSelfSignedCert`, `genSelfSignedCertWithKey`. `addresses` are IP addresses as text.
  public static func generateSelfSigned(
    commonName: String, addresses: [String], names: [String], days: Int64, key: String? = nil
  ) throws(GoError) -> CertificateAndKey {
    let key = try privateKey(key)
    let template = Template(commonName: commonName, addresses: try ips(addresses), names: names, days: days)
    return try issue(template, for: key, subject: name(commonName), issuer: nil, by: key)
  }

  /// `genSignedCert`, `genSignedCertWithKey`.
  public static func generateSigned(
    commonName: String, addresses: [String], names: [String], days: Int64, authority: CertificateAndKey,
    key: String? = nil
  ) throws(GoError) -> CertificateAndKey {
    let key = try privateKey(key)
    guard let document = try? PEMDocument.parseMultiple(pemString: authority.certificate).first else {
      throw GoError("unable to decode certificate")
    }
    guard let parent = try? Certificate(derEncoded: document.derBytes) else {
      throw GoError("error parsing certificate: decodedSignerCert.Bytes: x509: malformed certificate")
    }
    let signer: PrivateKey
    do { signer = try PrivateKey(pem: authority.key) } catch {
      throw GoError("error parsing private key: " + error.message)
    }
    let template = Template(commonName: commonName, addresses: try ips(addresses), names: names, days: days)
    if parent.publicKey != signer.certificateKey.publicKey {
      throw GoError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey")
    }
    return try issue(template, for: key, subject: name(commonName), issuer: parent, by: signer)
  }

  /// `buildCustomCert`, after base64: checks both and hands them back.
  public static func customCertificate(_ certificate: String, key: String) throws(GoError) -> CertificateAndKey {
    guard let document = try? PEMDocument.parseMultiple(pemString: certificate).first else {
      throw GoError("unable to decode certificate")
    }
    guard (try? Certificate(derEncoded: document.derBytes)) != nil else {
      throw GoError("error parsing certificate: decodedCert.Bytes: x509: malformed certificate")
    }
    do { _ = try PrivateKey(pem: key) } catch { throw GoError("error parsing private key: " + error.message) }
    return CertificateAndKey(certificate: certificate, key: key)
  }

  // MARK: - Making one

  /// `getBaseCertTemplate`.
  private struct Template {
    var commonName: String
    var addresses: [[UInt8]]
    var names: [String]
    var days: Int64
    var isAuthority = false
  }

  private static func privateKey(_ pem: String?) throws(GoError) -> PrivateKey {
    guard let pem else { return try PrivateKey.rsa(bits: 2048) }
    do { return try PrivateKey(pem: pem) } catch { throw GoError("parsing private key: " + error.message) }
  }

  private static func ips(_ texts: [String]) throws(GoError) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for text in texts {
      guard let bytes = IPText.parse(text) else { throw GoError("error parsing ip: " + text) }
      found.append(bytes)
    }
    return found
  }

  /// A subject with a common name; printable where Go's encoding/asn1 has it printable. An empty name has no part.
  private static func name(_ commonName: String) throws(GoError) -> DistinguishedName {
    if commonName.isEmpty { return DistinguishedName([RelativeDistinguishedName]()) }
    let printable = commonName.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20, 0x27...0x29, 0x2B...0x2F, 0x3A, 0x3D, 0x3F: true
      default: false
      }
    }
    let attribute: RelativeDistinguishedName.Attribute
    if printable,
      let made = try? RelativeDistinguishedName.Attribute(
        type: .RDNAttributeType.commonName, printableString: commonName)
    {
      attribute = made
    } else {
      attribute = RelativeDistinguishedName.Attribute(type: .RDNAttributeType.commonName, utf8String: commonName)
    }
    return DistinguishedName([RelativeDistinguishedName(attribute)])
  }

  private static func issue(
    _ template: Template, for key: PrivateKey, subject: DistinguishedName, issuer: Certificate?, by signer: PrivateKey
  ) throws(GoError) -> CertificateAndKey {
    let now = Int64(Date().timeIntervalSince1970)
    let (length, tooLong) = template.days.multipliedReportingOverflow(by: 86400)
    // Where Go's duration overflows so does this; a certificate cannot say more than the year 9999.
    let end = tooLong ? now : min(max(now &+ length, -62_135_596_800), 253_402_300_799)
    do {
      let extensions = try self.extensions(template, key, subject: subject, issuer: issuer)
      let certificate = try Certificate(
        version: .v3, serialNumber: Certificate.SerialNumber(bytes: serialNumber()),
        publicKey: key.certificateKey.publicKey, notValidBefore: Date(timeIntervalSince1970: Double(now)),
        notValidAfter: Date(timeIntervalSince1970: Double(end)), issuer: issuer?.subject ?? subject, subject: subject,
        signatureAlgorithm: algorithm(signer), extensions: extensions, issuerPrivateKey: signer.certificateKey)
      var coder = DER.Serializer()
      try coder.serialize(certificate)
      return CertificateAndKey(
        certificate: PrivateKey.pem("CERTIFICATE", coder.serializedBytes), key: key.pem)
    } catch {
      throw GoError("error creating certificate: \(error)")
    }
  }

  private static func serialNumber() -> [UInt8] {
    var bytes = GoRandom.bytes(16)
    // Positive and not zero.
    bytes[0] &= 0x7F
    bytes[15] |= 1
    return bytes
  }

  private static func algorithm(_ key: PrivateKey) -> Certificate.SignatureAlgorithm {
    switch key.kind {
    case .rsa: .sha256WithRSAEncryption
    case .p256: .ecdsaWithSHA256
    case .p384: .ecdsaWithSHA384
    case .p521: .ecdsaWithSHA512
    case .ed25519: .ed25519
    }
  }

  /// In the order in which crypto/x509 writes them.
  private static func extensions(
    _ template: Template, _ key: PrivateKey, subject: DistinguishedName, issuer: Certificate?
  ) throws -> Certificate.Extensions {
    var all: [Certificate.Extension] = []
    all.append(
      try Certificate.Extension(
        KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: template.isAuthority), critical: true))
    all.append(try Certificate.Extension(ExtendedKeyUsage([.serverAuth, .clientAuth]), critical: false))
    let constraints: BasicConstraints =
      template.isAuthority ? .isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
    all.append(try Certificate.Extension(constraints, critical: true))
    if template.isAuthority {
      let hash = Insecure.SHA1.hash(data: key.certificateKey.publicKey.subjectPublicKeyInfoBytes)
      all.append(
        try Certificate.Extension(SubjectKeyIdentifier(keyIdentifier: ArraySlice(Array(hash))), critical: false))
    }
    if let issuer, issuer.subject != subject, let parent = try issuer.extensions.subjectKeyIdentifier {
      all.append(
        try Certificate.Extension(AuthorityKeyIdentifier(keyIdentifier: parent.keyIdentifier), critical: false))
    }
    if !template.names.isEmpty || !template.addresses.isEmpty {
      let names =
        template.names.map { GeneralName.dnsName($0) }
        + template.addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: ArraySlice($0))) }
      all.append(try Certificate.Extension(SubjectAlternativeNames(names), critical: subject.isEmpty))
    }
    return try Certificate.Extensions(all)
  }
}

/// IP addresses as text (`net.ParseIP`).
enum IPText {
  /// 4 or 16 bytes; an IPv4 address inside IPv6 comes out as 4.
  static func parse(_ text: String) -> [UInt8]? {
    if text.utf8.contains(0x3A) { return parse6(text) }
    return parse4(text[...])
  }

  private static func parse4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard !part.isEmpty, part.utf8.count <= 3, part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
        part.utf8.count == 1 || part.utf8.first != 0x30, let value = UInt8(part)
      else { return nil }
      bytes.append(value)
    }
    return bytes
  }

  private static func parse6(_ text: String) -> [UInt8]? {
    var halves: [[UInt8]] = [[]]
    var rest = text[...]
    if rest.hasPrefix("::") {
      halves.append([])
      rest = rest.dropFirst(2)
      if rest.isEmpty { return [UInt8](repeating: 0, count: 16) }
    }
    while !rest.isEmpty {
      let group = rest.prefix { $0 != ":" }
      if group.contains(".") {
        guard group.count == rest.count, let four = parse4(group) else { return nil }
        halves[halves.count - 1] += four
        rest = ""
        break
      }
      guard (1...4).contains(group.utf8.count), group.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
        let value = UInt16(group, radix: 16)
      else { return nil }
      halves[halves.count - 1] += [UInt8(value >> 8), UInt8(value & 0xFF)]
      rest = rest.dropFirst(group.count)
      if rest.isEmpty { break }
      rest = rest.dropFirst()
      if rest.hasPrefix(":") {
        if halves.count == 2 { return nil }
        halves.append([])
        rest = rest.dropFirst()
      } else if rest.isEmpty {
        return nil
      }
    }
    let count = halves.reduce(0) { $0 + $1.count }
    guard halves.count == 2 ? count < 16 : count == 16 else { return nil }
    var bytes = halves[0]
    if halves.count == 2 { bytes += [UInt8](repeating: 0, count: 16 - count) + halves[1] }
    let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    return isMapped ? Array(bytes.suffix(4)) : bytes
  }
}
