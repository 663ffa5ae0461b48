import Files
import GoLibrary
import GoTemplate
import Manifest

extension Linter {
  /// The rules for Chart.yaml.
  mutating func chartFile() {
    let file = "Chart.yaml"
    check(.error, file, isFolder(file) == true ? "should be a file, not a directory" : nil)
    var metadata = ChartMetadata()
    var document = Value.null
    do throws(HelmError) {
      document = try HelmYAML.first(try ValueOptions.readFile("\(folder)/\(file)"))
      try metadata.decode(document)
    } catch {
      check(.error, file, "unable to parse YAML\n\t\(error.message)")
      return
    }
    check(.error, file, Self.name(metadata))
    check(.error, file, Self.apiVersion(metadata))
    check(.error, file, Self.isText(document, "version"))
    check(.error, file, Self.version(metadata))
    check(.error, file, Self.isText(document, "appVersion"))
    check(.error, file, Self.maintainers(metadata))
    check(.error, file, (metadata.sources ?? []).first { !Self.isRequestURL($0) }.map { "invalid source URL '\($0)'" })
    check(.info, file, metadata.icon.isEmpty ? "icon is recommended" : nil)
    let hasIcon = metadata.icon.isEmpty || Self.isRequestURL(metadata.icon)
    check(.error, file, hasIcon ? nil : "invalid icon URL '\(metadata.icon)'")
    let isOld = metadata.apiVersion != "v2"
    check(
      .error, file,
      isOld && !metadata.type.isEmpty
        ? "chart type is not valid in apiVersion '\(metadata.apiVersion)'. It is valid in apiVersion 'v2'" : nil)
    check(
      .error, file,
      isOld && !(metadata.dependencies ?? []).isEmpty
        ? "dependencies are not valid in the Chart file with apiVersion '\(metadata.apiVersion)'. "
          + "They are valid in apiVersion 'v2'" : nil)
  }

  private static func name(_ metadata: ChartMetadata) -> String? {
    if metadata.name.isEmpty { return "name is required" }
    return metadata.name.contains("/") ? "chart name \(GoText.quote(metadata.name)) is invalid" : nil
  }

  private static func apiVersion(_ metadata: ChartMetadata) -> String? {
    switch metadata.apiVersion {
    case "": "apiVersion is required. The value must be either \"v1\" or \"v2\""
    case "v1", "v2": nil
    default: "apiVersion '\(metadata.apiVersion)' is not valid. The value must be either \"v1\" or \"v2\""
    }
  }

  private static func isText(_ document: Value, _ key: String) -> String? {
    guard let value = document[key] else { return nil }
    if case .string = value { return nil }
    let type = value.isNull ? "<nil>" : ChartValues.go(ChartValues.floats(value)).typeName
    return "\(key) should be of type string but it's of type \(type)"
  }

  private static func version(_ metadata: ChartMetadata) -> String? {
    if metadata.version.isEmpty { return "version is required" }
    guard let version = try? SemVer(metadata.version), let range = try? SemVer.Constraint(">0.0.0-0") else {
      return "version '\(metadata.version)' is not a valid SemVer"
    }
    let (fits, reasons) = range.validate(version)
    return fits ? nil : reasons.first.map { "version \($0)" }
  }

  private static func maintainers(_ metadata: ChartMetadata) -> String? {
    for (i, maintainer) in (metadata.maintainers ?? []).enumerated() {
      if i == metadata.emptyMaintainer { break }
      if maintainer.name.isEmpty { return "each maintainer requires a name" }
      if !maintainer.email.isEmpty && !isEmail(maintainer.email) {
        return "invalid email '\(maintainer.email)' for maintainer '\(maintainer.name)'"
      }
      if !maintainer.url.isEmpty && !isURL(maintainer.url) {
        return "invalid url '\(maintainer.url)' for maintainer '\(maintainer.name)'"
      }
    }
    return metadata.emptyMaintainer == nil ? nil : "a maintainer entry is empty"
  }

  /// Close to govalidator's: one `@`, a domain of labels with a letter in the last.
  static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !text.contains(" ") else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count > 1 && labels.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-") }
      && !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".")
  }

  /// Close to govalidator's: a host with a dot (or `localhost`), with or without a scheme.
  static func isURL(_ text: String) -> Bool {
    var rest = text[...]
    if text.isEmpty || text.utf8.count >= 2083 || text.hasPrefix(".") || text.contains(" ") { return false }
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    let host = rest.prefix { !"/?#:".contains($0) }
    return host == "localhost" || (host.contains(".") && !host.hasPrefix(".") && !host.hasSuffix("."))
  }

  /// An absolute address with a scheme (`url.ParseRequestURI`).
  static func isRequestURL(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else { return false }
    let scheme = text[..<colon].utf8
    guard let first = scheme.first, (first | 0x20) >= 0x61, (first | 0x20) <= 0x7A else { return false }
    let isScheme = scheme.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
    }
    let rest = text[text.index(after: colon)...]
    return isScheme && !rest.isEmpty && WebAddress(text) != nil && !rest.utf8.contains { $0 < 0x20 || $0 == 0x7F }
  }
}
