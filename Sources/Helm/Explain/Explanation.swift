import GoTemplate
import Manifest

/// What helm cannot tell: which values no template read, which values were read that nothing sets (`--explain`), and
/// what made a part of an object (`--why`).
struct Explanation {
  let chart: Chart
  let values: Object
  let origins: ValueOrigins
  let record: RenderRecord
  let rendered: RenderedRelease

  /// The two lists, as text for people. Values themselves are never shown: they may be secrets.
  func report(listsDefaults: Bool) -> String {
    let read = record.readPaths.union(readByHelm)
    let given = ValuePath.leaves(.object(values)).filter { !$0.isEmpty && !read.contains($0) }
    var text = "Given values that no template read: \(given.count)\n"
    text += table(
      given.map { path in
        let hint = suggestion(path, read).map { "did you mean \(ValuePath.text($0))?" } ?? absence(path) ?? ""
        return [ValuePath.text(path), origins.origin(of: path)?.place ?? "", hint]
      })
    let missing = record.missing.filter { origins.value(at: $0.path) == nil }
    text += "\nValues that templates read and nothing sets: \(missing.count)\n"
    text += table(missing.map { [ValuePath.text($0.path), Self.text($0.place)] })
    let givenPaths = Set(ValuePath.leaves(.object(values)))
    var seen: Set<[PathStep]> = []
    let unread = origins.defaults.filter {
      !$0.isEmpty && !read.contains($0) && !givenPaths.contains($0) && origins.value(at: $0) != nil
        && seen.insert($0).inserted
    }
    text += "\nThe charts' own values that no template read: \(unread.count)"
    text += unread.isEmpty || listsDefaults ? "\n" : " (--debug lists them)\n"
    if listsDefaults {
      text += table(unread.map { [ValuePath.text($0), origins.origin(of: $0)?.place ?? ""] })
    }
    return text
  }

  static func text(_ place: RenderRecord.Place) -> String { "\(place.template):\(place.line):\(place.column)" }

  private func table(_ rows: [[String]]) -> String {
    let width = min(60, rows.map { $0.first?.count ?? 0 }.max() ?? 0)
    let second = min(60, rows.map { $0.count > 1 ? $0[1].count : 0 }.max() ?? 0)
    var text = ""
    for row in rows {
      var line = "  "
      for (cell, width) in zip(row, [width, second, 0]) {
        line += cell + String(repeating: " ", count: max(0, width - cell.count)) + "  "
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  /// Paths that helm itself looks at: the conditions and tags of dependencies.
  var readByHelm: Set<[PathStep]> {
    var paths: Set<[PathStep]> = []
    func visit(_ chart: Chart, _ prefix: [PathStep]) {
      for dependency in chart.metadata.dependencies ?? [] {
        for condition in dependency.condition.split(separator: ",") {
          paths.insert(prefix + GoText.trimSpace(String(condition)).split(separator: ".").map { .key(String($0)) })
        }
        for tag in dependency.tags ?? [] { paths.insert(["tags", .key(tag)]) }
      }
      for subchart in chart.dependencies { visit(subchart, prefix + [.key(subchart.name)]) }
    }
    visit(chart, [])
    return paths
  }

  /// What was probably meant: a path that templates did ask for and that differs in one key by little.
  func suggestion(_ path: [PathStep], _ read: Set<[PathStep]>) -> [PathStep]? {
    var best: (distance: Int, path: [PathStep])?
    for candidate in read.union(record.missing.map(\.path)) where candidate.count == path.count {
      let pairs = zip(candidate, path).filter { $0 != $1 }
      guard pairs.count == 1, case (.key(let wanted), .key(let written)) = pairs[0] else { continue }
      let distance = EditDistance.between(wanted, written)
      if distance > max(1, written.count / 3) { continue }
      if let known = best {
        let order = (distance, ValuePath.text(candidate)) < (known.distance, ValuePath.text(known.path))
        if !order { continue }
      }
      best = (distance, candidate)
    }
    return best?.path
  }

  /// Why nothing could read the path: its chart takes no part.
  func absence(_ path: [PathStep]) -> String? {
    guard path.count > 1, case .key(let name)? = path.first else { return nil }
    for dependency in chart.metadata.dependencies ?? [] where name == dependency.alias || name == dependency.name {
      let isRead = record.readPaths.contains { $0.count > 1 && $0.first == path.first }
      if !isRead { return "no template of chart \(name) was rendered" }
    }
    return nil
  }
}

/// Levenshtein's distance, with neighbours swapped counting once.
enum EditDistance {
  static func between(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8.prefix(64)), Array(b.utf8.prefix(64)))
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var rows = [Array(0...b.count)]
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var cost = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, rows[i - 2][j - 2] + 1) }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
