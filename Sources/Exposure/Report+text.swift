extension Report {
  /// One sentence for each path, the widest first, then the verdict. Ends in a newline.
  ///
  /// What only the cluster reaches is counted by kind when it is more than `limit` paths.
  public func text(limit: Int = 40) -> String {
    var lines: [String] = []
    let order = entries.enumerated().sorted {
      ($0.element.reach.rank, $0.offset) < ($1.element.reach.rank, $1.offset)
    }.map(\.element)
    let inside = order.filter { $0.reach == .cluster }
    for entry in order where entry.reach != .cluster || inside.count <= limit {
      lines.append(entry.sentence)
      if !entry.next.isEmpty { lines.append("    \(entry.next)") }
    }
    if inside.count > limit { lines.append("Only the cluster reaches \(Report.count(inside)).") }
    for note in notes { lines.append("Note: \(note)") }
    lines.append(summary)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The verdict in one line.
  public var summary: String {
    func ways(_ reach: Reach) -> Int { entries.reduce(0) { $0 + ($1.reach == reach ? 1 : 0) } }
    let parts: [String] = [
      (ways(.internet), "reachable from the internet"), (ways(.nodeNetwork), "from the nodes' network"),
      (ways(.unknown), "that cannot be told"), (ways(.tailnet), "from the tailnet"),
      (ways(.cluster), "from the cluster only"),
    ].compactMap { $0.0 == 0 ? nil : "\($0.0) \($0.1)" }
    let counted = parts.isEmpty ? "no way in" : parts.joined(separator: ", ")
    switch verdict {
    case .public: return "Verdict: public. \(objects) objects: \(counted)."
    case .unknown: return "Verdict: unknown, which fails. \(objects) objects: \(counted)."
    case .private: return "Verdict: private. \(objects) objects: \(counted)."
    }
  }

  static func count(_ entries: [Entry]) -> String {
    var kinds: [(kind: String, count: Int)] = []
    for entry in entries {
      if let at = kinds.firstIndex(where: { $0.kind == entry.kind }) {
        kinds[at].count += 1
      } else {
        kinds.append((entry.kind, 1))
      }
    }
    return kinds.map { "\($0.count) \($0.kind)\($0.count == 1 ? "" : plural($0.kind))" }.joined(separator: ", ")
  }

  private static func plural(_ kind: String) -> String { kind.hasSuffix("s") ? "es" : "s" }
}

extension Entry {
  /// The whole path in one sentence.
  public var sentence: String {
    let route = path.dropFirst().joined(separator: " → ")
    let place = source.isEmpty ? "" : " (\(source))"
    switch reach {
    case .internet: return "✗ The internet reaches \(route): \(why).\(place)"
    case .nodeNetwork: return "✗ Whoever reaches the nodes reaches \(route): \(why).\(place)"
    case .unknown: return "? Who reaches \(route) cannot be told: \(why).\(place)"
    case .tailnet: return "✓ The tailnet reaches \(route): \(why).\(place)"
    case .cluster: return "✓ Only the cluster reaches \(route): \(why).\(place)"
    }
  }
}
