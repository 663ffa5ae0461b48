import Manifest

/// YAML of both dialects, as values and as documents.
enum YAMLTarget {
  static func run(_ bytes: [UInt8]) {
    if let values = try? YAML.parse(bytes) {
      for value in values { again(value) }
    }
    if let documents = try? YAML.documents(bytes) {
      for document in documents { _ = document.line(of: ["a", 0, "b"]) }
    }
    var strict = YAML.Limits()
    strict.strict = true
    strict.keepEmpty = true
    _ = try? YAML.parse(bytes, limits: strict)
    _ = try? YAML.unmarshal(bytes)
  }

  /// What was read is read the same after it was written. Go writes a key `<<` without quotes, and so do we: it then is
  /// read as a merge.
  private static func again(_ value: Value) {
    let text = YAML.write(value)
    if text.contains("<<:") { return }
    guard let back = try? YAML.parse(text) else {
      return Fuzz.require(false, "cannot read what was written: \(text)")
    }
    let second = back.first.map { YAML.write($0) } ?? "null\n"
    Fuzz.require(second.utf8.elementsEqual(text.utf8), "written again differs: \(text) and \(second)")
  }
}

/// JSON.
enum JSONTarget {
  static func run(_ bytes: [UInt8]) {
    guard let value = try? JSON.parse(bytes) else { return }
    let text = JSON.write(value, sortedKeys: false)
    guard let back = try? JSON.parse(text) else {
      return Fuzz.require(false, "cannot read what was written: \(text)")
    }
    Fuzz.require(JSON.write(back, sortedKeys: false).utf8.elementsEqual(text.utf8), "written again differs: \(text)")
    _ = JSON.write(value, escapeHTML: true, indent: "  ")
  }
}
