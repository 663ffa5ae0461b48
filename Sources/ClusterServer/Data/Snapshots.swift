import Glibc
import Manifest

/// Files that hold snapshots.
public enum Snapshots {
  /// The bytes of a file.
  public static func bytes(of path: String) throws(SourceError) -> [UInt8] {
    func failure() -> SourceError {
      SourceError(
        file: path, "cannot be read: \(String(cString: strerror(errno)))",
        nextStep: "Give a file that `drydock cluster snapshot` has written.")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else { throw failure() }
      bytes += buffer[..<count]
    }
  }
}
