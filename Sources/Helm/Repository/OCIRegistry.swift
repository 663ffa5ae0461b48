import Files
import GoLibrary
import Manifest

/// Pulls charts from a registry by the OCI distribution protocol (helm's `pkg/registry`, and oras beneath it).
struct OCIRegistry {
  private let downloader: ChartDownloader
  private let access: ChartDownloader.Access
  private let session = OCISession()

  init(_ downloader: ChartDownloader, _ access: ChartDownloader.Access) {
    self.downloader = downloader
    self.access = access
  }

  private enum MediaType {
    static let config = "application/vnd.cncf.helm.config.v1+json"
    static let chart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
    static let legacyChart = "application/tar+gzip"
    static let manifest = "application/vnd.oci.image.manifest.v1+json"
    static let accepted =
      "application/vnd.docker.distribution.manifest.v2+json, "
      + "application/vnd.docker.distribution.manifest.list.v2+json, \(manifest), "
      + "application/vnd.oci.image.index.v1+json, application/vnd.oci.artifact.manifest.v1+json"
  }

  // MARK: Which version

  /// The chart of a reference: `oci://host/charts/name`, with a tag, a digest, or a version beside it.
  func chart(_ text: String, version: String) throws(HelmError) -> ChartDownloader.Download {
    var reference = try OCIReference(text)
    if !version.isEmpty, !reference.tag.isEmpty, reference.tag != version {
      throw HelmError("chart reference and version mismatch: \(version) is not \(reference.tag)")
    }
    let wanted = version.isEmpty ? reference.tag : version
    if !reference.digest.isEmpty {
      if !wanted.isEmpty {
        reference.tag = OCIRegistry.tag(wanted)
        if let found = try? manifest(reference).digest, found != reference.digest {
          throw HelmError("chart reference digest mismatch: \(found) is not \(reference.digest)")
        }
        reference.tag = ""
      }
      return try pull(reference, name: wanted)
    }
    var chosen = wanted
    if (try? SemVer(wanted)) == nil {
      let tags = try tags(reference)
      if tags.isEmpty { throw HelmError("Unable to locate any tags in provided repository: \(text)") }
      chosen = try OCIRegistry.choose(tags, wanted)
    }
    reference.tag = OCIRegistry.tag(chosen)
    return try pull(reference, name: chosen)
  }

  /// The exact version, else the first that fits (helm's `GetTagMatchingVersionOrConstraint`).
  static func choose(_ tags: [String], _ version: String) throws(HelmError) -> String {
    if tags.contains(version) { return version }
    let range: SemVer.Constraint
    do { range = try SemVer.Constraint(version.isEmpty ? "*" : version) } catch { throw HelmError(error.message) }
    for tag in tags {
      if let candidate = try? SemVer(tag), range.check(candidate) { return tag }
    }
    throw HelmError("Could not locate a version matching provided version string \(version)")
  }

  private static func tag(_ version: String) -> String { String(version.map { $0 == "+" ? "_" : $0 }) }

  /// All tags that are versions, the highest first.
  func tags(_ reference: OCIReference) throws(HelmError) -> [String] {
    var versions: [SemVer] = []
    var path: String? = "/v2/\(reference.repository)/tags/list"
    var pages = 0
    while let next = path, pages < 1000 {
      let response = try get(reference, next, accept: "")
      if response.status == 404 { throw HelmError("\(reference.registry)/\(reference.repository): not found") }
      try check(response, reference, next)
      let document: Value
      do throws(SourceError) { document = try JSON.parse(response.bytes) } catch { throw HelmError(error.message) }
      for tag in document["tags"]?.array?.compactMap(\.string) ?? [] {
        if let version = try? SemVer(strict: String(tag.map { $0 == "_" ? "+" : $0 })) { versions.append(version) }
      }
      path = nextPage(response)
      pages += 1
    }
    return versions.enumerated().sorted { a, b in
      let order = b.element.compare(a.element)
      return order == 0 ? a.offset < b.offset : order < 0
    }.map(\.element.description)
  }

  /// `Link: </v2/…>; rel="next"`.
  private func nextPage(_ response: ChartResponse) -> String? {
    guard let link = response.header("Link"), link.contains("rel=\"next\""), let start = link.firstIndex(of: "<"),
      let end = link[start...].firstIndex(of: ">")
    else { return nil }
    let target = String(link[link.index(after: start)..<end])
    guard let address = WebAddress(target) else { return nil }
    return address.path + address.query
  }

  // MARK: Pulling

