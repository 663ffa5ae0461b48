import Files
import Flux
import KubeAPI
import Manifest
import Workspace

/// Rules about files, namespaces and git.
extension Lint {
  /// A namespace wants one owner: Helm adopts what it finds and deletes it with the release.
  func namespaces() -> [Finding] {
    var owners: [(name: String, who: String, source: FluxBuild.BuiltObject, path: [PathStep])] = []
    let type = GroupKind("", "Namespace")
    for object in workspace.objects(type) {
      owners.append((object.value.name, object.file.isEmpty ? "kustomize" : object.file, object, ["metadata"]))
    }
    for release in app.releases {
      if release.source.value.at("spec", "install", "createNamespace")?.bool == true,
        release.source.value.at("spec", "targetNamespace") != nil
      {
        owners.append(
          (
            release.namespace, "createNamespace of HelmRelease \(release.key.name)", release.source,
            ["spec", "install", "createNamespace"]
          ))
      }
      for object in release.content.objects where GroupKind(of: object) == type {
        owners.append(
          (
            object.name, "the chart of HelmRelease \(release.key.name)", release.source,
            ["spec", "chart", "spec", "chart"]
          ))
      }
    }
    var found: [Finding] = []
    var seen: Set<String> = []
    for owner in owners where seen.insert(owner.name).inserted {
      let all = owners.filter { $0.name == owner.name }
      guard all.count > 1, let last = all.last else { continue }
      let rendered = all.contains { $0.who.hasPrefix("the chart") }
      found.append(
        finding(
          rendered ? .error : .warning, "namespace-owners", last.source, last.path,
          "namespace \(owner.name) is owned \(all.count) times: \(all.map(\.who).joined(separator: ", "))",
          next: rendered
            ? "leave it to one file of the app: an uninstall of the release deletes the namespace with everything in it"
            : "leave it to one file of the app and drop createNamespace"))
    }
    return found
  }

  /// Losing a file from git deletes what it made, a namespace with all that is in it.
  func pruning() -> [Finding] {
    guard let root = workspace.rootKustomization, root.at("spec", "prune")?.bool == true else { return [] }
    var found: [Finding] = []
    for object in workspace.objects(GroupKind("", "Namespace")) {
      let setting = "kustomize.toolkit.fluxcd.io/prune"
      if (object.value.annotation(setting) ?? object.value.label(setting))?.lowercased() == "disabled" { continue }
      found.append(
        finding(
          .warning, "prune-namespace", object, ["metadata", "name"],
          "Kustomization \(root.name) prunes: without this file namespace \(object.value.name) is deleted with all in it",
          next: "annotate it with kustomize.toolkit.fluxcd.io/prune: disabled"))
    }
    if root.at("spec", "retryInterval") == nil, let source = workspace.objects(Flux.kustomization).first {
      let interval = root.at("spec", "interval")?.string ?? ""
      if (Flux.duration(interval) ?? .zero) >= .seconds(600) {
        found.append(
          finding(
            .warning, "retry-interval", source, ["spec", "interval"],
            "after a failed pass it waits the whole interval, \(interval)", next: "set spec.retryInterval: 1m"))
      }
    }
    return found
  }

  /// Manifests that no kustomization.yaml names are never applied.
  func orphans() -> [Finding] {
    let used = Set(workspace.objects.map(\.file))
    let folder = workspace.app
    guard let entries = try? workspace.tree.list(folder) else { return [] }
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization", "rehearsal.yaml"]
    guard entries.contains(where: { names.prefix(3).contains($0.name) }), workspace.problems.isEmpty else { return [] }
    var found: [Finding] = []
    for entry in entries where entry.name.hasSuffix(".yaml") || entry.name.hasSuffix(".yml") {
      let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
      guard case .file = entry.kind, !names.contains(entry.name), !used.contains(path),
        let bytes = try? workspace.tree.read(path), let first = try? YAML.parse(bytes, file: path).first,
        first["kind"]?.string != nil, first["apiVersion"]?.string != nil
      else { continue }
      found.append(
        Finding(
          .warning, rule: "orphan-file", file: path, line: 1,
          "no kustomization.yaml names this file: it is never applied",
          nextStep: "add it to resources in \(folder)/kustomization.yaml, or remove it"))
    }
    return found
  }

  /// `<kind>-<name>.yaml`, with `root` for the Kustomization that applies the folder.
  func fileNames() -> [Finding] {
    var counts: [String: Int] = [:]
    for object in workspace.objects { counts[object.file, default: 0] += 1 }
    var found: [Finding] = []
    for object in workspace.objects where !object.file.isEmpty && counts[object.file] == 1 {
      guard FilePath.directory(object.file) == workspace.app else { continue }
      let kind = GroupKind(of: object.value).kind.lowercased()
      let file = FilePath.base(object.file)
      let stem = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
      if stem == "\(kind)-\(object.value.name)" || (kind == "kustomization" && stem == "kustomization-root") {
        continue
      }
      found.append(
        finding(
          .note, "file-name", object, [], "the file would be called \(kind)-\(object.value.name).yaml",
          next: "name files <kind>-<name>.yaml"))
    }
    return found
  }

  /// Cluster-admin credentials in a folder that is added to git as a whole.
  func kubeconfigs() -> [Finding] {
    var found: [Finding] = []
    let folder = workspace.app
    for entry in (try? workspace.tree.list(folder)) ?? [] where entry.name.hasPrefix("kubeconfig") {
      let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
      found.append(
        Finding(
          .error, rule: "kubeconfig-in-git", file: path, line: 1, "a kubeconfig would be committed",
          nextStep: "move it out of the repository, and replace its credentials if it was ever pushed"))
    }
    let ignore = folder.isEmpty ? ".gitignore" : "\(folder)/.gitignore"
    if let bytes = try? workspace.tree.read(ignore) {
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      for (i, line) in lines.enumerated() where line.hasPrefix("kubeconfig") {
        found.append(
          Finding(
            .note, rule: "kubeconfig-in-folder", file: ignore, line: i + 1,
            "\(line) is ignored by git but lies in the folder that is added: only this line keeps it out",
            nextStep: "keep kubeconfigs outside the repository and name them with --kubeconfig"))
        break
      }
    }
    return found
  }

  /// A feature branch goes away after the merge, and with it every update.
  func branches() -> [Finding] {
    var found: [Finding] = []
    for object in workspace.objects(Flux.gitRepository) {
      let ref = object.value.at("spec", "ref")
      guard let branch = ref?["branch"]?.string, branch.contains("/"), ref?["commit"] == nil else { continue }
      found.append(
        finding(
          .note, "feature-branch", object, ["spec", "ref", "branch"],
          "branch \(branch): once it is merged and deleted the cluster gets no more updates",
          next: "point it at the main branch after the merge"))
    }
    return found
  }
}
