import Files
import Flux
import Git
import KubeAPI
import Manifest

/// A monorepo with a Flux app directory in it: what would be pushed, and what Flux would make of it.
///
/// In goes the path of an app directory; out come the commit that the working tree would be, the objects of the app with
/// file and line, the charts that it uses and where their bytes are, and the inputs of the rehearsal. Nothing is written.
public struct Workspace: Sendable {
  /// The top of the monorepo on disk.
  public let root: String
  /// The app directory, relative to the root: `apps/coder-prod`.
  public let app: String
  /// The working tree as a commit.
  public let commit: WorkingTree
  /// The files of the commit, with stand-ins and ignored charts laid over it.
  public private(set) var tree: OverlayTree
  /// The objects that the app directory builds to, in kustomize's order; empty when the build failed.
  public private(set) var objects: [FluxBuild.BuiltObject]
  /// Why the app directory could not be built; empty when it could.
  public let problems: [SourceError]
  /// Charts that HelmReleases of the app name.
  public private(set) var charts: [ChartUse]
  /// What git must not hold: vault items, the tailnet's name, secrets that exist beforehand.
  public let rehearsal: RehearsalInput

  public struct Options: Sendable {
    /// Whether charts that are missing may come from `third_party/stand-ins`.
    public var standIns: Bool
    /// A folder with fetched charts, `<name>-<version>` each, that stand in for those that are not on disk.
    public var cache: String?
    public init(standIns: Bool = true, cache: String? = nil) {
      self.standIns = standIns
      self.cache = cache
    }
  }

  /// Opens the app directory at a path on disk.
  public static func open(_ directory: String, options: Options = .init()) async throws(SourceError) -> Workspace {
    let real: String
    do {
      real = try DiskTree(directory).absolutePath
    } catch {
      throw SourceError(
        file: directory, "there is no such app directory",
        nextStep: "name a folder with Flux manifests, such as apps/coder-prod; `drydock new` writes one")
    }
    let commit = try await WorkingTree.snapshot(around: real, fallbackRoot: guessRoot(real))
    guard real == commit.root || real.hasPrefix(commit.root + "/") else {
      throw SourceError(file: directory, "the folder lies outside its repository \(commit.root)")
    }
    let app = FilePath.clean(String(real.dropFirst(commit.root.count))) ?? ""
    return try Workspace(app: app, commit: commit, options: options)
  }

