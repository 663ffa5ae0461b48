import Manifest

/// Formats of custom kinds' schemas that are not checked because the server does not know them
/// (apiextensions-apiserver `pkg/apiserver/validation/formats.go`).
public enum SchemaFormats {
  private static let texts: Set<String> = [
    "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5",
    "isbn",
    "isbn10", "isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date", "duration", "datetime",
    "k8sshortname", "k8slongname",
  ]

  /// The unknown formats of a definition, in the order of its versions and fields.
  public static func unknown(in definition: Value) -> [String] {
    var found: [String] = []
    for version in definition.at("spec", "versions")?.array ?? [] {
      if let schema = version.at("schema", "openAPIV3Schema") { collect(schema, &found) }
    }
    return found
  }

  private static func collect(_ schema: Value, _ found: inout [String]) {
    guard schema.object != nil else { return }
    let format = schema["format"]?.string ?? ""
    if !format.isEmpty && !isKnown(format, schema["type"]?.string ?? "") { found.append(format) }
    for name in ["items", "not", "additionalProperties"] {
      if let inner = schema[name] { collect(inner, &found) }
    }
    for name in ["allOf", "oneOf", "anyOf"] {
      for inner in schema[name]?.array ?? [] { collect(inner, &found) }
    }
    for pair in schema["properties"]?.object?.sorted() ?? [] { collect(pair.value, &found) }
  }

  private static func isKnown(_ format: String, _ type: String) -> Bool {
    switch type {
    case "", "string": texts.contains(format.filter { $0 != "-" })
    case "integer": format == "int32" || format == "int64"
    case "number": format == "float" || format == "double"
    default: false
    }
  }
}
