#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What standard output is, and writing to it.
struct Terminal {
  let isTerminal = isatty(1) == 1
  let width: Int
  let height: Int

  init() {
    var size = winsize()
    let known = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    width = known ? max(40, Int(size.ws_col)) : 80
    height = known ? Int(size.ws_row) : 24
  }

  /// Colours on a terminal, unless the user or NO_COLOR (no-color.org) says otherwise.
  func wantsColour(_ isOff: Bool) -> Bool {
    if isOff || !isTerminal { return false }
    if let value = getenv("NO_COLOR"), value.pointee != 0 { return false }
    if let value = getenv("TERM"), String(cString: value) == "dumb" { return false }
    return true
  }

  static func out(_ text: String) { write(text, to: 1) }
  /// A line on standard error, as it is.
  static func note(_ text: String) { write(text + "\n", to: 2) }
  static func error(_ text: String) { write("drydock: \(text)\n", to: 2) }

  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return }
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(descriptor, base + done, bytes.count - done)
        if count < 0 {
          if errno == EINTR { continue }
          return
        }
        done += count
      }
    }
  }
}

/// Draws a tree over its last drawing.
struct LiveTree {
  let isLive: Bool
  /// Lines of the terminal: a longer tree shows its end until it is complete.
  let height: Int
  private var drawn = 0

  init(isLive: Bool, height: Int) {
    self.isLive = isLive
    self.height = height
  }

  mutating func draw(_ lines: [String], isLast: Bool = false) {
    let shown = isLast ? lines : Array(lines.suffix(max(1, height - 2)))
    var text = drawn > 0 ? "\u{1B}[\(drawn)A" : ""
    for line in shown { text += "\u{1B}[2K\(line)\n" }
    if drawn > shown.count { text += "\u{1B}[J" }
    Terminal.out(text)
    drawn = shown.count
  }
}
