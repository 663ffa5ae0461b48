#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds the chart that a command names (helm's `LocateChart`): a path on disk, or something to fetch.
enum ChartLocator {
  static func locate(_ reference: String, repository: String, version: String) throws(HelmError) -> String {
    let name = GoText.trimSpace(reference)
    var info = stat()
    if stat(name, &info) == 0 { return DiskPath.absolute(name) }
    if name.hasPrefix("/") || name.hasPrefix(".") { throw HelmError("path \(GoText.quote(name)) not found") }
    if !repository.isEmpty || name.contains("://") {
      throw HelmError("fetching charts is not supported yet: \(name); use drydock vendor, or a path")
    }
    guard let slash = name.firstIndex(of: "/") else {
      throw HelmError("non-absolute URLs should be in form of repo_name/path_to_chart, got: \(name)")
    }
    throw HelmError("repo \(name[..<slash]) not found")
  }
}
