import Manifest

/// Which fields the transformers write to: kustomize's defaults (`api/internal/konfig/builtinpluginconsts`) and what
/// `configurations` add.
struct TransformerConfig {
  struct BackReference {
    var target: GVK
    var referrers: [FieldSpec]
  }

  var namePrefix: [FieldSpec] = []
  var nameSuffix: [FieldSpec] = []
  var namespace: [FieldSpec] = []
  var commonLabels: [FieldSpec] = []
  var labels: [FieldSpec] = []
  var templateLabels: [FieldSpec] = []
  var commonAnnotations: [FieldSpec] = []
  var images: [FieldSpec] = []
  var replicas: [FieldSpec] = []
  var nameReference: [BackReference] = []
  /// Whether `configurations` added anything to the defaults.
  var isCustom = false

  /// The configuration with another one's entries added.
  func merged(with other: TransformerConfig) throws(SourceError) -> TransformerConfig {
    if !other.isCustom { return self }
    if !isCustom && nameReference.isEmpty { return other }
    var result = self
    result.isCustom = true
    result.namePrefix = try namePrefix.merged(with: other.namePrefix)
    result.nameSuffix = try nameSuffix.merged(with: other.nameSuffix)
    result.namespace = try namespace.merged(with: other.namespace)
    result.commonLabels = try commonLabels.merged(with: other.commonLabels)
    result.labels = try labels.merged(with: other.labels)
    result.templateLabels = try templateLabels.merged(with: other.templateLabels)
    result.commonAnnotations = try commonAnnotations.merged(with: other.commonAnnotations)
    result.images = try images.merged(with: other.images)
    result.replicas = try replicas.merged(with: other.replicas)
    for reference in other.nameReference {
      if let i = result.nameReference.firstIndex(where: { $0.target == reference.target }) {
        result.nameReference[i].referrers = try result.nameReference[i].referrers.merged(with: reference.referrers)
      } else {
        result.nameReference.append(reference)
      }
    }
    return result
  }

  /// Reads a file that `configurations` names.
  init(_ value: Value) {
    func specs(_ key: String) -> [FieldSpec] { value[key]?.array?.map(FieldSpec.init) ?? [] }
    isCustom = true
    namePrefix = specs("namePrefix")
    nameSuffix = specs("nameSuffix")
    namespace = specs("namespace")
    commonLabels = specs("commonLabels")
    labels = specs("labels")
    templateLabels = specs("templateLabels")
    commonAnnotations = specs("commonAnnotations")
    images = specs("images")
    replicas = specs("replicas")
    for item in value["nameReference"]?.array ?? [] {
      let target = FieldSpec(item).gvk
      nameReference.append(
        BackReference(target: target, referrers: item["fieldSpecs"]?.array?.map(FieldSpec.init) ?? []))
    }
  }

  private init() {}

  /// kustomize's own.
  static let defaults: TransformerConfig = {
    var config = TransformerConfig()
    config.namePrefix = [FieldSpec("metadata/name")]
    config.nameSuffix = config.namePrefix
    config.namespace = [
      FieldSpec("metadata/name", gvk: GVK(kind: "Namespace"), create: true),
      FieldSpec(
        "spec/service/namespace", gvk: GVK(group: "apiregistration.k8s.io", kind: "APIService"), create: true),
      FieldSpec(
        "spec/conversion/webhook/clientConfig/service/namespace",
        gvk: GVK(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")),
    ]
    let metadataLabels = FieldTables.metadata("labels")
    config.commonLabels = FieldTables.selectors + metadataLabels
    config.templateLabels = metadataLabels
    config.commonAnnotations = FieldTables.metadata("annotations")
    config.images = ["spec", "spec/template/spec"].flatMap { base in
      ["containers", "initContainers"].map { FieldSpec("\(base)/\($0)[]/image", create: true) }
    }
    config.replicas = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"].map {
      FieldSpec("spec/replicas", gvk: GVK(kind: $0), create: true)
    }
    config.nameReference = FieldTables.nameReferences
    return config
  }()
}
