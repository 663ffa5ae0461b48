import Files
import Manifest

extension Chart {
  /// The chart as a packed archive, with the files in helm's order (`chartutil.Save`).
  /// - Parameter modified: the files' time, in seconds since 1970.
  func packed(modified: Int64) throws(HelmError) -> [UInt8] {
    var entries: [Archive.Entry] = []
    try collect(&entries, prefix: "", modified: modified)
    return Self.withHelmHeader(Archive.packTgz(entries))
  }

  /// `coder-2.29.1.tgz`
  var packageName: String { "\(name)-\(metadata.version).tgz" }

  private func collect(_ entries: inout [Archive.Entry], prefix: String, modified: Int64) throws(HelmError) {
    if name.contains("/") { throw HelmError("\(GoText.quote(name)) is not a valid chart name") }
    let base = DiskPath.clean("\(prefix)/\(name)").drop { $0 == "/" }
    func add(_ file: String, _ bytes: [UInt8]) {
      let path = DiskPath.clean("\(base)/\(file)")
      entries.append(Archive.Entry(path: path, kind: .file, bytes: bytes, mode: 0o644, modified: modified))
    }
    var written = metadata
    if metadata.apiVersion == "v1" { written.dependencies = nil }
    add("Chart.yaml", Array(YAML.write(written.document).utf8))
    if metadata.apiVersion == "v2", let lock { add("Chart.lock", Array(YAML.write(lock.document).utf8)) }
    for file in raw where file.name == "values.yaml" { add("values.yaml", file.data) }
    if let schema {
      guard (try? JSON.parse(schema)) != nil else { throw HelmError("Invalid JSON in values.schema.json") }
      add("values.schema.json", schema)
    }
    for file in templates + files { add(file.name, file.data) }
    for chart in dependencies { try chart.collect(&entries, prefix: "\(base)/charts", modified: modified) }
  }

  /// Marks a gzip file as helm does: an extra field and a comment in its header.
  private static func withHelmHeader(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 10, bytes[3] == 0 else { return bytes }
    let extra = Array("+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=".utf8)
    var result = Array(bytes[..<10])
    result[3] = 0x04 | 0x10
    // No word of the compression level, and an unknown system, as Go writes.
    result[8] = 0x00
    result[9] = 0xFF
    result += [UInt8(extra.count), 0] + extra + Array("Helm".utf8) + [0]
    return result + bytes[10...]
  }
}
