import KubeAPI
import Manifest

/// Volumes that are put together from several sources.
extension PodRules {
  mutating func projected(_ source: Value, _ path: String) {
    mode(source["defaultMode"], "\(path).defaultMode")
    var paths: Set<String> = []
    for entry in source.items("sources", path) {
      var count = 0
      for kind in [
        "secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate",
      ] {
        guard let value = entry.value.there(kind) else { continue }
        count += 1
        projection(kind, value, "\(entry.path).\(kind)", path, &paths)
      }
      if count > 1 { errors.forbidden(entry.path, "may not specify more than 1 volume type per source") }
    }
  }

  private mutating func projection(
    _ kind: String, _ value: Value, _ place: String, _ path: String, _ paths: inout Set<String>
  ) {
    switch kind {
    case "secret", "configMap":
      if value.text("name").isEmpty { errors.required("\(place).name") }
      keys(value, place)
      for item in value["items"]?.array ?? [] { once(item.text("path"), value.text("name"), path, &paths) }
    case "downwardAPI":
      downward(value, place)
      for item in value["items"]?.array ?? [] { once(item.text("path"), nil, path, &paths) }
    case "serviceAccountToken": token(value, place, path)
    case "clusterTrustBundle":
      trustBundle(value, place)
      if value.text("path").isEmpty { errors.required("\(place).path") }
      nonReservedPath(value.text("path"), "\(place).path")
      if !paths.insert(value.text("path")).inserted {
        errors.invalid(path, value["path"] ?? "", "conflicting duplicate paths")
      }
    default: certificate(value, place, path, &paths)
    }
  }

  private mutating func once(_ place: String, _ shown: String?, _ path: String, _ paths: inout Set<String>) {
    guard !place.isEmpty, !paths.insert(place).inserted else { return }
    errors.invalid(path, .string(shown ?? place), "conflicting duplicate paths")
  }

  /// The server names the path of the token as if it were the volume's.
  private mutating func token(_ token: Value, _ place: String, _ path: String) {
    let seconds = token["expirationSeconds"]?.int ?? 0
    if seconds < 600 {
      errors.invalid("\(place).expirationSeconds", .int(seconds), "may not specify a duration less than 10 minutes")
    } else if seconds > 1 << 32 {
      errors.invalid(
        "\(place).expirationSeconds", .int(seconds), "may not specify a duration larger than 2^32 seconds")
    }
    if token.text("path").isEmpty {
      errors.required("\(path).path")
    } else {
      nonReservedPath(token.text("path"), "\(path).path")
    }
  }

  private mutating func trustBundle(_ bundle: Value, _ place: String) {
    let name = bundle.there("name")?.string
    let signer = bundle.there("signerName")?.string
    switch (name, signer) {
    case (.some, .some):
      errors.invalid(
        place, GoDump.dump(bundle, "io.k8s.api.core.v1.ClusterTrustBundleProjection"),
        "only one of name and signerName may be used")
    case (let name?, nil):
      if name.isEmpty { errors.required("\(place).name", "must be a valid object name") }
      for message in NameRules.dns1123Subdomain(name) {
        errors.invalid("\(place).name", .string(name), "not a valid clustertrustbundlename: \(message)")
      }
      if let selector = bundle.there("labelSelector") {
        errors.invalidSelector("\(place).labelSelector", selector, "labelSelector must be unset if name is specified")
      }
    case (nil, let signer?):
      if signer.isEmpty { errors.required("\(place).signerName", "must be a valid signer name") }
      CertificateRules.signerName(signer, "\(place).signerName", &errors)
      errors.labelSelector("\(place).labelSelector", bundle["labelSelector"])
    case (nil, nil): errors.required(place, "either name or signerName must be specified")
    }
  }

  private mutating func certificate(
    _ certificate: Value, _ place: String, _ path: String, _ paths: inout Set<String>
  ) {
    let signer = certificate.text("signerName")
    CertificateRules.signerName(signer, "\(place).signerName", &errors)
    let types = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"]
    if !types.contains(certificate.text("keyType")) {
      errors.notSupported("\(place).keyType", certificate["keyType"] ?? "", types)
    }
    if let seconds = certificate["maxExpirationSeconds"]?.int {
      let day: Int64 = 86_400
      let limit = signer.hasPrefix("kubernetes.io/") ? day : 91 * day
      if seconds < 3600 {
        errors.invalid(
          "\(place).maxExpirationSeconds", .int(seconds), "if provided, maxExpirationSeconds must be >= 3600")
      }
      if seconds > limit {
        errors.invalid(
          "\(place).maxExpirationSeconds", .int(seconds), "if provided, maxExpirationSeconds must be <= \(limit)")
      }
    }
    var count = 0
    for name in ["credentialBundlePath", "keyPath", "certificateChainPath"] {
      let text = certificate.text(name)
      guard !text.isEmpty else { continue }
      count += 1
      nonReservedPath(text, "\(place).\(name)")
      once(text, nil, path, &paths)
    }
    if count == 0 {
      errors.required(place, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath")
    }
  }
}
