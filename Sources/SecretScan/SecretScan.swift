import Files
import Manifest

/// Finds secrets that git must not hold.
///
/// In: bytes with a file name, a tree of files, or the commits about to be pushed. Out: findings with file, line, key
/// and
/// next step — never the value. Looked for are Secret objects with data, kubeconfigs, private keys, 1Password tokens
/// and
/// credentials files, tokens of known form, URLs with passwords, and random-looking values under telling keys.
/// Encrypted or referenced values are harmless: SOPS, SealedSecret, ExternalSecret, OnePasswordItem, `${VAR}`,
/// `$(VAR)`,
/// template expressions and obvious placeholders. A line that says `drydock:allow` is passed over.
public enum SecretScan {
  /// Files above this size are not looked at, in bytes.
  public static let sizeLimit = 4 << 20

  public struct Finding: Sendable, Hashable, CustomStringConvertible {
    public var file: String
    /// 1-based; 0 when the file as a whole is meant.
    public var line: Int
    /// The key that the value stands under; empty when it has none.
    public var key: String
    /// Stable name of the rule: `secret-object`, `private-key`, `url-password`, ….
    public var rule: String
    public var message: String
    public var nextStep: String

    public init(file: String, line: Int, key: String, rule: String, message: String, nextStep: String) {
      self.file = file
      self.line = line
      self.key = key
      self.rule = rule
      self.message = message
      self.nextStep = nextStep
    }

    public var description: String {
      SourceError(file: file, line: line, "\(message) [\(rule)]", nextStep: nextStep).description
    }

    public var json: Value {
      .object([
        "file": .string(file), "line": .int(Int64(line)), "key": .string(key), "rule": .string(rule),
        "message": .string(message), "next": .string(nextStep),
      ])
    }
  }

  /// The findings of one file, in the order of its lines.
  public static func scan(file: String, bytes: [UInt8]) -> [Finding] {
    guard bytes.count <= sizeLimit, !bytes.prefix(8192).contains(0) else { return [] }
    let text = SourceText(file: file, bytes: bytes)
    var found = LineRules.scan(text)
    found += DocumentRules.scan(text)
    var seen: Set<Place> = []
    found.sort { ($0.line, $0.rank, $0.finding.key) < ($1.line, $1.rank, $1.finding.key) }
    return found.filter { !text.isAllowed($0.line) && seen.insert(Place(line: $0.line)).inserted }.map(\.finding)
  }

  /// The findings of every file below a folder, `.git` left out.
  /// - Throws: when a folder cannot be listed. Files that cannot be read are passed over.
  public static func scan(_ tree: some FileTree, below folder: String = "") throws(FileError) -> [Finding] {
    scan(
      tree,
      paths: try tree.walk(folder).compactMap { path, kind in
        if case .file = kind { path } else { nil }
      })
  }

  /// The findings of these files of a tree.
  public static func scan(_ tree: some FileTree, paths: [String]) -> [Finding] {
    var found: [Finding] = []
    for path in paths where !path.hasPrefix(".git/") && !path.contains("/.git/") && !isSkipped(path) {
      guard let bytes = try? tree.read(path) else { continue }
      found += scan(file: tree.displayPath(path), bytes: bytes)
    }
    return found
  }

  /// Folders of tools, and forms that hold no text.
  private static func isSkipped(_ path: String) -> Bool {
    let suffixes = [
      ".png", ".jpg", ".jpeg", ".gif", ".ico", ".woff", ".woff2", ".tgz", ".gz", ".zip", ".pdf", ".lock", ".sum",
    ]
    return path.hasPrefix("node_modules/") || path.contains("/node_modules/") || path.hasSuffix("package-lock.json")
      || suffixes.contains(where: path.hasSuffix)
  }

  private struct Place: Hashable {
    var line: Int
  }
}

/// A finding with how sure its rule is: one finding for each line, of the surest rule.
struct Ranked {
  var finding: SecretScan.Finding
  /// 0 is the surest.
  var rank: Int
  var line: Int { finding.line }
}

/// A file's text by lines.
struct SourceText {
  let file: String
  let bytes: [UInt8]
  let lines: [Substring]

  init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Whether the line says that it is meant.
  func isAllowed(_ line: Int) -> Bool {
    guard line >= 1, line <= lines.count else { return false }
    return lines[line - 1].contains("drydock:allow")
  }
}
