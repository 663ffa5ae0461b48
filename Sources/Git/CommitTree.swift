import Files
import Manifest

/// The files of a commit of the working tree: which there are says git, their bytes stand on disk.
public struct CommitTree: FileTree {
  private let disk: DiskTree
  private let folders: [String: [FileEntry]]

  /// `listing` is what `git ls-files --stage -z` prints.
  init(root: String, listing: [UInt8]) throws(SourceError) {
    do {
      disk = try DiskTree(root)
    } catch {
      throw SourceError(file: root, error.description)
    }
    var folders: [String: [FileEntry]] = ["": []]
    func register(_ path: String, _ kind: FileKind) {
      var path = path
      var kind = kind
      while true {
        let parent = FilePath.directory(path)
        let isKnown = folders[parent] != nil
        folders[parent, default: []].append(FileEntry(name: FilePath.base(path), kind: kind))
        if isKnown { return }
        path = parent
        kind = .directory
      }
    }
    for record in listing.split(separator: 0) {
      guard let tab = record.firstIndex(of: 9) else { continue }
      let path = String(decoding: record[(tab + 1)...], as: UTF8.self)
      let mode = record.prefix(6)
      if mode.elementsEqual("100755".utf8) {
        register(path, .file(executable: true))
      } else if mode.elementsEqual("120000".utf8) {
        // The target matters only to whoever follows it, and the disk tells.
        register(path, disk.kind(path) ?? .symlink(target: ""))
      } else if mode.elementsEqual("160000".utf8) {
        register(path, .directory)
        folders[path] = []
      } else {
        register(path, .file(executable: false))
      }
    }
    self.folders = folders.mapValues { entries in
      entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
  }

  public func displayPath(_ path: String) -> String { path }

  public func kind(_ path: String) -> FileKind? {
    guard let clean = FilePath.clean(path) else { return nil }
    if folders[clean] != nil { return .directory }
    guard let entries = folders[FilePath.directory(clean)] else { return nil }
    let name = FilePath.base(clean)
    return entries.first { $0.name == name }?.kind
  }

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    guard let clean = FilePath.clean(path) else { throw FileError(path, .escapes) }
    guard let kind = kind(clean) else { throw FileError(clean, .notFound) }
    if case .directory = kind { throw FileError(clean, .notAFile) }
    do {
      return try disk.read(clean)
    } catch {
      throw FileError(clean, error.reason)
    }
  }

  public func list(_ path: String) throws(FileError) -> [FileEntry] {
    guard let clean = FilePath.clean(path) else { throw FileError(path, .escapes) }
    guard let entries = folders[clean] else {
      throw FileError(clean, kind(clean) == nil ? .notFound : .notADirectory)
    }
    return entries
  }
}
