import Foundation
import Testing

/// Runs the small Go programs under Tests/Oracle/library, where Go and Debian's Go packages are installed.
enum GoOracle {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/go")

  static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Feeds one JSON object per line and returns one JSON array per line.
  static func run(_ name: String, _ cases: [[String: Any]]) throws -> [[Any]] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("drydock-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appendingPathComponent("in")
    let output = folder.appendingPathComponent("out")
    var lines = Data()
    for one in cases {
      lines += try JSONSerialization.data(withJSONObject: one)
      lines.append(0x0A)
    }
    try lines.write(to: input)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/go")
    process.arguments = ["run", "main.go"]
    process.currentDirectoryURL = repository.appendingPathComponent("Tests/Oracle/library/\(name)")
    var environment = ProcessInfo.processInfo.environment
    environment["GO111MODULE"] = "off"
    environment["GOPATH"] = "/usr/share/gocode"
    environment["GOFLAGS"] = ""
    environment["TZ"] = "UTC"
    process.environment = environment
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try Data(contentsOf: output).split(separator: 0x0A).map {
      try JSONSerialization.jsonObject(with: $0) as? [Any] ?? []
    }
  }
}

/// A generator of our own, so that a seed gives the same cases everywhere (SplitMix64).
struct Seeded {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }
  mutating func one<T>(_ of: [T]) -> T { of[below(of.count)] }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}

/// Equal as bytes: Swift's `==` on strings takes canonically equivalent texts for equal.
func same(_ a: String?, _ b: String?) -> Bool {
  switch (a, b) {
  case (nil, nil): true
  case (let a?, let b?): a.utf8.elementsEqual(b.utf8)
  default: false
  }
}
