import GoLibrary
import Manifest

/// A chart repository's `index.yaml` (helm's `pkg/repo/index.go`).
struct RepositoryIndex: Sendable {
  struct Entry: Sendable, Hashable {
    var name: String
    var version: String
    var urls: [String]
    /// SHA-256 in hex; empty when the repository gives none.
    var digest: String
  }

  /// By name; each list has the highest version first.
  private var entries: [String: [Entry]] = [:]
  /// What helm would have logged.
  private(set) var log: [String] = []

  /// - Parameter source: what the warnings call the index.
  init(_ bytes: [UInt8], source: String) throws(HelmError) {
    if bytes.isEmpty { throw HelmError("empty index.yaml file") }
    let root: Value
    if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), let json = try? JSON.parse(bytes) {
      root = json
    } else {
      do throws(SourceError) {
        root = try YAML.unmarshal(bytes, limits: YAML.Limits(strict: true))
      } catch {
        throw HelmError("error converting YAML to JSON: \(error.message)")
      }
    }
    for pair in root["entries"]?.object ?? Object() {
      entries[pair.key] = read(pair.value.array ?? [], pair.key, source)
    }
    if (root["apiVersion"]?.string ?? "").isEmpty { throw HelmError("no API version specified") }
  }

  private mutating func read(_ items: [Value], _ chart: String, _ source: String) -> [Entry] {
    var found: [(entry: Entry, version: SemVer)] = []
    for item in items.reversed() {
      if item.isNull {
        log.append(
          "index.go:377: skipping loading invalid entry for chart \(GoText.quote(chart)) from \(source): empty entry")
        continue
      }
      let entry = Entry(
        name: item["name"]?.string ?? "", version: item["version"]?.string ?? "",
        urls: (item["urls"]?.array ?? []).compactMap(\.string), digest: item["digest"]?.string ?? "")
      var metadata = ChartMetadata()
      metadata.apiVersion = "v1"
      metadata.name = entry.name
      metadata.version = entry.version
      do throws(HelmError) {
        try metadata.validate()
        guard let version = try? SemVer(entry.version) else { continue }
        found.append((entry, version))
      } catch {
        log.append(
          "index.go:388: skipping loading invalid entry for chart \(GoText.quote(chart)) "
            + "\(GoText.quote(entry.version)) from \(source): \(error.message)")
      }
    }
    return found.reversed().enumerated()
      .sorted { a, b in
        let order = b.element.version.compare(a.element.version)
        return order == 0 ? a.offset < b.offset : order < 0
      }.map(\.element.entry)
  }

  /// The versions of a chart, the highest first; `nil` when the chart is not there.
  func versions(of name: String) -> [Entry]? { entries[name] }

  /// The exact version, else the highest that fits the range; without one the highest that is no prerelease.
  func entry(_ name: String, version: String) throws(HelmError) -> Entry {
    guard let all = entries[name] else { throw HelmError("no chart name found") }
    if all.isEmpty { throw HelmError("no chart version found") }
    let range: SemVer.Constraint
    do { range = try SemVer.Constraint(version.isEmpty ? "*" : version) } catch { throw HelmError(error.message) }
    if !version.isEmpty, let exact = all.first(where: { $0.version == version }) { return exact }
    for entry in all {
      if let candidate = try? SemVer(entry.version), range.check(candidate) { return entry }
    }
    throw HelmError("no chart version found for \(name)-\(version)")
  }
}
