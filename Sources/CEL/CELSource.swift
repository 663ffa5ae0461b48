/// The text of an expression with its lines, for messages.
struct CELSource: Sendable {
  private let scalars: [Unicode.Scalar]

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  /// cel-go's report: every error with its line and a marker under the place.
  func report(_ errors: [(offset: Int, message: String)]) -> String {
    var ordered = Array(errors.enumerated())
    ordered.sort { a, b in
      a.element.offset != b.element.offset ? a.element.offset < b.element.offset : a.offset < b.offset
    }
    return ordered.map { report($0.element.offset, $0.element.message) }.joined(separator: "\n")
  }

  private func report(_ offset: Int, _ message: String) -> String {
    var line = 1
    var start = 0
    let limit = min(offset, scalars.count)
    for i in 0..<limit where scalars[i] == "\n" {
      line += 1
      start = i + 1
    }
    var end = start
    while end < scalars.count, scalars[end] != "\n" { end += 1 }
    let column = limit - start
    var text = String.UnicodeScalarView()
    for scalar in scalars[start..<end] { text.append(scalar == "\t" ? " " : scalar) }
    let marker = String(repeating: ".", count: column) + "^"
    return "ERROR: <input>:\(line):\(column + 1): \(message)\n | \(String(text))\n | \(marker)"
  }
}
