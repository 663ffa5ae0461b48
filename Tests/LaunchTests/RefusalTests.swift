import KubeAPI
import Manifest
import Testing

@testable import Launch

/// What kube-apiserver 1.36.2 says when it refuses, and what a launch makes of it.
@Suite struct RefusalTests {
  private func error(_ code: Int, _ message: String, causes: Value = .null) -> StatusError {
    StatusError(code: code, reason: "", message: message, details: causes.isNull ? nil : ["causes": causes])
  }

  @Test func aMissingRightIsToldFromARuleOfTheCluster() {
    let rights = [
      #"deployments.apps "coder" is forbidden: User "system:serviceaccount:default:nobody" cannot patch resource "deployments" in API group "apps" in the namespace "coder""#,
      #"roles.rbac.authorization.k8s.io "r" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:"#,
    ]
    for text in rights { #expect(Refusal.isLackOfRights(error(403, text)), "\(text)") }
    let rules = [
      #"services "coder" is forbidden: exceeded quota: q, requested: count/services=1, used: count/services=0, limited: count/services=0"#,
      #"pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false"#,
      #"configmaps "y" is forbidden: unable to create new content in namespace tmp1 because it is being terminated"#,
      #"ingresses.networking.k8s.io "coder" is forbidden: ValidatingAdmissionPolicy 'no-ingress' with binding 'no-ingress' denied request: no tailscale here"#,
      #"admission webhook "deny.example.com" denied the request: User may not"#,
      #"pods "p" is forbidden: no PriorityClass with name high was found"#,
    ]
    for text in rules { #expect(!Refusal.isLackOfRights(error(403, text)), "\(text)") }
  }

  @Test func eachRefusalHasItsNextStep() {
    let silent =
      #"Internal error occurred: failed calling webhook "deny.example.com": failed to call webhook: Post "https://127.0.0.1:7590/validate?timeout=2s": dial tcp 127.0.0.1:7590: connect: connection refused"#
    #expect(Refusal.isWebhookSilent(error(500, silent)))
    #expect(!Refusal.isWebhookSilent(error(500, "etcdserver: request timed out")))
    let conflict: Value = [["reason": "FieldManagerConflict", "message": "conflict with \"someone\""]]
    let cases: [(StatusError, String)] = [
      (error(500, silent), "see to the service of that webhook"),
      (error(401, "Unauthorized"), "log in again"),
      (error(409, "Apply failed with 1 conflict", causes: conflict), "agree who owns these fields"),
      (error(409, "the object has been modified"), "somebody else changes the object"),
      (error(403, "services \"x\" is forbidden: exceeded quota: q"), "a rule of the cluster refuses it"),
      (error(422, "spec.selector: Invalid value: {}: field is immutable"), "delete the live object first"),
      (error(422, "Policy 'p' denied request: no"), "a policy of the cluster refuses it"),
      (error(403, "unable to create new content in namespace x because it is being terminated"), "wait until"),
      (error(503, "the server is currently unable to handle the request"), "when the cluster answers"),
    ]
    for (error, words) in cases {
      #expect(Refusal.advice(error, directory: "apps/a").contains(words), "\(error.message)")
    }
  }

  /// Objects whose namespace comes with the launch are judged in `default`, where another of the name may lie.
  @Test func whatLiesInDefaultByTheSameNameIsNoHindrance() async throws {
    let repository = try await Monorepo()
    let cluster = try await DrivenCluster.empty(repository)
    // Its selector could not be changed.
    _ = try await cluster.apply(
      [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "coder", "namespace": "default"],
        "spec": [
          "replicas": 0, "selector": ["matchLabels": ["app": "other"]],
          "template": [
            "metadata": ["labels": ["app": "other"]], "spec": ["containers": [["name": "c", "image": "i"]]],
          ],
        ],
      ], fieldManager: "test", force: false, dryRun: false)
    var options = Launch.Options()
    options.from = .dryRun
    options.to = .dryRun
    let lines = Lines()
    _ = try await Launch(repository.app, options: options, fetcher: StandInRepositories())
      .run(on: cluster, clock: cluster, report: { lines.add($0) })
    #expect(lines.text.contains("of them judged in namespace default"), "\(lines.text)")
  }
}
