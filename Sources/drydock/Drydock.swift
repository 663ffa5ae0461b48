import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The command line: parse arguments, call one library function, print.
@main
struct Drydock {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    if let code = HelmFamily.run(words) { exit(code) }
    Wiring.connect()
    await DrydockCommand.main()
  }
}

/// Commands that read their words exactly as helm does, flags, errors and exit codes included.
enum HelmFamily {
  static func run(_ words: [String]) -> Int32? {
    guard let name = words.first else { return nil }
    let rest = Array(words.dropFirst())
    switch name {
    case "template": return TemplateCommand.run(rest)
    case "show", "inspect": return ShowCommand.run(rest)
    case "lint": return LintCommand.run(rest)
    case "dependency", "dep", "dependencies": return DependencyCommand.run(rest)
    case "package": return PackageCommand.run(rest)
    default: return nil
    }
  }
}

struct DrydockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drydock",
    abstract: "From pinned charts to a verified deployment that only the tailnet can reach.",
    discussion: """
      Rehearse a Flux app directory on a cluster that is a value, before you push:

        drydock rehearse apps/coder-prod

      Charts by themselves, with helm's own flags: template, show, lint, dependency, package.
      """,
    version: "0.2.0",
    subcommands: [
      NewCommand.self, VendorCommand.self, CheckCommand.self, RehearseCommand.self, ClusterCommand.self,
      BuildCommand.self, LaunchCommand.self, DiffCommand.self, UpgradeCommand.self, RetargetCommand.self,
      TeardownCommand.self, VerifyCommand.self, GetCommand.self, ReconcileCommand.self,
      SuspendCommand.self, ResumeCommand.self,
    ])
}
