/// What values and keys look like.
enum Words {
  /// Whether a value is no secret by itself: a reference, an encrypted text, a template, a placeholder.
  static func isHarmless(_ value: String) -> Bool {
    let text = trim(value)
    if text.isEmpty { return true }
    for part in ["${", "$(", "{{", "}}", "ENC[", "op://", "<", "%(", "$ANSIBLE_VAULT", "arn:aws:", "sm://", "ref+"]
    where text.contains(part) {
      return true
    }
    if text.hasPrefix("$") || text.hasPrefix("vault:") || text.hasPrefix("env:") || text.hasPrefix("file:")
      || text.hasPrefix("os.environ") || text.hasPrefix("process.env") || text.hasPrefix("secret://")
      || text.hasPrefix("ssh-") || text.hasPrefix("age1") || text.hasPrefix("ecdsa-")
    {
      return true
    }
    if isVariable(text) { return true }
    let lower = text.lowercased()
    for word in placeholders where lower.contains(word) { return true }
    if let first = text.utf8.first, text.utf8.allSatisfy({ $0 == first }) { return true }
    return ["true", "false", "null", "none", "yes", "no", "default"].contains(lower)
  }

  /// `{NAME}`, `%NAME%`, `__NAME__`, `@NAME@`: what some program replaces.
  private static func isVariable(_ text: String) -> Bool {
    for (open, close) in [("{", "}"), ("%", "%"), ("__", "__"), ("@", "@"), ("[", "]"), ("#{", "}#")]
    where text.hasPrefix(open) && text.hasSuffix(close) && text.count > open.count + close.count {
      let name = text.dropFirst(open.count).dropLast(close.count)
      if name.utf8.allSatisfy({ ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D })
        || name.allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" })
      {
        return true
      }
    }
    return false
  }

  private static let placeholders = [
    "changeme", "change-me", "change_me", "replace", "example", "xxxx", "****", "...", "todo", "your-", "your_",
    "dummy",
    "fake", "placeholder", "redacted", "made-up", "not-a-secret", "insert", "sample", "secretkeyref", "test-only",
  ]

  /// Words that people write for a password in documentation.
  static let dummyPasswords: Set<String> = [
    "password", "pass", "passwd", "pw", "pwd", "secret", "user", "postgres", "admin", "root", "guest", "token", "coder",
    "test", "x", "xx", "xxx", "foo", "bar", "mypassword", "p", "credential", "credentials", "mysecretpassword",
  ]

  private static let telling = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key",
    "privatekey", "private_key", "private-key", "credential", "signingkey", "signing_key", "encryptionkey",
    "encryption_key", "encryption-key", "authkey", "pgpass", "sshkey", "ssh_key", "connectionstring", "client_key",
    "masterkey", "master_key",
  ]
  /// Ends of keys whose value is a name of something, not the thing.
  private static let naming = [
    "name", "ref", "path", "file", "url", "uri", "host", "type", "class", "enabled", "namespace", "label", "selector",
    "issuer", "ttl", "length", "version", "prefix", "suffix", "format", "field", "method", "mode", "policy", "provider",
    "mount", "volume", "kind", "id", "ids", "endpoint", "scope", "scopes", "expiry", "expiration", "timeout",
    "interval",
    "keys", "env", "var", "item", "items", "audience", "realm", "user", "username", "email", "title", "description",
    "author",
    "authors", "authority", "image", "repository", "vault", "store", "algorithm", "digest", "lifetime", "limit",
    "count", "size", "max", "min", "period", "duration", "age", "public", "checksum", "sha256",
    "hash",
  ]

  /// Whether a value under that key may be a secret by what the key says.
  static func isTelling(_ key: String) -> Bool {
    let lower = key.lowercased()
    // `checksum/secret` holds the sum of an object that is elsewhere.
    if lower.contains("checksum") || lower.contains("sha256") { return false }
    guard telling.contains(where: lower.contains) || lower.hasSuffix("auth") else { return false }
    let flat = lower.filter { $0 != "_" && $0 != "-" && $0 != "." }
    return !naming.contains(where: flat.hasSuffix)
  }

  /// Whether a value looks random: not a word, a name, a path or a sentence.
  static func looksRandom(_ value: String) -> Bool {
    let text = trim(value)
    let bytes = Array(text.utf8)
    guard bytes.count >= 8, bytes.count <= 4096, !bytes.contains(0x20), !text.hasPrefix("/"), !text.hasPrefix("./"),
      !text.contains("://")
    else { return false }
    var lower = 0
    var upper = 0
    var digits = 0
    var symbols = 0
    for byte in bytes {
      switch byte {
      case 0x61...0x7A: lower += 1
      case 0x41...0x5A: upper += 1
      case 0x30...0x39: digits += 1
      default: symbols += 1
      }
    }
    if lower + upper == 0 { return digits >= 8 && symbols == 0 && bytes.count >= 12 ? entropy(bytes) > 2.8 : false }
    // Names as Kubernetes and programs have them: words with dashes, dots or underscores.
    let words = text.split { "-._/:".contains($0) }
    if words.count > 1, upper == 0 || lower == 0,
      words.allSatisfy({ $0.count <= 16 && $0.filter(\.isNumber).count <= 3 && !isHex($0) })
    {
      return false
    }
    if digits == 0 && symbols == 0 && (upper == 0 || lower == 0 || isCamelCase(text)) { return false }
    if digits + symbols == 0 && bytes.count < 16 { return false }
    return entropy(bytes) >= (bytes.count < 16 ? 2.5 : 3.0)
  }

  private static func isHex(_ text: Substring) -> Bool {
    text.count >= 8 && text.allSatisfy(\.isHexDigit) && text.contains(where: \.isNumber)
      && text.contains(where: \.isLetter)
  }

  private static func isCamelCase(_ text: String) -> Bool {
    let humps = text.filter(\.isUppercase).count
    return humps * 3 <= text.count
  }

  /// Bits for each byte.
  static func entropy(_ bytes: [UInt8]) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    var sum = 0.0
    for count in counts where count > 0 {
      let share = Double(count) / Double(bytes.count)
      sum -= share * log2(share)
    }
    return sum
  }

  static func trim(_ text: some StringProtocol) -> String {
    var rest = Substring(text)
    while let c = rest.first, " \t\r\"'`,".contains(c) { rest = rest.dropFirst() }
    while let c = rest.last, " \t\r\"'`,;".contains(c) { rest = rest.dropLast() }
    return String(rest)
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
