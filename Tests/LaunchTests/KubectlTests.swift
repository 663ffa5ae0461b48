import Foundation
import KubeAPI
import KubeClient
import Launch
import Manifest
import Testing

/// What drydock shows of a cluster is what kubectl shows of it.
@Suite(
  .serialized, .enabled(if: Program.path != nil, "the program drydock is not beside the tests"),
  .enabled(if: FileManager.default.isExecutableFile(atPath: Kubectl.path), "there is no kubectl"))
struct KubectlTests {
  @Test func getVerifyAndDiffAgreeWithKubectl() async throws {
    let repository = try await Monorepo()
    let server = try await ServedProcess(repository, speed: 50)
    let client = try await KubeClient.connect(.init(kubeconfig: server.kubeconfig, context: nil))
    _ = try await Launch(repository.app, fetcher: StandInRepositories()).run(on: client)
    await client.shutdown()
    let both = Both(repository, server.kubeconfig)
    try await get(both)
    try await verify(both)
    try await diff(both)
  }

  private func get(_ both: Both) async throws {
    let columns =
      "NS:.metadata.namespace,NAME:.metadata.name,"
      + "READY:.status.conditions[?(@.type==\"Ready\")].status,SUSPENDED:.spec.suspend"
    for (kind, resource) in [
      ("ks", "kustomizations.kustomize.toolkit.fluxcd.io"), ("hr", "helmreleases.helm.toolkit.fluxcd.io"),
    ] {
      let theirs = try await both.kubectl("get", resource, "-A", "--no-headers", "-o", "custom-columns=\(columns)")
      let ours = try await both.drydock("get", kind, "-A", "--no-header")
      let wanted = theirs.text.split(separator: "\n").map { line in
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        return "\(words[0]) \(words[1]) \(words[3] == "true" ? "True" : "False") \(words[2])"
      }
      let shown = ours.text.split(separator: "\n").filter { $0.contains("\t") }.map { line in
        let cells = line.split(separator: "\t").map { $0.trimmingCharacters(in: .whitespaces) }
        return "\(cells[0]) \(cells[1]) \(cells[3]) \(cells[4])"
      }
      #expect(shown == wanted && !shown.isEmpty)
    }
  }

  private func verify(_ both: Both) async throws {
    let answer = try await both.drydock("verify", both.app, "--format", "json")
    #expect(answer.code == 0, "\(answer.text)")
    let report = try JSON.parse(answer.text)
    func detail(_ title: String) -> String {
      (report["checks"]?.array ?? []).first { $0["title"]?.string == title }?["detail"]?.string ?? "no such check"
    }
    let pods = try await both.kubectl(
      "get", "deployment", "coder", "-n", "coder", "-o", "jsonpath={.status.readyReplicas}/{.spec.replicas}")
    #expect(detail("Pods of coder running").hasPrefix("\(pods.text) ready"))
    let ingress = try await both.kubectl(
      "get", "ingress", "coder", "-n", "coder", "-o", "jsonpath={.status.loadBalancer.ingress[0].hostname}")
    #expect(detail("Tailscale Ingress coder created") == ingress.text && !ingress.text.isEmpty)
    let secret = try await both.kubectl(
      "get", "secret", "coder-db-credentials", "-n", "coder", "-o",
      "go-template={{range $key, $value := .data}}{{$key}} {{end}}")
    let keys = secret.text.split(separator: " ").joined(separator: ", ")
    #expect(detail("Secret coder-db-credentials exists") == "keys \(keys)" && !keys.isEmpty)
    for release in ["1password-operator", "1password-secrets", "coder"] {
      let reason = try await both.kubectl(
        "get", "helmrelease", release, "-n", "flux-system", "-o",
        "jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}")
      #expect(detail("HelmRelease \(release) Ready") == reason.text && !reason.text.isEmpty)
    }
    let item = try await both.kubectl(
      "get", "onepassworditem", "coder-db-credentials", "-n", "coder", "-o", "jsonpath={.spec.itemPath}")
    #expect(detail("OnePasswordItem coder-db-credentials synced") == item.text)
  }

  /// `kubectl diff --server-side` under the name of the controller that applies the file.
  private func diff(_ both: Both) async throws {
    let file = "apps/coder-prod/ingress-coder.yaml"
    func theirs() async throws -> Both.Answer {
      try await both.kubectl(
        "diff", "--server-side", "--force-conflicts", "--field-manager=kustomize-controller", "-f",
        "\(both.repository.root)/\(file)")
    }
    let same = try await both.drydock("diff", both.app, "--live")
    #expect(same.code == 0, "\(same.text)")
    try both.repository.edit(file, "        name: http\n", "        name: web\n")
    let changed = try await both.drydock("diff", both.app, "--live")
    let judged = try await theirs()
    #expect(changed.code == 1 && judged.code == 1, "\(changed.text)\n\(judged.text)")
    func lines(_ text: String, _ mark: Character) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { $0.hasPrefix("\(mark) ") }
        .map { "\(mark) " + $0.dropFirst().trimmingCharacters(in: .whitespaces) }
        .filter { $0.hasPrefix("\(mark) name:") }
    }
    for mark in ["-", "+"] as [Character] {
      let ours = lines(changed.text, mark)
      #expect(ours == lines(judged.text, mark) && ours == ["\(mark) name: \(mark == "-" ? "http" : "web")"])
    }
  }

  /// The two programs with the same kubeconfig.
  private struct Both {
    let repository: Monorepo
    let kubeconfig: String
    var app: String { repository.app }
    typealias Answer = (code: Int32, text: String)

    init(_ repository: Monorepo, _ kubeconfig: String) {
      self.repository = repository
      self.kubeconfig = kubeconfig
    }

    func drydock(_ words: String...) async throws -> Answer {
      try await Program.run(words + ["--kubeconfig", kubeconfig], in: repository.root)
    }

    func kubectl(_ words: String...) async throws -> Answer {
      try await Program.run(
        words + ["--kubeconfig", kubeconfig, "--cache-dir", "\(repository.base)/cache"], in: repository.root,
        program: Kubectl.path)
    }
  }
}

private enum Kubectl {
  static let path = "/usr/bin/kubectl"
}
