import Files
import GoTemplate
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks a chart's folder over for what helm's linter finds, in its order and words (helm's `pkg/lint`).
struct Linter {
  enum Severity: Int, Comparable {
    case info = 1
    case warning, error
    static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
    var word: String { ["", "INFO", "WARNING", "ERROR"][rawValue] }
  }

  struct Message {
    var severity: Severity
    var path: String
    var text: String
    var description: String { "[\(severity.word)] \(path): \(text)" }
  }

  /// The chart's folder, absolute.
  let folder: String
  let values: Object
  let namespace: String
  let kubeVersion: Capabilities.KubeVersion?
  let skipSchemaValidation: Bool
  private(set) var messages: [Message] = []
  /// What helm prints to standard error meanwhile.
  let log = Coalesce.LogBox()

  init(
    folder: String, values: Object, namespace: String, kubeVersion: Capabilities.KubeVersion?,
    skipSchemaValidation: Bool
  ) {
    self.folder = folder
    self.values = values
    self.namespace = namespace
    self.kubeVersion = kubeVersion
    self.skipSchemaValidation = skipSchemaValidation
  }

  mutating func run() {
    chartFile()
    valuesFile()
    templates()
    dependencies()
  }

  /// Adds what a rule found; true when it found nothing.
  @discardableResult
  mutating func check(_ severity: Severity, _ path: String, _ fault: String?) -> Bool {
    guard let fault else { return true }
    messages.append(Message(severity: severity, path: path, text: fault))
    return false
  }

  func isFolder(_ name: String) -> Bool? {
    var info = stat()
    guard stat("\(folder)/\(name)", &info) == 0 else { return nil }
    return info.st_mode & S_IFMT == S_IFDIR
  }

  // MARK: values.yaml

  private mutating func valuesFile() {
    let file = "values.yaml"
    guard check(.info, file, isFolder(file) == nil ? "file does not exist" : nil) else { return }
    do throws(HelmError) {
      let own: Object
      do throws(HelmError) {
        own = try ChartValues.read(try ValueOptions.readFile("\(folder)/\(file)"), type: "chartutil.Values")
      } catch {
        throw error.wrapped("unable to parse YAML")
      }
      let coalesce = Coalesce(keepsNulls: false, log: log)
      let merged = GoMap()
      coalesce.tables(merged, ChartValues.table(values), prefix: "", keepsNulls: false)
      coalesce.tables(merged, ChartValues.table(own), prefix: "", keepsNulls: false)
      guard let schema = try? DiskTree.readFile("\(folder)/values.schema.json"), !schema.isEmpty else { return }
      if let fault = SchemaCheck.fault(schema, merged) { throw HelmError(fault) }
    } catch {
      check(.error, file, error.message)
    }
  }

  /// Loads the chart and notes what is told of it.
  func load() throws(HelmError) -> Chart {
    do throws(HelmError) {
      let chart = try Chart.load(folder: folder)
      for line in chart.log.lines { log.add(line) }
      return chart
    } catch {
      for line in error.log.lines { log.add(line) }
      throw error
    }
  }

  // MARK: charts/

  private mutating func dependencies() {
    let chart: Chart
    do throws(HelmError) { chart = try load() } catch {
      check(.error, "", "unable to load chart\n\t\(error.message)")
      return
    }
    let listed = chart.metadata.dependencies ?? []
    let unlisted = chart.dependencies.map(\.name).filter { name in !listed.contains { $0.name == name } }
    if !unlisted.isEmpty {
      check(
        .error, folder, "chart metadata is missing these dependencies: \(unlisted.joined(separator: ","))")
    }
    var seen: Set<String> = []
    let twice = listed.map { $0.alias.isEmpty ? $0.name : $0.alias }.filter { !seen.insert($0).inserted }
    if !twice.isEmpty {
      check(.error, folder, "multiple dependencies with name or alias: \(twice.joined(separator: ","))")
    }
    let missing = listed.map(\.name).filter { name in !chart.dependencies.contains { $0.name == name } }
    if !missing.isEmpty {
      check(.warning, folder, "chart directory is missing these dependencies: \(missing.joined(separator: ","))")
    }
  }
}
