import GoTemplate
import Manifest

extension Capabilities {
  /// `.Capabilities` as templates see it.
  var object: GoStruct {
    let version = kubeVersion.version
    let kube = GoStruct(
      goType: "chartutil.KubeVersion",
      fields: [
        GoField("Version", .string(version), jsonKey: "Version", omitEmpty: false),
        GoField("Major", .string(kubeVersion.major), jsonKey: "Major", omitEmpty: false),
        GoField("Minor", .string(kubeVersion.minor), jsonKey: "Minor", omitEmpty: false),
      ],
      methods: [
        GoFunction("String", "") { (_, _) in .string(version) },
        GoFunction("GitVersion", "") { (_, _) in .string(version) },
      ], pointerText: version)
    let helm = GoStruct(
      goType: "version.BuildInfo",
      fields: [
        GoField("Version", .string(helmVersion.version), jsonKey: "version"),
        GoField("GitCommit", .string(helmVersion.gitCommit), jsonKey: "git_commit"),
        GoField("GitTreeState", .string(helmVersion.gitTreeState), jsonKey: "git_tree_state"),
        GoField("GoVersion", .string(helmVersion.goVersion), jsonKey: "go_version"),
      ])
    return GoStruct(
      goType: "*chartutil.Capabilities",
      fields: [
        GoField("KubeVersion", .object(kube), jsonKey: "KubeVersion", omitEmpty: false),
        GoField("APIVersions", .object(VersionSetObject(apiVersions)), jsonKey: "APIVersions", omitEmpty: false),
        GoField("HelmVersion", .object(helm), jsonKey: "HelmVersion", omitEmpty: false),
      ])
  }
}

/// `.Capabilities.APIVersions`: a list of strings that can be asked what it has.
final class VersionSetObject: GoObject {
  let goType = "chartutil.VersionSet"
  let goKind = GoKind.slice
  private let versions: [String]
  private let known: Set<String>

  init(_ versions: [String]) {
    self.versions = versions
    known = Set(versions)
  }

  var underlying: GoValue? { .strings(versions) }

  func method(_ name: String) -> GoFunction? {
    guard name == "Has" else { return nil }
    let known = known
    return GoFunction("Has", "string") { (_, arguments) in .bool(known.contains(arguments.string(0))) }
  }

  func json() throws(GoFailure) -> Value { .array(versions.map { .string($0) }) }
}
