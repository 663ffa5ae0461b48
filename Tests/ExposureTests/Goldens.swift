import Files
import Manifest

@testable import Exposure

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One folder of cases: objects, what is known, and the right answer.
struct Case {
  var name: String
  var objects: [Value]
  var context: Value
  var expected: Value

  var verdict: String { expected["verdict"]?.string ?? "" }

  func judge() throws -> Report {
    Exposure.judge(objects.map { ExposedObject(value: $0) }, context: try ExposureContext(context))
  }
}

enum Goldens {
  /// `../shared/goldens/exposure` beside the repository; `nil` where it is not.
  static let folder: String? = {
    guard let real = realpath(#filePath, nil) else { return nil }
    defer { free(real) }
    var path = String(cString: real)
    for _ in 0..<3 { path = FilePath.directory(path) }
    let folder = FilePath.directory(path) + "/shared/goldens/exposure"
    return (try? DiskTree(folder)) == nil ? nil : folder
  }()

  static func cases() throws -> [Case] {
    guard let folder else { return [] }
    let tree = try DiskTree(folder)
    var cases: [Case] = []
    for entry in try tree.list("") where tree.exists("\(entry.name)/expected.json") {
      let context = tree.exists("\(entry.name)/context.yaml") ? try tree.read("\(entry.name)/context.yaml") : []
      cases.append(
        Case(
          name: entry.name, objects: try YAML.parse(try tree.read("\(entry.name)/objects.yaml")),
          context: try YAML.unmarshal(context), expected: try JSON.parse(try tree.read("\(entry.name)/expected.json"))))
    }
    return cases
  }
}
