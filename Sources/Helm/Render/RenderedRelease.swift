import Manifest

/// What a chart renders to: the manifest as `helm template` prints it, and the same as objects.
public struct RenderedRelease: Sendable {
  /// `---`, a `# Source:` line and the document, for each object in order of installation; hooks and CRDs are not in it
  /// unless CRDs were asked for. As helm stores it in the release.
  public var manifest = ""
  /// The objects of the manifest in order; documents without content are left out.
  public var objects: [RenderedObject] = []
  /// In the order in which helm prints them: by kind, then by file.
  public var hooks: [Hook] = []
  /// What lies in `crds/` of the chart and its subcharts; installed before anything else, and never rendered.
  public var crds: [RenderedCRD] = []
  /// The chart's own NOTES.txt, and those of subcharts where asked for.
  public var notes = ""
  /// Each document with where it came from, in order; ``manifest`` is these one after another.
  public var documents: [RenderedDocument] = []
  /// What helm would have written to standard error.
  public var log = HelmLog()

  public init() {}

  /// The hooks of an event in order of execution: by weight, then by name (helm's `pkg/action/hooks.go`).
  public func hooks(for event: Hook.Event) -> [Hook] {
    hooks.enumerated().filter { $0.element.events.contains(event) }.sorted { a, b in
      if a.element.weight != b.element.weight { return a.element.weight < b.element.weight }
      if a.element.name != b.element.name { return a.element.name.goLess(b.element.name) }
      return a.offset < b.offset
    }.map(\.element)
  }
}

/// One object that a template made.
public struct RenderedObject: Sendable {
  public var value: Value
  /// `coder/templates/coder.yaml`.
  public var templatePath: String
  /// 1-based line in ``RenderedRelease/manifest`` where the object's document begins.
  public var line: Int
}

/// One document of the manifest.
public struct RenderedDocument: Sendable {
  /// The template's path, as in the `# Source:` line.
  public var path: String
  /// Without blank lines around it.
  public var text: String
  public var kind: String
  public var value: Value
}

/// A file of `crds/`.
public struct RenderedCRD: Sendable {
  /// `coder/crds/a.yaml`.
  public var path: String
  public var text: String
  /// The documents of the file.
  public var values: [Value]
}

/// An object that is created at a moment of the release's life instead of with the others.
public struct Hook: Sendable {
  public enum Event: String, Sendable, Hashable, CaseIterable {
    case preInstall = "pre-install"
    case postInstall = "post-install"
    case preDelete = "pre-delete"
    case postDelete = "post-delete"
    case preUpgrade = "pre-upgrade"
    case postUpgrade = "post-upgrade"
    case preRollback = "pre-rollback"
    case postRollback = "post-rollback"
    case test = "test"
  }

  public var name: String
  public var kind: String
  /// The template's path.
  public var path: String
  public var text: String
  public var value: Value
  public var events: [Event]
  public var weight: Int
  /// `before-hook-creation`, `hook-succeeded`, `hook-failed`; helm keeps what it does not know.
  public var deletePolicies: [String]
  public var outputLogPolicies: [String]
}
