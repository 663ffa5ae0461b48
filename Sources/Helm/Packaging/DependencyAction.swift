import Files
import GoLibrary
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What `helm dependency` does: lists a chart's dependencies, and brings `charts/` and the lock file up to date.
///
/// Dependencies come from `charts/` itself, from folders (`file://`), repositories over HTTP and registries (`oci://`).
/// Unlike helm, `build` fetches from a repository that was never added with `helm repo add`.
public struct DependencyAction: Sendable {
  public var maxColumnWidth = 80
  public var source = ChartPathOptions()
  /// Does not fetch indexes before they are needed, and so does not tell of them.
  public var skipRefresh = false
  var isSilent = false

  public init() {}

  // MARK: build

  /// Fills `charts/` with what the lock file says; without a lock file as ``update(_:)``.
  public func build(_ folder: String) -> TemplateAction.Output {
    var output = TemplateAction.Output()
    do throws(HelmError) { try build(folder, &output) } catch { output.error = error }
    return output
  }

  private func build(_ folder: String, _ output: inout TemplateAction.Output) throws(HelmError) {
    let chart = try load(folder, &output)
    guard let lock = chart.lock else { return try update(folder, &output) }
    let asked = chart.metadata.dependencies
    try checkLocalPaths(asked ?? [], folder)
    let fetcher = try DependencyFetcher(source)
    let wanted = try asked.map { (all) throws(HelmError) in try fetcher.resolvingNames(all) }
    if LockDigest.of(wanted, lock.dependencies) != lock.digest {
      if chart.metadata.apiVersion != "v1" {
        throw HelmError(
          "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). "
            + "Please update the dependencies")
      }
      output.log.add(
        "manager.go:122: warning: a valid Helm v3 hash was not found. Checking against Helm v2 hash...")
      if LockDigest.v2(asked) != lock.digest {
        throw HelmError(
          "the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml). "
            + "Please update the dependencies")
      }
    }
    _ = try fill(folder, lock.dependencies ?? [], fetcher, &output)
  }

  // MARK: update

  /// Chooses versions, fills `charts/` and writes the lock file.
  public func update(_ folder: String) -> TemplateAction.Output {
    var output = TemplateAction.Output()
    do throws(HelmError) { try update(folder, &output) } catch { output.error = error }
    return output
  }

  private func update(_ folder: String, _ output: inout TemplateAction.Output) throws(HelmError) {
    let chart = try load(folder, &output)
    guard let asked = chart.metadata.dependencies else { return }
    try checkLocalPaths(asked, folder)
    let fetcher = try DependencyFetcher(source)
    let wanted = try fetcher.resolvingNames(asked)
    if !skipRefresh {
      var told = ""
      defer { say(told, &output) }
      try fetcher.refresh(wanted) { told += $0 }
    }
    let locked = try fill(folder, try resolve(wanted, folder, fetcher), fetcher, &output)
    let digest = LockDigest.of(wanted, locked)
    if chart.lock?.digest == digest { return }
    var lock = ChartLock()
    lock.generated = Self.now()
    lock.digest = digest
    lock.dependencies = locked
    let name = chart.metadata.apiVersion == "v1" ? "requirements.lock" : "Chart.lock"
    let path = "\(folder)/\(name)"
    var info = stat()
    if lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFLNK {
      throw HelmError("the \(name) file is a symlink to \(GoText.quote(Self.target(of: path)))")
    }
    try OutputFolder.replace(path, Array(YAML.write(lock.document).utf8))
  }

