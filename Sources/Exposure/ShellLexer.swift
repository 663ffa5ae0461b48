/// Takes a shell script apart into its simple commands, each a list of words with the quotes removed.
///
/// It knows quotes, escapes, comments, `;` `&` `|` and newlines, groups, redirections, here-documents (whose lines
/// count
/// as commands too: they may be piped into a shell) and command substitution. It does not run anything.
enum ShellLexer {
  static func commands(_ text: String) -> [[String]] {
    var lexer = Lexer(Array(text.utf8))
    lexer.run()
    return lexer.commands
  }

  private struct Lexer {
    let bytes: [UInt8]
    var at = 0
    var commands: [[String]] = []
    var words: [String] = []
    var word: [UInt8] = []
    var hasWord = false

    let depth: Int

    init(_ bytes: [UInt8], depth: Int = 0) {
      self.bytes = bytes
      self.depth = depth
    }

    mutating func run() {
      while at < bytes.count {
        let c = bytes[at]
        switch c {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
          endWord()
          at += 1
        case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("),
          UInt8(ascii: ")"):
          // `$(` was taken before; `>&` and `&>` are redirections.
          if c == UInt8(ascii: "&"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ">") {
            at += 1
            continue
          }
          endCommand()
          at += 1
        case UInt8(ascii: "#") where !hasWord:
          while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        case UInt8(ascii: "\\"):
          if at + 1 < bytes.count, bytes[at + 1] != UInt8(ascii: "\n") { push(bytes[at + 1]) }
          at += 2
        case UInt8(ascii: "'"):
          hasWord = true
          at += 1
          while at < bytes.count, bytes[at] != UInt8(ascii: "'") {
            word.append(bytes[at])
            at += 1
          }
          at += 1
        case UInt8(ascii: "\""): doubleQuoted()
        case UInt8(ascii: "`"): substitution(until: UInt8(ascii: "`"))
        case UInt8(ascii: "$") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "("):
          at += 1
          substitution(until: UInt8(ascii: ")"))
        case UInt8(ascii: ">"), UInt8(ascii: "<"): redirection()
        default:
          push(c)
          at += 1
        }
      }
      endCommand()
    }

    private mutating func push(_ c: UInt8) {
      word.append(c)
      hasWord = true
    }

    private mutating func endWord() {
      if hasWord { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
      hasWord = false
    }

    private mutating func endCommand() {
      endWord()
      if !words.isEmpty { commands.append(words) }
      words = []
    }

    private mutating func doubleQuoted() {
      hasWord = true
      at += 1
      while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
        if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count {
          if bytes[at + 1] != UInt8(ascii: "\n") { word.append(bytes[at + 1]) }
          at += 2
        } else if bytes[at] == UInt8(ascii: "$"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "(") {
          at += 1
          substitution(until: UInt8(ascii: ")"))
        } else if bytes[at] == UInt8(ascii: "`") {
          substitution(until: UInt8(ascii: "`"))
        } else {
          word.append(bytes[at])
          at += 1
        }
      }
      at += 1
    }

    /// The commands inside count; in the word a placeholder stands for what they print.
    private mutating func substitution(until end: UInt8) {
      let start = at + 1
      var depth = 1
      at += 1
      while at < bytes.count {
        if end == UInt8(ascii: ")"), bytes[at] == UInt8(ascii: "(") { depth += 1 }
        if bytes[at] == end {
          depth -= 1
          if depth == 0 { break }
        }
        at += 1
      }
      if depth < 8 {
        var inner = Lexer(Array(bytes[min(start, at)..<min(at, bytes.count)]), depth: depth + 1)
        inner.run()
        commands.append(contentsOf: inner.commands)
      }
      word.append(contentsOf: Array("$(…)".utf8))
      hasWord = true
      at += 1
    }

    private mutating func redirection() {
      // A number before it belongs to it.
      if hasWord, word.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
        word.removeAll()
        hasWord = false
      }
      endWord()
      while at < bytes.count, bytes[at] == UInt8(ascii: ">") || bytes[at] == UInt8(ascii: "<") { at += 1 }
      if at < bytes.count, bytes[at] == UInt8(ascii: "&") || bytes[at] == UInt8(ascii: "-") { at += 1 }
      while at < bytes.count, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") { at += 1 }
      while at < bytes.count, !" \t\n;&|()".utf8.contains(bytes[at]) { at += 1 }
    }
  }
}
