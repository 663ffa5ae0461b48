import Files
import Flux
import KubeAPI
import Manifest
import Workspace

/// What is wrong or risky in an app's files, found without a cluster.
///
/// In go a ``Workspace`` and what its HelmReleases render to; out come findings with file, line and next step. Each rule
/// is one function in one of the files beside this one and names itself in its findings; docs/check.md lists them.
public struct Lint: Sendable {
  let workspace: Workspace
  let app: RenderedApp

  public init(_ workspace: Workspace, _ app: RenderedApp) {
    self.workspace = workspace
    self.app = app
  }

  /// All findings, the worst first, those of one severity in the order of rules and files.
  public func findings() -> [Finding] {
    var found: [Finding] = []
    for problem in workspace.problems {
      found.append(
        Finding(
          .error, rule: "build", file: problem.file.isEmpty ? workspace.app : problem.file, line: problem.line,
          problem.message, nextStep: problem.nextStep))
    }
    for release in app.releases {
      guard let problem = release.problem else { continue }
      found.append(
        Finding(
          .error, rule: "render", object: release.key.description, file: problem.file, line: problem.line,
          problem.message, nextStep: problem.nextStep))
    }
    found += releaseNames() + unknownValues() + strategies() + remediation() + definitions()
    found += namespaces() + pruning() + orphans() + fileNames() + kubeconfigs() + branches()
    found += ingressHosts() + coderEnvironment() + itemPaths() + secretOrder() + unsetVariables()
    found += unreadValues(besides: found)
    return found.enumerated().sorted { a, b in
      a.element.severity != b.element.severity ? a.element.severity < b.element.severity : a.offset < b.offset
    }.map(\.element)
  }

  func finding(
    _ severity: Finding.Severity, _ rule: String, _ object: FluxBuild.BuiltObject, _ path: [PathStep],
    _ message: String, next: String = ""
  ) -> Finding {
    Finding(
      severity, rule: rule, object: ObjectKey(of: object.value).description, file: object.file,
      line: workspace.line(of: path, in: object), message, nextStep: next)
  }
}
