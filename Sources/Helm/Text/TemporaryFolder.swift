import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that is there while something is done, and is gone afterwards.
enum TemporaryFolder {
  static func with<T>(_ name: String, _ body: (String) throws(HelmError) -> T) throws(HelmError) -> T {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/\(name)XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) } != nil }
    guard made else { throw HelmError("unable to create temp dir: \(SystemError.text(errno))") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { DiskFile.removeTree(folder) }
    return try body(folder)
  }
}

extension Chart {
  /// Unpacks a chart's archive into a folder of the chart's name there, and gives that folder (`chartutil.Expand`).
  static func unpack(_ bytes: [UInt8], into folder: String) throws(HelmError) -> String {
    let files = try files(archive: bytes)
    var metadata = ChartMetadata()
    for file in files where file.name == "Chart.yaml" {
      do throws(HelmError) { try metadata.decode(try HelmYAML.first(file.data)) } catch {
        throw error.wrapped("cannot load Chart.yaml")
      }
    }
    let name = metadata.name
    if name.isEmpty { throw HelmError("chart name not specified") }
    if name == "." || name == ".." { throw HelmError("chart name \(GoText.quote(name)) is not allowed") }
    if name.contains("/") { throw HelmError("chart name \(GoText.quote(name)) must not contain path separators") }
    for file in files { try OutputFolder.replace("\(folder)/\(name)/\(file.name)", file.data) }
    return "\(folder)/\(name)"
  }
}
