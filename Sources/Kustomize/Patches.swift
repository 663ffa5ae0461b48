import Files
import Manifest

/// `patches`, `patchesStrategicMerge` and `patchesJson6902` (kustomize `PatchTransformer` and its elders).
struct Patches<Tree: FileTree> {
  typealias Transformer = Transformers<Tree>.Transformer

  let loader: Loader<Tree>
  init(_ loader: Loader<Tree>) { self.loader = loader }

  // MARK: - patches

  func patch(_ entry: Value) throws(SourceError) -> Transformer {
    do throws(SourceError) {
      return try readPatch(entry)
    } catch {
      throw SourceError(
        file: error.file, line: error.line,
        "trouble configuring builtin PatchTransformer with config: `\n\(YAML.write(entry))`: \(error.message)",
        nextStep: error.nextStep)
    }
  }

  private func readPatch(_ entry: Value) throws(SourceError) -> Transformer {
    let inline = Patches.trimmed(entry.text("patch"))
    let path = entry.text("path")
    let text: [UInt8]
    let source: String
    var file = ""
    if inline.isEmpty && path.isEmpty {
      throw SourceError("must specify one of patch and path in\n\(YAML.write(entry))")
    }
    if !inline.isEmpty && !path.isEmpty {
      throw SourceError("patch and path can't be set at the same time\n\(YAML.write(entry))")
    }
    if !inline.isEmpty {
      text = Array(inline.utf8)
      source = "[patch: \(GoText.quote(inline))]"
    } else {
      do throws(SourceError) {
        text = try loader.load(path)
      } catch {
        throw error.prefixed("failed to get the patch file from path(\(path))")
      }
      source = "[path: \(GoText.quote(path))]"
      file = loader.display(path)
    }
    var strategic: [Resource]?
    var strategicError: SourceError?
    do throws(SourceError) {
      strategic = try PatchReader.strategic(text, file: file)
    } catch { strategicError = error }
    let operations = try? PatchReader.json(text)
    if operations != nil && strategic != nil {
      throw SourceError("illegally qualifies as both an SM and JSON patch: \(source)")
    }
    if let operations { return try jsonTransformer(operations, entry["target"], source) }
    guard var patches = strategic else {
      let reason = strategicError.map { " (\($0.message))" } ?? ""
      throw SourceError(
        file: strategicError?.file ?? "", line: strategicError?.line ?? 0,
        "unable to parse SM or JSON patch from \(source)", nextStep: "As a strategic merge patch it fails:\(reason)")
    }
    for i in patches.indices {
      patches[i].allowsNameChange = entry["options"]?.flag("allowNameChange") ?? false
      patches[i].allowsKindChange = entry["options"]?.flag("allowKindChange") ?? false
    }
    return try strategicTransformer(patches, entry["target"], source)
  }

  private static func trimmed(_ text: String) -> String {
    var bytes = Array(text.utf8)[...]
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }
    while let first = bytes.first, isSpace(first) { bytes = bytes.dropFirst() }
    while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func strategicTransformer(
    _ patches: [Resource], _ target: Value?, _ source: String
  ) throws(SourceError) -> Transformer {
    guard let target, !target.isNull else {
      return { (map) throws(SourceError) in
        for patch in patches {
          let id = patch.originalID
          let position: Int
          do throws(SourceError) {
            position = try map.position(of: id)
          } catch {
            throw SourceError(
              file: patch.originFile, line: patch.originLine,
              "no resource matches strategic merge patch \(GoText.quote(id.description)): \(error.message)")
          }
          try map.resources[position].apply(patch)
        }
      }
    }
    let selector = try Selector(target)
    return { (map) throws(SourceError) in
      guard let patch = patches.first else { return }
      if patches.count > 1 {
        throw SourceError(
          "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: "
            + source)
      }
      for i in map.resources.indices where try selector.matches(map.resources[i]) {
        try map.resources[i].applySelected(patch)
      }
      map.dropDeleted()
    }
  }

  private func jsonTransformer(
    _ patch: JSONPatch, _ target: Value?, _ source: String
  ) throws(SourceError) -> Transformer {
    guard let target, !target.isNull else {
      return { (_) throws(SourceError) in
        throw SourceError("must specify a target for JSON patch \(source)")
      }
    }
    let selector = try Selector(target)
    return { (map) throws(SourceError) in
      for i in map.resources.indices where try selector.matches(map.resources[i]) {
        map.resources[i].storePreviousID()
        try map.resources[i].apply(patch)
      }
    }
  }

  // MARK: - The deprecated fields

