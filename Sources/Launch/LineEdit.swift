import Files
import Manifest

/// One value of a YAML file written anew, everything else as it stands: comments, order, spaces.
enum LineEdit {
  /// The scalar at that path of the document in which it is found; `nil` when no document has it.
  static func replace(
    _ path: [PathStep], where matches: (Value) -> Bool = { _ in true }, with text: String, in file: String,
    shown: String
  ) throws(SourceError) -> Bool {
    let bytes: [UInt8]
    do {
      bytes = try DiskTree.readFile(file)
    } catch {
      throw SourceError(file: shown, error.reason.rawValue)
    }
    for document in try YAML.documents(bytes, file: shown) where matches(document.value) {
      guard let old = value(document.value, path), let line = document.line(of: path) else { continue }
      var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      guard case .key(let key)? = path.last, line >= 1, line <= lines.count,
        let range = range(of: old, after: key, in: lines[line - 1])
      else {
        throw SourceError(
          file: shown, line: line, "the value \(old) is written in a form that is not edited by machine",
          nextStep: "write \(text) there by hand")
      }
      lines[line - 1].replaceSubrange(range, with: needsQuotes(text) ? "\"\(text)\"" : text)
      do {
        try DiskFile.write(Array(lines.joined(separator: "\n").utf8), to: file)
      } catch {
        throw SourceError(file: shown, error.description)
      }
      return true
    }
    return false
  }

  private static func value(_ value: Value, _ path: [PathStep]) -> String? {
    var node = value
    for step in path {
      switch step {
      case .key(let key):
        guard let next = node[key] else { return nil }
        node = next
      case .index(let index):
        guard let next = node[index] else { return nil }
        node = next
      }
    }
    return node.string ?? node.double.map { "\($0)" }
  }

  /// Where the value stands in `key: value`, with its quotes.
  private static func range(of value: String, after key: String, in line: String) -> Range<String.Index>? {
    for form in ["\(key): ", "\"\(key)\": "] {
      guard let start = line.firstRange(of: form) else { continue }
      let rest = line[start.upperBound...]
      for quoted in ["\"\(value)\"", "'\(value)'", value] {
        if let found = rest.firstRange(of: quoted), rest[..<found.lowerBound].allSatisfy({ $0 == " " }) { return found }
      }
    }
    return nil
  }

  private static func needsQuotes(_ text: String) -> Bool {
    guard let parsed = try? YAML.parse("k: \(text)\n").first?["k"]?.string else { return true }
    return parsed != text
  }
}
