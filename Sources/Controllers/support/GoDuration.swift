/// Go's `time.Duration.String()` for whole milliseconds: `1.2s`, `5m0s`, `500ms`.
enum GoDuration {
  static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    if seconds == 0 { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
    var fraction = ""
    if milliseconds > 0 {
      let digits = String(milliseconds)
      fraction = String(repeating: "0", count: 3 - digits.count) + digits
      while fraction.last == "0" { fraction.removeLast() }
      fraction = "." + fraction
    }
    var text = "\(seconds % 60)\(fraction)s"
    if seconds >= 60 { text = "\(seconds / 60 % 60)m" + text }
    if seconds >= 3600 { text = "\(seconds / 3600)h" + text }
    return text
  }
}