  func strategicMerge(_ entries: [String]) throws(SourceError) -> Transformer {
    var patches: [Resource] = []
    for entry in entries {
      if let inline = try? PatchReader.strategic(Array(entry.utf8), file: ""), !inline.isEmpty {
        patches += inline
      } else {
        patches += try PatchReader.strategic(try loader.load(entry), file: loader.display(entry))
      }
    }
    return { (map) throws(SourceError) in
      for patch in patches {
        let position: Int
        do throws(SourceError) {
          position = try map.position(of: patch.originalID)
        } catch {
          throw SourceError(file: patch.originFile, line: patch.originLine, error.message)
        }
        try map.resources[position].applySelected(patch)
        map.dropDeleted()
      }
    }
  }

  func json6902(_ entry: Value) throws(SourceError) -> Transformer {
    do throws(SourceError) {
      let target = entry["target"] ?? .null
      if target.text("name").isEmpty { throw SourceError("must specify the target name") }
      let path = entry.text("path")
      let inline = entry.text("patch")
      if path.isEmpty && inline.isEmpty { throw SourceError("empty file path and empty jsonOp") }
      if !path.isEmpty && !inline.isEmpty { throw SourceError("must specify a file path or jsonOp, not both") }
      let text = path.isEmpty ? Array(inline.utf8) : try loader.load(path)
      if text.isEmpty { throw SourceError("patch file '\(path)' empty seems to be empty") }
      let patch = try PatchReader.json(text)
      if patch.operations.isEmpty {
        throw SourceError("patch appears to be empty; file=\(path), JsonOp=\(inline)")
      }
      let selector = try Selector(target)
      return { (map) throws(SourceError) in
        for i in map.resources.indices where try selector.matches(map.resources[i]) {
          try map.resources[i].apply(patch)
        }
      }
    } catch {
      throw SourceError(
        file: error.file, line: error.line,
        "trouble configuring builtin PatchJson6902Transformer with config: `\n\(YAML.write(entry))`: \(error.message)")
    }
  }
}

/// Reads the two kinds of patches.
enum PatchReader {
  static func strategic(_ text: [UInt8], file: String) throws(SourceError) -> [Resource] {
    let documents = try YAML.documents(text, file: file, limits: YAML.Limits(dialect: .v3))
    var patches: [Resource] = []
    for document in documents {
      let patch = Resource(document.value, file: file, line: document.line)
      guard document.value.object != nil else {
        throw SourceError(file: file, line: document.line, "a strategic merge patch must be an object")
      }
      if patch.kind.isEmpty { throw SourceError(file: file, line: document.line, "missing kind in object") }
      if patch.name.isEmpty { throw SourceError(file: file, line: document.line, "missing metadata.name in object") }
      patches.append(patch)
    }
    return patches
  }

  static func json(_ text: [UInt8]) throws(SourceError) -> JSONPatch {
    if text.isEmpty { throw SourceError("empty json patch operations") }
    if text.first == 0x5B { return try JSONPatch(try JSON.parse(text)) }
    return try JSONPatch(try YAML.unmarshal(text))
  }
}

extension Resource {
  /// Merges a patch that names this object.
  mutating func apply(_ patch: Resource) throws(SourceError) {
    let (name, namespace, kind) = (self.name, self.namespace, self.kind)
    if patch.allowsNameChange || patch.allowsKindChange { storePreviousID() }
    let merged: Value?
    do throws(SourceError) {
      merged = try StrategicMerge.apply(patch.value, to: value)
    } catch {
      throw SourceError(file: patch.originFile, line: patch.originLine, error.message)
    }
    guard let merged, !(merged.object?.isEmpty ?? true) else {
      isDeleted = true
      return
    }
    value = merged
    if !patch.allowsKindChange { value["kind"] = .string(kind) }
    if !patch.allowsNameChange { self.name = name }
    setNamespace(namespace)
  }

  /// Merges a patch that a selector brought here: the patch takes this object's version, and its labels and annotations
  /// are texts, even where they are null.
  mutating func applySelected(_ patch: Resource) throws(SourceError) {
    var copy = patch
    for field in ["labels", "annotations"] where patch.value.at("metadata", field) != nil {
      copy.setStrings(field, patch.strings(field))
    }
    copy.value["apiVersion"] = .string(GVK(of: value).apiVersion)
    try apply(copy)
  }

  /// Applies JSON operations. Under kustomize an object has annotations by then, its own bookkeeping.
  mutating func apply(_ patch: JSONPatch) throws(SourceError) {
    let marker = "internal.config.kubernetes.io/previousNames"
    var document = value
    let marked = !previous.isEmpty || needsHash || origin != nil
    if marked, document["metadata"]?.object != nil { document.set("", at: "metadata", "annotations", marker) }
    document = try patch.applied(to: document)
    if marked {
      document.set(nil, at: "metadata", "annotations", marker)
      if document.at("metadata", "annotations")?.object?.isEmpty ?? false {
        document.set(nil, at: "metadata", "annotations")
      }
    }
    value = document
  }
}
