import ClusterState
import KubeAPI
import Manifest

/// As much of CoreDNS's configuration as a zone for the tailnet needs: server blocks, `rewrite name`, `k8s_external`.
///
/// Follows coredns `plugin/rewrite` and `plugin/k8s_external`: after the rewriting, `service.namespace.<zone>` is the
/// load balancer address of that Service. A regular expression is understood when it is a literal after an optional
/// group of labels; any other rule answers nothing here.
enum CoreDNS {
  struct Zone: Sendable, Hashable {
    /// Without the dot at its end.
    var zone: String
    var rewrites: [Rewrite] = []
    /// The zones of `k8s_external`.
    var external: [String] = []

    /// The Service whose address is the answer for a name.
    func target(of host: String) -> ObjectKey? {
      var name = host + "."
      for rule in rewrites {
        if let new = rule.apply(name) {
          name = new.hasSuffix(".") ? new : new + "."
          break
        }
      }
      for zone in external where name.hasSuffix(".\(zone).") {
        let labels = name.dropLast(zone.count + 2).split(separator: ".").map(String.init)
        if labels.count == 2 { return ObjectKey(GroupKind("", "Service"), labels[1], labels[0]) }
      }
      return nil
    }
  }

  struct Rewrite: Sendable, Hashable {
    var kind: String
    var from: String
    var to: String

    func apply(_ name: String) -> String? {
      let dotted = from.hasSuffix(".") ? from : from + "."
      switch kind {
      case "exact": return name == dotted ? to : nil
      case "suffix": return name.hasSuffix(from) ? String(name.dropLast(from.count)) + to : nil
      case "prefix": return name.hasPrefix(from) ? to + String(name.dropFirst(from.count)) : nil
      case "regex":
        var pattern = from[...]
        if pattern.first == "^" { pattern = pattern.dropFirst() }
        if pattern.last == "$" { pattern = pattern.dropLast() }
        let group = "(.+\\.)?"
        let isOptional = pattern.hasPrefix(group)
        if isOptional { pattern = pattern.dropFirst(group.count) }
        var literal = ""
        var rest = pattern
        while let c = rest.first {
          rest = rest.dropFirst()
          if c == "\\", rest.first == "." {
            literal.append(".")
            rest = rest.dropFirst()
          } else if c.isLetter || c.isNumber || c == "-" {
            literal.append(c)
          } else {
            return nil
          }
        }
        if name == literal || (isOptional && name.hasSuffix("." + literal)) { return to }
        return nil
      default: return nil
      }
    }
  }

  /// The server blocks of the Corefile that a pod mounts; `nil` when it mounts none.
  static func zones(of pod: Value, in cluster: ClusterState) -> [Zone]? {
    for volume in pod.at("spec", "volumes")?.array ?? [] {
      guard let name = volume.at("configMap", "name")?.string,
        let map = cluster.get(ObjectKey(GroupKind("", "ConfigMap"), pod.namespace, name)),
        let text = map.at("data", "Corefile")?.string
      else { continue }
      return zones(text)
    }
    return nil
  }

  static func zones(_ text: String) -> [Zone] {
    var zones: [Zone] = []
    var depth = 0
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      if depth == 0, words.last == "{" {
        for word in words.dropLast() {
          var zone = word.split(separator: ":").first.map(String.init) ?? ""
          if let scheme = zone.firstRange(of: "://") { zone = String(zone[scheme.upperBound...]) }
          if zone.hasSuffix(".") { zone.removeLast() }
          zones.append(Zone(zone: zone.lowercased()))
        }
        depth = 1
        continue
      }
      if !zones.isEmpty, depth == 1 {
        let last = zones.count - 1
        if first == "k8s_external" { zones[last].external += words.dropFirst().filter { $0 != "{" } }
        if first == "rewrite", let at = words.firstIndex(of: "name"), at + 2 < words.count {
          var kind = words[at + 1]
          var rest = Array(words[(at + 2)...])
          if !["exact", "prefix", "suffix", "substring", "regex"].contains(kind) {
            rest.insert(kind, at: 0)
            kind = "exact"
          }
          if rest.count >= 2 { zones[last].rewrites.append(Rewrite(kind: kind, from: rest[0], to: rest[1])) }
        }
      }
      if words.last == "{" { depth += 1 }
      if first == "}" { depth = max(0, depth - 1) }
    }
    return zones
  }
}
