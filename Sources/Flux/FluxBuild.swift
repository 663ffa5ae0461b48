import Files
import KubeAPI
import Kustomize
import Manifest

/// What kustomize-controller makes of a path in a source: kustomize build, Flux's own overlays, substitution, labels.
public enum FluxBuild {
  /// An object and where it was written.
  public struct BuiltObject: Sendable {
    public var value: Value
    /// The file in the source that it came from; empty when it was generated.
    public var file: String
    /// The 1-based line at which its document starts; 0 when unknown.
    public var line: Int

    public init(value: Value, file: String, line: Int) {
      self.value = value
      self.file = file
      self.line = line
    }
  }

  /// The variables of `spec.postBuild`: `substituteFrom` in order, then `substitute`; `nil` without `postBuild`.
  /// `look` gives a ConfigMap or Secret of the cluster.
  public static func variables(
    of kustomization: Value, look: (ObjectKey) -> Value?
  ) throws(SourceError) -> [String: String]? {
    guard let postBuild = kustomization.at("spec", "postBuild") else { return nil }
    var variables: [String: String] = [:]
    for reference in postBuild["substituteFrom"]?.array ?? [] {
      let kind = reference["kind"]?.string ?? ""
      let name = reference["name"]?.string ?? ""
      let key = ObjectKey(GroupKind("", kind), kustomization.namespace, name)
      guard let object = look(key) else {
        if reference["optional"]?.bool == true { continue }
        let plural = kind == "Secret" ? "secrets" : "configmaps"
        throw SourceError("substitute from '\(kind)/\(name)' error: \(plural) \"\(name)\" not found")
      }
      for pair in object["data"]?.object ?? Object() {
        let text = pair.value.string ?? ""
        variables[pair.key] = kind == "Secret" ? Base64.decodeText(text) ?? "" : text
      }
    }
    for pair in postBuild["substitute"]?.object ?? Object() {
      variables[pair.key] = pair.value.string ?? JSON.write(pair.value)
    }
    let pattern = "^[_[:alpha:]][_[:alpha:][:digit:]]*$"
    for name in variables.keys.sorted(by: { $0.goLess($1) }) where !Substitution.isName(name) {
      throw SourceError("'\(name)' var name is invalid, must match '\(pattern)'")
    }
    return variables
  }

  /// Builds `spec.path` of a Kustomization. `variables` nil leaves `${…}` as it stands.
  ///
  /// - Parameter strict: whether a variable that nothing sets is an error (Flux ≥ 2.9).
  /// - Throws: the message that the controller puts into its condition.
  public static func build(
    tree: some FileTree, kustomization: Value, variables: [String: String]?, strict: Bool
  ) throws(SourceError) -> [BuiltObject] {
    let written = kustomization.at("spec", "path")?.string ?? "./"
    guard let path = FilePath.clean(written) else {
      throw SourceError("kustomization path not found: '\(written)' leaves the source")
    }
    guard tree.isDirectory(path) else {
      throw SourceError("kustomization path not found: stat \(written): no such file or directory")
    }
    var built: [BuiltObject]
    do {
      built = try kustomize(tree: tree, path: path, kustomization: kustomization)
    } catch {
      throw SourceError(
        file: error.file, line: error.line, column: error.column, "kustomize build failed: \(error.message)",
        nextStep: error.nextStep)
    }
    if let variables, !variables.isEmpty {
      for i in built.indices { try substitute(&built[i], Substitution(variables: variables, strict: strict)) }
    }
    for i in built.indices { label(&built[i].value, of: kustomization) }
    return built
  }

  private static func substitute(_ object: inout BuiltObject, _ substitution: Substitution) throws(SourceError) {
    let setting = "kustomize.toolkit.fluxcd.io/substitute"
    if (object.value.annotation(setting) ?? object.value.label(setting))?.lowercased() == "disabled" { return }
    let text = YAML.write(object.value)
    guard text.utf8.contains(0x24) else { return }
    let reference = ObjectReference(of: object.value)
    let group = reference.group.isEmpty ? "[noGrp]" : reference.group
    let id = "\(reference.kind).\(reference.version).\(group)/\(reference.name).\(reference.namespace)"
    do {
      let result = try substitution.apply(text)
      if result == text { return }
      guard let value = try YAML.parse(result, file: object.file).first else { return }
      object.value = value
    } catch let error as Substitution.Failure {
      throw SourceError(
        file: object.file, line: object.line,
        "post build failed for '\(id)': envsubst error: variable substitution failed: \(error)",
        nextStep: "set it under spec.postBuild.substitute, or write $${…} for a literal ${…}")
    } catch {
      throw SourceError(file: object.file, line: object.line, "post build failed for '\(id)': \(error)")
    }
  }

  /// Owner labels and `spec.commonMetadata`: on the object's own metadata only.
  private static func label(_ value: inout Value, of kustomization: Value) {
    value.modifyObject { object in
      object.modify("metadata") { metadata in
        metadata.modifyObject { members in
          members.modify("labels") { labels in
            labels["kustomize.toolkit.fluxcd.io/name"] = .string(kustomization.name)
            labels["kustomize.toolkit.fluxcd.io/namespace"] = .string(kustomization.namespace)
            for pair in kustomization.at("spec", "commonMetadata", "labels")?.object ?? Object() {
              labels[pair.key] = pair.value
            }
          }
          if let annotations = kustomization.at("spec", "commonMetadata", "annotations")?.object {
            members.modify("annotations") { own in
              for pair in annotations { own[pair.key] = pair.value }
            }
          }
        }
      }
    }
  }
}
