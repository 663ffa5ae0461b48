/// Coder's rules for `CODER_WILDCARD_ACCESS_URL` (coderd/workspaceapps/appurl, CompileHostnamePattern).
public enum HostnamePattern {
  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
  }

  /// Refuses what Coder refuses at start, in its words.
  public static func check(_ text: String) throws(Failure) {
    let pattern = text.lowercased()
    func refuse(_ reason: String) -> Failure { Failure(description: "\(reason): \"\(pattern)\"") }
    if pattern.contains("http:") || pattern.contains("https:") {
      throw refuse("hostname pattern must not contain a scheme")
    }
    if pattern.hasPrefix(".") || pattern.hasSuffix(".") {
      throw refuse("hostname pattern must not start or end with a period")
    }
    if !pattern.contains(".") { throw refuse("hostname pattern must contain at least two labels/segments") }
    if pattern.filter({ $0 == "*" }).count != 1 {
      throw refuse("hostname pattern must contain exactly one asterisk")
    }
    if !pattern.hasPrefix("*") {
      throw refuse("hostname pattern must only contain an asterisk at the beginning")
    }
    var host = Substring(pattern)
    if let colon = pattern.lastIndex(of: ":"), pattern.filter({ $0 == ":" }).count == 1 { host = pattern[..<colon] }
    for (i, part) in host.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
      let label = i == 0 ? "a" + part.dropFirst() : String(part)
      if !isLabel(label) {
        throw Failure(description: "hostname pattern contains invalid label \"\(label)\": \"\(host)\"")
      }
    }
  }

  private static func isLabel(_ label: String) -> Bool {
    let bytes = Array(label.utf8)
    func isWord(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    guard let first = bytes.first, let last = bytes.last, isWord(first), isWord(last) else { return false }
    return bytes.allSatisfy { isWord($0) || $0 == 0x2D }
  }
}
