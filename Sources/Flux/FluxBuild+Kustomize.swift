import Files
import Kustomize
import Manifest

extension FluxBuild {
  /// Runs kustomize over the path, with the overlays that the Kustomization's spec asks for.
  ///
  /// Follows fluxcd/pkg `kustomize/kustomize_generator.go`: without a kustomization file one is generated that names every
  /// YAML file; targetNamespace, namePrefix and nameSuffix replace, patches and components are appended, images are
  /// merged by name; the load restrictor is off, the source is the end of the world.
  static func kustomize(
    tree: some FileTree, path: String, kustomization: Value
  ) throws(SourceError) -> [BuiltObject] {
    let spec = kustomization["spec"] ?? [:]
    var file: Value
    if let written = try Kustomize.kustomization(tree: tree, path: path) {
      file = written.value
    } else {
      file = try generated(tree, path)
    }
    if let namespace = spec["targetNamespace"]?.string, !namespace.isEmpty { file["namespace"] = .string(namespace) }
    for field in ["namePrefix", "nameSuffix"] {
      if let value = spec[field] { file[field] = value }
    }
    for field in ["patches", "components"] {
      guard let more = spec[field]?.array, !more.isEmpty else { continue }
      file[field] = .array((file[field]?.array ?? []) + more)
    }
    if let images = spec["images"]?.array { file["images"] = .array(merge(images, into: file["images"]?.array ?? [])) }
    let options = Kustomize.Options(
      loadRestriction: .none, kustomization: file,
      ignoreMissingComponents: spec["ignoreMissingComponents"]?.bool == true)
    return try Kustomize.build(tree: tree, path: path, options: options)
      .filter { ObjectReference(of: $0.value).group != "kustomize.config.k8s.io" }
      .map { BuiltObject(value: $0.value, file: $0.originFile, line: $0.originLine) }
  }

  private static func merge(_ more: [Value], into images: [Value]) -> [Value] {
    var images = images
    for image in more {
      guard let i = images.firstIndex(where: { $0["name"]?.string == image["name"]?.string }) else {
        images.append(image)
        continue
      }
      if let name = image["newName"] { images[i]["newName"] = name }
      if image["newTag"] != nil || image["digest"] != nil {
        images[i]["newTag"] = image["newTag"]
        images[i]["digest"] = image["digest"]
      }
    }
    return images
  }

  /// The kustomization that Flux writes where there is none: every YAML file below, folders with one of their own whole.
  private static func generated(_ tree: some FileTree, _ path: String) throws(SourceError) -> Value {
    var resources: [Value] = []
    func scan(_ folder: String, _ relative: String) throws(SourceError) {
      let entries: [FileEntry]
      do {
        entries = try tree.list(folder)
      } catch {
        throw SourceError(file: folder, error.reason.rawValue)
      }
      for entry in entries {
        let full = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
        let shown = relative.isEmpty ? entry.name : "\(relative)/\(entry.name)"
        switch entry.kind {
        case .directory:
          if Kustomize.fileNames.contains(where: { tree.exists("\(full)/\($0)") }) {
            resources.append(.string("./\(shown)"))
          } else {
            try scan(full, shown)
          }
        case .file where entry.name.hasSuffix(".yaml") || entry.name.hasSuffix(".yml"):
          resources.append(.string("./\(shown)"))
        default: break
        }
      }
    }
    try scan(path, "")
    var file: Value = ["apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"]
    if resources.isEmpty { file["namespace"] = "_placeholder" } else { file["resources"] = .array(resources) }
    return file
  }
}
