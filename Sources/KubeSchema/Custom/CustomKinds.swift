import Manifest

extension KubeSchema {
  /// Flux's CustomResourceDefinitions (source, kustomize and helm groups): structure, defaults, rules, printer columns.
  public static var flux: [Value] { CustomKinds.definitions(CustomKinds.fluxRows) }
  /// 1Password's OnePasswordItem.
  public static var onepassword: [Value] { CustomKinds.definitions(CustomKinds.onepasswordRows) }
  /// The Tailscale operator's kinds.
  public static var tailscale: [Value] { CustomKinds.definitions(CustomKinds.tailscaleRows) }
}

/// Reads the compact notation of definitions.
///
/// `= group version scope names` starts one; `| column` is a printer column. A line of the schema is its name (`!` when
/// the parent requires it), its type and the other keywords as JSON; what is indented belongs to it: properties, `[]` the
/// items, `{}` the values of a map, `?` a rule. Types: `s i n b o a`, with `:format`, `-` for none; the root is named `-`.
enum CustomKinds {
  static func definitions(_ rows: StaticString) -> [Value] {
    var out: [Value] = []
    var head: [Substring] = []
    var columns: [Value] = []
    var lines: [Line] = []
    func finish() {
      guard head.count == 5 else { return }
      var position = 0
      let schema = Line.schema(lines, &position)
      out.append(definition(head, columns, schema))
      columns = []
      lines = []
    }
    forEachLine(of: rows) { line in
      if line.hasPrefix("= ") {
        finish()
        head = line.split(separator: " ", maxSplits: 4)
      } else if line.hasPrefix("| ") {
        columns.append(json(line.dropFirst(2)))
      } else {
        lines.append(Line(line))
      }
    }
    finish()
    return out
  }

  static func json(_ text: Substring) -> Value { (try? JSON.parse(String(text))) ?? .null }

  private static func definition(_ head: [Substring], _ columns: [Value], _ schema: Value) -> Value {
    let group = String(head[1])
    let names = json(head[4])
    var version: Value = ["name": .string(String(head[2])), "served": true, "storage": true]
    version["schema"] = ["openAPIV3Schema": schema]
    version["subresources"] = ["status": [:]]
    if !columns.isEmpty { version["additionalPrinterColumns"] = .array(columns) }
    let plural = names["plural"]?.string ?? ""
    var spec: Value = ["group": .string(group), "names": names, "scope": .string(String(head[3]))]
    spec["versions"] = [version]
    return [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": .string("\(plural).\(group)")], "spec": spec,
    ]
  }

  struct Line {
    var depth: Int
    var name: String
    var isRequired = false
    var type = ""
    var format = ""
    var rest = Object()

    init(_ line: Substring) {
      let text = line.drop { $0 == " " }
      depth = line.utf8.count - text.utf8.count
      let parts = text.split(separator: " ", maxSplits: 2)
      name = parts.first.map(String.init) ?? ""
      if name == "?" {
        rest = json(text.dropFirst(2)).object ?? Object()
        return
      }
      if name.hasSuffix("!") {
        name.removeLast()
        isRequired = true
      }
      if parts.count > 1 {
        let words = parts[1].split(separator: ":", maxSplits: 1)
        switch words.first {
        case "s": type = "string"
        case "i": type = "integer"
        case "n": type = "number"
        case "b": type = "boolean"
        case "o": type = "object"
        case "a": type = "array"
        default: break
        }
        if words.count > 1 { format = String(words[1]) }
      }
      if parts.count > 2 { rest = json(parts[2]).object ?? Object() }
    }

    /// The schema that starts at that line; the position ends behind it.
    static func schema(_ lines: [Line], _ position: inout Int) -> Value {
      guard position < lines.count else { return [:] }
      let line = lines[position]
      position += 1
      var schema = Object()
      if !line.type.isEmpty { schema["type"] = .string(line.type) }
      if !line.format.isEmpty { schema["format"] = .string(line.format) }
      for pair in line.rest { schema[pair.key] = pair.value }
      var properties = Object()
      var required: [Value] = []
      var rules: [Value] = []
      while position < lines.count, lines[position].depth > line.depth {
        let child = lines[position]
        if child.name == "?" {
          rules.append(.object(child.rest))
          position += 1
          continue
        }
        let value = Line.schema(lines, &position)
        switch child.name {
        case "[]": schema["items"] = value
        case "{}": schema["additionalProperties"] = value
        default:
          properties[child.name] = value
          if child.isRequired { required.append(.string(child.name)) }
        }
      }
      if !properties.isEmpty { schema["properties"] = .object(properties) }
      if !required.isEmpty { schema["required"] = .array(required) }
      if !rules.isEmpty { schema["x-kubernetes-validations"] = .array(rules) }
      return .object(schema)
    }
  }
}
