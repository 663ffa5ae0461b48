/// Whether an object's name is one that Kubernetes takes for its kind (helm's lint rule `validateMetadataName`).
enum ObjectName {
  /// What is wrong with it, in Kubernetes' words.
  static func faults(_ name: String, kind: String) -> [String] {
    switch kind.lowercased() {
    case "service": return label1035(name)
    case "namespace": return label1123(name)
    case "certificatesigningrequest": return []
    case "role", "clusterrole", "rolebinding", "clusterrolebinding": return pathSegment(name)
    default: return subdomain(name)
    }
  }

  private static func subdomain(_ name: String) -> [String] {
    var faults: [String] = []
    if name.utf8.count > 253 { faults.append("must be no more than 253 characters") }
    if !ReleaseName.isDNSSubdomain(name) {
      faults.append(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
          + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
          + #"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#)
    }
    return faults
  }

  private static func label1123(_ name: String) -> [String] {
    var faults: [String] = []
    if name.utf8.count > 63 { faults.append("must be no more than 63 characters") }
    if name.contains("."), ReleaseName.isDNSSubdomain(name) {
      faults.append("must not contain dots")
    } else if !ReleaseName.isDNSSubdomain(name) {
      faults.append(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
          + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
          + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')")
    }
    return faults
  }

  private static func label1035(_ name: String) -> [String] {
    var faults: [String] = []
    if name.utf8.count > 63 { faults.append("must be no more than 63 characters") }
    let startsWithLetter = name.utf8.first.map { $0 >= 0x61 && $0 <= 0x7A } ?? false
    if !startsWithLetter || name.contains(".") || !ReleaseName.isDNSSubdomain(name) {
      faults.append(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
          + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
          + "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')")
    }
    return faults
  }

  private static func pathSegment(_ name: String) -> [String] {
    if name == "." || name == ".." { return ["may not be '\(name)'"] }
    return ["/", "%"].filter { name.contains($0) }.map { "may not contain '\($0)'" }
  }
}
