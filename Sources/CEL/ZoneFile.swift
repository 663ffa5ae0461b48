import Glibc

/// A compiled time zone (RFC 9636, version 2) of the system's database.
struct ZoneFile {
  private var transitions: [(at: Int64, offset: Int64)] = []
  private var first: Int64 = 0

  init?(_ name: String) {
    guard !name.contains(".."), !name.hasPrefix("/"), name.utf8.count < 64,
      let bytes = ZoneFile.read("/usr/share/zoneinfo/" + name), bytes.count > 44, bytes.starts(with: "TZif".utf8)
    else { return nil }
    func number(_ at: Int, _ size: Int) -> Int64 {
      guard at >= 0, at + size <= bytes.count else { return 0 }
      var n: Int64 = size == 8 || bytes[at] < 128 ? 0 : -1
      for b in bytes[at..<at + size] { n = n << 8 | Int64(b) }
      return n
    }
    func counts(_ at: Int) -> (isut: Int, isstd: Int, leap: Int, time: Int, type: Int, char: Int) {
      func n(_ i: Int) -> Int { Int(number(at + 20 + i * 4, 4)) }
      return (n(0), n(1), n(2), n(3), n(4), n(5))
    }
    var start = 0
    var size = 4
    if bytes[4] >= UInt8(ascii: "2") {
      let c = counts(0)
      start = 44 + c.time * 5 + c.type * 6 + c.char + c.leap * 8 + c.isstd + c.isut
      size = 8
    }
    let c = counts(start)
    guard c.time >= 0, c.time < 10_000, c.type > 0, c.type < 256 else { return nil }
    let times = start + 44
    let indexes = times + c.time * size
    let types = indexes + c.time
    func offset(_ type: Int) -> Int64 { number(types + type * 6, 4) }
    first = offset(0)
    for i in 0..<c.time {
      transitions.append((number(times + i * size, size), offset(Int(number(indexes + i, 1) & 0xFF))))
    }
  }

  func offset(at seconds: Int64) -> Int64 { transitions.last { $0.at <= seconds }?.offset ?? first }

  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var out: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    while out.count < 1 << 20 {
      let n = Glibc.read(descriptor, &buffer, buffer.count)
      if n <= 0 { return n == 0 ? out : nil }
      out.append(contentsOf: buffer[..<n])
    }
    return nil
  }
}
