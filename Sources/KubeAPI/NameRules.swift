/// The rules for names, label keys and values, with the messages that the API server gives.
///
/// Every function returns what is wrong, nothing when the text is right. Follows k8s.io/apimachinery
/// `pkg/util/validation` and `pkg/api/validation`.
public enum NameRules {
  // MARK: - DNS names

  public static func dns1123Label(_ text: String) -> [String] {
    var messages = length(text, 63)
    if !isLabel(text, letterFirst: false) {
      if isSubdomain(text) { return messages + ["must not contain dots"] }
      messages.append(
        regex(
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
            + "end with an alphanumeric character", "[a-z0-9]([-a-z0-9]*[a-z0-9])?", ["my-name", "123-abc"]))
    }
    return messages
  }

  public static func dns1123Subdomain(_ text: String) -> [String] {
    length(text, 253) + subdomainShape(text)
  }

  private static func subdomainShape(_ text: String) -> [String] {
    if isSubdomain(text) { return [] }
    return [
      regex(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
          + "start and end with an alphanumeric character",
        #"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"#, ["example.com"])
    ]
  }

  /// As subdomains, with underscores allowed.
  public static func dns1123SubdomainWithUnderscore(_ text: String) -> [String] {
    var messages = length(text, 253)
    let plain = String(decoding: text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "a") : $0 }, as: UTF8.self)
    if !isSubdomain(plain) {
      messages.append(
        regex(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and "
            + "must start and end with an alphanumeric character",
          #"[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*"#, ["example.com"]))
    }
    return messages
  }

  public static func dns1035Label(_ text: String) -> [String] {
    var messages = length(text, 63)
    if !isLabel(text, letterFirst: true) {
      messages.append(
        regex(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
            + "character, and end with an alphanumeric character", "[a-z]([-a-z0-9]*[a-z0-9])?", ["my-name", "abc-123"])
      )
    }
    return messages
  }

  /// `*.example.com`
  public static func wildcardDNS1123Subdomain(_ text: String) -> [String] {
    var messages = length(text, 253)
    if !(text.hasPrefix("*.") && isSubdomain(String(text.dropFirst(2)))) {
      messages.append(
        regex(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist "
            + "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
          #"\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"#, ["*.example.com"]))
    }
    return messages
  }

  /// Names that become one part of a path: RBAC objects and the like.
  public static func pathSegment(_ text: String) -> [String] {
    if text == "." || text == ".." { return ["may not be '\(text)'"] }
    return ["/", "%"].filter(text.contains).map { "may not contain '\($0)'" }
  }

  // MARK: - Qualified names and labels

  public static func qualifiedName(_ text: String) -> [String] {
    var messages: [String] = []
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let name: String
    switch parts.count {
    case 1: name = parts[0]
    case 2:
      name = parts[1]
      if parts[0].isEmpty {
        messages.append("prefix part must be non-empty")
      } else {
        if parts[0].utf8.count > 253 { messages.append("prefix part " + tooManyBytes(253)) }
        messages += subdomainShape(parts[0]).map { "prefix part " + $0 }
      }
    default:
      return [
        "a valid label key " + rule(qualifiedText, qualifiedPattern, ["MyName", "my.name", "123-abc"])
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
      ]
    }
    if name.isEmpty {
      messages.append("name part must be non-empty")
    } else if name.utf8.count > 63 {
      messages.append("name part " + tooManyBytes(63))
    }
    if !isQualified(name) {
      messages.append("name part " + rule(qualifiedText, qualifiedPattern, ["MyName", "my.name", "123-abc"]))
    }
    return messages
  }

  private static let qualifiedText =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
  private static let qualifiedPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

  public static func labelValue(_ text: String) -> [String] {
    var messages = text.utf8.count > 63 ? [tooManyBytes(63)] : []
    if !text.isEmpty && !isQualified(text) {
      messages.append(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
          + "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
          + "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")
    }
    return messages
  }

  // MARK: - Parts of objects

  /// A key of a ConfigMap or Secret.
  public static func configMapKey(_ text: String) -> [String] {
    var messages = length(text, 253)
    if text.isEmpty || !text.utf8.allSatisfy({ isAlphanumeric($0) || "-_.".utf8.contains($0) }) {
      messages.append(
        regex(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+",
          ["key.name", "KEY_NAME", "key-name"]))
    }
    if text == "." {
      messages.append("must not be '.'")
    } else if text == ".." {
      messages.append("must not be '..'")
    } else if text.hasPrefix("..") {
      messages.append("must not start with '..'")
    }
    return messages
  }

  /// The name of an environment variable: since 1.30 any printable ASCII without `=`.
  public static func environmentName(_ text: String) -> [String] {
    if text.isEmpty { return ["environment variable name must be non-empty"] }
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E && $0 != UInt8(ascii: "=") }) { return [] }
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
  }

  /// The name of a port (IANA service name): at most 15 characters.
  public static func portName(_ text: String) -> [String] {
    var messages: [String] = []
    if text.utf8.count > 15 { messages.append("must be no more than 15 characters") }
    if text.isEmpty || !text.utf8.allSatisfy({ isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }) {
      messages.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    }
    if !text.utf8.contains(where: isLower) { messages.append("must contain at least one letter (a-z)") }
    if text.contains("--") { messages.append("must not contain consecutive hyphens") }
    if let first = text.utf8.first, let last = text.utf8.last, first == 45 || last == 45 {
      messages.append("must not begin or end with a hyphen")
    }
    return messages
  }

  public static func portNumber(_ port: Int64) -> [String] {
    (1...65535).contains(port) ? [] : ["must be between 1 and 65535, inclusive"]
  }

  // MARK: - Messages and characters

  /// Names are counted in characters, label keys and values in bytes: the messages come from two of upstream's packages.
  public static func tooLong(_ limit: Int) -> String { "must be no more than \(limit) characters" }
  private static func tooManyBytes(_ limit: Int) -> String { "must be no more than \(limit) bytes" }

  private static func length(_ text: String, _ limit: Int) -> [String] {
    text.utf8.count > limit ? [tooLong(limit)] : []
  }

  /// validation.RegexError: the message, examples and the expression.
  public static func regex(_ message: String, _ pattern: String, _ examples: [String]) -> String {
    rule(message, pattern, examples)
  }

  private static func rule(_ message: String, _ pattern: String, _ examples: [String]) -> String {
    if examples.isEmpty { return message + " (regex used for validation is '\(pattern)')" }
    var text = message + " (e.g. "
    for (i, example) in examples.enumerated() {
      if i > 0 { text += " or " }
      text += "'\(example)', "
    }
    return text + "regex used for validation is '\(pattern)')"
  }

  static func isLower(_ b: UInt8) -> Bool { b >= 97 && b <= 122 }
  static func isDigit(_ b: UInt8) -> Bool { b >= 48 && b <= 57 }
  static func isAlphanumeric(_ b: UInt8) -> Bool { isLower(b) || isDigit(b) || (b >= 65 && b <= 90) }

  private static func isLabel(_ text: String, letterFirst: Bool) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, let last = bytes.last else { return false }
    return (isLower(first) || (!letterFirst && isDigit(first))) && (isLower(last) || isDigit(last))
      && bytes.allSatisfy { isLower($0) || isDigit($0) || $0 == 45 }
  }

  private static func isSubdomain(_ text: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel(String($0), letterFirst: false) }
  }

  private static func isQualified(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
      return false
    }
    return bytes.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 95 || $0 == 46 }
  }
}