  /// Without git: the folder above with a `third_party/vendir` or `nx.json`, else two above the app.
  private static func guessRoot(_ app: String) -> String {
    var folder = app
    while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
      folder = String(folder[..<slash])
      guard let tree = try? DiskTree(folder) else { continue }
      if tree.exists("nx.json") || tree.exists("third_party/vendir/vendir.yml") { return folder }
    }
    let above = FilePath.directory(FilePath.directory(app))
    return above.isEmpty || above == "/" ? app : above
  }

  private init(app: String, commit: WorkingTree, options: Options) throws(SourceError) {
    root = commit.root
    self.app = app
    self.commit = commit
    rehearsal = try RehearsalInput.read(commit.tree, path: app.isEmpty ? "rehearsal.yaml" : "\(app)/rehearsal.yaml")
    var problems: [SourceError] = []
    var objects: [FluxBuild.BuiltObject] = []
    let build: Value = [
      "kind": "Kustomization", "metadata": ["name": "drydock", "namespace": "flux-system"],
      "spec": ["path": .string(app.isEmpty ? "./" : "./" + app)],
    ]
    do {
      objects = try FluxBuild.build(tree: commit.tree, kustomization: build, variables: nil, strict: false)
      for i in objects.indices { objects[i].value.removeOwnerLabels() }
    } catch {
      problems.append(error)
    }
    self.objects = objects
    let uses = ChartUse.find(in: objects, commit: commit, options: options)
    charts = uses.charts
    tree = uses.tree
    self.problems = problems
  }

  /// The same app with charts from another place: nothing of it is read again but the charts.
  public func with(options: Options) -> Workspace {
    var copy = self
    let uses = ChartUse.find(in: objects, commit: commit, options: options)
    copy.charts = uses.charts
    copy.tree = uses.tree
    return copy
  }

  /// The same app with all that its Kustomizations build from this repository, to any depth. `followed` are those that
  /// were built, the app's own among them; what any other makes is not known.
  ///
  /// Variables are put in when all of them stand in the Kustomization; else expressions stay as they are written.
  public func whole(options: Options = .init()) -> (workspace: Workspace, followed: Set<ObjectKey>) {
    var copy = self
    var followed: Set<ObjectKey> = []
    var queue = objects(Flux.kustomization)[...]
    var built: Set<String> = [app]
    let source = rootKustomization?.at("spec", "sourceRef", "name")?.string
    while let next = queue.popFirst() {
      let key = ObjectKey(of: next.value)
      let reference = next.value.at("spec", "sourceRef")
      guard let path = FilePath.clean(next.value.at("spec", "path")?.string ?? "./"), commit.tree.isDirectory(path),
        reference?["kind"]?.string ?? "GitRepository" == "GitRepository",
        repositories.count < 2 || reference?["name"]?.string == source
      else { continue }
      if !built.insert(path).inserted {
        followed.insert(key)
        continue
      }
      let post = next.value.at("spec", "postBuild")
      let isKnown = post?["substituteFrom"]?.array?.isEmpty ?? true
      let variables = isKnown ? post?["substitute"]?.object : nil
      guard built.count < 2000,
        var objects = try? FluxBuild.build(
          tree: commit.tree, kustomization: next.value,
          variables: variables.map { Dictionary($0.map { ($0.key, $0.value.string ?? "") }) { _, last in last } },
          strict: true)
      else { continue }
      for i in objects.indices { objects[i].value.removeOwnerLabels() }
      followed.insert(key)
      copy.objects += objects
      queue += objects.filter { GroupKind(of: $0.value) == Flux.kustomization }[...]
    }
    if copy.objects.count == objects.count { return (self, followed) }
    let uses = ChartUse.find(in: copy.objects, commit: commit, options: options)
    copy.charts = uses.charts
    copy.tree = uses.tree
    return (copy, followed)
  }

  /// HelmReleases whose chart is a stand-in.
  public var standIns: Set<ObjectKey> {
    Set(charts.filter { $0.origin == .standIn }.flatMap(\.releases))
  }

  /// The objects of one kind.
  public func objects(_ type: GroupKind) -> [FluxBuild.BuiltObject] {
    objects.filter { GroupKind(of: $0.value) == type }
  }

  /// The Kustomization of the app whose path is the app directory: what the bootstrap applies.
  public var rootKustomization: Value? {
    let all = objects(Flux.kustomization).map(\.value)
    let own = all.first { object in
      guard let path = object.at("spec", "path")?.string else { return app.isEmpty }
      return FilePath.clean(path) == app
    }
    return own ?? all.first
  }

  /// GitRepositories that stand for this monorepo: those that the app's Kustomizations and charts name.
  public var repositories: Set<ObjectKey> {
    Set(objects(Flux.gitRepository).map { ObjectKey(of: $0.value) })
  }

  /// The 1-based line of a field in the file that an object came from; the document's first line when it is not found.
  public func line(of path: [PathStep], in object: FluxBuild.BuiltObject) -> Int {
    guard !object.file.isEmpty, let bytes = try? tree.read(object.file),
      let documents = try? YAML.documents(bytes, file: object.file)
    else { return object.line }
    let document = documents.last { $0.line <= max(object.line, 1) } ?? documents.first
    return document?.line(of: path) ?? object.line
  }
}

extension Value {
  /// The build marks objects as the controller does; what stands in git has no such labels.
  fileprivate mutating func removeOwnerLabels() {
    for name in ["kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace"] {
      set(nil, at: "metadata", "labels", name)
    }
    if at("metadata", "labels")?.object?.isEmpty == true { set(nil, at: "metadata", "labels") }
  }
}
