import KubeAPI
import Manifest

/// Validation of certificate signing requests (kubernetes `pkg/apis/certificates/validation`). What is inside the
/// request is not read: its PEM block is.
enum CertificateRules {
  private static let usages = [
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
    "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel",
    "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime",
    "server auth", "signing", "timestamping",
  ]

  static func check(_ request: Value, old: Value?, subresource: String) -> [FieldError] {
    var errors = ErrorList()
    let spec = request["spec"] ?? [:]
    if !isRequest(spec.text("request")) {
      errors.invalid("spec.request", bytes(spec["request"]), "PEM block type must be CERTIFICATE REQUEST")
    }
    usages(spec, old, &errors)
    if spec.text("signerName") == "kubernetes.io/legacy-unknown" {
      if old == nil {
        errors.invalid(
          "spec.signerName", spec["signerName"], "the legacy signerName is not allowed via this API version")
      }
    } else {
      signerName(spec.text("signerName"), "spec.signerName", &errors)
    }
    if let seconds = spec["expirationSeconds"]?.int, seconds < 600 {
      errors.invalid(
        "spec.expirationSeconds", .int(seconds), "may not specify a duration less than 600 seconds (10 minutes)")
    }
    conditions(request, old, &errors)
    let certificate = request.at("status", "certificate")?.string ?? ""
    let before = old?.at("status", "certificate")?.string ?? ""
    if certificate != before, !certificate.isEmpty, let why = certificateFault(certificate) {
      errors.invalid("status.certificate", "<certificate data>", why)
    }
    if let old { update(request, old, subresource, &errors) }
    return errors.list
  }

  private static func usages(_ spec: Value, _ old: Value?, _ errors: inout ErrorList) {
    let given = spec.items("usages", "spec")
    if given.isEmpty { errors.required("spec.usages") }
    let before = (old?.at("spec", "usages")?.array ?? []).map { $0.string ?? "" }
    if before.allSatisfy(usages.contains) {
      for usage in given where !usages.contains(usage.value.string ?? "") {
        errors.notSupported(usage.path, usage.value, usages)
      }
    }
    guard Set(before).count == before.count else { return }
    var seen: Set<String> = []
    for usage in given where !seen.insert(usage.value.string ?? "").inserted {
      errors.duplicate(usage.path, usage.value)
    }
  }

  /// `example.com/signer`.
  static func signerName(_ name: String, _ path: String, _ errors: inout ErrorList) {
    if name.isEmpty {
      errors.required(path)
      return
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      errors.invalid(
        path, .string(name), "must be a fully qualified domain and path of the form 'example.com/signer-name'")
      return
    }
    if parts[0].utf8.count > 253 { errors.add(.tooLong(path, 253)) }
    labels(of: parts[0], path, NameRules.dns1123Label, &errors)
    if !parts[0].contains(".") {
      errors.invalid(path, .string(parts[0]), "should be a domain with at least two segments separated by dots")
    }
    labels(of: parts[1], path, NameRules.dns1123Subdomain, &errors)
    // A domain, a slash, two names with a dot between them.
    let limit = 253 + 1 + 63 + 1 + 253
    if name.utf8.count > limit { errors.add(.tooLong(path, limit)) }
  }

  private static func labels(
    of text: String, _ path: String, _ rule: (String) -> [String], _ errors: inout ErrorList
  ) {
    for label in text.split(separator: ".", omittingEmptySubsequences: false) {
      let messages = rule(String(label))
      for message in messages {
        errors.invalid(path, .string(text), "validating label \(FieldError.show(.string(String(label)))): \(message)")
      }
      if !messages.isEmpty { return }
    }
  }

  private static let final = ["Approved", "Denied", "Failed"]

  private static func conditions(_ request: Value, _ old: Value?, _ errors: inout ErrorList) {
    let before = (old?.at("status", "conditions")?.array ?? []).map { $0.text("type") }
    let hadBoth = before.contains("Approved") && before.contains("Denied")
    let hadTwice = Set(before).count != before.count
    var seen: Set<String> = []
    for condition in (request["status"] ?? [:]).items("conditions", "status") {
      let type = condition.value.text("type")
      if type.isEmpty, !before.contains("") { errors.required("\(condition.path).type") }
      let allowed = final.contains(type) ? ["True"] : ["False", "True", "Unknown"]
      errors.oneOf("\(condition.path).status", condition.value.text("status"), allowed)
      let other = type == "Approved" ? "Denied" : type == "Denied" ? "Approved" : nil
      if let other, !hadBoth, seen.contains(other) {
        errors.invalid(
          "status.conditions", .string(type), "Approved and Denied conditions are mutually exclusive")
      }
      if !seen.insert(type).inserted, !hadTwice { errors.duplicate("\(condition.path).type", .string(type)) }
    }
  }

  private static func update(_ request: Value, _ old: Value, _ subresource: String, _ errors: inout ErrorList) {
    func of(_ object: Value, _ type: String) -> [Value] {
      (object.at("status", "conditions")?.array ?? []).filter { $0.text("type") == type }
    }
    for type in final where of(request, type).count < of(old, type).count {
      errors.forbidden("status.conditions", "updates may not remove a condition of type \"\(type)\"")
    }
    if subresource != "approval" {
      for type in ["Approved", "Denied"] where of(request, type).count > of(old, type).count {
        errors.forbidden("status.conditions", "updates may not add a condition of type \"\(type)\"")
      }
    }
    let before = old.at("status", "certificate")?.string ?? ""
    guard (request.at("status", "certificate")?.string ?? "") != before else { return }
    if subresource != "status" {
      errors.forbidden("status.certificate", "updates may not set certificate content")
    } else if !before.isEmpty {
      errors.forbidden("status.certificate", "updates may not modify existing certificate content")
    }
  }

  // MARK: - PEM

  private static func text(_ encoded: String) -> String {
    var bytes: [UInt8] = []
    _ = Base64.decode(encoded, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isRequest(_ encoded: String) -> Bool { block(in: text(encoded)) == "CERTIFICATE REQUEST" }

  /// The type of the first PEM block.
  private static func block(in text: String) -> String? {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let start = lines.first(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("-----") }) else { return nil }
    let type = String(start.dropFirst(11).dropLast(5))
    return lines.contains("-----END \(type)-----") ? type : nil
  }

  private static func certificateFault(_ encoded: String) -> String? {
    switch block(in: text(encoded)) {
    case nil: "must contain at least one CERTIFICATE PEM block"
    case "CERTIFICATE"?: nil
    case let type?: "only CERTIFICATE PEM blocks are allowed, found \(FieldError.show(.string(type)))"
    }
  }

  /// Go shows a slice of bytes as numbers only when it is not JSON; messages have the JSON form.
  private static func bytes(_ value: Value?) -> Value { value ?? .null }
}
