import Crypto
import CryptoExtras
import GoLibrary

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The cryptographic functions that a template can call (Sprig's crypto.go), on bytes.
///
/// Digests, keys and certificates come from swift-crypto and swift-certificates; bcrypt is our own, since neither has it.
public enum GoCrypto {
  // MARK: - Digests

  /// `crypto/sha1` in hex (`sha1sum`).
  public static func sha1(_ bytes: [UInt8]) -> String { hex(Insecure.SHA1.hash(data: bytes)) }
  /// `crypto/sha256` in hex (`sha256sum`).
  public static func sha256(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }
  /// `crypto/sha512` in hex (`sha512sum`).
  public static func sha512(_ bytes: [UInt8]) -> String { hex(SHA512.hash(data: bytes)) }
  /// `crypto/md5` in hex.
  public static func md5(_ bytes: [UInt8]) -> String { hex(Insecure.MD5.hash(data: bytes)) }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// `hash/adler32` in decimal (`adler32sum`).
  public static func adler32(_ bytes: [UInt8]) -> String {
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return String(high << 16 | low)
  }

  // MARK: - Passwords

  /// Sprig `bcrypt`: cost 10, a new salt each time; a password that is too long gives the text of the error.
  public static func bcrypt(_ password: [UInt8]) -> String {
    if password.count > 72 {
      return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    }
    return Bcrypt.hash(password, salt: GoRandom.bytes(16), cost: 10)
  }

  /// Sprig `htpasswd`.
  public static func htpasswd(_ user: String, _ password: [UInt8]) -> String {
    user.utf8.contains(0x3A) ? "invalid username: \(user)" : "\(user):\(bcrypt(password))"
  }

  /// Whether a bcrypt hash belongs to the password (`bcrypt.CompareHashAndPassword`).
  public static func matches(_ hash: String, _ password: [UInt8]) -> Bool { Bcrypt.matches(hash, password) }

  // MARK: - AES

  /// Sprig `encryptAES`: AES-256-CBC with PKCS #7 padding and a random vector in front, in base64. The password is the
  /// key, cut or filled with zeros.
  public static func encryptAES(_ password: [UInt8], _ plain: [UInt8]) throws(GoError) -> String {
    if plain.isEmpty { return "" }
    let vector = GoRandom.bytes(16)
    do {
      let sealed = try AES._CBC.encrypt(plain, using: key(password), iv: .init(ivBytes: vector))
      return Data(vector + sealed).base64EncodedString()
    } catch {
      throw GoError("crypto/aes: cannot encrypt")
    }
  }

  /// Sprig `decryptAES` of what base64 held; damaged input gives the text of Go's panic.
  public static func decryptAES(_ password: [UInt8], _ sealed: [UInt8]) throws(GoError) -> [UInt8] {
    guard sealed.count >= 16 else {
      throw GoError("runtime error: slice bounds out of range [:16] with capacity \(sealed.count)")
    }
    let body = sealed.dropFirst(16)
    if body.count % 16 != 0 { throw GoError("crypto/cipher: input not full blocks") }
    if body.isEmpty { throw GoError("runtime error: index out of range [-1]") }
    let plain: [UInt8]
    do {
      plain = Array(
        try AES._CBC.decrypt(
          Array(body), using: key(password), iv: .init(ivBytes: sealed.prefix(16)), noPadding: true))
    } catch {
      throw GoError("crypto/aes: cannot decrypt")
    }
    let end = plain.count - Int(plain.last ?? 0)
    if end < 0 { throw GoError("runtime error: slice bounds out of range [:\(end)]") }
    return Array(plain[..<end])
  }

  private static func key(_ password: [UInt8]) -> SymmetricKey {
    SymmetricKey(data: Array(password.prefix(32)) + [UInt8](repeating: 0, count: max(32 - password.count, 0)))
  }
}
