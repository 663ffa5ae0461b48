/// The served resources, read from ``resourceRows``: one line each, columns separated by `|`:
/// group, version, kind, plural, singular, N(amespaced) or C(luster), verbs, short names, categories, subresources
/// (`name:kind:verbs` or `name:group/version/kind:verbs`, separated by `;`), storage version hash.
/// Verbs are letters: c(reate) d(elete) D(eletecollection) g(et) l(ist) p(atch) u(pdate) w(atch).
struct ResourceTable: Sendable {
  static let builtin = ResourceTable(resourceRows)

  let resources: [Resource]
  /// `group/version/plural` → position.
  let byPlural: [String: Int]
  /// `group/version/kind` → position.
  let byKind: [String: Int]

  init(_ rows: StaticString) {
    var list: [Resource] = []
    var plurals: [String: Int] = [:]
    var kinds: [String: Int] = [:]
    forEachLine(of: rows) { line in
      let columns = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard columns.count == 11 else { return }
      let resource = Resource(
        group: columns[0], version: columns[1], kind: columns[2], plural: columns[3], singular: columns[4],
        namespaced: columns[5] == "N", verbs: ResourceTable.verbs(columns[6]), shortNames: names(columns[7]),
        categories: names(columns[8]), subresources: ResourceTable.subresources(columns[9]),
        storageVersionHash: columns[10])
      plurals["\(resource.apiGroupVersion)/\(resource.plural)"] = list.count
      kinds["\(resource.apiGroupVersion)/\(resource.kind)"] = list.count
      list.append(resource)
    }
    resources = list
    byPlural = plurals
    byKind = kinds
  }

  private static func subresources(_ text: String) -> [Resource.Subresource] {
    text.split(separator: ";").compactMap { part in
      let fields = part.split(separator: ":").map(String.init)
      guard fields.count == 3 else { return nil }
      let kind = fields[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      if kind.count == 3 {
        return Resource.Subresource(
          name: fields[0], group: kind[0], version: kind[1], kind: kind[2], verbs: verbs(fields[2]))
      }
      return Resource.Subresource(name: fields[0], kind: fields[1], verbs: verbs(fields[2]))
    }
  }

  private static func verbs(_ letters: String) -> [String] {
    var verbs = letters.compactMap { letter -> String? in
      switch letter {
      case "c": "create"
      case "d": "delete"
      case "D": "deletecollection"
      case "g": "get"
      case "l": "list"
      case "p": "patch"
      case "u": "update"
      case "w": "watch"
      default: nil
      }
    }
    verbs.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return verbs
  }
}

extension Resource {
  /// Group and version with the slash that the core group has too: the prefix of the tables' keys.
  var apiGroupVersion: String { "\(group)/\(version)" }
}

private func names(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

/// Calls back with every line of a static text.
func forEachLine(of text: StaticString, _ body: (Substring) -> Void) {
  let whole = text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
  var start = whole.startIndex
  while start < whole.endIndex {
    let end = whole.utf8[start...].firstIndex(of: 0x0A) ?? whole.endIndex
    if end > start { body(whole[start..<end]) }
    start = end < whole.endIndex ? whole.utf8.index(after: end) : end
  }
}
