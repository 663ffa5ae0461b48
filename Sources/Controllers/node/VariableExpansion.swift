/// `$(NAME)` in env values, commands and arguments (k8s.io/kubernetes `third_party/forked/golang/expansion`).
///
/// `$(NAME)` of an unknown name stays as it is, `$$` is a dollar sign, an unclosed `$(` and a lone `$` stay.
enum VariableExpansion {
  static func expand(_ text: String, _ lookUp: (String) -> String?) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(0x24) else { return text }
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      guard bytes[i] == 0x24, i + 1 < bytes.count else {
        out.append(bytes[i])
        i += 1
        continue
      }
      if bytes[i + 1] == 0x24 {
        out.append(0x24)
        i += 2
      } else if bytes[i + 1] == 0x28 {
        guard let end = bytes[(i + 2)...].firstIndex(of: 0x29) else {
          out.append(contentsOf: [0x24, 0x28])
          i += 2
          continue
        }
        let name = String(decoding: bytes[(i + 2)..<end], as: UTF8.self)
        if let value = lookUp(name) {
          out.append(contentsOf: value.utf8)
        } else {
          out.append(contentsOf: bytes[i...end])
        }
        i = end + 1
      } else {
        out.append(contentsOf: [0x24, bytes[i + 1]])
        i += 2
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
