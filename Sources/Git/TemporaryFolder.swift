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

  deinit { DiskFile.removeTree(path) }
}
