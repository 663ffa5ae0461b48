import Crypto
import CryptoExtras

extension GoCrypto {
  /// Sprig `derivePassword`: the Master Password algorithm (scrypt, then a template by HMAC).
  public static func derivePassword(
    counter: UInt32, type: String, password: [UInt8], user: [UInt8], site: [UInt8]
  ) -> String {
    guard let templates = passwordTemplates(type) else { return "cannot find password template \(type)" }
    let seed = Array("com.lyndir.masterpassword".utf8)
    func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    let key: SymmetricKey
    do {
      key = try KDF.Scrypt.deriveKey(
        from: password, salt: seed + word(UInt32(truncatingIfNeeded: user.count)) + user, outputByteCount: 64,
        rounds: 32768, blockSize: 8, parallelism: 2)
    } catch {
      return "failed to derive password: \(error)"
    }
    let message = seed + word(UInt32(truncatingIfNeeded: site.count)) + site + word(counter)
    let code = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    let template = Array(templates[Int(code[0]) % templates.count].utf8)
    var text: [UInt8] = []
    for (index, kind) in template.enumerated() where index + 1 < code.count {
      let characters = Array(templateCharacters(kind).utf8)
      text.append(characters[Int(code[index + 1]) % characters.count])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func passwordTemplates(_ type: String) -> [Substring]? {
    let text: String
    switch type {
    case "maximum": text = "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno"
    case "long":
      text = """
        CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv \
        CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv \
        CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno
        """
    case "medium": text = "CvcnoCvc CvcCvcno"
    case "short": text = "Cvcn"
    case "basic": text = "aaanaaan aannaaan aaannaaa"
    case "pin": text = "nnnn"
    default: return nil
    }
    return text.split(separator: " ")
  }

  private static func templateCharacters(_ kind: UInt8) -> String {
    switch kind {
    case 0x56: "AEIOU"
    case 0x43: "BCDFGHJKLMNPQRSTVWXYZ"
    case 0x76: "aeiou"
    case 0x63: "bcdfghjklmnpqrstvwxyz"
    case 0x41: "AEIOUBCDFGHJKLMNPQRSTVWXYZ"
    case 0x61: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
    case 0x6E: "0123456789"
    case 0x6F: "@&%?,=[]_:-+*$#!'^~;()/."
    default: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()"
    }
  }
}
