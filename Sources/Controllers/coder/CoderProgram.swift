import ClusterState
import KubeAPI
import Manifest

/// The Coder server, as far as its start goes: judges its environment, prints what the real one prints, answers
/// `/healthz`.
public struct CoderProgram: ContainerProgram {
  public let name = "coder"
  /// Makes a real connection where the caller has a database; without it the URL alone is judged.
  public var connect: CoderVerdict.Connect?

  public init(connect: CoderVerdict.Connect? = nil) { self.connect = connect }

  public func runs(_ start: ContainerStart) -> Bool {
    guard !start.isInit, start.repository == "coder/coder" || start.repository.hasSuffix("/coder/coder") else {
      return false
    }
    let words = start.command + start.arguments
    return words.isEmpty || words.contains("server") || words == ["/opt/coder"]
  }

  public func start(_ start: ContainerStart) -> ContainerRun {
    let env = start.container["env"]?.array ?? []
    let verdict = CoderVerdict.judge(start.environment, env: env, connect: connect)
    var run = ContainerRun(answers: [])
    run.verdict = verdict
    let version = start.tag.isEmpty ? "v2.29.1" : start.tag
    run.print("Coder \(version) - Your Self-Hosted Remote Development Platform")
    if verdict.database == .builtIn {
      run.print("Using built-in PostgreSQL (/home/coder/.config/coderv2/postgres)", after: .milliseconds(100))
    }
    if verdict.accessURL.isEmpty {
      run.print(
        "Opening tunnel so workspaces can connect to your deployment. For production scenarios, "
          + "specify an external access URL", after: .milliseconds(200))
    }
    if let fatal = verdict.fatal {
      // The server pings its database for half a minute before it gives up; everything else ends it at once.
      let after: Duration = fatal.hasPrefix("connect to postgres: ping") ? .seconds(30) : .seconds(1)
      run.print(
        "Encountered an error running \"coder server\", see \"coder server --help\" for more information", after: after)
      run.print("error: \(fatal)", after: after)
      run.exit = .init(after: after, code: 1)
      return run
    }
    let shown = verdict.accessURL.isEmpty ? "https://<generated>.try.coder.app" : verdict.accessURL
    run.print("View the Web UI: \(shown)", after: .seconds(1))
    run.print("==> Logs will stream in below (press ctrl+c to gracefully exit):", after: .seconds(2))
    if !verdict.has(.unreachableAddress) {
      run.answers = [.init(from: .seconds(2), port: verdict.listens.port)]
      run.pages = CoderProgram.pages(version: version, accessURL: shown)
    }
    return run
  }

  /// What the server answers before anybody has logged in (coder `coderd/coderd.go`, `buildinfo`).
  private static func pages(version: String, accessURL: String) -> [String: SimulatedContainer.Page] {
    let info: Value = [
      "agent_api_version": "1.0", "dashboard_url": .string(accessURL), "deployment_id": "", "external_url": "",
      "provisioner_api_version": "1.0", "telemetry": false, "upgrade_message": "",
      "version": .string(version.hasPrefix("v") ? version : "v" + version), "workspace_proxy": false,
    ]
    return [
      "/healthz": .init(body: "OK"),
      "/api/v2/buildinfo": .init(contentType: "application/json; charset=utf-8", body: JSON.write(info) + "\n"),
      "/api/v2": .init(
        contentType: "application/json; charset=utf-8", body: "{\"message\":\"\u{1F44B}\"}\n"),
    ]
  }
}
