import Files
import Helm

/// Packed charts. Input that is no gzip is taken as the tar inside, as checksums would stop nearly every change.
enum ArchiveTarget {
  static func run(_ bytes: [UInt8]) {
    let limits = Archive.Limits(total: 4 << 20, file: 1 << 20, entries: 1000)
    let packed: [UInt8]
    if bytes.starts(with: [0x1F, 0x8B]) {
      packed = bytes
      guard let entries = try? Archive.readTgz(bytes, limits: limits) else { return }
      trees(entries)
    } else {
      guard let entries = try? Archive.readTar(bytes, limits: limits) else { return }
      trees(entries)
      packed = Archive.gzip(bytes)
    }
    _ = try? Chart.load(archive: packed, name: "chart.tgz")
  }

  /// No entry may lead out of the tree, whatever its name.
  private static func trees(_ entries: [Archive.Entry]) {
    guard let tree = try? Archive.tree(entries) else { return }
    for entry in entries {
      guard let path = try? Archive.cleanPath(entry.path) else {
        Fuzz.require(false, "a tree holds \(entry.path)")
        continue
      }
      if entry.kind == .file { Fuzz.require((try? tree.read(path)) != nil, "\(path) is not in the tree") }
    }
    let again = (try? Archive.readTar(Archive.writeTar(entries))) ?? []
    Fuzz.require(again.count == entries.count, "\(entries.count) entries, \(again.count) after writing them")
  }
}
