import Manifest

/// The Coder server opens a public tunnel when it has no access URL (rule 11).
enum CoderServer {
  static let source = "coder cli/server.go: without an access URL a tunnel on *.try.coder.app is opened"
  private static let otherServers: Set<String> = [
    "create-admin-user", "postgres-builtin-url", "postgres-builtin-serve", "dbcrypt",
  ]

  static func isCoder(image: String) -> Bool {
    ["coder", "coder-preview"].contains(Image.lastPart(Image.path(image)))
  }

  /// Whether the words start the server: `server` is the first word that is no flag.
  static func serves(_ words: [String]) -> Bool {
    let plain = words.filter { !$0.hasPrefix("-") }
    guard plain.first == "server" else { return false }
    return !plain.dropFirst().contains(where: otherServers.contains) && !words.contains("--help")
  }
}

extension Judge {
  /// The tunnel of a Coder server without access URL; `nil` when there is none.
  func coderTunnel(_ container: Value, _ calls: [Invocation], in pod: PodSet) -> Way? {
    var ways: [Way] = []
    let image = container["image"]?.string ?? ""
    let words = Command.argv(container)
    // The image runs `coder server` by itself.
    if words.isEmpty, CoderServer.isCoder(image: image), let way = tunnel(container, [], [:], pod) { ways.append(way) }
    for call in calls where call.program == "coder" && CoderServer.serves(call.arguments) {
      if let way = tunnel(container, call.arguments, call.environment, pod) { ways.append(way) }
    }
    return ways.isEmpty ? nil : widest(ways)
  }

  private func tunnel(_ container: Value, _ words: [String], _ assigned: [String: String], _ pod: PodSet) -> Way? {
    let url: Known
    if let flag = Command.value(of: "--access-url", in: words) {
      url = shellText(flag)
    } else if let text = assigned["CODER_ACCESS_URL"] {
      url = shellText(text)
    } else {
      url = variable("CODER_ACCESS_URL", of: container, in: pod)
    }
    switch url {
    case .text(let text):
      if !text.isEmpty { return nil }
    case .unknown:
      return Way(
        .unknown, "Coder tunnel",
        "its access URL may come from an object that is not in the set; without one it opens a "
          + "public tunnel", CoderServer.source)
    case .absent:
      switch fromConfigFile(container, words, pod) {
      case .text(let text): if !text.isEmpty { return nil }
      case .unknown:
        return Way(
          .unknown, "Coder tunnel", "its access URL may come from a file that is not in the set", CoderServer.source)
      case .absent: break
      }
    }
    return Way(
      .internet, "Coder tunnel", "the Coder server has no access URL, so it opens a public tunnel", CoderServer.source)
  }

  /// A word that is nothing but a variable or a command's output cannot be told.
  private func shellText(_ text: String) -> Known {
    if text == "$(…)" { return .unknown }
    if text.hasPrefix("$"), text.dropFirst().allSatisfy({ $0.isLetter || $0.isNumber || "_{}()".contains($0) }) {
      return .unknown
    }
    return .text(text)
  }

  private func fromConfigFile(_ container: Value, _ words: [String], _ pod: PodSet) -> Known {
    var path = Command.value(of: "--config", in: words) ?? Command.value(of: "-c", in: words)
    if path == nil, case .text(let text) = variable("CODER_CONFIG_PATH", of: container, in: pod), !text.isEmpty {
      path = text
    }
    guard let path else { return .absent }
    guard case .text(let text) = file(path, of: container, in: pod),
      let config = try? YAML.parse(text).first
    else { return .unknown }
    return config.at("networking", "accessURL")?.string.map(Known.text) ?? .absent
  }
}
