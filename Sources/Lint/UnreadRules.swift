import Flux
import KubeAPI
import Manifest
import Workspace

/// What is written and has no effect: values that no template reads, variables that nothing sets.
extension Lint {
  /// Values keys that no template of the rendered chart asked for; one finding for the widest part that is not read.
  ///
  /// A template that is switched off reads nothing: hence a warning. What ``unknownValues()`` names is not said twice.
  func unreadValues(besides known: [Finding]) -> [Finding] {
    var found: [Finding] = []
    for release in app.releases where release.problem == nil {
      guard let chart = release.chart, let written = release.source.value.at("spec", "values"),
        written.object?.isEmpty == false
      else { continue }
      let unread = chart.unreadValues(
        releaseName: release.releaseName, namespace: release.namespace, values: release.values,
        target: .init(kubeVersion: workspace.rehearsal.kubeVersion))
      var said: Set<[PathStep]> = []
      for value in unread {
        let path = Lint.widest(value.path, unread.map(\.path), in: written)
        guard Lint.exists(path, in: written), said.insert(path).inserted else { continue }
        let one = finding(
          .warning, "unread-value", release.source, ["spec", "values"] + path,
          "no template of chart \(chart.chart.metadata.name) read \(Lint.text(path))",
          next: value.hint.isEmpty ? "leave it out, or look the name up with `drydock show values`" : value.hint)
        if !known.contains(where: { $0.file == one.file && $0.line == one.line }) { found.append(one) }
      }
    }
    return found
  }

  /// The shortest path above the given one below which nothing is read.
  private static func widest(_ path: [PathStep], _ unread: [[PathStep]], in values: Value) -> [PathStep] {
    let all = Set(unread)
    var best = path
    var shorter = path
    while shorter.count > 1 {
      shorter.removeLast()
      let below = leaves(below: shorter, in: values)
      if below.isEmpty || !below.allSatisfy(all.contains) { break }
      best = shorter
    }
    return best
  }

  private static func leaves(below path: [PathStep], in values: Value) -> [[PathStep]] {
    guard let top = value(at: path, in: values) else { return [] }
    var found: [[PathStep]] = []
    func walk(_ value: Value, _ path: [PathStep]) {
      if let object = value.object, !object.isEmpty {
        for pair in object { walk(pair.value, path + [.key(pair.key)]) }
      } else if let array = value.array, !array.isEmpty {
        for (i, element) in array.enumerated() { walk(element, path + [.index(i)]) }
      } else {
        found.append(path)
      }
    }
    walk(top, path)
    return found
  }

  private static func value(at path: [PathStep], in top: Value) -> Value? {
    var value = top
    for step in path {
      switch step {
      case .key(let key):
        guard let next = value[key] else { return nil }
        value = next
      case .index(let i):
        guard let array = value.array, array.indices.contains(i) else { return nil }
        value = array[i]
      }
    }
    return value
  }

  private static func exists(_ path: [PathStep], in top: Value) -> Bool { value(at: path, in: top) != nil }

  private static func text(_ path: [PathStep]) -> String {
    var text = ""
    for step in path {
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let i): text += "[\(i)]"
      }
    }
    return text
  }

  /// `${VAR}` that postBuild does not set: an error from Flux 2.9 on, the empty text before (fluxcd/pkg/envsubst;
  /// kustomize-controller feature StrictPostBuildSubstitutions).
  func unsetVariables() -> [Finding] {
    guard let root = workspace.rootKustomization, root.at("spec", "postBuild") != nil else { return [] }
    var set = Set((root.at("spec", "postBuild", "substitute")?.object ?? Object()).keys)
    var missing: [String] = []
    for source in root.at("spec", "postBuild", "substituteFrom")?.array ?? [] {
      let kind = source["kind"]?.string ?? ""
      let name = source["name"]?.string ?? ""
      if let keys = keys(of: kind, root.namespace, name) {
        set.formUnion(keys)
      } else if source["optional"]?.bool != true {
        missing.append("\(kind) \(root.namespace)/\(name)")
      }
    }
    set.formUnion((workspace.rehearsal.document["variables"]?.object ?? Object()).keys)
    // Without one variable kustomize-controller substitutes nothing at all.
    if set.isEmpty && missing.isEmpty { return [] }
    let isStrict = workspace.rehearsal.fluxMinor >= 9
    var found: [Finding] = []
    let setting = "kustomize.toolkit.fluxcd.io/substitute"
    for object in workspace.objects {
      if (object.value.annotation(setting) ?? object.value.label(setting))?.lowercased() == "disabled" { continue }
      var said: Set<String> = []
      Lint.strings(object.value, []) { text, path in
        for name in Substitution.required(in: text) where !set.contains(name) && said.insert(name).inserted {
          let from = missing.isEmpty ? "" : "; it may come from \(missing.joined(separator: ", ")), which is not here"
          found.append(
            finding(
              missing.isEmpty && isStrict ? .error : .warning, "unset-variable", object, path,
              (isStrict
                ? "nothing sets ${\(name)}: Flux 2.9 and later refuse the whole Kustomization"
                : "nothing sets ${\(name)}: it becomes the empty text") + from,
              next: "set it in spec.postBuild.substitute, give a default ${\(name):=…}, or write $${\(name)}"))
        }
      }
    }
    return found
  }

  private func keys(of kind: String, _ namespace: String, _ name: String) -> [String]? {
    let objects = workspace.objects(GroupKind("", kind)).map(\.value)
    if let own = objects.first(where: { $0.name == name && ($0.namespace == namespace || $0.namespace.isEmpty) }) {
      return (own["data"]?.object ?? Object()).keys + (own["stringData"]?.object ?? Object()).keys
    }
    let given =
      (workspace.rehearsal.document["secrets"]?.array ?? []) + (workspace.rehearsal.document["objects"]?.array ?? [])
    for one in given {
      let ownName = one["name"]?.string ?? one.name
      let ownNamespace = one["namespace"]?.string ?? one.namespace
      let ownKind = one["kind"]?.string ?? "Secret"
      guard ownKind == kind, ownName == name, ownNamespace == namespace else { continue }
      return (one["data"]?.object ?? Object()).keys + (one["stringData"]?.object ?? Object()).keys
    }
    return nil
  }

  private static func strings(_ value: Value, _ path: [PathStep], _ visit: (String, [PathStep]) -> Void) {
    switch value {
    case .string(let text): if text.utf8.contains(0x24) { visit(text, path) }
    case .array(let array): for (i, element) in array.enumerated() { strings(element, path + [.index(i)], visit) }
    case .object(let object): for pair in object { strings(pair.value, path + [.key(pair.key)], visit) }
    default: break
    }
  }
}
