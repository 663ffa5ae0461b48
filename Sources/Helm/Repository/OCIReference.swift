/// `registry/repository:tag@digest` (helm's `pkg/registry/reference.go`).
struct OCIReference: Hashable {
  var registry: String
  var repository: String
  /// With `_` for the `+` of versions, which tags may not have.
  var tag: String
  var digest: String

  init(_ text: String) throws(HelmError) {
    var rest = text.hasPrefix("oci://") ? String(text.dropFirst("oci://".count)) : text
    digest = ""
    if let at = rest.lastIndex(of: "@") {
      digest = String(rest[rest.index(after: at)...])
      rest = String(rest[..<at])
    }
    guard let slash = rest.firstIndex(of: "/") else {
      throw HelmError("invalid reference: missing registry or repository")
    }
    registry = String(rest[..<slash])
    var path = String(rest[rest.index(after: slash)...])
    tag = ""
    if let colon = path.lastIndex(of: ":"), !path[colon...].contains("/") {
      tag = String(path[path.index(after: colon)...].map { $0 == "+" ? "_" : $0 })
      path = String(path[..<colon])
    }
    repository = path
    if registry.isEmpty || registry.contains(where: { " ?#\\".contains($0) }) {
      throw HelmError("invalid reference: invalid registry \(GoText.quote(registry))")
    }
    if !Self.isRepository(repository) {
      throw HelmError("invalid reference: invalid repository \(GoText.quote(repository))")
    }
    if !Self.isTag(tag) { throw HelmError("invalid reference: invalid tag \(GoText.quote(tag))") }
    if !digest.isEmpty, !Self.isDigest(digest) {
      throw HelmError("invalid reference: invalid digest \(GoText.quote(digest))")
    }
  }

  /// Lower case parts with single separators between letters and digits.
  private static func isRepository(_ text: String) -> Bool {
    text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      func isWord(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7A)
      }
      guard isWord(part.utf8.first), isWord(part.utf8.last) else { return false }
      return part.utf8.allSatisfy { isWord($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
    }
  }

  private static func isTag(_ text: String) -> Bool {
    text.utf8.count <= 128
      && text.utf8.enumerated().allSatisfy { at, byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        case 0x2E, 0x2D: at > 0
        default: false
        }
      }
  }

  static func isDigest(_ text: String) -> Bool {
    let hex = text.utf8.dropFirst("sha256:".utf8.count)
    return text.hasPrefix("sha256:") && hex.count == 64
      && hex.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
  }

  /// The tag, or else the digest.
  var version: String { tag.isEmpty ? digest : tag }

  var text: String {
    if !tag.isEmpty { return "\(registry)/\(repository):\(tag)" }
    return "\(registry)/\(repository)" + (digest.isEmpty ? "" : "@" + digest)
  }
}
