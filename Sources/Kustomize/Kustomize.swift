import Files
import Manifest

/// `kustomize build`: bases and files in, customized objects out, as kustomize v5.5 (in kubectl 1.32) makes them.
///
/// In: a tree of files and the path of a folder with a kustomization file (or a `Kustomization` value for such a folder).
/// Out: the objects in kustomize's order, each with the file and line it came from. The text of ``yaml(_:)`` is what
/// `kustomize build` prints. Errors are a ``SourceError`` with kustomize's words.
///
/// Nothing is run and nothing is fetched: remote bases, helm charts, plugins, custom OpenAPI schemas and `crds` are errors
/// that say so.
public enum Kustomize {
  /// Names of kustomization files, in the order in which kustomize looks for them.
  public static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  public enum LoadRestriction: String, Sendable, CaseIterable {
    /// Files must lie in or below the folder of the kustomization that names them.
    case rootOnly = "LoadRestrictionsRootOnly"
    case none = "LoadRestrictionsNone"
  }

  public struct Options: Sendable {
    public var loadRestriction: LoadRestriction
    /// Stands for the kustomization file of the root folder, which need not exist then: Flux overlays its spec there.
    public var kustomization: Value?
    /// Whether missing `components` are passed over (Flux's ignoreMissingComponents).
    public var ignoreMissingComponents: Bool

    public init(
      loadRestriction: LoadRestriction = .rootOnly, kustomization: Value? = nil, ignoreMissingComponents: Bool = false
    ) {
      self.loadRestriction = loadRestriction
      self.kustomization = kustomization
      self.ignoreMissingComponents = ignoreMissingComponents
    }
  }

  /// Builds the folder at that path of the tree; the tree's root is the end of the world: `..` cannot leave it.
  public static func build(
    tree: some FileTree, path: String, options: Options = Options()
  ) throws(SourceError) -> [BuiltResource] {
    try buildWithWarnings(tree: tree, path: path, options: options).resources
  }

  /// ``build(tree:path:options:)`` and the warnings that kustomize prints on standard error.
  public static func buildWithWarnings(
    tree: some FileTree, path: String, options: Options = Options()
  ) throws(SourceError) -> (resources: [BuiltResource], warnings: [String]) {
    let context = BuildContext(tree: tree, options: options)
    let root = try Loader.root(tree, path, options.loadRestriction)
    let target = try Target(loader: root, context: context, content: options.kustomization)
    var resources = try target.buildAll()
    try SortOrder.apply(target.kustomization, &resources)
    if target.kustomization.buildMetadata.contains("managedByLabel") {
      for i in resources.resources.indices {
        try FieldSpec.set(
          &resources.resources[i].value, "metadata/labels", "app.kubernetes.io/managed-by", "kustomize-v5.5.0")
      }
    }
    let built = resources.resources.map { $0.built(target.kustomization.buildMetadata) }
    return (built, context.warnings)
  }

  /// What `kustomize build` prints.
  public static func yaml(_ resources: [BuiltResource]) -> String {
    resources.map { YAML.write($0.value) }.joined(separator: "---\n")
  }

  /// What `kustomize build --output DIR` writes: one file for each object.
  public static func files(_ resources: [BuiltResource]) -> [(name: String, text: String)] {
    let ids = resources.map { Resource($0.value).currentID }
    let namespaces = Set(ids.filter { !$0.isClusterScoped }.map(\.effectiveNamespace))
    return zip(resources, ids).map { resource, id in
      let kind = [id.gvk.group, id.gvk.version, id.gvk.kind].filter { !$0.isEmpty }.joined(separator: "_")
      var name = "\(kind)_\(id.name).yaml"
      if namespaces.count > 1 && !id.isClusterScoped { name = "\(id.effectiveNamespace)_\(name)" }
      return (name.lowercased(), YAML.write(resource.value, style: .kyaml))
    }
  }

  /// The kustomization file of that folder, and its name.
  public static func kustomization(
    tree: some FileTree, path: String
  ) throws(SourceError) -> (value: Value, fileName: String)? {
    let loader = try Loader.root(tree, path, .none)
    guard let (content, name) = try loader.kustomizationFile() else { return nil }
    do throws(SourceError) {
      return (try YAML.unmarshal(content, file: loader.display(name)), name)
    } catch {
      throw error.prefixed("invalid Kustomization")
    }
  }
}

/// An object that came out of a build.
public struct BuiltResource: Sendable {
  public var value: Value
  /// The file it was read from, as the tree calls it; for a generated object the kustomization file.
  public var originFile: String
  /// The 1-based line of the document's first node; 0 when unknown.
  public var originLine: Int

  public init(value: Value, originFile: String, originLine: Int) {
    self.value = value
    self.originFile = originFile
    self.originLine = originLine
  }
}

/// What the folders of one build have in common.
final class BuildContext<Tree: FileTree> {
  let tree: Tree
  let options: Kustomize.Options
  var warnings: [String] = []

  init(tree: Tree, options: Kustomize.Options) {
    self.tree = tree
    self.options = options
  }
}

extension SourceError {
  /// The same place with words before the message.
  func prefixed(_ words: String) -> SourceError {
    var copy = self
    copy.message = "\(words): \(message)"
    return copy
  }
}
