import GoTemplate
import Manifest

/// `.Files`: the chart's files by path, with methods to pick and print them (helm's `engine.files`).
enum FilesObject {
  static func make(_ files: [Chart.File]) -> GoMap {
    let map = GoMap(type: type)
    for file in files { map.put(file.name, .bytes(file.data)) }
    return map
  }

  private static let type: GoMapType = GoMapType(
    name: "engine.files", element: .bytes,
    methods: [
      "Get": { map in GoFunction("Get", "string") { (_, arguments) in .string(text(map, arguments.string(0))) } },
      "GetBytes": { map in GoFunction("GetBytes", "string") { (_, arguments) in map[arguments.string(0)] ?? .bytes([]) }
      },
      "Glob": { map in GoFunction("Glob", "string") { (_, arguments) in .map(glob(map, arguments.string(0))) } },
      "Lines": { map in GoFunction("Lines", "string") { (_, arguments) in .strings(lines(map, arguments.string(0))) } },
      "AsConfig": { map in
        GoFunction("AsConfig", "") { (_, _) in .string(yaml(map) { HelmString.text($0) }) }
      },
      "AsSecrets": { map in GoFunction("AsSecrets", "") { (_, _) in .string(yaml(map) { Base64.encode($0) }) } },
    ])

  private static func bytes(_ value: GoValue?) -> [UInt8] {
    if case .slice(let slice)? = value { return slice.bytes ?? [] }
    return []
  }

  private static func text(_ map: GoMap, _ name: String) -> String { HelmString.text(bytes(map[name])) }

  private static func glob(_ map: GoMap, _ pattern: String) -> GoMap {
    let wanted = FileGlob(pattern)
    let found = GoMap(type: type)
    for entry in map.sorted where wanted.matches(entry.key) { found.put(entry.key, entry.value) }
    return found
  }

  private static func lines(_ map: GoMap, _ name: String) -> [String] {
    var data = bytes(map[name])
    if data.isEmpty { return [] }
    if data.last == 0x0A { data.removeLast() }
    return data.split(separator: 0x0A, omittingEmptySubsequences: false).map { HelmString.text(Array($0)) }
  }

  /// A YAML mapping from the files' base names; of equal ones the last in order wins, where helm takes any.
  private static func yaml(_ map: GoMap, _ value: ([UInt8]) -> String) -> String {
    var object = Object()
    for entry in map.sorted {
      let base = entry.key.split(separator: "/").last.map(String.init) ?? entry.key
      object[base] = .string(value(bytes(entry.value)))
    }
    let text = YAML.write(.object(object))
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
