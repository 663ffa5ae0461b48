import GoLibrary
import Manifest

/// `images`: new names, tags and digests of container images (kustomize `filters/imagetag`).
struct Images {
  let image: Value
  let specs: [FieldSpec]
  /// The name with any tag and digest; `nil` when the name is no regular expression, which matches nothing.
  let pattern: Regexp?

  init(_ image: Value, _ specs: [FieldSpec]) throws(SourceError) {
    self.image = image
    self.specs = specs
    pattern = try? Regexp.compile(
      "^\(image.text("name"))(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
  }

  func apply(to map: inout ResourceMap) throws(SourceError) {
    for i in map.resources.indices where map.resources[i].kind != "CustomResourceDefinition" {
      walk(&map.resources[i].value)
      for spec in specs {
        try spec.apply(to: &map.resources[i].value, create: .nothing) { (value) throws(SourceError) in
          guard value.isScalar else { throw FieldSpec.wrongKind(value, expected: "ScalarNode") }
          update(&value)
        }
      }
    }
  }

  /// Lists named `containers` or `initContainers`, wherever they stand.
  private func walk(_ value: inout Value) {
    switch value {
    case .array: value.modifyEach { walk(&$0) }
    case .object(var object):
      value = .null
      for i in object.pairs.indices {
        let key = object.pairs[i].key
        let isContainers = key == "containers" || key == "initContainers"
        if !isContainers && object.pairs[i].value.isScalar { continue }
        object.modify(at: i) { child in
          walk(&child)
          if isContainers {
            child.modifyEach { container in
              guard case .object(var fields) = container, fields["image"]?.isScalar ?? false else { return }
              container = .null
              fields.modify("image") { update(&$0) }
              container = .object(fields)
            }
          }
        }
      }
      value = .object(object)
    default: return
    }
  }

  private func update(_ value: inout Value) {
    guard let text = value.scalarText, pattern?.matchString(text) ?? false else { return }
    var (name, tag, digest) = Images.split(text)
    if !image.text("newName").isEmpty { name = image.text("newName") }
    let newTag = image.text("newTag")
    let newDigest = image.text("digest")
    if !newTag.isEmpty {
      (tag, digest) = (newTag, newDigest)
    } else if !newDigest.isEmpty {
      (tag, digest) = ("", newDigest)
    } else if !image.text("tagSuffix").isEmpty {
      (tag, digest) = (tag + image.text("tagSuffix"), "")
    }
    if !tag.isEmpty { name += ":\(tag)" }
    if !digest.isEmpty { name += "@\(digest)" }
    value = .string(name)
  }

  /// Name, tag and digest; a colon before the first slash belongs to the registry's port.
  static func split(_ image: String) -> (name: String, tag: String, digest: String) {
    var search = image[...]
    if let slash = image.firstIndex(of: "/"), slash != image.startIndex { search = image[slash...] }
    let at = search.firstIndex(of: "@")
    let colon = search.firstIndex(of: ":")
    func after(_ index: String.Index) -> String.Index { image.index(after: index) }
    switch (colon, at) {
    case (nil, nil): return (image, "", "")
    case (nil, let at?): return (String(image[..<at]), "", String(image[after(at)...]))
    case (let colon?, nil): return (String(image[..<colon]), String(image[after(colon)...]), "")
    case (let colon?, let at?):
      if at < colon { return (String(image[..<at]), "", String(image[after(at)...])) }
      return (String(image[..<colon]), String(image[after(colon)..<at]), String(image[after(at)...]))
    }
  }
}
