import Helm
import KubeAPI
import Manifest

/// The values of a HelmRelease: `valuesFrom` in order, then `values` (fluxcd/pkg `chartutil.ChartValuesFromReferences`).
public enum ReleaseValues {
  public static func compose(_ release: Value, look: (ObjectKey) -> Value?) throws(SourceError) -> Value {
    var result = Object()
    for reference in release.at("spec", "valuesFrom")?.array ?? [] {
      let kind = reference["kind"]?.string ?? ""
      let name = reference["name"]?.string ?? ""
      let key = reference["valuesKey"]?.string ?? "values.yaml"
      let optional = reference["optional"]?.bool == true
      let shown = "'\(release.namespace)/\(name)' with key '\(key)'"
      let prefix = "could not resolve\(optional ? " optional" : "") \(kind) chart values reference \(shown)"
      guard let object = look(ObjectKey(GroupKind("", kind), release.namespace, name)) else {
        if optional { continue }
        let plural = kind == "Secret" ? "secrets" : "configmaps"
        throw SourceError("\(prefix): \(plural) \"\(name)\" not found")
      }
      guard let raw = object.at("data")?[key]?.string else {
        if optional { continue }
        throw SourceError("\(prefix): key not found")
      }
      let text = kind == "Secret" ? Base64.decodeText(raw) ?? "" : raw
      if let target = reference["targetPath"]?.string, !target.isEmpty {
        try set(target, text, literal: reference["literal"]?.bool == true, in: &result)
        continue
      }
      let documents: [Value]
      do throws(SourceError) {
        documents = try YAML.parse(text)
      } catch {
        throw SourceError("\(prefix): unable to read values: \(error.message)")
      }
      if case .object(let values)? = documents.first { merge(values, into: &result) }
    }
    if case .object(let values)? = release.at("spec", "values") { merge(values, into: &result) }
    return .object(result)
  }

  /// Maps are merged, everything else is replaced.
  public static func merge(_ source: Object, into target: inout Object) {
    for pair in source {
      if case .object(let members) = pair.value, case .object(var own)? = target[pair.key] {
        merge(members, into: &own)
        target[pair.key] = .object(own)
      } else {
        target[pair.key] = pair.value
      }
    }
  }

  private static func set(
    _ path: String, _ text: String, literal: Bool, in values: inout Object
  ) throws(SourceError) {
    let quoted =
      text.utf8.count >= 2
      && ((text.hasPrefix("'") && text.hasSuffix("'")) || (text.hasPrefix("\"") && text.hasSuffix("\"")))
    let value = quoted ? String(text.dropFirst().dropLast()) : text
    do throws(HelmError) {
      if literal {
        try Strvals.parseLiteral("\(path)=\(value)", into: &values)
      } else if quoted {
        try Strvals.parseString("\(path)=\(value)", into: &values)
      } else {
        try Strvals.parse("\(path)=\(value)", into: &values)
      }
    } catch {
      throw SourceError("unable to merge value from key into target path '\(path)': \(error)")
    }
  }

  /// `sha256:` of the key-sorted YAML; of nothing when there are no values.
  public static func digest(_ values: Value, sha256: ([UInt8]) -> String) -> String {
    if case .object(let members) = values, members.isEmpty { return "sha256:" + sha256([]) }
    return "sha256:" + sha256(Array(YAML.write(values).utf8))
  }
}
