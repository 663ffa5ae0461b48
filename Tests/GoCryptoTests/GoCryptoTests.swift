import Foundation
import GoCrypto
import GoLibrary
import Testing

@Suite struct GoCryptoTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func digests() {
    #expect(GoCrypto.sha1(bytes("hello")) == "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d")
    #expect(GoCrypto.sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(GoCrypto.md5(bytes("hello")) == "5d41402abc4b2a76b9719d911017c592")
    #expect(GoCrypto.adler32(bytes("hello")) == "103547413")
    #expect(
      GoCrypto.sha512(bytes("hello")).hasPrefix("9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca7"))
  }

  @Test func derivePassword() {
    func derive(_ counter: UInt32, _ type: String, _ password: String, _ user: String, _ site: String) -> String {
      GoCrypto.derivePassword(
        counter: counter, type: type, password: bytes(password), user: bytes(user), site: bytes(site))
    }
    #expect(derive(1, "long", "password", "user", "example.com") == "ZedaFaxcZaso9*")
    #expect(derive(2, "maximum", "password", "user", "example.com") == "O8-6Bwz1*I5XVPPq)@H!")
    #expect(derive(1, "pin", "pw", "u", "s") == "6287")
    #expect(derive(1, "bogus", "pw", "u", "s") == "cannot find password template bogus")
  }

  @Test func aes() throws {
    let sealed = Array(try #require(Data(base64Encoded: "30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ=")))
    #expect(try GoCrypto.decryptAES(bytes("secretkey"), sealed) == bytes("plaintext"))
    let again = try GoCrypto.encryptAES(bytes("k"), bytes("some text that is longer than one block"))
    #expect(
      try GoCrypto.decryptAES(bytes("k"), Array(#require(Data(base64Encoded: again))))
        == bytes("some text that is longer than one block"))
    #expect(throws: GoError("runtime error: slice bounds out of range [:16] with capacity 3")) {
      try GoCrypto.decryptAES([], [1, 2, 3])
    }
    #expect(throws: GoError("crypto/cipher: input not full blocks")) {
      try GoCrypto.decryptAES([], [UInt8](repeating: 1, count: 20))
    }
  }

  /// Test vectors of the bcrypt paper's implementations.
  @Test func bcrypt() {
    #expect(GoCrypto.matches("$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe", bytes("a")))
    #expect(
      GoCrypto.matches(
        "$2a$08$aTsUwsyowQuzRrDqFflhgekJ8d9/7Z3GV3UcgvzQW3J5zMyrTvlz.", bytes("abcdefghijklmnopqrstuvwxyz")))
    let hash = GoCrypto.bcrypt(bytes("p"))
    #expect(hash.hasPrefix("$2a$10$") && hash.utf8.count == 60)
    #expect(GoCrypto.matches(hash, bytes("p")))
    #expect(!GoCrypto.matches(hash, bytes("q")))
    #expect(GoCrypto.htpasswd("a:b", []) == "invalid username: a:b")
    #expect(GoCrypto.bcrypt([UInt8](repeating: 97, count: 73)).hasSuffix("password length exceeds 72 bytes"))
  }

  /// OpenSSL reads the keys and believes the chain.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")),
    arguments: ["rsa", "ecdsa", "ed25519"])
  func certificates(_ type: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-pki-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func openssl(_ words: String...) throws -> (Int32, String) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
      process.arguments = words
      process.currentDirectoryURL = folder
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return (process.terminationStatus, text)
    }
    let caKey = type == "rsa" ? nil : try GoCrypto.generatePrivateKey(type)
    let ca = try GoCrypto.generateCA(commonName: "my ca", days: 365, key: caKey)
    let leaf = try GoCrypto.generateSigned(
      commonName: "coder", addresses: ["10.0.0.1", "::1"], names: ["coder.example.com", "*.coder"], days: 30,
      authority: ca, key: type == "rsa" ? nil : try GoCrypto.generatePrivateKey(type))
    try Data(ca.certificate.utf8).write(to: folder.appendingPathComponent("ca.pem"))
    try Data(leaf.certificate.utf8).write(to: folder.appendingPathComponent("leaf.pem"))
    try Data(leaf.key.utf8).write(to: folder.appendingPathComponent("leaf.key"))
    let verified = try openssl("verify", "-x509_strict", "-CAfile", "ca.pem", "leaf.pem")
    #expect(verified.0 == 0, "\(verified.1)")
    let text = try openssl("x509", "-in", "leaf.pem", "-noout", "-text").1
    for part in ["CN = coder", "CN = my ca", "DNS:coder.example.com, DNS:*.coder, IP Address:10.0.0.1", "CA:FALSE"] {
      #expect(text.contains(part), "\(part): \(text)")
    }
    let key = try openssl("pkey", "-in", "leaf.key", "-noout", "-text")
    #expect(key.0 == 0, "\(key.1)")
    let checked = try GoCrypto.customCertificate(leaf.certificate, key: leaf.key)
    #expect(checked == leaf)
    let other = try GoCrypto.generateCA(commonName: "other", days: 1, key: GoCrypto.generatePrivateKey("ecdsa"))
    #expect(throws: GoError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey")) {
      try GoCrypto.generateSigned(
        commonName: "x", addresses: [], names: [], days: 1,
        authority: .init(certificate: ca.certificate, key: other.key), key: other.key)
    }
  }

  @Test func keyErrors() throws {
    #expect(try GoCrypto.generatePrivateKey("bogus") == "Unknown type bogus")
    #expect(throws: GoError("parsing private key: no PEM data in input")) {
      try GoCrypto.generateCA(commonName: "x", days: 1, key: "x")
    }
    #expect(throws: GoError("error parsing ip: 1.2.3")) {
      try GoCrypto.generateSelfSigned(
        commonName: "x", addresses: ["1.2.3"], names: [], days: 1, key: GoCrypto.generatePrivateKey("ecdsa"))
    }
    #expect(throws: GoError("unable to decode certificate")) { try GoCrypto.customCertificate("", key: "") }
  }
}
