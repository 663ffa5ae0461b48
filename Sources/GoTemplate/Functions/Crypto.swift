import GoCrypto
import GoLibrary

extension FunctionTable {
  /// Sprig's cryptography (crypto.go of Masterminds/sprig).
  static func addCrypto(_ table: inout FunctionTable) {
    func digest(_ name: String, _ make: @escaping @Sendable ([UInt8]) -> String) {
      table(name, "string") { _, args in .string(make(ByteString.bytes(args.string(0)))) }
    }
    /// sprig `sha1sum`, `sha256sum`, `sha512sum`, `adler32sum`
    digest("sha1sum") { GoCrypto.sha1($0) }
    digest("sha256sum") { GoCrypto.sha256($0) }
    digest("sha512sum") { GoCrypto.sha512($0) }
    digest("adler32sum") { GoCrypto.adler32($0) }
    /// sprig `bcrypt`, `htpasswd`
    digest("bcrypt") { GoCrypto.bcrypt($0) }
    table("htpasswd", "string string") { _, args in
      .string(GoCrypto.htpasswd(args.string(0), ByteString.bytes(args.string(1))))
    }
    /// sprig `derivePassword`
    table("derivePassword", "uint32 string string string string") { _, args in
      let password = GoCrypto.derivePassword(
        counter: UInt32(truncatingIfNeeded: args.int(0)), type: args.string(1),
        password: ByteString.bytes(args.string(2)), user: ByteString.bytes(args.string(3)),
        site: ByteString.bytes(args.string(4)))
      return .string(password)
    }
    /// sprig `encryptAES`, `decryptAES`
    table("encryptAES", "string string") { _, args throws(GoFailure) in
      .string(
        try CryptoFunctions.translated { () throws(GoError) in
          try GoCrypto.encryptAES(ByteString.bytes(args.string(0)), ByteString.bytes(args.string(1)))
        })
    }
    table("decryptAES", "string string") { _, args throws(GoFailure) in
      if args.string(1).isEmpty { return .string("") }
      let sealed = try Base64Text.decode(ByteString.bytes(args.string(1))).get()
      let plain = try CryptoFunctions.translated { () throws(GoError) in
        try GoCrypto.decryptAES(ByteString.bytes(args.string(0)), sealed)
      }
      return .string(ByteString.text(plain))
    }
    /// sprig `generatePrivateKey`
    table("genPrivateKey", "string") { _, args throws(GoFailure) in
      .string(try CryptoFunctions.translated { () throws(GoError) in try GoCrypto.generatePrivateKey(args.string(0)) })
    }
    addCertificates(&table)
  }

  /// Sprig's certificates; each with a variant that takes the private key in PEM.
  private static func addCertificates(_ table: inout FunctionTable) {
    /// sprig `buildCustomCertificate`
    table("buildCustomCert", "string string") { _, args throws(GoFailure) in
      func decoded(_ at: Int, _ problem: String) throws(GoFailure) -> String {
        guard case .success(let bytes) = Base64Text.decode(ByteString.bytes(args.string(at))) else {
          throw fail(problem)
        }
        return ByteString.text(bytes)
      }
      let certificate = try decoded(0, "unable to decode base64 certificate")
      let key = try decoded(1, "unable to decode base64 private key")
      return try CryptoFunctions.certificate { () throws(GoError) in
        try GoCrypto.customCertificate(certificate, key: key)
      }
    }
    for withKey in [false, true] {
      let (name, type) = withKey ? ("WithKey", " string") : ("", "")
      /// sprig `generateCertificateAuthority`, `generateCertificateAuthorityWithPEMKey`
      table("genCA" + name, "string int" + type) { _, args throws(GoFailure) in
        try CryptoFunctions.certificate { () throws(GoError) in
          try GoCrypto.generateCA(
            commonName: args.string(0), days: Int64(args.int(1)), key: withKey ? args.string(2) : nil)
        }
      }
      /// sprig `generateSelfSignedCertificate`, `generateSelfSignedCertificateWithPEMKey`
      table("genSelfSignedCert" + name, "string list list int" + type) { _, args throws(GoFailure) in
        let (addresses, names) = try CryptoFunctions.alternatives(args)
        return try CryptoFunctions.certificate { () throws(GoError) in
          try GoCrypto.generateSelfSigned(
            commonName: args.string(0), addresses: addresses, names: names, days: Int64(args.int(3)),
            key: withKey ? args.string(4) : nil)
        }
      }
      /// sprig `generateSignedCertificate`, `generateSignedCertificateWithPEMKey`
      table("genSignedCert" + name, "string list list int sprig.certificate" + type) { _, args throws(GoFailure) in
        let (addresses, names) = try CryptoFunctions.alternatives(args)
        let authority = CryptoFunctions.authority(args[4])
        return try CryptoFunctions.certificate { () throws(GoError) in
          try GoCrypto.generateSigned(
            commonName: args.string(0), addresses: addresses, names: names, days: Int64(args.int(3)),
            authority: authority, key: withKey ? args.string(5) : nil)
        }
      }
    }
  }
}

enum CryptoFunctions {
  static func translated<R>(_ body: () throws(GoError) -> R) throws(GoFailure) -> R {
    do throws(GoError) { return try body() } catch { throw fail(error.message) }
  }

  /// A `sprig.certificate`.
  static func certificate(_ make: () throws(GoError) -> GoCrypto.CertificateAndKey) throws(GoFailure) -> GoValue {
    let made = try translated(make)
    return .object(
      GoStruct(
        goType: "sprig.certificate",
        fields: [
          GoField("Cert", .string(made.certificate), jsonKey: "Cert", omitEmpty: false),
          GoField("Key", .string(made.key), jsonKey: "Key", omitEmpty: false),
        ]))
  }

  static func authority(_ value: GoValue) -> GoCrypto.CertificateAndKey {
    guard case .object(let object) = value else { return .init(certificate: "", key: "") }
    return .init(
      certificate: object.field("Cert")?.value.string ?? "", key: object.field("Key")?.value.string ?? "")
  }

  /// sprig's `getNetIPs` and `getAlternateDNSStrs`.
  static func alternatives(_ args: Arguments) throws(GoFailure) -> (addresses: [String], names: [String]) {
    func texts(_ at: Int, _ what: String) throws(GoFailure) -> [String] {
      var texts: [String] = []
      for value in args[at].elements ?? [] {
        guard let text = value.string else { throw fail("error \(what): \(GoFormat.text(value)) is not a string") }
        texts.append(text)
      }
      return texts
    }
    return (try texts(1, "parsing ip"), try texts(2, "processing alternate dns name"))
  }
}
