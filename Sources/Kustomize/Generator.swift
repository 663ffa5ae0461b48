import Files
import Manifest

/// `configMapGenerator` and `secretGenerator` (kustomize `api/internal/generators`, `api/kv`).
struct Generator<Tree: FileTree> {
  let loader: Loader<Tree>
  /// The kustomization's generatorOptions.
  let options: Value?

  func make(_ kind: String, _ arguments: Value) throws(SourceError) -> Resource {
    let name = arguments.text("name")
    if name.isEmpty { throw SourceError("a configmap must have a name") }
    var value: Value = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": .string(name)]]
    if !arguments.text("namespace").isEmpty {
      value.set(.string(arguments.text("namespace")), at: "metadata", "namespace")
    }
    if kind == "Secret" {
      value["type"] = .string(arguments.text("type").isEmpty ? "Opaque" : arguments.text("type"))
    }
    let pairs: [(String, [UInt8])]
    do throws(SourceError) {
      pairs = try keyValues(arguments)
    } catch {
      throw error.prefixed("loading KV pairs")
    }
    if kind == "Secret" { value["data"] = [:] }
    var known: Set<String> = []
    for (key, content) in pairs {
      if !known.insert(key).inserted {
        throw SourceError("configmap \(name) illegally repeats the key `\(key)`")
      }
      if kind == "Secret" {
        value.set(.string(Generator.base64(content)), at: "data", key)
      } else if let text = String(validating: content, as: UTF8.self) {
        value.set(.string(text), at: "data", key)
      } else {
        value.set(.string(Generator.base64(content)), at: "binaryData", key)
      }
    }
    var resource = Resource(value)
    let merged = mergedOptions(arguments["options"])
    for field in ["labels", "annotations"] {
      let strings = merged[field]?.object ?? Object()
      if !strings.isEmpty { resource.setStrings(field, strings) }
    }
    if merged.flag("immutable") { resource.value["immutable"] = true }
    resource.needsHash = !merged.flag("disableNameSuffixHash")
    switch arguments.text("behavior") {
    case "replace": resource.behavior = .replace
    case "merge": resource.behavior = .merge
    case "create": resource.behavior = .create
    default: resource.behavior = .unspecified
    }
    return resource
  }

  /// The entry's own options, filled up from the kustomization's.
  private func mergedOptions(_ local: Value?) -> Value {
    var result = local ?? [:]
    guard let options else { return result }
    for field in ["labels", "annotations"] {
      for pair in options[field]?.object ?? Object() where result.at(field, pair.key) == nil {
        result.set(pair.value, at: field, pair.key)
      }
    }
    for flag in ["disableNameSuffixHash", "immutable"] where options.flag(flag) { result[flag] = true }
    return result
  }

  // MARK: - Sources

  private func keyValues(_ arguments: Value) throws(SourceError) -> [(String, [UInt8])] {
    var pairs: [(String, [UInt8])] = []
    let single = arguments.text("env")
    let envs = arguments.texts("envs") + (single.isEmpty ? [] : [single])
    do throws(SourceError) {
      for path in envs { pairs += try Generator.environment(try loader.load(path)) }
    } catch {
      throw error.prefixed("env source files: \(GoText.list(envs))")
    }
    let literals = arguments.texts("literals")
    do throws(SourceError) {
      for literal in literals { pairs.append(try Generator.literal(literal)) }
    } catch {
      throw error.prefixed("literal sources \(GoText.list(literals))")
    }
    let files = arguments.texts("files")
    do throws(SourceError) {
      for file in files {
        let (key, path) = try Generator.fileSource(file)
        pairs.append((key, try loader.load(path)))
      }
    } catch {
      throw error.prefixed("file sources: \(GoText.list(files))")
    }
    return pairs
  }

  private static func literal(_ source: String) throws(SourceError) -> (String, [UInt8]) {
    guard let equals = source.firstIndex(of: "="), equals != source.startIndex else {
      throw SourceError("invalid literal source \(source), expected key=value")
    }
    var value = Array(source[source.index(after: equals)...].utf8)
    if value.count >= 2, let first = value.first, first == value.last, first == 0x22 || first == 0x27 {
      value = Array(value.dropFirst().dropLast())
    }
    return (String(source[..<equals]), value)
  }

  private static func fileSource(_ source: String) throws(SourceError) -> (String, String) {
    let parts = source.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 { return (FilePath.base(source), source) }
    if parts.count > 2 {
      throw SourceError("source \(GoText.quote(source)) key name or file path contains '='")
    }
    if parts[0].isEmpty {
      throw SourceError("missing key name for file path \(GoText.quote(parts[1])) in source \(GoText.quote(source))")
    }
    if parts[1].isEmpty {
      throw SourceError("missing file path for key name \(GoText.quote(parts[0])) in source \(GoText.quote(source))")
    }
    return (parts[0], parts[1])
  }

  private static func environment(_ content: [UInt8]) throws(SourceError) -> [(String, [UInt8])] {
    var pairs: [(String, [UInt8])] = []
    var lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    for (number, raw) in lines.enumerated() {
      var line = raw.last == 0x0D ? raw.dropLast() : raw
      guard String(validating: line, as: UTF8.self) != nil else {
        throw SourceError("line \(number + 1) has invalid utf8 bytes")
      }
      if number == 0 && line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
      line = line.drop { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D }
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      let equals = line.firstIndex(of: UInt8(ascii: "="))
      let key = String(decoding: line[..<(equals ?? line.endIndex)], as: UTF8.self)
      pairs.append((key, equals.map { Array(line[line.index(after: $0)...]) } ?? []))
    }
    return pairs
  }

  // MARK: - Values

  /// Base64, in lines of 70 characters when it is longer.
  static func base64(_ bytes: [UInt8]) -> String {
    let text = Array(Base64.encode(bytes).utf8)
    if text.count < 70 { return String(decoding: text, as: UTF8.self) }
    var out: [UInt8] = []
    var i = 0
    while i < text.count {
      out += text[i..<min(i + 70, text.count)]
      out.append(0x0A)
      i += 70
    }
    return String(decoding: out, as: UTF8.self)
  }
}
