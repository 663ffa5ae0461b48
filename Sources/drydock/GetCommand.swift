import ArgumentParser
import Flux
import FluxClient
import KubeAPI
import KubeClient
import Manifest

/// Flags of the commands that take flux's place.
struct FluxOptions: ParsableArguments {
  @OptionGroup var connection: ConnectionOptions
  @Option(name: [.short, .long], help: "The namespace of the objects.") var namespace = "flux-system"
  @Option(help: "How long one reconciliation may take: 5m, 90s.") var timeout = "5m"

  func validate() throws {
    guard let limit = Flux.duration(timeout), limit > .zero else {
      throw ValidationError("--timeout takes a duration such as 5m or 90s.")
    }
  }

  func flux(_ client: KubeClient) -> FluxClient<KubeClient> {
    FluxClient(client, namespace: namespace, timeout: Flux.duration(timeout) ?? .seconds(300)) {
      Terminal.note($0)
    }
  }

  /// flux's way of failing: `✗` and exit code 1.
  func perform(_ body: (KubeClient) async throws -> Bool) async throws {
    try await connection.withClient { client in
      do {
        if try await !body(client) { throw ExitCode(1) }
      } catch let error as FluxFailure {
        Terminal.note("✗ \(error)")
        throw ExitCode(1)
      } catch let error as StatusError where error.isNotFound {
        Terminal.note("✗ \(error.message)")
        throw ExitCode(1)
      }
    }
  }
}

/// `drydock get KIND [NAME]`: tables as `flux get` prints them.
struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Flux's objects and their state, as `flux get` shows them.",
    discussion: """
        drydock get all
        drydock get kustomizations -A
        drydock get sources git setup
        drydock get hr --status-selector ready=false
      """)

  @OptionGroup var options: FluxOptions
  @Flag(name: [.customShort("A"), .long], help: "In all namespaces.") var allNamespaces = false
  @Flag(help: "Without the titles.") var noHeader = false
  @Flag(help: "With the source that each one reads.") var showSource = false
  @Option(help: "A condition and its state: ready=false, ready!=true.") var statusSelector = ""
  @Option(name: [.customShort("l"), .long], help: "A label selector.") var labelSelector = ""
  @Flag(name: [.customShort("w"), .long], help: "After listing, print what changes.") var watch = false
  @Argument(help: "all, sources, a kind (kustomizations, ks, helmreleases, hr, gitrepositories, …), and a name.")
  var words: [String]

  func run() async throws {
    try await options.perform { client in
      let (kinds, isAll, names) = try FluxKind.read(words)
      if watch && isAll {
        throw FluxFailure("expected a single resource type, but found \(words.joined(separator: " "))")
      }
      var table = FluxTable.Options()
      (table.allNamespaces, table.noHeader, table.showSource) = (allNamespaces, noHeader, showSource)
      (table.statusSelector, table.showKind) = (statusSelector, isAll)
      if let kind = kinds.first, watch { return try await follow(kind, names.first, table, client) }
      return try await list(kinds, isAll: isAll, names.first, table, client)
    }
  }

  private func list(
    _ kinds: [FluxKind], isAll: Bool, _ name: String?, _ table: FluxTable.Options, _ client: KubeClient
  ) async throws -> Bool {
    let flux = options.flux(client)
    let place = allNamespaces ? "any" : "\"\(options.namespace)\""
    var isComplete = true
    for kind in kinds {
      do {
        let objects = try await flux.objects(
          kind, name: name, allNamespaces: allNamespaces, labelSelector: labelSelector)
        if objects.isEmpty {
          if isAll { continue }
          throw FluxFailure(
            name.map { "\(kind.type.kind) object '\($0)' not found in \(place) namespace" }
              ?? "no \(kind.type.kind) objects found in \(place) namespace")
        }
        let shown = try FluxTable(kind, objects, table)
        if isAll && shown.rows.isEmpty { continue }
        Terminal.out(shown.text + (isAll ? "\n" : ""))
      } catch let error as StatusError where isAll {
        // Kinds that are not installed are no failure.
        if error.isNotFound { continue }
        if error.code == 0 { throw error }
        Terminal.note("✗ \(error.message)")
        isComplete = false
      }
    }
    return isComplete
  }

  private func follow(
    _ kind: FluxKind, _ name: String?, _ table: FluxTable.Options, _ client: KubeClient
  ) async throws -> Bool {
    var target = KubeClient.WatchTarget(
      kind.type, namespace: allNamespaces ? nil : options.namespace, labelSelector: labelSelector)
    if let name { target.fieldSelector = "metadata.name=\(name)" }
    var table = table
    var seen: [String: String] = [:]
    for try await event in client.watch(target) {
      var objects: [Value] = []
      switch event {
      // After a lost connection only what is new is told.
      case .snapshot(let all): objects = all.filter { seen[$0.uid] != $0.at("metadata", "resourceVersion")?.string }
      case .added(let object), .modified(let object), .deleted(let object): objects = [object]
      case .bookmark: break
      }
      for object in objects { seen[object.uid] = object.at("metadata", "resourceVersion")?.string ?? "" }
      let shown = try FluxTable(kind, objects, table)
      if shown.rows.isEmpty { continue }
      Terminal.out(shown.text)
      table.noHeader = true
    }
    return true
  }
}

