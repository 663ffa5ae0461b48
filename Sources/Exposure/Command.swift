import Manifest

/// One program that a container runs, as far as its words can be read.
struct Invocation: Sendable, Hashable {
  /// The last part of the program's path.
  var program: String
  var arguments: [String]
  /// What the shell sets for it: `A=b program`, `export A=b`.
  var environment: [String: String]
  /// The text of a script that an interpreter runs, when it can be read.
  var script: String = ""
}

/// What a container runs: its command and arguments, its hooks and probes, and the shell scripts in them.
enum Command {
  /// command and args; for flags that are read without running them.
  static func argv(_ container: Value) -> [String] {
    ((container["command"]?.array ?? []) + (container["args"]?.array ?? [])).compactMap(\.string)
  }

  /// The value of `--flag=value` or `--flag value`.
  static func value(of flag: String, in words: [String]) -> String? {
    for (i, word) in words.enumerated() {
      if word == flag { return i + 1 < words.count ? words[i + 1] : "" }
      if word.hasPrefix(flag), word.dropFirst(flag.count).first == "=" {
        return String(word.dropFirst(flag.count + 1))
      }
    }
    return nil
  }

  /// The words that are no flags.
  static func plain(_ words: [String]) -> [String] { words.filter { !$0.hasPrefix("-") } }

  /// Programs that start another one: the rest of the line is looked through for it.
  static let wrappers: Set<String> = [
    "sudo", "doas", "env", "exec", "nohup", "timeout", "setsid", "stdbuf", "tini", "tini-static", "dumb-init",
    "su-exec",
    "gosu", "nice", "ionice", "chroot", "unshare", "nsenter", "catatonit", "sshpass", "time", "command", "builtin",
    "xargs", "watch", "flock", "npx", "pnpx", "bunx", "uvx", "npm", "pnpm", "yarn", "bun", "pipx", "s6-setuidgid",
    "runuser", "torify", "proxychains", "proxychains4", "entrypoint", "entrypoint.sh", "docker-entrypoint.sh", "strace",
    "while", "until", "if", "then", "else", "elif", "do", "!", "k3s", "microk8s", "minikube", "and", "not",
  ]
  /// Wrappers that start a program only with `exec` and its like; `install` does not.
  static let packageManagers: Set<String> = ["npm", "pnpm", "yarn", "bun", "pipx"]
  static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh", "mksh", "busybox", "su", "eval"]
  static let interpreters: Set<String> = [
    "python", "python2", "python3", "node", "nodejs", "deno", "ruby", "perl", "php", "lua", "pwsh", "go",
  ]

