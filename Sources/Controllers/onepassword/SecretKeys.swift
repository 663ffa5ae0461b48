import Manifest

/// The data that the operator makes of an item (onepassword-operator `pkg/kubernetessecrets`).
enum SecretKeys {
  /// Letters, digits and `-._` stay; other runs become one `-`; both ends must be alphanumeric.
  static func key(_ label: String) -> String {
    func isKept(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
    let bytes = Array(label.utf8)
    if !bytes.isEmpty && bytes.allSatisfy(isKept) { return label }
    func isEnd(_ byte: UInt8) -> Bool { isKept(byte) && byte != 0x2D && byte != 0x2E && byte != 0x5F }
    guard let first = bytes.firstIndex(where: isEnd), let last = bytes.lastIndex(where: isEnd) else { return "" }
    var out: [UInt8] = []
    for byte in bytes[first...last] {
      if isKept(byte) {
        out.append(byte)
      } else if out.last != 0x2D {
        out.append(0x2D)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Base64 values by key: fields (a later one of the same label wins), then URLs (1.12), then files for free keys.
  static func data(of item: Value, files: [(name: String, content: String)], style: OperatorVersion) -> Object {
    var data = Object()
    for field in item.items("fields") {
      let value = field.text("value")
      let key = key(field.text("label"))
      if value.isEmpty || key.isEmpty { continue }
      data[key] = .string(Base64.encode(value))
    }
    if style.isNew {
      for url in item.items("urls") {
        let key = key(url.text("label"))
        if key.isEmpty || data[key] != nil || url.text("href").isEmpty { continue }
        data[key] = .string(Base64.encode(url.text("href")))
      }
    }
    for file in files {
      let name = style.isNew ? key(file.name) : file.name
      if name.isEmpty || data[name] != nil { continue }
      data[name] = .string(Base64.encode(file.content))
    }
    return Object(uniquePairs: data.sorted())
  }
}

/// Which of the two styles of messages and rules an operator follows.
struct OperatorVersion {
  /// From 1.10 on: wrapped lower-case errors, URLs as keys, vaults looked up by title first.
  let isNew: Bool

  init(tag: String) {
    let parts = tag.drop { $0 == "v" }.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
    let major = parts.first ?? 1
    let minor = parts.count > 1 ? parts[1] : (tag.isEmpty ? 12 : 0)
    isNew = major > 1 || (major == 1 && minor >= 10)
  }
}
