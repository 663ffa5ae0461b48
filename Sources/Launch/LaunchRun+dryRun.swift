import Flux
import KubeAPI
import Manifest
import Workspace

extension LaunchRun {
  /// Lets the API server judge every object as it would be stored, without storing any.
  ///
  /// What HelmReleases render to is judged as well. A server answers 404 for objects in a namespace that is not there,
  /// also in a dry run: those whose namespace this launch makes are judged in `default`, under a name that is free
  /// there. Kinds whose definition comes with the app, and objects that the caller may not write, are left to the
  /// controllers, and said so.
  mutating func dryRun() async throws {
    let served = try await cluster.discover()
    var objects: [(value: Value, source: FluxBuild.BuiltObject)] = workspace.objects.map { ($0.value, $0) }
    for release in rehearsal.rendered.releases {
      if let problem = release.problem { throw problem }
      for one in release.content.definitions + release.content.objects + release.content.hooks.map(\.object) {
        objects.append((one, release.source))
      }
    }
    let definitions = Set(
      objects.compactMap { one -> GroupKind? in
        guard GroupKind(of: one.value).kind == "CustomResourceDefinition" else { return nil }
        return GroupKind(
          one.value.at("spec", "group")?.string ?? "", one.value.at("spec", "names", "kind")?.string ?? "")
      })
    var made = Set(objects.filter { GroupKind(of: $0.value) == GroupKind("", "Namespace") }.map(\.value.name))
    for release in workspace.objects(Flux.helmRelease)
    where release.value.at("spec", "install", "createNamespace")?.bool == true {
      made.insert(Flux.releaseNamespace(of: release.value))
    }
    var spaces: [String: Bool] = [:]
    var counts = (judged: 0, moved: 0, later: 0, forbidden: 0)
    for (value, source) in objects {
      let key = ObjectKey(of: value)
      guard let kind = served.first(where: { $0.type == key.type }) else {
        guard definitions.contains(key.type) else {
          throw SourceError(
            file: source.file, line: source.line,
            "\(key): the cluster does not serve \(key.type), and nothing in the app defines it",
            nextStep: "install what defines the kind first")
        }
        counts.later += 1
        continue
      }
      var object = value
      var isMoved = false
      if kind.namespaced, spaces[key.namespace] == nil {
        spaces[key.namespace] = try await cluster.find(ObjectKey(GroupKind("", "Namespace"), "", key.namespace)) != nil
      }
      if kind.namespaced, spaces[key.namespace] == false {
        guard made.contains(key.namespace) else {
          throw SourceError(
            file: source.file, line: source.line,
            "\(key): namespace \(key.namespace) does not exist, and nothing in the app makes it",
            nextStep: "add a Namespace to the app directory")
        }
        object.set("default", at: "metadata", "namespace")
        // What lies in default by the same name is another object, with immutable fields of its own.
        if try await cluster.find(ObjectKey(of: object)) != nil {
          object.set(.string(String(key.name.prefix(45)) + "-judged"), at: "metadata", "name")
        }
        isMoved = true
        counts.moved += 1
      }
      do {
        _ = try await cluster.apply(object, fieldManager: "drydock", force: true, dryRun: true)
        counts.judged += 1
      } catch {
        if Refusal.isLackOfRights(error) {
          counts.forbidden += 1
          continue
        }
        // No judgement, but no answer or no right to one.
        let isSilent = Refusal.isWebhookSilent(error)
        if !isSilent, error.isPassing || [0, 401, 409].contains(error.code) { throw error }
        // A message about a Secret may quote it.
        let message = key.type.kind == "Secret" ? "the server answered \(error.reason) (\(error.code))" : error.message
        if isMoved && error.code == 403 {
          say(
            .dryRun, .warning,
            "\(key) is refused in namespace default, whose rules need not be those of \(key.namespace): \(message)")
          counts.moved -= 1
          continue
        }
        throw SourceError(
          file: source.file, line: source.line,
          isSilent ? "\(key) cannot be judged: \(message)" : "\(key) would be refused: \(message)",
          nextStep: Refusal.advice(error, directory: directory))
      }
    }
    var text = "\(LaunchRun.objects(counts.judged)) accepted by the API server"
    if counts.moved > 0 {
      text += ", \(counts.moved) of them judged in namespace default, since theirs is made by this launch"
    }
    say(.dryRun, .good, text)
    if counts.later > 0 {
      say(.dryRun, .skipped, "\(LaunchRun.objects(counts.later)) not judged: the kind comes with the app itself")
    }
    if counts.forbidden > 0 {
      say(.dryRun, .skipped, "\(LaunchRun.objects(counts.forbidden)) not judged: you may not write them (Flux may)")
    }
  }

  private static func objects(_ count: Int) -> String { "\(count) \(count == 1 ? "object" : "objects")" }
}