/// `drydock reconcile KIND NAME`: asks Flux to look now, and waits.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Ask Flux to reconcile an object now, and wait until it has.",
    discussion: """
        drydock reconcile ks coder-prod --with-source
        drydock reconcile source git setup
        drydock reconcile hr coder --reset
      """)

  @OptionGroup var options: FluxOptions
  @Flag(help: "Its source first.") var withSource = false
  @Flag(help: "HelmRelease: install or upgrade once, even if nothing has changed.") var force = false
  @Flag(help: "HelmRelease: forget its failures.") var reset = false
  @Argument(help: "A kind and a name: ks coder-prod, source git setup.") var words: [String]

  func run() async throws {
    try await options.perform { client in
      let (kind, names) = try FluxWords.one(words)
      guard let name = names.first, names.count == 1 else { throw FluxFailure("\(kind.type.kind) name is required") }
      var how = FluxReconcileOptions()
      (how.withSource, how.force, how.reset) = (withSource, force, reset)
      try await options.flux(client).reconcile(kind, name, how)
      return true
    }
  }
}

/// `drydock suspend KIND NAME...`
struct SuspendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspend", abstract: "Let Flux leave objects alone until they are resumed.")

  @OptionGroup var options: FluxOptions
  @Flag(help: "All of that kind in the namespace.") var all = false
  @Argument(help: "A kind and names: ks coder-prod, source git setup.") var words: [String]

  func run() async throws {
    try await options.perform { client in
      let (kind, names) = try FluxWords.one(words)
      if names.isEmpty && !all { throw FluxFailure("\(kind.humanName) name is required") }
      return try await options.flux(client).suspend(kind, names)
    }
  }
}

/// `drydock resume KIND NAME...`
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Let Flux take up suspended objects again, and wait for one that is named alone.")

  @OptionGroup var options: FluxOptions
  @Flag(help: "All of that kind in the namespace.") var all = false
  @Flag(help: "Wait for each object that is named.") var wait = false
  @Argument(help: "A kind and names: ks coder-prod, source git setup.") var words: [String]

  func run() async throws {
    try await options.perform { client in
      let (kind, names) = try FluxWords.one(words)
      if names.isEmpty && !all { throw FluxFailure("\(kind.humanName) name is required") }
      return try await options.flux(client).resume(kind, names, waits: wait ? true : nil)
    }
  }
}

enum FluxWords {
  /// One kind, and names.
  static func one(_ words: [String]) throws -> (FluxKind, [String]) {
    let (kinds, isAll, names) = try FluxKind.read(words)
    guard !isAll, let kind = kinds.first else {
      throw SourceError(
        "say which kind: \(words.joined(separator: " ")) are several", nextStep: "such as ks or source git")
    }
    return (kind, names)
  }
}
