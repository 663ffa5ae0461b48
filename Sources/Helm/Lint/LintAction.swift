import Files
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What `helm lint` does: looks charts over and says what is wrong with them.
public struct LintAction: Sendable {
  public var values = ValueOptions()
  public var namespace = ""
  public var strict = false
  public var withSubcharts = false
  public var quiet = false
  public var skipSchemaValidation = false
  public var kubeVersion = ""

  public init() {}

  public func run(_ arguments: [String]) throws(HelmError) -> TemplateAction.Output {
    var output = TemplateAction.Output()
    var version: Capabilities.KubeVersion?
    if !kubeVersion.isEmpty {
      do throws(HelmError) { version = try Capabilities.KubeVersion(parsing: kubeVersion) } catch {
        throw HelmError("invalid kube version '\(kubeVersion)': \(error.message)")
      }
    }
    var paths = arguments.isEmpty ? ["."] : arguments
    if withSubcharts { for path in paths { paths += Self.subcharts(DiskPath.clean("\(path)/charts")) } }
    let values = try values.merged()
    var failed = 0
    var troubled = 0
    var text = ""
    for path in paths {
      let (messages, faults) = lint(path, values, version, &output.log)
      let isTroubled = messages.contains { $0.severity > .info } || !faults.isEmpty
      if isTroubled { troubled += 1 }
      if quiet && !isTroubled { continue }
      text += "==> Linting \(path)\n"
      if messages.isEmpty { for fault in faults { text += "Error \(fault)\n" } }
      for message in messages where !quiet || message.severity > .info { text += message.description + "\n" }
      if !faults.isEmpty { failed += 1 }
      text += "\n"
    }
    let summary = "\(paths.count) chart(s) linted, \(failed) chart(s) failed"
    if failed == 0 && (!quiet || troubled > 0) { text += summary + "\n" }
    output.stdout = HelmString.bytes(text)
    if failed > 0 { output.error = HelmError(summary) }
    return output
  }

  /// What was found, and what of it makes the chart fail.
  private func lint(
    _ path: String, _ values: Object, _ version: Capabilities.KubeVersion?, _ log: inout HelmLog
  ) -> (messages: [Linter.Message], faults: [String]) {
    if path.hasSuffix(".tgz") || path.hasSuffix(".tar.gz") {
      do throws(HelmError) {
        return try TemporaryFolder.with("helm-lint") { (folder) throws(HelmError) in
          let bytes = try ValueOptions.readFile(path)
          let unpacked = try Chart.unpack(bytes, into: folder)
          return lint(unpacked, values, version, &log)
        }
      } catch {
        return ([], ["unable to extract tarball: \(error.message)"])
      }
    }
    var info = stat()
    let file = DiskPath.clean("\(path)/Chart.yaml")
    guard stat(file, &info) == 0 else {
      return ([], ["unable to check Chart.yaml file in chart: stat \(file): \(SystemError.text(errno))"])
    }
    var linter = Linter(
      folder: DiskPath.absolute(path), values: values, namespace: namespace.isEmpty ? "default" : namespace,
      kubeVersion: version, skipSchemaValidation: skipSchemaValidation)
    linter.run()
    for line in linter.log.log.lines { log.add(line) }
    let lowest: Linter.Severity = strict ? .warning : .error
    return (linter.messages, linter.messages.filter { $0.severity >= lowest }.map(\.text))
  }

  /// The charts below a folder, in the order of a walk.
  private static func subcharts(_ folder: String) -> [String] {
    var found: [String] = []
    for name in DiskFile.names(in: folder).sorted(by: { $0.goLess($1) }) {
      let path = DiskPath.join(folder, name)
      var info = stat()
      guard lstat(path, &info) == 0 else { continue }
      if info.st_mode & S_IFMT == S_IFDIR {
        found += subcharts(path)
      } else if name == "Chart.yaml" {
        found.append(folder)
      } else if name.hasSuffix(".tgz") || name.hasSuffix(".tar.gz") {
        found.append(path)
      }
    }
    return found
  }
}
