import KubeAPI
import Manifest

/// What a Kubernetes 1.36 API server knows about its kinds: what is served, the fields of every type, defaults, rules.
///
/// In: nothing, the tables are part of the binary (parsed at first use, about a millisecond each). Out: resources
/// (``resources``), types (``types``), protobuf messages (``messages``) and the functions on objects: strict decoding,
/// defaulting, validation on create and update. Custom kinds come from ``CustomResourceSchema``.
/// All of it is a value without state: allocation of addresses and ports, admission and storage are the server's.
public struct KubeSchema: Sendable {
  /// The kinds of Kubernetes 1.36, as kube-apiserver serves them by default (no alpha or beta versions).
  public static let builtin = KubeSchema()

  private init() {}

  /// Every served resource in the order of discovery: the core group first, then groups by priority.
  public var resources: [Resource] { ResourceTable.builtin.resources }
  public var types: TypeTable { TypeTable.builtin }
  public var messages: MessageTable { MessageTable.builtin }

  /// The resource with that name in paths: `("apps", "v1", "deployments")`.
  public func resource(group: String, version: String, plural: String) -> Resource? {
    ResourceTable.builtin.byPlural["\(group)/\(version)/\(plural)"].map { ResourceTable.builtin.resources[$0] }
  }

  /// The resource of that kind: `("apps", "v1", "Deployment")`.
  public func resource(group: String, version: String, kind: String) -> Resource? {
    ResourceTable.builtin.byKind["\(group)/\(version)/\(kind)"].map { ResourceTable.builtin.resources[$0] }
  }

  /// The type of objects of that kind; lists (`DeploymentList`) and option kinds count too.
  public func type(group: String, version: String, kind: String) -> TypeSchema? {
    types.byKind["\(group)/\(version)/\(kind)"].map { types.all[$0] }
  }
}
