import CZlib
import ClusterState

/// Compression of large answers, as the API server does from 128 KiB on.
enum Gzip {
  static let threshold = 128 << 10

  static func isWanted(_ request: APIRequest) -> Bool {
    // As the server reads the header: no weights, only the first names.
    for part in (request.header("accept-encoding") ?? "").split(separator: ",") {
      if part.drop(while: { $0 == " " }) == "gzip" { return true }
    }
    return false
  }

  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // 16 + window bits: a gzip header; level 1 as the API server chooses.
    guard
      deflateInit2_(
        &stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let count = input.withUnsafeMutableBufferPointer { source -> Int? in
      output.withUnsafeMutableBufferPointer { target -> Int? in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        guard deflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
        return target.count - Int(stream.avail_out)
      }
    }
    guard let count else { return nil }
    output.removeSubrange(count...)
    return output
  }
}
