import Files
import Foundation
import Testing
import Vendir

/// A folder that goes away with the test.
final class TestFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-vendir-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func read(_ name: String) -> String? { try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  /// Every file below a folder, with its text.
  func files(_ name: String) throws -> [String: String] {
    var found: [String: String] = [:]
    let tree = try DiskTree("\(path)/\(name)")
    for (file, _) in try tree.walk() { found[file] = String(decoding: try tree.read(file), as: UTF8.self) }
    return found
  }

  func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }
}

/// Answers from a table; counts what was asked.
final class TableFetcher: Fetcher, @unchecked Sendable {
  private let lock = NSLock()
  private var table: [String: (status: Int, bytes: [UInt8])]
  private(set) var requests: [FetchRequest] = []

  init(_ table: [String: [UInt8]]) { self.table = table.mapValues { (200, $0) } }

  func set(_ url: String, _ bytes: [UInt8], status: Int = 200) { lock.withLock { table[url] = (status, bytes) } }

  func get(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    let answer = lock.withLock {
      requests.append(request)
      return table[request.url]
    }
    guard let answer else { return FetchResponse(status: 404, bytes: [], url: request.url) }
    request.progress?(answer.bytes.count, answer.bytes.count)
    return FetchResponse(status: answer.status, bytes: answer.bytes, url: request.url)
  }
}

enum Samples {
  static func chart(_ name: String, _ version: String, extra: [Archive.Entry] = []) -> [UInt8] {
    Archive.packTgz(
      [
        .file(
          "\(name)/Chart.yaml", "apiVersion: v2\nname: \(name)\nversion: \(version)\nappVersion: \"\(version)-app\"\n"),
        .file("\(name)/values.yaml", "replicas: 1\n"), .file("\(name)/templates/a.yaml", "kind: A\n"),
        .file("\(name)/LICENSE", "free\n"),
      ] + extra)
  }

  static func index(_ name: String, _ versions: [(version: String, url: String, digest: String)]) -> [UInt8] {
    var text = "apiVersion: v1\nentries:\n  \(name):\n"
    for version in versions {
      text += "  - name: \(name)\n    version: \(version.version)\n    urls:\n    - \(version.url)\n"
      if !version.digest.isEmpty { text += "    digest: \(version.digest)\n" }
    }
    return Array(text.utf8)
  }

  static let config = """
    apiVersion: vendir.k14s.io/v1alpha1
    kind: Config
    directories:
      - path: charts/coder
        contents:
          - path: .
            helmChart:
              name: coder
              version: 2.29.1
              repository:
                url: https://charts.test/v2

    """
}
