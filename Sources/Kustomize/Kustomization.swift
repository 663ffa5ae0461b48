import Manifest

/// A kustomization file (kustomize `api/types/kustomization.go`), its deprecated fields moved to where they belong.
struct Kustomization {
  var fields: Object
  let kind: String
  var resources: [String] = []
  var images: [Value] = []
  var warnings: [String] = []

  init(_ value: Value) throws(SourceError) {
    fields = try KustomizationSchema.check(value)
    warnings = Kustomization.deprecations(fields)
    kind = fields["kind"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "Kustomization"
    resources = strings("resources") + strings("bases")
    images = list("images") + list("imageTags")
    let empty = fields.allSatisfy { ["apiVersion", "kind"].contains($0.key) || Kustomization.isEmpty($0.value) }
    if empty { throw SourceError("kustomization.yaml is empty") }
  }

  /// What Go's decoder leaves at its zero value.
  private static func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty
    default: false
    }
  }

  private static func deprecations(_ fields: Object) -> [String] {
    let fix = "Run 'kustomize edit fix' to update your Kustomization automatically."
    var warnings: [String] = []
    for (old, new, lead) in [
      ("bases", "resources", ""), ("commonLabels", "labels", ""), ("imageTags", "images", ""),
      ("patchesJson6902", "patches", ""), ("patchesStrategicMerge", "patches", ""),
      ("vars", "replacements", "[EXPERIMENTAL] "),
    ] {
      if fields[old].map({ !$0.isNull }) ?? false {
        warnings.append("# Warning: '\(old)' is deprecated. Please use '\(new)' instead. \(lead)\(fix)")
      }
    }
    return warnings
  }

  /// What is wrong with kind and apiVersion.
  func enforceFields() -> [String] {
    var errors: [String] = []
    if kind != "Kustomization" && kind != "Component" { errors.append("kind should be Kustomization or Component") }
    let version = kind == "Component" ? "v1alpha1" : "v1beta1"
    let apiVersion = string("apiVersion")
    if !apiVersion.isEmpty && apiVersion != "kustomize.config.k8s.io/\(version)" {
      errors.append("apiVersion for \(kind) should be kustomize.config.k8s.io/\(version)")
    }
    return errors
  }

  var isComponent: Bool { kind == "Component" }
  var buildMetadata: [String] { strings("buildMetadata") }

  func string(_ key: String) -> String { fields[key]?.string ?? "" }
  func list(_ key: String) -> [Value] { fields[key]?.array ?? [] }
  func strings(_ key: String) -> [String] { list(key).map { $0.string ?? "" } }
  func object(_ key: String) -> Object { fields[key]?.object ?? Object() }
}

extension Value {
  func text(_ key: String) -> String { self[key]?.string ?? "" }
  func flag(_ key: String) -> Bool { self[key]?.bool ?? false }
  func texts(_ key: String) -> [String] { self[key]?.array?.map { $0.string ?? "" } ?? [] }
}
