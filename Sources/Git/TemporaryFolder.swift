import Files
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A temporary folder that goes away with the value.
public final class TemporaryFolder: Sendable {
  public let path: String

  public init() throws(SourceError) {
    var template = Array("/tmp/drydock-XXXXXX".utf8CString)
    if let base = getenv("TMPDIR"), base.pointee != 0 {
      template = Array("\(String(cString: base))/drydock-XXXXXX".utf8CString)
    }
    guard mkdtemp(&template) != nil else {
      throw SourceError("no temporary folder could be made", nextStep: "set TMPDIR to a folder that can be written")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { TemporaryFolder.remove(path) }

  private static func remove(_ path: String) {
    var info = stat()
    guard lstat(path, &info) == 0 else { return }
    guard info.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    if let tree = try? DiskTree(path), let entries = try? tree.list("") {
      for entry in entries { remove("\(path)/\(entry.name)") }
    }
    rmdir(path)
  }
}
