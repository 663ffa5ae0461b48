import Manifest

extension Value {
  /// The object with the members of its metadata in the order of Go's ObjectMeta, and kind, apiVersion and metadata first.
  var withOrderedMetadata: Value {
    guard case .object(let object) = self else { return self }
    var pairs: [Object.Pair] = []
    pairs.reserveCapacity(object.count)
    for name in ["kind", "apiVersion"] { if let value = object[name] { pairs.append(.init(key: name, value: value)) } }
    if case .object(let metadata)? = object["metadata"] {
      var members: [Object.Pair] = []
      members.reserveCapacity(metadata.count)
      for name in Value.metadataOrder { if let value = metadata[name] { members.append(.init(key: name, value: value)) } }
      if members.count < metadata.count {
        for pair in metadata where !Value.metadataOrder.contains(pair.key) { members.append(pair) }
      }
      pairs.append(.init(key: "metadata", value: .object(Object(uniquePairs: members))))
    }
    for pair in object where pair.key != "kind" && pair.key != "apiVersion" && pair.key != "metadata" {
      pairs.append(pair)
    }
    return .object(Object(uniquePairs: pairs))
  }

  private static let metadataOrder = [
    "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
    "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
    "managedFields",
  ]
}
