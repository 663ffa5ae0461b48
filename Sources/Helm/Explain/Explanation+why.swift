import GoTemplate
import Manifest

extension Explanation {
  /// What made a part of an object, from the template's own line inwards, and where its values were set.
  /// - Parameter question: `Deployment/coder:spec.template.spec.containers[0].image`; a namespace may stand between.
  func why(_ question: String) throws(HelmError) -> String {
    let (query, document) = try find(question)
    let documents: [YAMLDocument]
    do throws(SourceError) { documents = try YAML.documents(document.text) } catch { throw HelmError(error.message) }
    guard let parsed = documents.first(where: { query.matches($0.value) }) ?? documents.first else {
      throw HelmError("\(query.name) has no content")
    }
    guard let line = parsed.line(of: query.path) else { throw HelmError(absent(query, parsed.value)) }
    guard let start = startLine(document) else {
      throw HelmError("\(document.path): what it rendered was changed afterwards; its lines cannot be followed")
    }
    let writers = record.writers(of: document.path, line: start + line - 1)
    if writers.isEmpty {
      throw HelmError("\(document.path): nothing is known of line \(start + line - 1) of its output")
    }
    var text = "\(query.name) \(ValuePath.text(query.path))\n"
    text += "  file    \(document.path), line \(start + line - 1) of its output\n"
    for (at, writer) in writers.enumerated() {
      let label = at == 0 ? "from   " : "  within"
      text += "  \(label) \(Self.text(writer.place))  \(writer.action ?? "plain text")\n"
    }
    for line in valueLines(writers, query, ValuePath.value(parsed.value, query.path)) { text += "  value   \(line)\n" }
    return text
  }

  private struct Found {
    var path: String
    var text: String
    var value: Value
  }

  /// Names of roles may hold colons themselves: the question is cut where an object is found.
  private func find(_ question: String) throws(HelmError) -> (ObjectQuery, Found) {
    let all =
      rendered.documents.map { Found(path: $0.path, text: $0.text, value: $0.value) }
      + rendered.hooks.map { Found(path: $0.path, text: $0.text, value: $0.value) }
    let queries = try ObjectQuery.readings(of: question)
    for query in queries {
      if let found = all.first(where: { query.matches($0.value) }) { return (query, found) }
    }
    let names = all.compactMap { ObjectQuery.name(of: $0.value) }
    let near = names.filter { name in
      queries.contains { name.hasPrefix($0.kind + "/") || name.hasSuffix("/" + $0.object) }
    }
    let shown = (near.isEmpty ? names : near).prefix(20).joined(separator: ", ")
    throw HelmError(
      "the chart renders no \(queries.first?.name ?? question); it renders \(shown.isEmpty ? "nothing" : shown)")
  }

  /// The 1-based line of the template's output where the document begins.
  private func startLine(_ document: Found) -> Int? {
    guard let output = record.output(of: document.path) else { return nil }
    let text = Engine.withoutNoValue(output)
    let wanted = HelmString.bytes(document.text)
    guard let first = wanted.first, text.count >= wanted.count else { return nil }
    var line = 1
    for at in 0...(text.count - wanted.count) {
      if text[at] == first, text[at..<at + wanted.count].elementsEqual(wanted) { return line }
      if text[at] == 0x0A { line += 1 }
    }
    return nil
  }

  private func absent(_ query: ObjectQuery, _ value: Value) -> String {
    var known = query.path
    while !known.isEmpty, ValuePath.value(value, known) == nil { known.removeLast() }
    let place = known.isEmpty ? query.name : "\(query.name) \(ValuePath.text(known))"
    let wanted = ValuePath.text(query.path)
    switch ValuePath.value(value, known) {
    case .object(let object)?:
      return "no \(wanted): \(place) has \(object.map(\.key).joined(separator: ", "))"
    case .array(let items)?: return "no \(wanted): \(place) is a list of \(items.count)"
    default: return "no \(wanted): \(place) is no table"
    }
  }