  private static func target(of link: String) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { readlink(link, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? -1
    }
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  private func load(_ folder: String, _ output: inout TemplateAction.Output) throws(HelmError) -> Chart {
    var info = stat()
    guard stat(folder, &info) == 0 else {
      throw HelmError("could not find \(folder): stat \(folder): \(SystemError.text(errno))")
    }
    if info.st_mode & S_IFMT != S_IFDIR { throw HelmError("only unpacked charts can be updated") }
    let chart = try Chart.load(folder: folder)
    for line in chart.log.lines { output.log.add(line) }
    return chart
  }

  private func checkLocalPaths(_ dependencies: [ChartDependency], _ folder: String) throws(HelmError) {
    for dependency in dependencies where dependency.repository.hasPrefix("file://") {
      _ = try Self.localPath(dependency.repository, folder)
    }
  }

  static func localPath(_ repository: String, _ folder: String) throws(HelmError) -> String {
    let path = repository.hasPrefix("file://") ? String(repository.dropFirst("file://".count)) : repository
    let full = path.hasPrefix("/") ? DiskPath.clean(path) : DiskPath.clean("\(folder)/\(path)")
    var info = stat()
    guard stat(full, &info) == 0 else {
      throw HelmError(errno == ENOENT ? "directory \(full) not found" : "stat \(full): \(SystemError.text(errno))")
    }
    return full
  }

  private func resolve(
    _ wanted: [ChartDependency], _ folder: String, _ fetcher: DependencyFetcher
  ) throws(HelmError) -> [ChartDependency] {
    var locked: [ChartDependency] = []
    var missing: [String] = []
    for dependency in wanted {
      guard let range = try? SemVer.Constraint(dependency.version) else {
        throw HelmError(
          "dependency \(GoText.quote(dependency.name)) has an invalid version/constraint format: "
            + "improper constraint: \(dependency.version)")
      }
      var chosen = ChartDependency()
      chosen.name = dependency.name
      chosen.repository = dependency.repository
      chosen.version = dependency.version
      if dependency.repository.isEmpty {
        _ = try Self.localPath("charts/\(dependency.name)", folder)
      } else if dependency.repository.hasPrefix("file://") {
        let chart = try Chart.load(checkedFolder: try Self.localPath(dependency.repository, folder))
        guard let version = try? SemVer(chart.metadata.version), range.check(version) else {
          missing.append(Self.shown(dependency))
          continue
        }
        chosen.version = chart.metadata.version
      } else {
        guard let version = try fetcher.version(of: dependency, range) else {
          missing.append(Self.shown(dependency))
          continue
        }
        chosen.version = version
      }
      locked.append(chosen)
    }
    if !missing.isEmpty {
      throw HelmError(
        "can't get a valid version for \(missing.count) subchart(s): \(missing.joined(separator: ", ")). Make sure a "
          + "matching chart version exists in the repo, or change the version constraint in Chart.yaml")
    }
    return locked
  }

  private static func shown(_ dependency: ChartDependency) -> String {
    "\(GoText.quote(dependency.name)) (repository \(GoText.quote(dependency.repository)), "
      + "version \(GoText.quote(dependency.version)))"
  }

  // MARK: charts/

  /// Puts every dependency into `charts/` and removes packed charts that are no longer wanted.
  private func fill(
    _ folder: String, _ dependencies: [ChartDependency], _ fetcher: DependencyFetcher,
    _ output: inout TemplateAction.Output
  ) throws(HelmError) -> [ChartDependency] {
    var locked = dependencies
    var packed: [(name: String, bytes: [UInt8])] = []
    var fetched: Set<String> = []
    try Self.makeCharts(folder)
    say("Saving \(dependencies.count) charts\n", &output)
    for i in locked.indices {
      let dependency = locked[i]
      do throws(HelmError) {
        if dependency.repository.isEmpty {
          say(
            "Dependency \(dependency.name) did not declare a repository. Assuming it exists in the charts directory\n",
            &output)
          if let fault = try checkPresent(dependency, folder) {
            say("Save error occurred:  \(fault)\n", &output)
            throw HelmError(fault)
          }
        } else if dependency.repository.hasPrefix("file://") {
          let chart = try Chart.load(checkedFolder: try Self.localPath(dependency.repository, folder))
          guard ChartVersion.isCompatible(dependency.version, chart.metadata.version) else {
            throw HelmError("can't get a valid version for dependency \(dependency.name)")
          }
          packed.append((chart.packageName, try chart.packed(modified: Int64(time(nil)))))
          locked[i].version = chart.metadata.version
        } else {
          let (url, entry) = try fetcher.address(of: dependency)
          if !fetched.insert(url).inserted {
            say("Already downloaded \(dependency.name) from repo \(dependency.repository)\n", &output)
            continue
          }
          say("Downloading \(dependency.name) from repo \(dependency.repository)\n", &output)
          let download = try fetcher.fetch(dependency, url, entry)
          for line in download.notes { output.log.add(line) }
          do throws(HelmError) {
            _ = try Chart.load(archive: download.bytes, name: download.name)
            packed.append((download.name, download.bytes))
          } catch {
            say("Could not verify \(download.name) for moving: \(error.message) (Skipping)", &output)
          }
        }
      } catch {
        if !dependency.repository.isEmpty { say("Save error occurred:  \(error.message)\n", &output) }
        throw error
      }
    }
    for (name, bytes) in packed { try OutputFolder.replace("\(folder)/charts/\(name)", bytes) }
    say("Deleting outdated charts\n", &output)
    let local = dependencies.filter { $0.repository.isEmpty }.map(\.name)
    for name in Self.entries("\(folder)/charts") where !packed.contains(where: { $0.name == name }) {
      let path = "\(folder)/charts/\(name)"
      var info = stat()
      guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { continue }
      do throws(HelmError) {
        let chart = try Chart.load(path: path)
        if !local.contains(chart.name) { unlink(path) }
      } catch {
        say("Could not verify \(path) for deletion: \(error.message) (Skipping)\n", &output)
      }
    }
    return locked
  }

  /// `charts/`, where the packages go.
  private static func makeCharts(_ folder: String) throws(HelmError) {
    let path = DiskPath.clean("\(folder)/charts")
    var info = stat()
    if stat(path, &info) == 0 {
      if info.st_mode & S_IFMT != S_IFDIR { throw HelmError("\(GoText.quote(path)) is not a directory") }
    } else if errno == ENOENT {
      try OutputFolder.makeFolders(above: path + "/")
    } else {
      throw HelmError("unable to retrieve file info for '\(path)': stat \(path): \(SystemError.text(errno))")
    }
  }

  /// Why a chart in `charts/` does not fit; it ends everything when it cannot be read at all.
  private func checkPresent(_ dependency: ChartDependency, _ folder: String) throws(HelmError) -> String? {
    let path = DiskPath.clean("\(folder)/charts/\(dependency.name)")
    let chart: Chart
    do throws(HelmError) { chart = try Chart.load(checkedFolder: path) } catch {
      throw HelmError("unable to load chart '\(path)': \(error.message)")
    }
    let range: SemVer.Constraint
    do { range = try SemVer.Constraint(dependency.version) } catch {
      throw HelmError("dependency \(dependency.name) has an invalid version/constraint format: \(error.message)")
    }
    guard let version = try? SemVer(chart.metadata.version) else {
      throw HelmError(
        "invalid version \(dependency.version) for dependency \(dependency.name): Invalid Semantic Version")
    }
    if range.check(version) { return nil }
    return "dependency \(dependency.name) at version \(chart.metadata.version) does not satisfy the constraint "
      + dependency.version
  }

  private func say(_ text: String, _ output: inout TemplateAction.Output) {
    if !isSilent { output.stdout += Array(text.utf8) }
  }

  static func entries(_ folder: String) -> [String] {
    DiskFile.names(in: folder).sorted { $0.goLess($1) }
  }

  /// The time in the form of Go's JSON (RFC 3339 with nanoseconds).
  private static func now() -> String {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    var parts = tm()
    var seconds = moment.tv_sec
    gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var fraction = String(moment.tv_nsec)
    fraction = String(repeating: "0", count: max(0, 9 - fraction.count)) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    return "\(date)T\(clock)\(fraction.isEmpty ? "" : "." + fraction)Z"
  }
}

extension Chart {
  /// ``load(folder:)``; what is no folder has no files.
  static func load(checkedFolder path: String) throws(HelmError) -> Chart {
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      throw HelmError("Chart.yaml file is missing")
    }
    return try load(folder: path)
  }
}
