import GoLibrary
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What `helm package` does: packs chart folders into archives. Signing is not supported.
public struct PackageAction: Sendable {
  public var version = ""
  public var appVersion = ""
  public var destination = "."
  public var dependencyUpdate = false
  public var sign = false
  public var source = ChartPathOptions()
  /// The files' time, in seconds since 1970; now when `nil`.
  public var modified: Int64?

  public init() {}

  public func run(_ arguments: [String]) throws(HelmError) -> TemplateAction.Output {
    var output = TemplateAction.Output()
    if arguments.isEmpty { throw HelmError("need at least one argument, the path to the chart") }
    if sign { throw HelmError("--sign is not supported: drydock signs no packages; use helm package --sign") }
    do throws(HelmError) {
      for argument in arguments { try run(argument, &output) }
    } catch {
      output.error = error
    }
    return output
  }

  private func run(_ argument: String, _ output: inout TemplateAction.Output) throws(HelmError) {
    var info = stat()
    guard stat(argument, &info) == 0 else { throw HelmError("stat \(argument): \(SystemError.text(errno))") }
    if dependencyUpdate {
      var update = DependencyAction()
      update.isSilent = true
      update.source = source
      if let error = update.update(DiskPath.absolute(argument)).error { throw error }
    }
    let path = try package(argument, &output)
    output.stdout += Array("Successfully packaged chart and saved it to: \(path)\n".utf8)
  }

  private func package(_ folder: String, _ output: inout TemplateAction.Output) throws(HelmError) -> String {
    var chart = try Chart.load(checkedFolder: DiskPath.absolute(folder))
    for line in chart.log.lines { output.log.add(line) }
    if !version.isEmpty { chart.metadata.version = version }
    do { _ = try SemVer(chart.metadata.version) } catch { throw HelmError(error.message) }
    if !appVersion.isEmpty { chart.metadata.appVersion = appVersion }
    if let missing = chart.missingDependencies { throw HelmError(missing) }
    do throws(HelmError) { try chart.metadata.validate() } catch {
      throw error.wrapped("failed to save: chart validation")
    }
    let base = destination == "." ? DiskPath.absolute(".") : destination
    let path = base.isEmpty ? chart.packageName : DiskPath.clean("\(base)/\(chart.packageName)")
    do throws(HelmError) {
      try Self.checkFolder(base)
      try OutputFolder.replace(path, try chart.packed(modified: modified ?? Int64(time(nil))))
    } catch {
      throw error.wrapped("failed to save")
    }
    return path
  }

  /// What `chartutil.Save` says of a destination that is no folder and can become none.
  private static func checkFolder(_ path: String) throws(HelmError) {
    var info = stat()
    if path.isEmpty { return }
    if stat(path, &info) != 0 {
      if errno != ENOENT { throw HelmError("stat \(path): stat \(path): \(SystemError.text(errno))") }
    } else if info.st_mode & S_IFMT != S_IFDIR {
      throw HelmError("is not a directory: \(path)")
    }
  }
}