  /// Everything that the container runs.
  /// - Parameters:
  ///   - entrypoint: the program that its image runs when no command is given.
  ///   - environment: what is known of the container's variables.
  ///   - file: the text of a file in the container, when it comes from the set.
  static func invocations(
    _ container: Value, entrypoint: String?, environment: [String: String], file: @escaping (String) -> String?
  ) -> [Invocation] {
    var reader = Reader(environment: environment, file: file)
    let command = strings(container["command"])
    let args = strings(container["args"])
    if command.isEmpty {
      if let entrypoint { reader.run([entrypoint] + args) }
      // An image whose entry point is a shell: `args: [-c, …]`.
      let isScript = args.first.map { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.hasSuffix("c") } ?? false
      reader.run(isScript ? ["sh"] + args : args)
    } else {
      reader.run(command + args)
    }
    for hook in ["postStart", "preStop"] { reader.run(strings(container.at("lifecycle", hook, "exec", "command"))) }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
      reader.run(strings(container.at(probe, "exec", "command")))
    }
    return reader.found
  }

  private static func strings(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }

  static func baseName(_ word: String) -> String {
    var name = Image.lastPart(word)
    if let at = name.dropFirst().firstIndex(of: "@") { name = String(name[..<at]) }
    return name.hasSuffix(".exe") ? String(name.dropLast(4)) : name
  }

  /// Follows words into shells, wrappers and scripts; bounded, for a script may call itself.
  private struct Reader {
    var environment: [String: String]
    var exported: [String: String] = [:]
    let file: (String) -> String?
    var found: [Invocation] = []
    var depth = 0

    init(environment: [String: String], file: @escaping (String) -> String?) {
      self.environment = environment
      self.file = file
    }

    mutating func run(_ words: [String], _ assigned: [String: String] = [:]) {
      guard depth < 8, found.count < 4096 else { return }
      depth += 1
      defer { depth -= 1 }
      let words = words.map { Variables.expandKubernetes($0, environment) }
      guard let first = words.first else { return }
      // `sh -c "$CMD"`: a word that is one variable may hold several words.
      if words.count == 1, first.contains(where: \.isWhitespace), file(first) == nil {
        return shell(first)
      }
      let program = baseName(first)
      let rest = Array(words.dropFirst())
      if let text = file(first) { shell(text) }
      if program == "export" || program == "declare" || program == "set" {
        for word in rest { assign(word) }
        return
      }
      var invocation = Invocation(
        program: program, arguments: rest, environment: exported.merging(assigned) { $1 })
      if interpreters.contains(program) { invocation.script = script(rest) }
      found.append(invocation)
      if shells.contains(program) { return runShell(program, rest) }
      if program == "." || program == "source" {
        if let text = rest.first.flatMap(file) { shell(text) }
        return
      }
      if packageManagers.contains(program), let verb = plain(rest).first, !["exec", "x", "dlx", "run"].contains(verb) {
        return
      }
      if wrappers.contains(program) { unwrap(rest, assigned) }
    }

    private mutating func assign(_ word: String) {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return }
      let value = Variables.expandShell(String(word[word.index(after: equals)...]), environment)
      exported[String(word[..<equals])] = value
      environment[String(word[..<equals])] = value
    }

    private mutating func unwrap(_ words: [String], _ assigned: [String: String]) {
      // Every word may be the program: which flags of the wrapper take a value is not worth knowing.
      var assigned = assigned
      for (i, word) in words.enumerated() {
        if word.hasPrefix("-") { continue }
        if let equals = word.firstIndex(of: "="), !word[..<equals].contains("/") {
          assigned[String(word[..<equals])] = String(word[word.index(after: equals)...])
          continue
        }
        run(Array(words[i...]), assigned)
        if Programs.isKnown(baseName(word)) || shells.contains(baseName(word)) || i > 6 { return }
      }
    }

    private mutating func runShell(_ program: String, _ words: [String]) {
      if program == "eval" { return shell(words.joined(separator: " ")) }
      if program == "busybox", let first = words.first { return run([first] + words.dropFirst()) }
      var i = 0
      while i < words.count {
        let word = words[i]
        if word.hasPrefix("-"), !word.hasPrefix("--"), word.contains("c") {
          if i + 1 < words.count { shell(words[i + 1]) }
          return
        }
        if word == "-o" || word == "+o" || word == "-O" {
          i += 2
          continue
        }
        if !word.hasPrefix("-") && !word.hasPrefix("+") {
          if let text = file(word) { shell(text) }
          if program != "su" { return }
        }
        i += 1
      }
    }

    private mutating func shell(_ text: String) {
      guard depth < 8 else { return }
      depth += 1
      defer { depth -= 1 }
      for command in ShellLexer.commands(text) {
        var words = command
        var assigned: [String: String] = [:]
        while let first = words.first {
          if let equals = first.firstIndex(of: "="), isName(first[..<equals]) {
            let value = Variables.expandShell(String(first[first.index(after: equals)...]), environment)
            assigned[String(first[..<equals])] = value
            words.removeFirst()
          } else if ["if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time"].contains(first) {
            words.removeFirst()
          } else {
            break
          }
        }
        if words.isEmpty {
          environment.merge(assigned) { $1 }
          continue
        }
        let expanded = words.flatMap { word -> [String] in
          let text = Variables.expandShell(word, environment)
          return text != word && word.hasPrefix("$") && text.contains(" ")
            ? text.split(separator: " ").map(String.init) : [text]
        }
        run(expanded, assigned)
      }
    }

    private func isName(_ text: Substring) -> Bool {
      !text.isEmpty
        && text.utf8.allSatisfy { $0 == 0x5F || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) }
    }

    /// The program text after `-c` or `-e`, or of the file that is run.
    private func script(_ words: [String]) -> String {
      for (i, word) in words.enumerated() {
        if word == "-c" || word == "-e" || word == "--eval" || word == "eval" {
          return i + 1 < words.count ? words[i + 1] : ""
        }
        if !word.hasPrefix("-") { return file(word) ?? "" }
      }
      return ""
    }
  }
}

/// Variables in words.
enum Variables {
  /// `$(NAME)` as the kubelet replaces it; a name that is not known stays.
  static func expandKubernetes(_ text: String, _ environment: [String: String]) -> String {
    guard text.contains("$(") else { return text }
    return expand(text, environment, open: "(", close: ")", bare: false)
  }

  /// `$NAME` and `${NAME}` as a shell replaces them; a name that is not known stays.
  static func expandShell(_ text: String, _ environment: [String: String]) -> String {
    guard text.contains("$") else { return text }
    return expand(text, environment, open: "{", close: "}", bare: true)
  }

  private static func expand(
    _ text: String, _ environment: [String: String], open: Character, close: Character, bare: Bool
  ) -> String {
    var result = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      let after = rest[rest.index(after: dollar)...]
      if after.first == open, let end = after.firstIndex(of: close) {
        let name = String(after[after.index(after: after.startIndex)..<end])
        result += environment[name] ?? String(rest[dollar...end])
        rest = after[after.index(after: end)...]
        continue
      }
      let name = after.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      if bare, !name.isEmpty {
        result += environment[String(name)] ?? "$\(name)"
        rest = after[name.endIndex...]
      } else {
        result += "$"
        rest = after
      }
    }
    return result + rest
  }
}
