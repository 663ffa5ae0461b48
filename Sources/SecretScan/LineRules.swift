import Manifest

/// Rules that look at one line, whatever the file is.
///
/// To teach the scanner a token, add a row to ``LineRules/tokens``.
enum LineRules {
  /// A token that is known by its form.
  struct Token: Sendable {
    var prefix: String
    /// The least number of characters after the prefix.
    var length: Int
    var what: String
    init(_ prefix: String, _ length: Int, _ what: String) {
      self.prefix = prefix
      self.length = length
      self.what = what
    }
  }

  static let tokens: [Token] = [
    Token("ops_eyJ", 40, "a 1Password service account token"),
    Token("tskey-auth-", 10, "a Tailscale auth key"),
    Token("tskey-client-", 10, "a Tailscale OAuth client secret"),
    Token("tskey-api-", 10, "a Tailscale API key"),
    Token("ghp_", 30, "a GitHub token"), Token("gho_", 30, "a GitHub token"), Token("ghs_", 30, "a GitHub token"),
    Token("ghu_", 30, "a GitHub token"), Token("ghr_", 30, "a GitHub token"),
    Token("github_pat_", 30, "a GitHub token"), Token("glpat-", 18, "a GitLab token"),
    Token("AKIA", 16, "an AWS access key"), Token("ASIA", 16, "an AWS access key"),
    Token("xoxb-", 20, "a Slack token"), Token("xoxp-", 20, "a Slack token"), Token("xapp-", 20, "a Slack token"),
    Token("https://hooks.slack.com/services/T", 20, "a Slack webhook"),
    Token("sk_live_", 20, "a Stripe key"), Token("rk_live_", 20, "a Stripe key"), Token("AIza", 35, "a Google API key"),
    Token("npm_", 36, "an npm token"), Token("dop_v1_", 40, "a DigitalOcean token"),
    Token("hf_", 30, "a Hugging Face token"),
    Token("sk-ant-", 30, "an Anthropic key"), Token("sk-proj-", 30, "an OpenAI key"),
    Token("SG.", 60, "a SendGrid key"),
    Token("hvs.", 24, "a Vault token"), Token("dckr_pat_", 20, "a Docker token"),
    Token("pypi-AgEI", 30, "a PyPI token"),
    Token("AGE-SECRET-KEY-1", 40, "an age private key"), Token("shpat_", 30, "a Shopify token"),
    Token("ngrok_", 30, "an ngrok key"),
  ]

  static func scan(_ text: SourceText) -> [Ranked] {
    var found: [Ranked] = []
    let structured = DocumentRules.reads(text.file)
    for (i, line) in text.lines.enumerated() {
      guard line.utf8.count >= 12, line.utf8.count < 100_000 else { continue }
      if let one = privateKey(line) ?? token(line) ?? jwt(line) ?? urlPassword(line)
        ?? (structured ? nil : assignment(line))
      {
        found.append(one.ranked(text.file, i + 1, key(of: line)))
      }
    }
    return found
  }

  /// What a rule found in a line.
  struct Hit {
    var rule: String
    var message: String
    var nextStep: String
    var rank: Int
    var key: String?

    func ranked(_ file: String, _ line: Int, _ fallback: String) -> Ranked {
      Ranked(
        finding: SecretScan.Finding(
          file: file, line: line, key: key ?? fallback, rule: rule, message: message, nextStep: nextStep), rank: rank)
    }
  }

  static let rotate = "Take it out, keep it in 1Password (OnePasswordItem), and replace it where it was issued."

  private static func privateKey(_ line: Substring) -> Hit? {
    guard let range = find("-----BEGIN ", in: line), !line.contains("{{") else { return nil }
    let rest = line[range...]
    guard rest.contains("PRIVATE KEY"), !rest.contains("ENCRYPTED PRIVATE KEY") else { return nil }
    return Hit(rule: "private-key", message: "a private key", nextStep: rotate, rank: 0)
  }

  private static func token(_ line: Substring) -> Hit? {
    for token in tokens {
      guard let start = find(token.prefix, in: line) else { continue }
      let before = start == line.startIndex ? nil : line[line.index(before: start)]
      if let before, before.isLetter || before.isNumber || before == "_" { continue }
      let rest = line[line.index(start, offsetBy: token.prefix.count)...]
      let body = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./+=".contains($0)) }
      guard body.count >= token.length, !Words.isHarmless(String(body)) else { continue }
      return Hit(rule: "token", message: token.what, nextStep: rotate, rank: 0)
    }
    return nil
  }

  /// Three base64url parts, the first two JSON: 1Password Connect tokens and service account tokens have this form.
  private static func jwt(_ line: Substring) -> Hit? {
    guard let start = find("eyJ", in: line) else { return nil }
    let body = line[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    let parts = body.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].hasPrefix("eyJ"), parts[1].count > 20, parts[2].count > 20 else { return nil }
    return Hit(
      rule: "jwt", message: "a signed token (1Password Connect and Kubernetes tokens have this form)", nextStep: rotate,
      rank: 0)
  }

  /// `scheme://user:password@host`.
  private static func urlPassword(_ line: Substring) -> Hit? {
    var rest = line
    while let start = find("://", in: rest) {
      let after = rest[rest.index(start, offsetBy: 3)...]
      let authority = after.prefix { !" \t/?#\"'<>`".contains($0) }
      rest = after
      guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { continue }
      let password = String(authority[authority.index(after: colon)..<at])
      if password.count < 3 || Words.isHarmless(password) || Words.dummyPasswords.contains(password.lowercased()) {
        continue
      }
      return Hit(
        rule: "url-password", message: "a URL with a password",
        nextStep: "Let the URL take the password from a Secret: $(NAME) in the env value, NAME from secretKeyRef.",
        rank: 1)
    }
    return nil
  }

  /// `KEY=value`, `key: value`, `"key": "value"` in files of any other form.
  private static func assignment(_ line: Substring) -> Hit? {
    guard let split = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
    let key = self.key(of: line)
    guard !key.isEmpty, Words.isTelling(key) else { return nil }
    var value = line[line.index(after: split)...]
    if value.first == "=" || value.first == "~" { return nil }
    while value.first == " " || value.first == "\t" { value = value.dropFirst() }
    let isQuoted = value.first == "\"" || value.first == "'"
    if !isQuoted, let space = value.firstIndex(where: { " \t#".contains($0) }) { value = value[..<space] }
    let text = Words.trim(value)
    if !isQuoted && text.contains(where: { "(){}[].$".contains($0) }) { return nil }
    guard !Words.isHarmless(text), Words.looksRandom(text) else { return nil }
    return Hit(rule: "telling-key", message: "a random-looking value under the key \(key)", nextStep: rotate, rank: 3)
  }

  /// The word before the first `=` or `:`.
  static func key(of line: Substring) -> String {
    guard let split = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return "" }
    var words = Words.trim(line[..<split])
    if let last = words.split(whereSeparator: { " \t\"'{,".contains($0) }).last { words = String(last) }
    return words.utf8.count <= 80 && words.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) } ? words : ""
  }

  /// The start of an ASCII text in a line.
  static func find(_ needle: String, in line: Substring) -> Substring.Index? {
    let wanted = Array(needle.utf8)
    let bytes = line.utf8
    guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
    var at = bytes.startIndex
    while let next = bytes[at...].firstIndex(of: first) {
      if bytes[next...].starts(with: wanted) { return next }
      at = bytes.index(after: next)
    }
    return nil
  }
}
