extension FunctionTable {
  /// Paths: Go's packages path and, on Unix the same, path/filepath.
  static func addPaths(_ table: inout FunctionTable) {
    for prefix in ["", "os"] {
      func name(_ name: String) -> String {
        prefix.isEmpty ? name : prefix + name.prefix(1).uppercased() + name.dropFirst()
      }
      /// `path.Base`, `path.Dir`, `path.Ext`, `path.Clean`, `path.IsAbs`
      table(name("base"), "string") { _, args in .string(Paths.base(args.string(0))) }
      table(name("dir"), "string") { _, args in .string(Paths.directory(args.string(0))) }
      table(name("ext"), "string") { _, args in .string(Paths.fileExtension(args.string(0))) }
      table(name("clean"), "string") { _, args in .string(Paths.clean(args.string(0))) }
      table(name("isAbs"), "string") { _, args in .bool(args.string(0).utf8.first == UInt8(ascii: "/")) }
    }
  }
}

enum Paths {
  private static let slash = UInt8(ascii: "/")

  private static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

  static func base(_ path: String) -> String {
    if path.isEmpty { return "." }
    var bytes = Array(path.utf8)
    while bytes.last == slash { bytes.removeLast() }
    if bytes.isEmpty { return "/" }
    if let at = bytes.lastIndex(of: slash) { return text(bytes[(at + 1)...]) }
    return text(bytes)
  }

  static func directory(_ path: String) -> String {
    let bytes = Array(path.utf8)
    guard let at = bytes.lastIndex(of: slash) else { return clean("") }
    return clean(text(bytes[...at]))
  }

  static func fileExtension(_ path: String) -> String {
    let bytes = Array(path.utf8)
    for at in bytes.indices.reversed() {
      if bytes[at] == slash { return "" }
      if bytes[at] == UInt8(ascii: ".") { return text(bytes[at...]) }
    }
    return ""
  }

  static func clean(_ path: String) -> String {
    if path.isEmpty { return "." }
    let rooted = path.utf8.first == slash
    var parts: [String] = []
    for part in path.utf8.split(separator: slash) {
      let part = String(decoding: part, as: UTF8.self)
      if part == "." { continue }
      if part == ".." {
        if let last = parts.last, last != ".." {
          parts.removeLast()
        } else if !rooted {
          parts.append(part)
        }
      } else {
        parts.append(part)
      }
    }
    let body = parts.joined(separator: "/")
    if rooted { return "/" + body }
    return body.isEmpty ? "." : body
  }
}
