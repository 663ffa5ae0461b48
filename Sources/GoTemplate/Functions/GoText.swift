import GoLibrary

/// Go's package strings, over the bytes that Go would see.
enum GoText {
  static func hasPrefix(_ text: String, _ prefix: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

  static func hasSuffix(_ text: String, _ suffix: String) -> Bool {
    let count = text.utf8.count - suffix.utf8.count
    return count >= 0 && text.utf8.dropFirst(count).elementsEqual(suffix.utf8)
  }

  static func dropFirst(_ text: String, _ prefix: String) -> String {
    String(decoding: text.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
  }

  static func dropLast(_ text: String, _ suffix: String) -> String {
    String(decoding: text.utf8.dropLast(suffix.utf8.count), as: UTF8.self)
  }

  /// `strings.TrimSpace`.
  static func trimSpace(_ text: String) -> String {
    var text = text
    let bounds = text.withUTF8 { bytes -> (Int, Int)? in
      var start = 0
      var end = bytes.count
      func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }
      while start < end, isSpace(bytes[start]) { start += 1 }
      while end > start, isSpace(bytes[end - 1]) { end -= 1 }
      if start < end, bytes[start] >= 0x80 || bytes[end - 1] >= 0x80 { return nil }
      return (start, end)
    }
    guard let (start, end) = bounds else {
      return trim(text) { $0.properties.isWhitespace && ByteString.escapedByte($0.value) == nil }
    }
    if start == 0, end == text.utf8.count { return text }
    return text.withUTF8 { String(decoding: $0[start..<end], as: UTF8.self) }
  }

  /// `strings.Trim`.
  static func trim(_ text: String, set: String) -> String {
    let set = Set(set.unicodeScalars)
    return trim(text) { set.contains($0) }
  }

  static func trim(_ text: String, _ drop: (Unicode.Scalar) -> Bool) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, drop(first) { scalars.removeFirst() }
    while let last = scalars.last, drop(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// `strings.Index`, in bytes of the text's form.
  static func index(_ text: String, _ part: String) -> Int? {
    var (text, part) = (text, part)
    return text.withUTF8 { text in part.withUTF8 { part in index(text, part, from: 0) } }
  }

  static func index(_ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
    guard let first = part.first else { return from }
    var at = from
    let last = text.count - part.count
    scan: while at <= last {
      if text[at] == first {
        var offset = 1
        while offset < part.count {
          if text[at + offset] != part[offset] {
            at += 1
            continue scan
          }
          offset += 1
        }
        return at
      }
      at += 1
    }
    return nil
  }

  /// `strings.Replace` of all.
  static func replace(_ text: String, _ old: String, _ new: String) -> String {
    if old.isEmpty {
      var out = ""
      for scalar in text.unicodeScalars {
        out += new
        out.unicodeScalars.append(scalar)
      }
      return out + new
    }
    var (text, old, new) = (text, old, new)
    let replaced: String? = text.withUTF8 { text in
      old.withUTF8 { old in
        guard var found = index(text, old, from: 0) else { return nil }
        return new.withUTF8 { new in
          var out: [UInt8] = []
          out.reserveCapacity(text.count)
          var start = 0
          while true {
            out.append(contentsOf: text[start..<found])
            out.append(contentsOf: new)
            start = found + old.count
            guard let next = index(text, old, from: start) else { break }
            found = next
          }
          out.append(contentsOf: text[start...])
          return String(decoding: out, as: UTF8.self)
        }
      }
    }
    return replaced ?? text
  }

  /// `strings.SplitN`; a negative limit is none.
  static func split(_ text: String, _ separator: String, limit: Int = -1) -> [String] {
    if limit == 0 { return [] }
    if separator.isEmpty {
      let scalars = text.unicodeScalars
      if limit < 0 || scalars.count <= limit { return scalars.map { String($0) } }
      return scalars.prefix(limit - 1).map { String($0) } + [String(scalars.dropFirst(limit - 1))]
    }
    var (text, separator) = (text, separator)
    return text.withUTF8 { text in
      separator.withUTF8 { separator in
        var parts: [String] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1, let at = index(text, separator, from: start) {
          parts.append(String(decoding: text[start..<at], as: UTF8.self))
          start = at + separator.count
        }
        parts.append(String(decoding: text[start...], as: UTF8.self))
        return parts
      }
    }
  }
}
