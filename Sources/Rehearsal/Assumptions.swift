import KubeAPI
import Manifest
import Workspace

/// For an app without a rehearsal.yaml: a vault with the items that its releases ask for, holding the keys that its
/// workloads ask for, and the Secrets that its charts name and nothing makes. Every value is made up.
func assumedVault(_ workspace: Workspace) -> Value {
  let rendered = workspace.render(sha256Hex: Digest.sha256Hex)
  var vaults = Object()
  for release in rendered.releases {
    for item in release.content.objects where GroupKind(of: item).kind == "OnePasswordItem" {
      let parts = (item.at("spec", "itemPath")?.string ?? "").split(separator: "/").map(String.init)
      guard parts.count == 4, parts[0] == "vaults", parts[2] == "items" else { continue }
      let keys = askedKeys(of: item.name, namespace: item.namespace, rendered)
      let entry: Value = [
        "title": .string(parts[3]),
        "fields": .array(keys.map { ["label": .string($0), "value": .string("made-up-\($0)")] }),
      ]
      vaults.modify(parts[1]) { items in items.modifyArray { $0.append(entry) } }
    }
  }
  return ["vaults": .array(vaults.map { ["name": .string($0.key), "items": $0.value] })]
}

/// Secrets that workloads and charts refer to and that neither the app nor its items make.
func assumedSecrets(_ workspace: Workspace) -> [Value] {
  let rendered = workspace.render(sha256Hex: Digest.sha256Hex)
  var made: Set<String> = []
  for release in rendered.releases {
    for object in release.content.objects where ["Secret", "OnePasswordItem"].contains(GroupKind(of: object).kind) {
      made.insert("\(object.namespace)/\(object.name)")
    }
  }
  var secrets = Object()
  for release in rendered.releases {
    for object in release.content.objects {
      let namespace = object.namespace
      for (name, key) in secretReferences(object) where !made.contains("\(namespace)/\(name)") {
        let value: String
        // Connect up to chart 2.2.1 reads the credentials base64-encoded once more; a later one reads plain JSON.
        if key.hasSuffix(".json") {
          let plain = "{\"version\":\"2\",\"verifier\":{}}"
          let isOld = (release.chart?.version ?? "").hasPrefix("1.") || (release.chart?.version ?? "").hasPrefix("2.0")
          value = isOld ? Base64.encode(Array(plain.utf8)) : plain
        } else {
          value = "made-up"
        }
        secrets.modify("\(namespace)/\(name)") { secret in
          secret["name"] = .string(name)
          secret["namespace"] = .string(namespace)
          secret.set(.string(value), at: "stringData", key)
        }
      }
    }
  }
  return secrets.values
}

private func askedKeys(of secret: String, namespace: String, _ rendered: RenderedApp) -> [String] {
  var keys: [String] = []
  for release in rendered.releases {
    for object in release.content.objects where object.namespace == namespace {
      for (name, key) in secretReferences(object) where name == secret && !keys.contains(key) { keys.append(key) }
    }
  }
  return keys
}

/// (Secret, key) pairs that the pod template of an object names and needs.
private func secretReferences(_ object: Value) -> [(name: String, key: String)] {
  SecretReference.all(inTemplateOf: object).compactMap { reference in
    if reference.isOptional { return nil }
    switch reference.use {
    case .variable: return reference.key.map { (reference.secret, $0) }
    case .environment: return nil
    case .volume: return (reference.secret, reference.key ?? "data")
    }
  }
}

extension Value {
  /// Sets a field of a vault item in a rehearsal document; adds it when it is not there.
  mutating func override(_ override: Rehearsal.VaultOverride) {
    guard var vaults = self["vaults"]?.array else { return }
    for v in vaults.indices {
      guard var items = vaults[v]["items"]?.array else { continue }
      for i in items.indices where items[i]["title"]?.string == override.item {
        var fields = items[i]["fields"]?.array ?? []
        if let f = fields.firstIndex(where: { $0["label"]?.string == override.field }) {
          fields[f]["value"] = .string(override.value)
        } else {
          fields.append(["label": .string(override.field), "value": .string(override.value)])
        }
        items[i]["fields"] = .array(fields)
      }
      vaults[v]["items"] = .array(items)
    }
    self["vaults"] = .array(vaults)
  }
}
