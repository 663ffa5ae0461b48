import KubeAPI
import KubeSchema
import Manifest

/// The options of a write: who, dry run, field validation (metav1 CreateOptions, UpdateOptions, PatchOptions).
struct WriteOptions: Sendable {
  enum FieldValidation: String, Sendable { case ignore = "Ignore", warn = "Warn", strict = "Strict" }

  var manager: String
  var managerIsGiven: Bool
  var dryRun = false
  var fieldValidation = FieldValidation.warn

  /// `kind` is `CreateOptions` and the like, for messages.
  init(_ request: APIRequest, kind: String) throws(StatusError) {
    let given = request.parameter("fieldManager") ?? ""
    managerIsGiven = !given.isEmpty
    manager = given.isEmpty ? WriteOptions.manager(of: request.header("user-agent") ?? "") : given
    var errors: [FieldError] = []
    if given.utf8.count > 128 {
      errors.append(
        .tooLong("fieldManager", 128))
    }
    for (i, scalar) in given.unicodeScalars.enumerated() where !scalar.properties.isPrintable {
      let code = String(scalar.value, radix: 16, uppercase: true)
      errors.append(
        .invalid(
          "fieldManager", .string(given),
          "invalid character U+\(String(repeating: "0", count: max(0, 4 - code.utf8.count)))\(code) (at position \(i))")
      )
    }
    for pair in request.query where pair.name == "dryRun" && !pair.value.isEmpty {
      if pair.value == "All" {
        dryRun = true
      } else {
        errors.append(.notSupported("dryRun", .array([.string(pair.value)]), ["All"]))
      }
    }
    if let text = request.parameter("fieldValidation"), !text.isEmpty {
      if let mode = FieldValidation(rawValue: text) {
        fieldValidation = mode
      } else {
        errors.append(.notSupported("fieldValidation", .string(text), ["", "Ignore", "Strict", "Warn"]))
      }
    }
    if !errors.isEmpty { throw .invalid(GroupKind("meta.k8s.io", kind), "", errors) }
  }

  /// The word before the slash of the user agent, as in apiserver `managerOrUserAgent`.
  static func manager(of agent: String) -> String {
    if let slash = agent.utf8.firstIndex(of: UInt8(ascii: "/")), slash > agent.startIndex {
      let name = agent[..<slash]
      if name.utf8.count <= 128, name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(name) }
    }
    let prefix =
      agent.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
    let printable = String(
      String.UnicodeScalarView(prefix.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    return printable.isEmpty ? "unknown" : printable.prefixBytes(128)
  }
}

extension Unicode.Scalar.Properties {
  /// Go's unicode.IsPrint.
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
