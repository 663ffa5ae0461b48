import Crypto
import Files
import Manifest

/// `drydock.lock`: the bytes behind the versions of `vendir.lock.yml`.
///
/// For each contents the SHA-256 of the archive that was fetched (charts, files) and of the tree that was written. The
/// tree's digest is that of its listing: one line `<sha-256 of the file>  <- or x> <path>` for each file, ordered by the
/// bytes of the paths; a link counts by its target.
public struct DigestLock: Sendable {
  public var contents: [Contents] = []

  public struct Contents: Sendable, Hashable {
    /// The whole path, as `charts/coder`.
    public var path: String
    /// Where the bytes came from, without secrets; empty for local contents.
    public var source: String
    /// Hex; empty where there is no archive.
    public var archive: String
    /// Hex.
    public var tree: String
    public var files: Int

    public init(path: String, source: String = "", archive: String = "", tree: String, files: Int) {
      self.path = path
      self.source = source
      self.archive = archive
      self.tree = tree
      self.files = files
    }
  }

  static let apiVersion = "drydock.dev/v1alpha1"

  public init() {}

  public init?(bytes: [UInt8], file: String) throws(SourceError) {
    guard let value = try YAML.parse(bytes, file: file).first else { return nil }
    guard value["kind"]?.string == "VendorLock" else {
      throw SourceError(file: file, line: 1, "is no lock file of drydock (kind VendorLock)")
    }
    for entry in value["contents"]?.array ?? [] {
      contents.append(
        Contents(
          path: entry["path"]?.string ?? "", source: entry["source"]?.string ?? "",
          archive: entry["archive"]?["sha256"]?.string ?? "", tree: entry["tree"]?["sha256"]?.string ?? "",
          files: Int(entry["tree"]?["files"]?.int ?? 0)))
    }
  }

  public subscript(path: String) -> Contents? { contents.first { $0.path == path } }

  mutating func set(_ entry: Contents) {
    if let at = contents.firstIndex(where: { $0.path == entry.path }) {
      contents[at] = entry
    } else {
      contents.append(entry)
    }
  }

  public var text: String {
    let entries = contents.map { entry -> Value in
      var value: Value = [
        "path": .string(entry.path), "tree": ["sha256": .string(entry.tree), "files": .int(Int64(entry.files))],
      ]
      if !entry.source.isEmpty { value["source"] = .string(entry.source) }
      if !entry.archive.isEmpty { value["archive"] = ["sha256": .string(entry.archive)] }
      return value
    }
    return YAML.write([
      "apiVersion": .string(DigestLock.apiVersion), "kind": "VendorLock", "contents": .array(entries),
    ])
  }

  // MARK: - Digests

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  public static func sha256(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

  /// The digest of a tree and how many files it has.
  public static func tree(_ tree: some FileTree) throws(FileError) -> (digest: String, files: Int) {
    var hash = SHA256()
    var files: [(path: String, kind: FileKind)] = try tree.walk()
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for (path, kind) in files {
      let line: String
      switch kind {
      case .file(let executable): line = "\(sha256(try tree.read(path)))  \(executable ? "x" : "-") \(path)\n"
      case .symlink(let target): line = "\(sha256(Array(target.utf8)))  l \(path)\n"
      case .directory: continue
      }
      hash.update(data: Array(line.utf8))
    }
    return (hex(hash.finalize()), files.count)
  }
}
