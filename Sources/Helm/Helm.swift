import GoTemplate
import Manifest

/// Renders charts as helm v3.20 does, to the byte, without helm.
///
/// In goes a ``Chart`` (from a folder, an archive or any file tree), values and what is known of the release and the
/// cluster; out comes a ``RenderedRelease``: the manifest's text, its objects, hooks, CRDs and notes. Rendering is a pure
/// function: no network, no clock but in templates that ask for it, no cluster unless a lookup is given.
///
///     let chart = try Chart.load(path: "third_party/vendir/charts/coder")
///     let release = try Helm.render(chart, values: values, release: ReleaseOptions(name: "coder", namespace: "coder"))
///     for object in release.objects { print(object.templatePath, object.value["kind"] ?? .null) }
///
/// The way through: ``Chart`` → ``ChartNode`` (dependencies) → ``Coalesce`` (values) → `Engine` (templates) →
/// ``ManifestSorter`` (objects, hooks).
public enum Helm {
  /// One values document over another: tables merge, all else is replaced, nulls stay (as helm merges `-f` files).
  public static func mergeValues(_ base: Object, _ over: Object) -> Object {
    var merged = base
    for pair in over {
      if case .object(let table) = pair.value, case .object(let existing)? = merged[pair.key] {
        merged[pair.key] = .object(mergeValues(existing, table))
      } else {
        merged[pair.key] = pair.value
      }
    }
    return merged
  }
}

/// What a release is called and whether it is new: a template sees it as `.Release`.
public struct ReleaseOptions: Sendable, Hashable {
  public var name: String
  public var namespace: String
  public var revision: Int
  public var isUpgrade: Bool
  /// By default what is no upgrade.
  public var isInstall: Bool
  public var service: String

  public init(
    name: String, namespace: String = "default", revision: Int = 1, isUpgrade: Bool = false, service: String = "Helm"
  ) {
    self.name = name
    self.namespace = namespace
    self.revision = revision
    self.isUpgrade = isUpgrade
    isInstall = !isUpgrade
    self.service = service
  }
}
