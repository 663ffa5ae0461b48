// A build that leaves the system library out has plain tar only.
#if canImport(CZlib)
  import CZlib

  extension Archive {
    /// Unpacks a gzipped tar into a tree.
    public static func unpackTgz(_ bytes: [UInt8], limits: Limits = Limits(), name: String = "")
      throws(ArchiveError) -> MemoryTree
    {
      try tree(readTgz(bytes, limits: limits), name: name)
    }

    /// The entries of a gzipped tar as they are written there: nothing is judged yet but size. What follows the tar's
    /// end is not read, as Go's tools do not: a checksum that is wrong or cut off there goes unnoticed.
    public static func readTgz(_ bytes: [UInt8], limits: Limits = Limits()) throws(ArchiveError) -> [Entry] {
      // Headers and padding come on top of the contents.
      let overhead = min(limits.entries, 1 << 20) * 2048 + (1 << 20)
      guard bytes.starts(with: [0x1F, 0x8B]) else { throw ArchiveError("", "is no gzip file") }
      let (out, problem) = bytes.withUnsafeBufferPointer { inflate($0, limit: limits.total + overhead) }
      guard let problem else { return try readTar(out, limits: limits) }
      guard let entries = try? readWholeTar(out, limits: limits) else { throw problem }
      return entries
    }

    /// Writes a gzipped tar. The same entries give the same bytes on every machine.
    public static func packTgz(_ entries: [Entry]) -> [UInt8] { gzip(writeTar(entries)) }

    /// Unpacks gzip, also several members one after the other. At most `limit` bytes come out.
    public static func gunzip(_ bytes: [UInt8], limit: Int) throws(ArchiveError) -> [UInt8] {
      guard bytes.starts(with: [0x1F, 0x8B]) else { throw ArchiveError("", "is no gzip file") }
      let (out, problem) = bytes.withUnsafeBufferPointer { inflate($0, limit: limit) }
      if let problem { throw problem }
      return out
    }

    private static func inflate(_ input: UnsafeBufferPointer<UInt8>, limit: Int) -> ([UInt8], ArchiveError?) {
      var stream = z_stream()
      // 15 bits of window; 16 more asks for the gzip format.
      guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        return ([], ArchiveError("", "cannot be unpacked: no memory"))
      }
      defer { inflateEnd(&stream) }
      var out: [UInt8] = []
      out.reserveCapacity(min(input.count * 4, limit, 64 << 20))
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      var taken = 0
      while true {
        let part = min(input.count - taken, 1 << 30)
        var status = Z_OK
        var made = 0
        chunk.withUnsafeMutableBufferPointer { space in
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: taken))
          stream.avail_in = uInt(part)
          stream.next_out = space.baseAddress
          stream.avail_out = uInt(space.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          made = space.count - Int(stream.avail_out)
        }
        taken += part - Int(stream.avail_in)
        if out.count + made > limit { return ([], ArchiveError("", "unpacks to more than \(limit) bytes")) }
        out.append(contentsOf: chunk[..<made])
        switch status {
        case Z_STREAM_END:
          // Another member may follow; anything else behind it is padding.
          guard input.count - taken >= 2, input[taken] == 0x1F, input[taken + 1] == 0x8B else { return (out, nil) }
          inflateReset(&stream)
        case Z_OK where made > 0 || stream.avail_in > 0: continue
        case Z_OK, Z_BUF_ERROR:
          if made == 0 { return (out, ArchiveError("", "ends in the middle: the file is cut off")) }
        default:
          return (out, ArchiveError("", "is damaged: the gzip data does not unpack"))
        }
      }
    }

    /// Packs as gzip without name and time, so that equal bytes give equal files.
    public static func gzip(_ bytes: [UInt8]) -> [UInt8] {
      var stream = z_stream()
      guard
        deflateInit2_(
          &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
          Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { return [] }
      defer { deflateEnd(&stream) }
      var out: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      return bytes.withUnsafeBufferPointer { input in
        var taken = 0
        while true {
          let part = min(input.count - taken, 1 << 30)
          var made = 0
          var status = Z_OK
          chunk.withUnsafeMutableBufferPointer { space in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: taken))
            stream.avail_in = uInt(part)
            stream.next_out = space.baseAddress
            stream.avail_out = uInt(space.count)
            status = deflate(&stream, taken + part == input.count ? Z_FINISH : Z_NO_FLUSH)
            made = space.count - Int(stream.avail_out)
          }
          taken += part - Int(stream.avail_in)
          out.append(contentsOf: chunk[..<made])
          if status == Z_STREAM_END || status != Z_OK && status != Z_BUF_ERROR { return out }
        }
      }
    }
  }
#endif
