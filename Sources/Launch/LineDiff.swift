/// The lines that turn one text into another, as `diff -u` shows them (Myers' algorithm).
enum LineDiff {
  /// Unified hunks with three lines of context, without file names.
  static func unified(_ old: [String], _ new: [String], context: Int = 3) -> [String] {
    let edits = edits(old, new)
    var out: [String] = []
    var at = 0
    while let first = edits[at...].firstIndex(where: { $0.mark != " " }) {
      let begin = max(at, first - context)
      var end = first
      var last = first
      while end < edits.count, end - last <= 2 * context {
        if edits[end].mark != " " { last = end }
        end += 1
      }
      end = min(edits.count, last + context + 1)
      let hunk = edits[begin..<end]
      let oldStart = hunk.first?.old ?? 0
      let newStart = hunk.first?.new ?? 0
      let oldCount = hunk.count { $0.mark != "+" }
      let newCount = hunk.count { $0.mark != "-" }
      out.append("@@ -\(oldStart + 1),\(oldCount) +\(newStart + 1),\(newCount) @@")
      out += hunk.map { "\($0.mark)\($0.text)" }
      at = end
    }
    return out
  }

  private struct Edit {
    var mark: Character
    var text: String
    /// Lines before it on either side.
    var old: Int
    var new: Int
  }

  private static func edits(_ a: [String], _ b: [String]) -> [Edit] {
    var prefix = 0
    while prefix < a.count, prefix < b.count, a[prefix] == b[prefix] { prefix += 1 }
    var suffix = 0
    while suffix < a.count - prefix, suffix < b.count - prefix, a[a.count - 1 - suffix] == b[b.count - 1 - suffix] {
      suffix += 1
    }
    var edits: [Edit] = []
    for i in 0..<prefix { edits.append(Edit(mark: " ", text: a[i], old: i, new: i)) }
    edits += middle(Array(a[prefix..<a.count - suffix]), Array(b[prefix..<b.count - suffix]), prefix)
    for i in 0..<suffix {
      let old = a.count - suffix + i
      edits.append(Edit(mark: " ", text: a[old], old: old, new: b.count - suffix + i))
    }
    return edits
  }

  /// Beyond this many edits the texts have nothing to do with each other: all of one goes, all of the other comes.
  private static let limit = 2000

  private static func middle(_ a: [String], _ b: [String], _ offset: Int) -> [Edit] {
    let most = min(a.count + b.count, limit)
    var v = [Int](repeating: 0, count: 2 * most + 3)
    let zero = most + 1
    var trace: [[Int]] = []
    var found: Int?
    search: for d in 0...most {
      trace.append(v)
      for k in stride(from: -d, through: d, by: 2) {
        var x = k == -d || (k != d && v[zero + k - 1] < v[zero + k + 1]) ? v[zero + k + 1] : v[zero + k - 1] + 1
        var y = x - k
        while x < a.count, y < b.count, a[x] == b[y] {
          x += 1
          y += 1
        }
        v[zero + k] = x
        if x >= a.count && y >= b.count {
          found = d
          break search
        }
      }
    }
    guard let found else {
      return a.enumerated().map { Edit(mark: "-", text: $1, old: offset + $0, new: offset) }
        + b.enumerated().map { Edit(mark: "+", text: $1, old: offset + a.count, new: offset + $0) }
    }
    var reversed: [Edit] = []
    var x = a.count
    var y = b.count
    for d in stride(from: found, through: 0, by: -1) {
      let v = trace[d]
      let k = x - y
      let down = k == -d || (k != d && v[zero + k - 1] < v[zero + k + 1])
      let previous = down ? k + 1 : k - 1
      let px = d == 0 ? 0 : v[zero + previous]
      let py = d == 0 ? 0 : px - previous
      while x > px && y > py {
        x -= 1
        y -= 1
        reversed.append(Edit(mark: " ", text: a[x], old: offset + x, new: offset + y))
      }
      if d == 0 { break }
      if down {
        y -= 1
        reversed.append(Edit(mark: "+", text: b[y], old: offset + x, new: offset + y))
      } else {
        x -= 1
        reversed.append(Edit(mark: "-", text: a[x], old: offset + x, new: offset + y))
      }
    }
    return reversed.reversed()
  }
}
