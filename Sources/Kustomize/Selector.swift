import GoLibrary
import Manifest

/// Which objects a patch is for: anchored regular expressions and selectors of labels and annotations
/// (kustomize `types.Selector`).
struct Selector {
  private var patterns: [(part: Part, pattern: Regexp)] = []
  private let labels: LabelSelector
  private let annotations: LabelSelector

  private enum Part: String, CaseIterable {
    case group, version, kind, name, namespace
  }

  init(_ value: Value) throws(SourceError) {
    for part in Part.allCases {
      let text = value.text(part.rawValue)
      if text.isEmpty { continue }
      do {
        patterns.append((part, try Regexp.compile("^(?:\(text))$")))
      } catch { throw SourceError(error.message) }
    }
    labels = try LabelSelector(value.text("labelSelector"))
    annotations = try LabelSelector(value.text("annotationSelector"))
  }

  func matches(_ resource: Resource) throws(SourceError) -> Bool {
    if resource.isDeleted { return false }
    let current = resource.currentID
    let original = resource.originalID
    for (part, pattern) in patterns {
      let texts: [String]
      switch part {
      case .group: texts = [current.gvk.group]
      case .version: texts = [current.gvk.version]
      case .kind: texts = [current.gvk.kind]
      case .name: texts = [original.name, current.name]
      case .namespace: texts = [original.effectiveNamespace, current.effectiveNamespace]
      }
      if !texts.contains(where: { pattern.matchString($0) }) { return false }
    }
    return labels.matches(resource.strings("labels")) && annotations.matches(resource.strings("annotations"))
  }
}

/// A selector as apimachinery's `labels.Parse` reads it: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`.
struct LabelSelector {
  private enum Test {
    case among([String])
    case notAmong([String])
    case exists, absent
    case greater(Int64)
    case less(Int64)
  }

  private var requirements: [(key: String, test: Test)] = []

  init(_ text: String) throws(SourceError) {
    var rest = Substring(text)
    func skip() { rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" } }
    func word() -> String {
      skip()
      let word = rest.prefix { !" \t\n,()=!<>".contains($0) }
      rest = rest.dropFirst(word.count)
      return String(word)
    }
    func take(_ mark: String) -> Bool {
      skip()
      guard rest.hasPrefix(mark) else { return false }
      rest = rest.dropFirst(mark.count)
      return true
    }
    func unparsable() -> SourceError {
      SourceError("unable to parse requirement: found '\(rest)' in \(GoText.quote(text))")
    }
    func values() throws(SourceError) -> [String] {
      guard take("(") else { throw unparsable() }
      var values = [word()]
      while take(",") { values.append(word()) }
      guard take(")") else { throw unparsable() }
      return values
    }
    skip()
    while !rest.isEmpty {
      if take("!") {
        requirements.append((word(), .absent))
      } else {
        let key = word()
        if key.isEmpty { throw unparsable() }
        if take("!=") {
          requirements.append((key, .notAmong([word()])))
        } else if take("==") || take("=") {
          requirements.append((key, .among([word()])))
        } else if take(">") {
          requirements.append((key, .greater(Int64(word()) ?? 0)))
        } else if take("<") {
          requirements.append((key, .less(Int64(word()) ?? 0)))
        } else {
          let before = rest
          switch word() {
          case "in": requirements.append((key, .among(try values())))
          case "notin": requirements.append((key, .notAmong(try values())))
          case "":
            rest = before
            requirements.append((key, .exists))
          default:
            rest = before
            throw unparsable()
          }
        }
      }
      skip()
      if rest.isEmpty { break }
      guard take(",") else { throw unparsable() }
    }
  }

  func matches(_ labels: Object) -> Bool {
    for (key, test) in requirements {
      let value = labels[key]?.string
      switch test {
      case .among(let values): if !(value.map(values.contains) ?? false) { return false }
      case .notAmong(let values): if value.map(values.contains) ?? false { return false }
      case .exists: if value == nil { return false }
      case .absent: if value != nil { return false }
      case .greater(let bound): if !(value.flatMap { Int64($0) }.map { $0 > bound } ?? false) { return false }
      case .less(let bound): if !(value.flatMap { Int64($0) }.map { $0 < bound } ?? false) { return false }
      }
    }
    return true
  }
}
