#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds the chart that a command names (helm's `LocateChart`): a path on disk, or something to fetch.
enum ChartLocator {
  enum Place {
    case disk(String)
    case fetched(ChartDownloader.Download)
  }

  /// - Parameter log: gets what helm prints to standard error meanwhile.
  static func locate(
    _ reference: String, _ options: ChartPathOptions, _ log: inout HelmLog
  ) throws(HelmError) -> Place {
    let name = GoText.trimSpace(reference)
    var info = stat()
    if stat(name, &info) == 0 {
      if !options.repository.isEmpty {
        log.add(
          "install.go:757: WARN local chart found in current working directory. repository url ignored "
            + "chart=\(GoText.attribute(name)) repository=\(GoText.attribute(options.repository))")
      }
      if options.verify {
        if info.st_mode & S_IFMT == S_IFDIR { throw HelmError("unpacked charts cannot be verified") }
        throw unverified
      }
      return .disk(DiskPath.absolute(name))
    }
    if name.hasPrefix("/") || name.hasPrefix(".") { throw HelmError("path \(GoText.quote(name)) not found") }
    if options.verify { throw unverified }
    var download = try ChartDownloader(options: options).chart(name)
    // Where helm would have put it: messages name the file.
    download.name = DiskPath.clean("\(options.repositoryCachePath)/\(download.name)")
    for line in download.notes { log.add(line) }
    return .fetched(download)
  }

  private static let unverified = HelmError(
    "--verify is not supported: drydock checks digests, not signatures; use helm pull --verify")
}

extension Chart {
  static func load(_ place: ChartLocator.Place) throws(HelmError) -> Chart {
    switch place {
    case .disk(let path): try load(path: path)
    case .fetched(let download): try load(archive: download.bytes, name: download.name)
    }
  }
}
