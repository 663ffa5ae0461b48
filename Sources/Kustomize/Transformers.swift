import Files
import Manifest

/// The transformers of a kustomization, in kustomize's order (`api/internal/target/kusttarget_configplugin.go`).
struct Transformers<Tree: FileTree> {
  typealias Transformer = (inout ResourceMap) throws(SourceError) -> Void

  let kustomization: Kustomization
  let config: TransformerConfig
  let loader: Loader<Tree>

  init(_ kustomization: Kustomization, _ config: TransformerConfig, _ loader: Loader<Tree>) {
    self.kustomization = kustomization
    self.config = config
    self.loader = loader
  }

  /// Each with its name, as buildMetadata gives it. All are read before the first one runs.
  func all() throws(SourceError) -> [(name: String, run: Transformer)] {
    var result: [(String, Transformer)] = []
    let k = kustomization
    let strategic = k.strings("patchesStrategicMerge")
    if !strategic.isEmpty {
      result.append(("PatchStrategicMergeTransformer", try Patches(loader).strategicMerge(strategic)))
    }
    for patch in k.list("patches") { result.append(("PatchTransformer", try Patches(loader).patch(patch))) }
    let namespace = k.string("namespace")
    if !namespace.isEmpty {
      let specs = config.namespace
      result.append(
        ("NamespaceTransformer", { (map) throws(SourceError) in try Namespaces.set(namespace, specs, &map) }))
    }
    let prefix = k.string("namePrefix")
    if !prefix.isEmpty { result.append(("PrefixTransformer", affix(prefix, isPrefix: true, config.namePrefix))) }
    let suffix = k.string("nameSuffix")
    if !suffix.isEmpty { result.append(("SuffixTransformer", affix(suffix, isPrefix: false, config.nameSuffix))) }
    try addLabels(&result)
    let annotations = k.object("commonAnnotations")
    if !annotations.isEmpty {
      result.append(("AnnotationsTransformer", setEntries(annotations, config.commonAnnotations)))
    }
    for patch in k.list("patchesJson6902") {
      result.append(("PatchJson6902Transformer", try Patches(loader).json6902(patch)))
    }
    for replica in k.list("replicas") {
      let specs = config.replicas
      result.append(
        ("ReplicaCountTransformer", { (map) throws(SourceError) in try Replicas.set(replica, specs, &map) }))
    }
    for image in k.images {
      let specs = config.images
      let images = try Images(image, specs)
      result.append(("ImageTagTransformer", { (map) throws(SourceError) in try images.apply(to: &map) }))
    }
    let replacements = k.list("replacements")
    if !replacements.isEmpty {
      result.append(("ReplacementTransformer", try Replacements(replacements, loader).transformer()))
    }
    return result
  }

  private func addLabels(_ result: inout [(String, Transformer)]) throws(SourceError) {
    let common = kustomization.object("commonLabels")
    for label in kustomization.list("labels") {
      var specs = label["fields"]?.array?.map(FieldSpec.init) ?? []
      do throws(SourceError) {
        specs = try specs.merged(with: config.labels)
        if label.flag("includeSelectors") {
          specs = try specs.merged(with: config.commonLabels)
        } else {
          if label.flag("includeTemplates") { specs = try specs.merged(with: config.templateLabels) }
          specs = try specs.merged(with: [FieldSpec("metadata/labels", create: true)])
        }
      } catch {
        throw error.prefixed("failed to merge labels")
      }
      result.append(("LabelTransformer", setEntries(label["pairs"]?.object ?? Object(), specs)))
    }
    if !common.isEmpty || !kustomization.list("labels").isEmpty {
      result.append(("LabelTransformer", setEntries(common, config.commonLabels)))
    }
  }

  /// Sets every entry in the mappings that the specifications lead to.
  private func setEntries(_ entries: Object, _ specs: [FieldSpec]) -> Transformer {
    let sorted = entries.sorted()
    return { (map) throws(SourceError) in
      for i in map.resources.indices {
        for entry in sorted {
          for spec in specs {
            try spec.apply(
              to: &map.resources[i].value, create: .mapping,
              FieldSpec.setEntry(entry.key, entry.value.scalarText ?? ""))
          }
        }
      }
    }
  }

