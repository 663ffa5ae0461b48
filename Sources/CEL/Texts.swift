/// Go's strings functions on bytes and code points.
enum Texts {
  static func find(_ part: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
    if part.isEmpty { return start }
    guard text.count - start >= part.count else { return nil }
    for i in start...(text.count - part.count) where text[i] == part[0] {
      if text[i..<i + part.count].elementsEqual(part) { return i }
    }
    return nil
  }

  static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// strings.Replace
  static func replace(_ text: String, _ old: String, _ new: String, limit: Int64) -> String {
    if limit == 0 { return text }
    if old.isEmpty {
      var out = ""
      var done: Int64 = 0
      for scalar in text.unicodeScalars {
        if limit < 0 || done < limit {
          out += new
          done += 1
        }
        out.unicodeScalars.append(scalar)
      }
      if limit < 0 || done < limit { out += new }
      return out
    }
    let source = Array(text.utf8)
    let part = Array(old.utf8)
    var out: [UInt8] = []
    var position = 0
    var done: Int64 = 0
    while limit < 0 || done < limit, let found = find(part, in: source, from: position) {
      out += source[position..<found]
      out += Array(new.utf8)
      position = found + part.count
      done += 1
    }
    out += source[position...]
    return String(decoding: out, as: UTF8.self)
  }

  /// strings.SplitN
  static func split(_ text: String, _ separator: String, limit: Int64) -> [String] {
    if limit == 0 { return [] }
    if separator.isEmpty {
      let scalars = Array(text.unicodeScalars)
      if limit < 0 || limit >= scalars.count { return scalars.map { String($0) } }
      let head = scalars.prefix(Int(limit) - 1).map { String($0) }
      return head + [string(scalars[(Int(limit) - 1)...])]
    }
    let source = Array(text.utf8)
    let part = Array(separator.utf8)
    var out: [String] = []
    var position = 0
    while limit < 0 || out.count < limit - 1, let found = find(part, in: source, from: position) {
      out.append(String(decoding: source[position..<found], as: UTF8.self))
      position = found + part.count
    }
    out.append(String(decoding: source[position...], as: UTF8.self))
    return out
  }
}
