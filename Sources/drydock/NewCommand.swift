import ArgumentParser
import Files
import Git
import Manifest
import Scaffold

/// `drydock new`: the files of an app directory.
struct NewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write the app directory of a private deployment.",
    subcommands: [NewCoderCommand.self, NewAppCommand.self])
}

/// What both scaffolds ask for.
struct NewOptions: ParsableArguments {
  @Argument(help: "The app directory to write, such as apps/coder-prod.") var directory: String
  @Option(help: "The tailnet's name: example-tailnet or example-tailnet.ts.net.") var tailnet: String = "tailnet"
  @Option(help: "The GitRepository's name.") var repository: String = "setup"
  @Option(help: "The monorepo's address; the remote origin's when left out.") var repositoryURL: String?
  @Option(help: "The Secret with git credentials, for a private repository.") var repositorySecret: String?
  @Flag(help: "Replace files that exist.") var force = false

  func address() async -> String {
    if let repositoryURL { return repositoryURL }
    if let origin = try? await Git(in: ".").run(["config", "--get", "remote.origin.url"]), origin.succeeded,
      origin.line.hasPrefix("https://") || origin.line.hasPrefix("ssh://")
    {
      return origin.line
    }
    return "https://github.com/example/setup"
  }

  /// Writes the files, all or none: what stands in the way is named before anything is written.
  func write(_ files: [Scaffold.File]) throws(SourceError) {
    let present = files.filter { (try? DiskTree.readFile($0.path)) != nil }
    if let first = present.first, !force {
      throw SourceError(
        file: first.path, present.count == 1 ? "exists already" : "exists already, and \(present.count - 1) more",
        nextStep: "use another folder, or --force to replace them")
    }
    for file in files {
      do {
        try DiskFile.write(Array(file.text.utf8), to: file.path)
      } catch {
        throw SourceError(file: file.path, error.description)
      }
      Terminal.out("\(file.path)\n")
    }
  }
}

struct NewCoderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coder", abstract: "Coder behind a Tailscale Ingress, database credentials from 1Password.",
    discussion: """
        drydock new coder apps/coder-prod --tailnet example-tailnet \\
          --item vaults/setup-coder-prod/items/coder-cluster-db-prod --branch mg/feat/deploy-coder
        drydock new coder apps/coder-prod --wildcard own-domain --domain coder.example.com
        drydock new coder apps/coder-prod --wildcard split-dns
      """)

  @OptionGroup var common: NewOptions
  @Option(help: "The branch that Flux follows.") var branch = "mg/feat/deploy-coder"
  @Option(help: "The 1Password item: vaults/<vault>/items/<item> or op://<vault>/<item>.")
  var item = "vaults/setup-coder-prod/items/coder-cluster-db-prod"
  @Option(help: "The label of the item's field with the user name.") var userKey = "username"
  @Option(help: "The label of the field with the percent-encoded password.") var passwordKey = "credential"
  @Option(help: "The label of the field with the host.") var hostKey = "hostname"
  @Option(help: "The label of the field with the database's name.") var databaseKey = "database"
  @Option(help: "One field with the whole connection URL, in place of the four.") var urlKey: String?
  @Option(help: "The database's port.") var port = 5432
  @Option(help: "The cluster's Flux version: 2.6, 2.9.") var flux = "2.9"
  @Option(help: "Serve names below Coder's too: own-domain or split-dns (docs/new.md).") var wildcard: WildcardDesign?
  @Option(help: "With own-domain: Coder's name, such as coder.example.com.") var domain: String?
  @Option(help: "With own-domain: the 1Password item with the DNS provider's token (field credential).")
  var dnsItem: String?

  func run() async throws {
    do {
      var app = CoderApp(directory: common.directory)
      app.tailnet = common.tailnet
      app.repositoryName = common.repository
      app.repositoryURL = await common.address()
      app.repositorySecret = common.repositorySecret
      app.branch = branch
      app.item = item
      (app.userKey, app.passwordKey, app.hostKey) = (userKey, passwordKey, hostKey)
      (app.databaseKey, app.urlKey, app.port) = (databaseKey, urlKey, port)
      let parts = flux.split(separator: ".")
      guard parts.count == 2, parts[0] == "2", let minor = Int(parts[1]) else {
        throw SourceError("--flux: \"\(flux)\" is no version", nextStep: "write 2.<minor>, for example 2.9")
      }
      app.fluxMinor = minor
      app.wildcard = try design()
      try common.write(try app.files())
      if item.hasPrefix("op://"), item.split(separator: "/").count > 3 {
        Terminal.error("note: the operator takes no field in a path; the field's label becomes the Secret's key")
      }
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }
}

enum WildcardDesign: String, ExpressibleByArgument, CaseIterable {
  case ownDomain = "own-domain"
  case splitDNS = "split-dns"
}

extension NewCoderCommand {
  fileprivate func design() throws(SourceError) -> CoderApp.Wildcard? {
    switch wildcard {
    case .ownDomain?:
      guard let domain else {
        throw SourceError("--wildcard own-domain needs --domain", nextStep: "add --domain coder.example.com")
      }
      let vault = item.split(separator: "/").dropFirst().first.map(String.init) ?? "setup-coder-prod"
      return .ownDomain(domain, dnsItem: dnsItem ?? "vaults/\(vault)/items/coder-dns-token")
    case .splitDNS?: return .splitDNS
    case nil:
      guard domain == nil && dnsItem == nil else {
        throw SourceError("--domain and --dns-item belong to --wildcard own-domain")
      }
      return nil
    }
  }
}

struct NewAppCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "app", abstract: "Any chart with the same private pattern.",
    discussion: """
        drydock new app apps/grafana-prod --name grafana --chart third_party/vendir/charts/grafana
      """)

  @OptionGroup var common: NewOptions
  @Option(help: "The name of release and namespace.") var name: String
  @Option(help: "Where the chart lies in the monorepo.") var chart: String
  @Option(help: "The Service that the chart makes; the name when left out.") var service: String?
  @Option(help: "The name of the Service's port.") var servicePort = "http"
  @Option(help: "The name that Tailscale serves; the name when left out.") var host: String?
  @Option(help: "The branch that Flux follows.") var branch = "main"

  func run() async throws {
    do {
      var app = PrivateApp(directory: common.directory, name: name, chart: chart)
      app.tailnet = common.tailnet
      app.repositoryName = common.repository
      app.repositoryURL = await common.address()
      app.repositorySecret = common.repositorySecret
      app.branch = branch
      if let service { app.service = service }
      app.servicePort = servicePort
      if let host { app.host = host }
      try common.write(try app.files())
    } catch let error as SourceError {
      Terminal.error(error.description)
      throw ExitCode(1)
    }
  }
}
