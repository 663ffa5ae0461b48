import Manifest

/// The same owner twice is one owner, with a word to the client (apiserver `pkg/endpoints/handlers/rest.go`).
enum OwnerReferences {
  /// - Parameter isPatch: patches are looked at after admission only, and the words say so.
  static func makeUnique(_ object: inout Value, _ warnings: inout [String], isPatch: Bool = false) {
    guard let owners = object.at("metadata", "ownerReferences")?.array, owners.count > 1 else { return }
    var kept: [Value] = []
    var repeated: [String] = []
    for owner in owners {
      if kept.contains(owner) {
        repeated.append(owner["uid"]?.string ?? "")
      } else {
        kept.append(owner)
      }
    }
    guard !repeated.isEmpty else { return }
    object.set(.array(kept), at: "metadata", "ownerReferences")
    warnings.append(
      ".metadata.ownerReferences contains duplicate entries\(isPatch ? " after mutating admission happens" : ""); API "
        + "server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please "
        + "fix your requests; duplicate UID(s) observed: "
        + repeated.joined(separator: ", "))
  }
}
