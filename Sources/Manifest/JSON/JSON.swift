/// Reads and writes JSON as Go's encoding/json does.
///
/// In: bytes or a `Value`. Out: values with members in the order they were written, or text. What cannot be read is a
/// ``SourceError`` with line and column whose message is Go's own (`invalid character 'x' looking for beginning of value`).
/// Numbers without fraction and exponent that fit become `.int`, all others `.double`, as Kubernetes' JSON does.
public enum JSON {
  /// How deep arrays and objects may be nested.
  public static let maxDepth = 1000
  /// The largest document, in bytes.
  public static let maxBytes = 256 << 20

  public static func parse(_ bytes: [UInt8], file: String = "") throws(SourceError) -> Value {
    if bytes.count > maxBytes {
      throw SourceError(file: file, "the document has \(bytes.count) bytes; at most \(maxBytes) are read")
    }
    let result: Result<Value, JSONFailure> = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(text: buffer)
      do throws(JSONFailure) {
        return .success(try reader.document())
      } catch { return .failure(error) }
    }
    switch result {
    case .success(let value): return value
    case .failure(let failure):
      var line = 1
      var column = 1
      for byte in bytes.prefix(failure.offset) {
        if byte == 0x0A {
          line += 1
          column = 1
        } else if byte & 0xC0 != 0x80 {
          column += 1
        }
      }
      throw SourceError(file: file, line: line, column: column, failure.problem)
    }
  }

  public static func parse(_ text: String, file: String = "") throws(SourceError) -> Value {
    try parse(Array(text.utf8), file: file)
  }

  /// - Parameters:
  ///   - sortedKeys: members in the order of their keys' bytes, as Go writes maps.
  ///   - escapeHTML: `<`, `>` and `&` as `\u003c` …, Go's default.
  ///   - indent: `nil` for compact text, else what one level of indentation is, as in `MarshalIndent`.
  public static func write(
    _ value: Value, sortedKeys: Bool = true, escapeHTML: Bool = false, indent: String? = nil
  ) -> String {
    var writer = JSONWriter(sortedKeys: sortedKeys, escapeHTML: escapeHTML, indent: indent.map { Array($0.utf8) })
    writer.write(value)
    return String(decoding: writer.out, as: UTF8.self)
  }

  /// ``write(_:sortedKeys:escapeHTML:indent:)`` as UTF-8, compact.
  public static func bytes(_ value: Value, sortedKeys: Bool = true, escapeHTML: Bool = false) -> [UInt8] {
    var writer = JSONWriter(sortedKeys: sortedKeys, escapeHTML: escapeHTML, indent: nil)
    writer.write(value)
    return writer.out
  }
}

/// Why a text is no JSON, in Go's words, and at which byte.
struct JSONFailure: Error {
  var problem: String
  var offset: Int
}