  /// Kinds whose names have a meaning of their own.
  private static var fixedNames: [GVK] {
    [
      GVK(kind: "CustomResourceDefinition"), GVK(group: "apiregistration.k8s.io", kind: "APIService"),
      GVK(kind: "Namespace"),
    ]
  }

  private func affix(_ text: String, isPrefix: Bool, _ specs: [FieldSpec]) -> Transformer {
    { (map) throws(SourceError) in
      for i in map.resources.indices {
        let id = map.resources[i].originalID
        if Transformers.fixedNames.contains(where: { id.gvk.isSelected(by: $0) }) { continue }
        for spec in specs where id.gvk.isSelected(by: spec.gvk) {
          if spec.path == "metadata/name" {
            if isPrefix { map.resources[i].prefixes.append(text) } else { map.resources[i].suffixes.append(text) }
            map.resources[i].storePreviousID()
          }
          try spec.apply(to: &map.resources[i].value, create: .scalar) { (value) throws(SourceError) in
            guard value.isScalar else { throw FieldSpec.wrongKind(value, expected: "ScalarNode") }
            let old = value.scalarText ?? ""
            value = .string(isPrefix ? text + old : old + text)
          }
        }
      }
    }
  }
}

/// `namespace` (kustomize `filters/namespace`).
enum Namespaces {
  static func set(_ namespace: String, _ specs: [FieldSpec], _ map: inout ResourceMap) throws(SourceError) {
    var counts: [ResourceID.Key: Int] = [:]
    for resource in map.resources { counts[resource.currentID.key, default: 0] += 1 }
    for i in map.resources.indices {
      counts[map.resources[i].currentID.key, default: 0] -= 1
      map.resources[i].storePreviousID()
      try set(namespace, specs, &map.resources[i].value)
      let id = map.resources[i].currentID
      counts[id.key, default: 0] += 1
      if counts[id.key, default: 0] != 1 {
        let same = map.resources.filter { $0.currentID.isSame(id) }
        throw SourceError(
          file: map.resources[i].originFile, line: map.resources[i].originLine,
          "namespace transformation produces ID conflict: "
            + GoText.list(same.map { JSON.write($0.value, escapeHTML: true) }))
      }
    }
  }

  private static func set(_ namespace: String, _ specs: [FieldSpec], _ value: inout Value) throws(SourceError) {
    let gvk = GVK(of: value)
    let setter = FieldSpec.setScalar(.string(namespace))
    do throws(SourceError) {
      if !gvk.isClusterScoped {
        try FieldSpec("metadata/namespace", create: true).apply(to: &value, create: .scalar, setter)
      }
      if gvk.kind == "RoleBinding" || gvk.kind == "ClusterRoleBinding" {
        // Subjects that are the namespace's default account move with it.
        try FieldSpec("subjects").apply(to: &value, create: .nothing) { (subjects) throws(SourceError) in
          subjects.modifyEach { subject in
            if subject["name"]?.scalarText == "default" { subject["namespace"] = .string(namespace) }
          }
        }
      }
      for spec in specs where spec.path != "metadata/namespace" {
        if spec.path == "metadata/name" && gvk.apiVersion != "v1" { continue }
        try spec.apply(to: &value, create: .scalar, setter)
      }
    } catch {
      throw error.prefixed("namespace transformation failed")
    }
  }
}

extension Value {
  /// Changes the elements of an array in place.
  mutating func modifyEach(_ body: (inout Value) -> Void) {
    guard case .array(var items) = self else { return }
    self = .null
    for i in items.indices { body(&items[i]) }
    self = .array(items)
  }
}

/// `replicas` (kustomize `ReplicaCountTransformer`).
enum Replicas {
  static func set(_ replica: Value, _ specs: [FieldSpec], _ map: inout ResourceMap) throws(SourceError) {
    let name = replica.text("name")
    let count = replica["count"] ?? 0
    var found = false
    for spec in specs {
      for i in map.matching(anyID: { $0.name == name && $0.gvk.isSelected(by: spec.gvk) }) {
        found = true
        try spec.apply(to: &map.resources[i].value, create: .scalar, FieldSpec.setScalar(count))
      }
    }
    if !found {
      throw SourceError(
        "resource with name \(name) does not match a config with the following GVK "
          + GoText.list(specs.map(\.gvk.description)))
    }
  }
}
