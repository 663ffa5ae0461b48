import Crypto
import CryptoExtras
import GoLibrary
import SwiftASN1
import X509

/// A private key of a template, as Sprig writes it in PEM and reads it back (`pemBlockForKey`, `parsePrivateKeyPEM`).
struct PrivateKey {
  enum Kind {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
  }
  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  static func rsa(bits: Int) throws(GoError) -> PrivateKey {
    do {
      return PrivateKey(.rsa(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits))))
    } catch {
      throw GoError("error generating rsa key: \(error)")
    }
  }

  var certificateKey: Certificate.PrivateKey {
    switch kind {
    case .rsa(let key): Certificate.PrivateKey(key)
    case .p256(let key): Certificate.PrivateKey(key)
    case .p384(let key): Certificate.PrivateKey(key)
    case .p521(let key): Certificate.PrivateKey(key)
    case .ed25519(let key): Certificate.PrivateKey(key)
    }
  }

  // MARK: - PEM

  /// RSA as PKCS #1, elliptic curves as SEC 1, Ed25519 as PKCS #8, each line 64 characters.
  var pem: String {
    switch kind {
    case .rsa(let key): PrivateKey.pem("RSA PRIVATE KEY", Array(key.derRepresentation))
    case .p256(let key): ellipticPEM(.p256, Array(key.rawRepresentation), Array(key.publicKey.x963Representation))
    case .p384(let key): ellipticPEM(.p384, Array(key.rawRepresentation), Array(key.publicKey.x963Representation))
    case .p521(let key): ellipticPEM(.p521, Array(key.rawRepresentation), Array(key.publicKey.x963Representation))
    case .ed25519(let key):
      PrivateKey.pem(
        "PRIVATE KEY",
        PrivateKey.der { coder throws in
          try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(0)
            try coder.appendConstructedNode(identifier: .sequence) { try $0.serialize(PrivateKey.ed25519) }
            // The key is an octet string inside an octet string.
            try coder.serialize(
              ASN1OctetString(contentBytes: ArraySlice([0x04, 0x20] + Array(key.rawRepresentation))))
          }
        })
    }
  }

  private static let ed25519: ASN1ObjectIdentifier = [1, 3, 101, 112]
  private static let rsa: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 1]
  private static let elliptic: ASN1ObjectIdentifier = [1, 2, 840, 10045, 2, 1]

  enum Curve: CaseIterable {
    case p256, p384, p521

    var identifier: ASN1ObjectIdentifier {
      switch self {
      case .p256: [1, 2, 840, 10045, 3, 1, 7]
      case .p384: [1, 3, 132, 0, 34]
      case .p521: [1, 3, 132, 0, 35]
      }
    }
  }

  private static func der(_ body: (inout DER.Serializer) throws -> Void) -> [UInt8] {
    var coder = DER.Serializer()
    // Only our own, well-formed values are written.
    try? body(&coder)
    return coder.serializedBytes
  }

  static func pem(_ type: String, _ bytes: [UInt8]) -> String {
    PEMDocument(type: type, derBytes: bytes).pemString + "\n"
  }

  private func ellipticPEM(_ curve: Curve, _ secret: [UInt8], _ point: [UInt8]) -> String {
    PrivateKey.pem(
      "EC PRIVATE KEY",
      PrivateKey.der { coder throws in
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          try coder.serialize(1)
          try coder.serialize(ASN1OctetString(contentBytes: ArraySlice(secret)))
          try coder.serialize(curve.identifier, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
          try coder.serialize(
            ASN1BitString(bytes: ArraySlice(point)), explicitlyTaggedWithTagNumber: 1, tagClass: .contextSpecific)
        }
      })
  }

  // MARK: - Reading

  /// `parsePrivateKeyPEM`.
  init(pem text: String) throws(GoError) {
    guard let document = try? PEMDocument.parseMultiple(pemString: text).first else {
      throw GoError("no PEM data in input")
    }
    let type = document.discriminator
    if type != "PRIVATE KEY" && !type.hasSuffix(" PRIVATE KEY") {
      throw GoError("no private key data in PEM block of type \(type)")
    }
    let bytes = document.derBytes
    switch type {
    case "PRIVATE KEY":
      guard let kind = PrivateKey.pkcs8(bytes) else {
        throw GoError("decoding PEM as PKCS#8: x509: failed to parse PKCS #8 private key")
      }
      self.kind = kind
    case "RSA PRIVATE KEY":
      guard let key = try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: bytes) else {
        throw GoError("parsing RSA private key from PEM: x509: failed to parse private key")
      }
      kind = .rsa(key)
    case "EC PRIVATE KEY":
      guard let kind = PrivateKey.sec1(bytes, curve: nil) else {
        throw GoError("parsing EC private key from PEM: x509: failed to parse EC private key")
      }
      self.kind = kind
    case "DSA PRIVATE KEY": throw GoCrypto.noDSA
    default: throw GoError("invalid private key type \(type.dropLast(" PRIVATE KEY".utf8.count))")
    }
  }

  private static func pkcs8(_ bytes: [UInt8]) -> Kind? {
    let found: (algorithm: ASN1ObjectIdentifier, curve: ASN1ObjectIdentifier?, key: [UInt8])? =
      try? DER.sequence(try DER.parse(bytes), identifier: .sequence) { nodes in
        _ = try Int(derEncoded: &nodes)
        var curve: ASN1ObjectIdentifier?
        guard let identifier = nodes.next() else { throw ASN1Error.invalidASN1Object(reason: "no algorithm") }
        let algorithm = try DER.sequence(identifier, identifier: .sequence) { nodes in
          let algorithm = try ASN1ObjectIdentifier(derEncoded: &nodes)
          if let next = nodes.next() { curve = try? ASN1ObjectIdentifier(derEncoded: next) }
          while nodes.next() != nil {}
          return algorithm
        }
        let key = try ASN1OctetString(derEncoded: &nodes)
        while nodes.next() != nil {}
        return (algorithm, curve, Array(key.bytes))
      }
    guard let found else { return nil }
    switch found.algorithm {
    case rsa: return (try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: found.key)).map { .rsa($0) }
    case elliptic: return sec1(found.key, curve: Curve.allCases.first { $0.identifier == found.curve })
    case ed25519:
      guard found.key.starts(with: [0x04, 0x20]) else { return nil }
      return (try? Curve25519.Signing.PrivateKey(rawRepresentation: found.key.dropFirst(2))).map { .ed25519($0) }
    default: return nil
    }
  }

  private static func sec1(_ bytes: [UInt8], curve known: Curve?) -> Kind? {
    let found: (secret: [UInt8], curve: ASN1ObjectIdentifier?)? =
      try? DER.sequence(try DER.parse(bytes), identifier: .sequence) { nodes in
        _ = try Int(derEncoded: &nodes)
        let secret = try ASN1OctetString(derEncoded: &nodes)
        let curve = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) {
          try ASN1ObjectIdentifier(derEncoded: $0)
        }
        while nodes.next() != nil {}
        return (Array(secret.bytes), curve)
      }
    guard let found else { return nil }
    switch known ?? Curve.allCases.first(where: { $0.identifier == found.curve }) {
    case .p256: return (try? P256.Signing.PrivateKey(rawRepresentation: found.secret)).map { .p256($0) }
    case .p384: return (try? P384.Signing.PrivateKey(rawRepresentation: found.secret)).map { .p384($0) }
    case .p521: return (try? P521.Signing.PrivateKey(rawRepresentation: found.secret)).map { .p521($0) }
    case nil: return nil
    }
  }
}

extension GoCrypto {
  static let noDSA = GoError("DSA keys are not supported: use rsa, ecdsa or ed25519")

  /// Sprig `genPrivateKey`: `rsa` (4096 bits) or "", `ecdsa` (P-256), `ed25519`; the PEM text. An unknown type gives the
  /// text that Sprig gives; `dsa`, which no current system takes, is an error.
  public static func generatePrivateKey(_ type: String) throws(GoError) -> String {
    switch type {
    case "", "rsa": return try PrivateKey.rsa(bits: 4096).pem
    case "ecdsa": return PrivateKey(.p256(P256.Signing.PrivateKey())).pem
    case "ed25519": return PrivateKey(.ed25519(Curve25519.Signing.PrivateKey())).pem
    case "dsa": throw noDSA
    default: return "Unknown type " + type
    }
  }
}
