import Glibc

/// What libFuzzer calls with each input. One program holds all targets; `FUZZ_TARGET` names the one to run.
///
/// A target must return for every input: a trap, an endless loop and memory without bound are what is looked for. Errors
/// that are thrown are answers. Where a reader has a writer, what was read must survive being written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  Fuzz.target(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

enum Fuzz {
  typealias Target = @Sendable ([UInt8]) -> Void

  static let targets: [(name: String, run: Target)] = [
    ("template", TemplateTarget.run),
    ("yaml", YAMLTarget.run),
    ("semver", SemVerTarget.run),
    ("tgz", ArchiveTarget.run),
    ("json", JSONTarget.run),
    ("protobuf", ProtobufTarget.run),
    ("patch", PatchTarget.run),
    ("selector", SelectorTarget.run),
    ("cel", CELTarget.run),
  ]

  /// The target that this run is for.
  static let target: Target = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let found = targets.first(where: { $0.name == name }) else {
      print("FUZZ_TARGET must be one of \(targets.map(\.name).joined(separator: ", "))")
      exit(2)
    }
    return found.run
  }()

  /// Stops the run, as a trap does, when what must hold does not.
  static func require(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fatalError(what()) }
  }
}
