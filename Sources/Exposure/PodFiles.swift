import Manifest

/// A value that a container reads: known, absent, or not to be told.
enum Known: Sendable, Hashable {
  case text(String)
  case absent
  case unknown
}

extension Judge {
  // MARK: - Variables

  /// What the container's variable of that name holds; `env` goes before `envFrom`, the later before the earlier.
  func variable(_ name: String, of container: Value, in pod: PodSet) -> Known {
    let listed = container["env"]?.array ?? []
    if let at = listed.lastIndex(where: { $0["name"]?.string == name }) {
      if listed[at]["valueFrom"]?.object != nil {
        return value(from: listed[at]["valueFrom"], pod)
      }
      let text = listed[at]["value"]?.string ?? ""
      return expand(text, of: container, in: pod, before: at)
    }
    var mayCome = false
    for source in (container["envFrom"]?.array ?? []).reversed() {
      let prefix = source["prefix"]?.string ?? ""
      guard name.hasPrefix(prefix) else { continue }
      let key = String(name.dropFirst(prefix.count))
      for (field, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
        guard let reference = source[field]?.object else { continue }
        switch data(kind, reference["name"]?.string ?? "", key, pod) {
        case .text(let text): return .text(text)
        case .absent: continue
        case .unknown: mayCome = true
        }
      }
    }
    return mayCome ? .unknown : .absent
  }

  /// `$(NAME)` replaced by earlier variables; unknown only when nothing else would be left of the text.
  private func expand(_ text: String, of container: Value, in pod: PodSet, before: Int) -> Known {
    guard text.contains("$(") else { return .text(text) }
    var known: [String: String] = [:]
    var lost = false
    for name in references(text) {
      var earlier = container
      earlier["env"] = .array(Array((container["env"]?.array ?? []).prefix(before)))
      switch variable(name, of: earlier, in: pod) {
      case .text(let value): known[name] = value
      case .absent: break
      case .unknown:
        known[name] = ""
        lost = true
      }
    }
    let result = Variables.expandKubernetes(text, known)
    return lost && result.isEmpty ? .unknown : .text(result)
  }

