import Exposure
import Files
import Flux
import Git
import KubeAPI
import Manifest
import Rehearsal
import Workspace

/// Everything that an app directory makes, own objects and what its HelmReleases render to, at one state of the files.
public struct RenderedState: Sendable {
  public struct Entry: Sendable {
    public var value: Value
    /// The HelmRelease that renders it; `nil` for what stands in the app directory.
    public var release: ObjectKey?
    public var file: String
    /// What Helm writes on the object: the release's name and namespace; `nil` for own objects and definitions.
    var owner: (name: String, namespace: String)?
    /// A hook comes and goes: a cluster need not have it.
    var isHook = false
  }
  /// For people: `main (1a2b3c4d5e6f)`, `the working tree`.
  public var name: String
  public var entries: [ObjectKey: Entry] = [:]
  public var exposure: Report
  /// Chart of each HelmRelease: name and version.
  public var charts: [ObjectKey: (name: String, version: String)] = [:]
  /// What could not be rendered, and why; and charts that stand-ins stood in for.
  public var notes: [String] = []

  public init(_ workspace: Workspace, name: String) {
    self.name = name
    let rehearsal = Rehearsal(workspace)
    let rendered = rehearsal.rendered
    exposure = AppCheck(workspace, rendered).exposure()
    for object in workspace.objects {
      entries[ObjectKey(of: object.value)] = Entry(value: object.value, release: nil, file: object.file)
    }
    for release in rendered.releases {
      if let problem = release.problem { notes.append("\(name): \(release.key): \(problem.description)") }
      if let chart = release.chart { charts[release.key] = (chart.name, chart.version) }
      let content = release.content
      let file = release.source.file
      for one in content.definitions {
        entries[ObjectKey(of: one)] = Entry(value: one, release: release.key, file: file)
      }
      let owner = (name: release.releaseName, namespace: release.namespace)
      for one in content.objects {
        entries[ObjectKey(of: one)] = Entry(value: one, release: release.key, file: file, owner: owner)
      }
      for one in content.hooks.map(\.object) {
        entries[ObjectKey(of: one)] = Entry(value: one, release: release.key, file: file, isHook: true)
      }
    }
    for chart in workspace.charts where chart.origin == .standIn {
      notes.append("\(name): STAND-IN for chart \(chart.pin?.name ?? chart.name) \(chart.version), which is not there")
    }
    for problem in workspace.problems { notes.append("\(name): \(problem.description)") }
  }

  /// The app as it is on disk.
  public static func workingTree(_ directory: String) async throws(SourceError) -> RenderedState {
    RenderedState(try await Workspace.open(directory), name: "the working tree")
  }

  /// The app as a commit has it, from a copy in a temporary folder; checkout and index stay as they are.
  /// - Returns: a state without entries when the commit has no such app.
  public static func revision(_ revision: String, of directory: String) async throws(SourceError) -> RenderedState {
    let workspace = try await Workspace.open(directory)
    let git = Git(in: workspace.root)
    let look = try await git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
    guard look.succeeded else {
      throw SourceError(
        file: workspace.root, "there is no commit \(revision)",
        nextStep: "name a branch, tag or commit (git branch --all)")
    }
    let archive = try await git.check(["archive", "--format=tar", look.line])
    let folder = try TemporaryFolder()
    do {
      let tree = try Archive.tree(try Archive.readTar(archive.bytes))
      for (path, kind) in try tree.walk() {
        guard case .file = kind else { continue }
        try DiskFile.write(try tree.read(path), to: "\(folder.path)/\(path)")
      }
      // The root is known by it.
      if !tree.exists("nx.json") { try DiskFile.write(Array("{}\n".utf8), to: "\(folder.path)/nx.json") }
      try DiskFile.makeFolder("\(folder.path)/\(workspace.app)")
    } catch {
      throw SourceError(file: workspace.root, "commit \(revision) cannot be read: \(error)")
    }
    let short = "\(revision) (\(look.line.prefix(12)))"
    return RenderedState(try await Workspace.open("\(folder.path)/\(workspace.app)"), name: short)
  }
}
