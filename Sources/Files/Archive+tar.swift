extension Archive {
  private static let block = 512

  /// Reads a tar: ustar, pax extended headers, GNU long names and links.
  public static func readTar(_ bytes: [UInt8], limits: Limits = Limits()) throws(ArchiveError) -> [Entry] {
    var reader = TarReader(bytes: bytes, limits: limits)
    var entries: [Entry] = []
    while let entry = try reader.next() {
      entries.append(entry)
      if entries.count > limits.entries { throw ArchiveError("", "has more than \(limits.entries) entries") }
    }
    return entries
  }

  /// As ``readTar(_:limits:)``, but the tar must have its end.
  static func readWholeTar(_ bytes: [UInt8], limits: Limits) throws(ArchiveError) -> [Entry] {
    var reader = TarReader(bytes: bytes, limits: limits)
    var entries: [Entry] = []
    while let entry = try reader.next() {
      entries.append(entry)
      if entries.count > limits.entries { throw ArchiveError("", "has more than \(limits.entries) entries") }
    }
    if !reader.hasEnded { throw ArchiveError("", "ends without the end of the tar") }
    return entries
  }

  private struct TarReader {
    let bytes: [UInt8]
    let limits: Limits
    var at = 0
    var total = 0
    /// Extended headers for the next entry, and for all that follow.
    var local: [String: String] = [:]
    var global: [String: String] = [:]
    var headers = 0
    /// Whether an empty block ended the tar.
    var hasEnded = false

    mutating func next() throws(ArchiveError) -> Entry? {
      while true {
        if bytes.count - at < Archive.block {
          // A tar that ends without its two empty blocks is read all the same, as Go does; a torn header is not.
          if bytes.count == at { return nil }
          throw ArchiveError("", "ends in the middle of a tar header")
        }
        let header = bytes[at..<(at + Archive.block)]
        if header.allSatisfy({ $0 == 0 }) {
          hasEnded = true
          return nil
        }
        guard checksumFits(header) else { throw ArchiveError("", "is no tar: a header's checksum is wrong") }
        headers += 1
        if headers > limits.entries * 3 + 16 { throw ArchiveError("", "has more than \(limits.entries) entries") }
        let type = field(156, 1).first ?? 0
        guard let headerSize = number(124, 12) else { throw ArchiveError("", "has a tar entry with a bad size") }
        at += Archive.block
        let data: ArraySlice<UInt8>
        switch type {
        case 0x78, 0x67, 0x4C, 0x4B:
          if headerSize > 1 << 20 { throw ArchiveError("", "has a tar extension header of \(headerSize) bytes") }
          data = try take(headerSize, "")
          try extend(type, data)
          continue
        default:
          if let entry = try entry(type, headerSize) { return entry }
        }
      }
    }

    /// `x`, `g`, `L`, `K`.
    private mutating func extend(_ type: UInt8, _ data: ArraySlice<UInt8>) throws(ArchiveError) {
      let text = String(decoding: data.prefix { $0 != 0 }, as: UTF8.self)
      switch type {
      case 0x4C: local["path"] = text
      case 0x4B: local["linkpath"] = text
      default:
        let records = try pax(data)
        if type == 0x67 { global.merge(records) { $1 } } else { local.merge(records) { $1 } }
      }
    }

    /// Records of the form `30 path=some/where\n`.
    private func pax(_ data: ArraySlice<UInt8>) throws(ArchiveError) -> [String: String] {
      var records: [String: String] = [:]
      var rest = data
      while let first = rest.first, first != 0 {
        let bad = ArchiveError("", "has a damaged pax header")
        guard let space = rest.firstIndex(of: 0x20), space - rest.startIndex < 12,
          let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length > space - rest.startIndex + 1,
          length <= rest.count
        else { throw bad }
        let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
        guard rest[rest.startIndex + length - 1] == 0x0A, let equals = record.firstIndex(of: 0x3D) else { throw bad }
        let key = String(decoding: record[..<equals], as: UTF8.self)
        records[key] = String(decoding: record[(equals + 1)...], as: UTF8.self)
        rest = rest.dropFirst(length)
      }
      return records
    }

    private mutating func entry(_ type: UInt8, _ headerSize: Int) throws(ArchiveError) -> Entry? {
      let extended = global.merging(local) { $1 }
      local = [:]
      // The fields lie in the header just passed.
      at -= Archive.block
      var path = text(0, 100)
      let link = extended["linkpath"] ?? text(157, 100)
      let isPOSIX = field(257, 6).elementsEqual("ustar\0".utf8)
      if isPOSIX {
        let prefix = text(345, 155)
        if !prefix.isEmpty { path = prefix + "/" + path }
      }
      let mode = number(100, 8) ?? 0o644
      let modified = number(136, 12) ?? 0
      at += Archive.block
      path = extended["path"] ?? path
      if extended.keys.contains(where: { $0.hasPrefix("GNU.sparse") }) || type == 0x53 {
        throw ArchiveError(path, "is a sparse file, which is not supported")
      }
      var size = headerSize
      if let text = extended["size"] {
        guard let value = Int(text), value >= 0 else { throw ArchiveError(path, "has a bad size") }
        size = value
      }
      let kind: Entry.Kind
      switch type {
      case 0, 0x30, 0x37: kind = path.hasSuffix("/") ? .directory : .file
      case 0x31: kind = .hardlink(target: link)
      case 0x32: kind = .symlink(target: link)
      case 0x35: kind = .directory
      default: kind = .other(type)
      }
      if kind != .file && type != 0x37 && !(kind == .directory && size > 0) {
        // Links and devices have no data, whatever their size says.
        if case .other = kind {} else { size = 0 }
      }
      if size > limits.file { throw ArchiveError(path, "has \(size) bytes, more than \(limits.file)") }
      total += size
      if total > limits.total { throw ArchiveError("", "unpacks to more than \(limits.total) bytes") }
      let data = try take(size, path)
      return Entry(
        path: path, kind: kind, bytes: kind == .file ? Array(data) : [], mode: mode & 0o7777, modified: Int64(modified))
    }

    /// The data after a header, and past its padding.
    private mutating func take(_ size: Int, _ path: String) throws(ArchiveError) -> ArraySlice<UInt8> {
      guard size >= 0, size <= bytes.count - at else { throw ArchiveError(path, "is cut off") }
      let data = bytes[at..<(at + size)]
      at = min(at + (size + Archive.block - 1) / Archive.block * Archive.block, bytes.count)
      return data
    }

    private func field(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
      bytes[(at + offset)..<(at + offset + count)]
    }

    private func text(_ offset: Int, _ count: Int) -> String {
      String(decoding: field(offset, count).prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Octal digits, or with the high bit set a big-endian number (GNU).
    private func number(_ offset: Int, _ count: Int) -> Int? {
      let field = field(offset, count)
      if let first = field.first, first & 0x80 != 0 {
        if first & 0x40 != 0 { return nil }
        var value = Int(first & 0x3F)
        for byte in field.dropFirst() {
          if value >= 1 << 54 { return nil }
          value = value << 8 | Int(byte)
        }
        return value
      }
      var value = 0
      var ended = false
      for byte in field.drop(while: { $0 == 0x20 }) {
        if byte == 0 || byte == 0x20 {
          ended = true
          continue
        }
        guard !ended, byte >= 0x30, byte <= 0x37, value < 1 << 58 else { return nil }
        value = value << 3 | Int(byte - 0x30)
      }
      return value
    }

    private func checksumFits(_ header: ArraySlice<UInt8>) -> Bool {
      guard let wanted = number(148, 8) else { return false }
      var unsigned = 0
      var signed = 0
      for (index, byte) in header.enumerated() {
        let byte = index >= 148 && index < 156 ? 0x20 : byte
        unsigned += Int(byte)
        signed += Int(Int8(bitPattern: byte))
      }
      return wanted == unsigned || wanted == signed
    }
  }

  // MARK: - Writing

  /// Writes a ustar, with a pax header where a name is too long or not ASCII. Owners are zero.
  public static func writeTar(_ entries: [Entry]) -> [UInt8] {
    var out: [UInt8] = []
    for entry in entries {
      var path = entry.path
      var link = ""
      var type: UInt8 = 0x30
      switch entry.kind {
      case .file: break
      case .directory:
        type = 0x35
        if !path.hasSuffix("/") { path += "/" }
      case .symlink(let target):
        type = 0x32
        link = target
      case .hardlink(let target):
        type = 0x31
        link = target
      case .other: continue
      }
      var records = ""
      if !fits(path) { records += record("path", path) }
      if !fits(link) { records += record("linkpath", link) }
      if !records.isEmpty {
        let data = Array(records.utf8)
        out += header("PaxHeaders.0/entry", "", 0x78, data.count, 0o644, 0)
        append(data, to: &out)
      }
      let bytes = entry.kind == .file ? entry.bytes : []
      out += header(path, link, type, bytes.count, entry.mode, entry.modified)
      append(bytes, to: &out)
    }
    out += [UInt8](repeating: 0, count: 2 * block)
    return out
  }

  private static func fits(_ text: String) -> Bool { text.utf8.count <= 100 && text.utf8.allSatisfy { $0 < 0x80 } }

  private static func record(_ key: String, _ value: String) -> String {
    let body = " \(key)=\(value)\n"
    var length = body.utf8.count
    // The length counts its own digits.
    while String(length).utf8.count + body.utf8.count != length { length = String(length).utf8.count + body.utf8.count }
    return "\(length)\(body)"
  }

  private static func append(_ bytes: [UInt8], to out: inout [UInt8]) {
    out += bytes
    let rest = bytes.count % block
    if rest > 0 { out += [UInt8](repeating: 0, count: block - rest) }
  }

  private static func header(
    _ path: String, _ link: String, _ type: UInt8, _ size: Int, _ mode: Int, _ modified: Int64
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: block)
    func put(_ text: some Sequence<UInt8>, _ offset: Int, _ count: Int) {
      for (index, byte) in text.prefix(count).enumerated() { header[offset + index] = byte }
    }
    func octal(_ value: Int64, _ offset: Int, _ count: Int) {
      let digits = String(max(value, 0), radix: 8)
      put((String(repeating: "0", count: max(count - 1 - digits.utf8.count, 0)) + digits).utf8, offset, count - 1)
    }
    put(path.utf8, 0, 100)
    octal(Int64(mode), 100, 8)
    octal(0, 108, 8)
    octal(0, 116, 8)
    octal(Int64(size), 124, 12)
    octal(modified, 136, 12)
    put([UInt8](repeating: 0x20, count: 8), 148, 8)
    header[156] = type
    put(link.utf8, 157, 100)
    put("ustar\u{0}00".utf8, 257, 8)
    octal(0, 329, 8)
    octal(0, 337, 8)
    octal(Int64(header.reduce(0) { $0 + Int($1) }), 148, 7)
    header[154] = 0
    header[155] = 0x20
    return header
  }
}
