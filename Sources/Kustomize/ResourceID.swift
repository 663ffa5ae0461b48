import Manifest

/// Group, version and kind; empty parts of a selector match anything (kustomize `kyaml/resid/gvk.go`).
struct GVK: Sendable, Hashable {
  var group = ""
  var version = ""
  var kind = ""

  init(group: String = "", version: String = "", kind: String = "") {
    self.group = group
    self.version = version
    self.kind = kind
  }

  init(of value: Value) {
    let (group, version) = ObjectReference.split(apiVersion: value["apiVersion"]?.scalarText ?? "")
    self.init(group: group, version: version, kind: value["kind"]?.scalarText ?? "")
  }

  func isSelected(by selector: GVK) -> Bool {
    (selector.group.isEmpty || selector.group == group) && (selector.version.isEmpty || selector.version == version)
      && (selector.kind.isEmpty || selector.kind == kind)
  }

  var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  var description: String {
    [kind.isEmpty ? "[noKind]" : kind, version.isEmpty ? "[noVer]" : version, group.isEmpty ? "[noGrp]" : group]
      .joined(separator: ".")
  }

  /// What kustomize's tables are ordered by after the kind's rank.
  var sortText: String {
    [group.isEmpty ? "~G" : group, version.isEmpty ? "~V" : version, kind.isEmpty ? "~K" : kind]
      .joined(separator: "_")
  }

  /// Kinds that kustomize knows to stand outside of namespaces; all others count as inside.
  var isClusterScoped: Bool { GVK.clusterScoped.contains(self) }

  private static let clusterScoped: Set<GVK> = {
    let text = """
      admissionregistration.k8s.io v1,v1beta1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
      apiextensions.k8s.io v1,v1beta1 CustomResourceDefinition
      apiregistration.k8s.io v1,v1beta1 APIService
      certificates.k8s.io v1,v1beta1 CertificateSigningRequest
      flowcontrol.apiserver.k8s.io v1beta1 FlowSchema PriorityLevelConfiguration
      networking.k8s.io v1,v1beta1 IngressClass
      node.k8s.io v1,v1beta1 RuntimeClass
      policy v1beta1 PodSecurityPolicy
      rbac.authorization.k8s.io v1,v1beta1 ClusterRole ClusterRoleBinding
      scheduling.k8s.io v1,v1beta1 PriorityClass
      storage.k8s.io v1 CSIDriver CSINode StorageClass VolumeAttachment
      storage.k8s.io v1beta1 CSIDriver CSINode StorageClass VolumeAttachment
      - v1 ComponentStatus Namespace Node NodeProxyOptions PersistentVolume
      """
    var all: Set<GVK> = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      for version in words[1].split(separator: ",") {
        for kind in words.dropFirst(2) {
          all.insert(GVK(group: words[0] == "-" ? "" : words[0], version: String(version), kind: kind))
        }
      }
    }
    return all
  }()
}

/// An object's identity (kustomize `kyaml/resid/resid.go`).
struct ResourceID: Sendable, Hashable {
  var gvk: GVK
  var name: String
  var namespace: String
  var isClusterScoped: Bool

  static let noNamespace = "_non_namespaceable_"

  var effectiveNamespace: String {
    if isClusterScoped { return ResourceID.noNamespace }
    return namespace.isEmpty ? "default" : namespace
  }

  /// Equal in kustomize's sense: the empty namespace is `default`.
  func isSame(_ other: ResourceID) -> Bool {
    gvk == other.gvk && name == other.name && effectiveNamespace == other.effectiveNamespace
  }

  /// Equal for equal identities.
  var key: Key { Key(gvk: gvk, name: name, namespace: effectiveNamespace) }

  struct Key: Hashable {
    var gvk: GVK
    var name: String
    var namespace: String
  }

  func isSelected(by selector: ResourceID) -> Bool {
    (selector.name.isEmpty || selector.name == name)
      && (selector.namespace.isEmpty || selector.effectiveNamespace == effectiveNamespace)
      && gvk.isSelected(by: selector.gvk)
  }

  var description: String {
    "\(gvk.description)/\(name.isEmpty ? "[noName]" : name).\(namespace.isEmpty ? "[noNs]" : namespace)"
  }

  /// As Go's `%#v` prints it.
  var goSyntax: String {
    "resid.ResId{Gvk:resid.Gvk{Group:\"\(gvk.group)\", Version:\"\(gvk.version)\", Kind:\"\(gvk.kind)\", "
      + "isClusterScoped:\(isClusterScoped)}, Name:\"\(name)\", Namespace:\"\(namespace)\"}"
  }
}

extension Value {
  /// A scalar as it would stand in YAML; `nil` for null, arrays and objects.
  var scalarText: String? {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case .double: JSON.write(self)
    case .null, .array, .object: nil
    }
  }

  var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}
