extension YAML {
  /// ``write(_:)`` with the refusals of sigs.k8s.io/yaml's `Marshal`, which writes JSON first and reads that as YAML: what
  /// JSON cannot say (NaN), what YAML's reader does not take (DEL and other control characters) and keys of more than 1,024
  /// characters. helm's `toYaml` gives an empty text in these cases.
  public static func marshal(_ value: Value) throws(SourceError) -> String {
    if let number = notFinite(value) {
      let shown = number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf"
      throw SourceError("error marshaling into JSON: json: unsupported value: \(shown)")
    }
    var writer = YAMLWriter(.sigs)
    writer.node(value, in: .root)
    writer.finish()
    if writer.isAltered {
      writer = YAMLWriter(.sigs)
      writer.node(try afterJSON(value), in: .root)
      writer.finish()
    }
    return String(decoding: writer.out, as: UTF8.self)
  }

  /// The value as sigs.k8s.io/yaml sees it when it has written it as JSON and read that as YAML.
  static func afterJSON(_ value: Value) throws(SourceError) -> Value {
    try unmarshal(JSON.bytes(value, escapeHTML: true))
  }

  /// The first infinity or NaN in the order in which Go writes JSON.
  static func notFinite(_ value: Value) -> Double? {
    switch value {
    case .double(let number): return number.isFinite ? nil : number
    case .array(let items):
      for item in items {
        if let number = notFinite(item) { return number }
      }
    case .object(let object):
      for pair in object.sorted() {
        if let number = notFinite(pair.value) { return number }
      }
    default: break
    }
    return nil
  }
}