  private func references(_ text: String) -> [String] {
    var names: [String] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "$") {
      rest = rest[rest.index(after: open)...]
      guard rest.first == "(", let close = rest.firstIndex(of: ")") else { continue }
      names.append(String(rest[rest.index(after: rest.startIndex)..<close]))
    }
    return names
  }

  private func value(from source: Value?, _ pod: PodSet) -> Known {
    for (field, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
      guard let reference = source?[field]?.object else { continue }
      let found = data(kind, reference["name"]?.string ?? "", reference["key"]?.string ?? "", pod)
      // A missing key keeps the container from starting, unless it is optional.
      if found == .absent && reference["optional"]?.bool != true { return .unknown }
      return found
    }
    switch source?.at("fieldRef", "fieldPath")?.string {
    // The names of a StatefulSet's pods are known before they are.
    case "metadata.name"? where pod.item.kind == "StatefulSet": return .text("\(pod.item.name)-0")
    case "metadata.name"? where pod.item.kind == "Pod": return .text(pod.item.name)
    case "metadata.namespace"? where !pod.item.namespace.isEmpty: return .text(pod.item.namespace)
    default: break
    }
    // Fields of the pod and resources always hold something.
    return source?["fieldRef"] != nil || source?["resourceFieldRef"] != nil ? .text("(from the pod)") : .unknown
  }

  /// One key of a ConfigMap or Secret of the set, decoded.
  func data(_ kind: String, _ name: String, _ key: String, _ pod: PodSet) -> Known {
    let found = set.find("", kind, pod.item.namespace, name)
    guard !found.isEmpty else { return .unknown }
    // When the object is in the set twice, what is not empty may be overwritten by what is: the worst counts.
    var result = Known.absent
    for item in found {
      let value = Judge.text(item.value, key)
      if case .text(let text) = result, text.isEmpty { continue }
      if value != .absent { result = value }
    }
    return result
  }

  static func text(_ object: Value, _ key: String) -> Known {
    if let text = object["stringData"]?[key]?.string { return .text(text) }
    if object["kind"]?.string == "Secret", let encoded = object["data"]?[key]?.string {
      return decode(encoded)
    }
    if let text = object["data"]?[key]?.string { return .text(text) }
    if let encoded = object["binaryData"]?[key]?.string { return decode(encoded) }
    return .absent
  }

  private static func decode(_ text: String) -> Known {
    guard let bytes = Base64.decode(text.utf8) else { return .unknown }
    return .text(String(decoding: bytes, as: UTF8.self))
  }

  /// The variables whose text is known.
  func environment(of container: Value, in pod: PodSet) -> [String: String] {
    var names: [String] = (container["env"]?.array ?? []).compactMap { $0["name"]?.string }
    for source in container["envFrom"]?.array ?? [] {
      let prefix = source["prefix"]?.string ?? ""
      for (field, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
        guard let name = source[field]?["name"]?.string else { continue }
        for item in set.find("", kind, pod.item.namespace, name) {
          names += (item.value["data"]?.object?.keys ?? []).map { prefix + $0 }
          names += (item.value["stringData"]?.object?.keys ?? []).map { prefix + $0 }
        }
      }
    }
    var known: [String: String] = [:]
    for name in names where known[name] == nil {
      if case .text(let text) = variable(name, of: container, in: pod) { known[name] = text }
    }
    return known
  }

  // MARK: - Files

  /// The text of a file in the container: from a ConfigMap or Secret of the set, absent where nothing is mounted.
  func file(_ path: String, of container: Value, in pod: PodSet) -> Known {
    guard path.hasPrefix("/") else { return .absent }
    var best: (length: Int, mount: Value)?
    for mount in container["volumeMounts"]?.array ?? [] {
      guard var root = mount["mountPath"]?.string, !root.isEmpty else { continue }
      while root.count > 1, root.hasSuffix("/") { root.removeLast() }
      if path == root || path.hasPrefix(root == "/" ? "/" : root + "/"), root.count > best?.length ?? -1 {
        best = (root.count, mount)
      }
    }
    guard let (length, mount) = best else { return .absent }
    var inner = path.dropFirst(length)
    while inner.first == "/" { inner = inner.dropFirst() }
    if let below = mount["subPath"]?.string, !below.isEmpty {
      inner = inner.isEmpty ? Substring(below) : Substring(below + "/" + inner)
    } else if mount["subPathExpr"]?.string ?? "" != "" {
      return .unknown
    }
    guard let volume = (pod.spec["volumes"]?.array ?? []).first(where: { $0["name"] == mount["name"] }) else {
      return .unknown
    }
    return file(String(inner), inVolume: volume, pod)
  }

  private func file(_ path: String, inVolume volume: Value, _ pod: PodSet) -> Known {
    if let source = volume["configMap"] { return file(path, "ConfigMap", source["name"]?.string, source, pod) }
    if let source = volume["secret"] { return file(path, "Secret", source["secretName"]?.string, source, pod) }
    guard let sources = volume.at("projected", "sources")?.array else { return .unknown }
    var lost = false
    for source in sources {
      for (field, kind) in [("configMap", "ConfigMap"), ("secret", "Secret")] {
        guard let one = source[field] else { continue }
        switch file(path, kind, one["name"]?.string, one, pod) {
        case .text(let text): return .text(text)
        case .unknown: lost = true
        case .absent: break
        }
      }
    }
    return lost ? .unknown : .absent
  }

  private func file(_ path: String, _ kind: String, _ name: String?, _ source: Value, _ pod: PodSet) -> Known {
    var key = path
    if let items = source["items"]?.array, !items.isEmpty {
      guard let item = items.first(where: { $0["path"]?.string == path }) else { return .absent }
      key = item["key"]?.string ?? ""
    }
    return data(kind, name ?? "", key, pod)
  }
}