  /// Of which values the part was made, and where each was set.
  private func valueLines(_ writers: [RenderRecord.Writer], _ query: ObjectQuery, _ value: Value?) -> [String] {
    guard let inner = writers.last, inner.action != nil else { return [] }
    let reads = inner.reads.isEmpty ? inner.context : inner.reads
    var paths: [[PathStep]] = []
    for read in reads {
      let path = read.found ? refine(read.path, query.path, value) : read.path
      if !paths.contains(path) { paths.append(path) }
    }
    // Tables on the way to a member that was read as well tell nothing more.
    paths = paths.filter { path in !paths.contains { $0.count > path.count && $0.starts(with: path) } }
    let same = paths.filter { path in
      guard let value, let given = origins.value(at: path) else { return false }
      return ValueOrigins.isSame(given, value)
    }
    let exact = same.filter { $0.last == query.path.last }
    if !exact.isEmpty { paths = exact } else if paths.count > Self.shownValues, !same.isEmpty { paths = same }
    var lines = paths.prefix(Self.shownValues).map { path in
      let isFound = reads.contains { $0.found && path.starts(with: $0.path) }
      return
        "\(ValuePath.text(path))  \(origins.origin(of: path)?.place ?? (isFound ? "set by a template" : "not set"))"
    }
    if paths.count > Self.shownValues { lines.append("and \(paths.count - Self.shownValues) more") }
    return lines
  }

  private static let shownValues = 12

  /// The member of a table or list that became the wanted part, when it can be told: by the end of its path, else by
  /// its name and content.
  private func refine(_ path: [PathStep], _ asked: [PathStep], _ value: Value?) -> [PathStep] {
    guard let value, let whole = origins.value(at: path) else { return path }
    switch whole {
    case .object, .array: break
    default: return path
    }
    for start in asked.indices {
      let rest = asked[start...]
      if let found = ValuePath.value(whole, rest), ValueOrigins.isSame(found, value) { return path + rest }
    }
    let same = ValuePath.leaves(whole).filter { leaf in
      leaf.last == asked.last && ValuePath.value(whole, leaf).map { ValueOrigins.isSame($0, value) } == true
    }
    return same.count == 1 ? path + same[0] : path
  }
}

extension ValueOrigins {
  /// Whether a value may have become that one by being printed.
  static func isSame(_ a: Value, _ b: Value) -> Bool { a == b || GoText.print(a) == GoText.print(b) }
}

/// `KIND/NAME:PATH` or `KIND/NAMESPACE/NAME:PATH`.
struct ObjectQuery {
  var kind: String
  var namespace: String?
  var object: String
  var path: [PathStep]

  /// What a question may mean; more than one when a name holds colons.
  static func readings(of text: String) throws(HelmError) -> [ObjectQuery] {
    let cuts = text.indices.filter { text[$0] == ":" } + [text.endIndex]
    var found: [ObjectQuery] = []
    for cut in cuts {
      let words = text[..<cut].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2 || words.count == 3, words.allSatisfy({ !$0.isEmpty }) else { continue }
      let rest = cut == text.endIndex ? "" : String(text[text.index(after: cut)...])
      guard let path = try? ValuePath.parse(rest) else { continue }
      found.append(
        ObjectQuery(
          kind: words[0], namespace: words.count == 3 ? words[1] : nil, object: words[words.count - 1], path: path))
    }
    if found.isEmpty {
      throw HelmError("--why \(GoText.quote(text)): write Deployment/coder:spec.template.spec.containers[0].image")
    }
    return found
  }

  var name: String { "\(kind)/\(namespace.map { $0 + "/" } ?? "")\(object)" }

  static func name(of value: Value) -> String? {
    guard let kind = value["kind"]?.string, let name = value["metadata"]?["name"]?.string else { return nil }
    return "\(kind)/\(name)"
  }

  func matches(_ value: Value) -> Bool {
    guard let kind = value["kind"]?.string, kind.lowercased() == self.kind.lowercased(),
      value["metadata"]?["name"]?.string == object
    else { return false }
    guard let namespace, let its = value["metadata"]?["namespace"]?.string else { return true }
    return its == namespace
  }
}