  private func pull(_ reference: OCIReference, name version: String) throws(HelmError) -> ChartDownloader.Download {
    let (manifest, digest) = try manifest(reference)
    let config = manifest["config"]
    let layers = manifest["layers"]?.array ?? []
    let known = ([config].compactMap { $0 } + layers).filter {
      [MediaType.config, MediaType.chart, MediaType.legacyChart].contains($0["mediaType"]?.string ?? "")
    }
    // The manifest itself is one of them.
    if known.count + 1 < 2 {
      throw HelmError(
        "manifest does not contain minimum number of descriptors (2), descriptors found: \(known.count + 1)")
    }
    guard config?["mediaType"]?.string == MediaType.config else {
      throw HelmError("could not load config with mediatype \(MediaType.config)")
    }
    let kinds = [MediaType.chart, MediaType.legacyChart]
    guard let layer = layers.last(where: { kinds.contains($0["mediaType"]?.string ?? "") }) else {
      throw HelmError("manifest does not contain a layer with mediatype \(MediaType.chart)")
    }
    let bytes = try blob(reference, layer)
    var notes: [String] = []
    if layer["mediaType"]?.string == MediaType.legacyChart {
      notes.append("Warning: chart media type \(MediaType.legacyChart) is deprecated")
    }
    notes.append("Pulled: \(reference.text)")
    notes.append("Digest: \(digest)")
    if reference.tag.contains("_") {
      notes.append("\(reference.text) contains an underscore.")
      notes.append("")
      notes.append("OCI artifact references (e.g. tags) do not support the plus sign (+). To support")
      notes.append("storing semantic versions, Helm adopts the convention of changing plus (+) to")
      notes.append("an underscore (_) in chart version tags when pushing to a registry and back to")
      notes.append("a plus (+) when pulling from a registry.")
    }
    let base = reference.repository.split(separator: "/").last.map(String.init) ?? "chart"
    return ChartDownloader.Download(
      bytes: bytes, name: version.isEmpty ? "\(base).tgz" : "\(base)-\(version).tgz", notes: notes)
  }

  /// The manifest and its digest, checked when the reference names one.
  private func manifest(_ reference: OCIReference) throws(HelmError) -> (Value, digest: String) {
    func failed(_ words: String) -> HelmError { HelmError("failed to perform \"FetchReference\" on source: \(words)") }
    let path = "/v2/\(reference.repository)/manifests/\(reference.version)"
    let response: ChartResponse
    do throws(HelmError) {
      response = try get(reference, path, accept: MediaType.accepted)
      if response.status == 404 { throw HelmError("\(reference.text): not found") }
      try check(response, reference, path)
    } catch {
      throw failed(error.message)
    }
    let digest = "sha256:" + SHA256Digest.hex(response.bytes)
    for promised in [reference.tag.isEmpty ? reference.digest : "", response.header("Docker-Content-Digest") ?? ""] {
      if !promised.isEmpty, promised.hasPrefix("sha256:"), promised != digest {
        throw failed("\(reference.text): the manifest has digest \(digest), not \(promised)")
      }
    }
    do throws(SourceError) {
      return (try JSON.parse(response.bytes), digest)
    } catch {
      throw failed(error.message)
    }
  }

  /// A layer, with its size and digest checked.
  private func blob(_ reference: OCIReference, _ layer: Value) throws(HelmError) -> [UInt8] {
    let digest = layer["digest"]?.string ?? ""
    guard OCIReference.isDigest(digest) else {
      throw HelmError("invalid digest \(GoText.quote(digest)) in the manifest")
    }
    let path = "/v2/\(reference.repository)/blobs/\(digest)"
    let response = try get(reference, path, accept: "")
    if response.status == 404 { throw HelmError("failed to perform \"Fetch\" on source: \(digest): not found") }
    try check(response, reference, path)
    if let size = layer["size"]?.int, size != response.bytes.count {
      throw HelmError(
        "failed to perform \"Copy\" on source: mismatch Content-Length: expect \(size), got \(response.bytes.count)")
    }
    let found = "sha256:" + SHA256Digest.hex(response.bytes)
    if found != digest {
      throw HelmError("mismatched digest: the registry sent \(found) for \(digest) of \(reference.text)")
    }
    return response.bytes
  }

  // MARK: Requests

  private func get(_ reference: OCIReference, _ path: String, accept: String) throws(HelmError) -> ChartResponse {
    let credentials = access.credentials ?? RegistryCredentials.find(reference.registry, downloader.options)
    return try session.get(
      reference.registry, path, accept: accept, repository: reference.repository, credentials: credentials,
      options: downloader.options, transport: try downloader.transport(reference.text))
  }

  private func check(_ response: ChartResponse, _ reference: OCIReference, _ path: String) throws(HelmError) {
    if response.status == 200 { return }
    let url = session.address(reference.registry, path, plain: downloader.options.plainHTTP)
    throw HelmError(OCISession.failure("GET", url, response))
  }
}
