import Flux
import KubeAPI
import Manifest
import Testing

@testable import FluxClient

/// Tables and words as flux has them (fluxcd/flux2 `cmd/flux`).
@Suite struct FluxTableTests {
  static let sha = "696f056df216eea4f9401adbee0ff744d4df390f"

  private func repository(_ name: String, suspended: Bool = false) -> Value {
    [
      "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
      "metadata": ["name": .string(name), "namespace": "flux-system", "generation": 1],
      "spec": suspended ? ["suspend": true] : [:],
      "status": [
        "artifact": ["revision": .string("main@sha1:\(Self.sha)")],
        "conditions": [
          [
            "type": "Ready", "status": "True", "reason": "Succeeded",
            "message": .string("stored artifact for revision 'main@sha1:\(Self.sha)'"),
          ]
        ],
      ],
    ]
  }

  private func kind(_ words: String...) throws -> FluxKind { try #require(try FluxKind.read(words).kinds.first) }

  @Test func cellsArePaddedAndEndInTabs() throws {
    let table = try FluxTable(
      kind("sources", "git"), [repository("podinfo"), repository("setup", suspended: true)], .init())
    let lines = [
      "NAME   \tREVISION          \tSUSPENDED\tREADY\tMESSAGE                                           \t",
      "podinfo\tmain@sha1:696f056d\tFalse    \tTrue \tstored artifact for revision 'main@sha1:696f056d'\t",
      "setup  \tmain@sha1:696f056d\tTrue     \tTrue \tstored artifact for revision 'main@sha1:696f056d'\t",
    ]
    let expected = lines.map { line in
      line.hasPrefix("NAME")
        ? line.replacing(
          "MESSAGE                                           ", with: "MESSAGE" + String(repeating: " ", count: 42))
        : line
    }
    #expect(table.text == expected.joined(separator: "\n") + "\n")
  }

  @Test func allNamespacesKindAndSource() throws {
    var options = FluxTable.Options()
    options.allNamespaces = true
    options.showKind = true
    options.showSource = true
    options.noHeader = true
    let release: Value = [
      "apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease",
      "metadata": ["name": "coder", "namespace": "coder"],
      "spec": ["chart": ["spec": ["chart": "c", "sourceRef": ["kind": "GitRepository", "name": "setup"]]]],
      "status": ["history": [["chartVersion": "2.29.1"]]],
    ]
    let table = try FluxTable(kind("hr"), [release], options)
    #expect(
      table.text
        == "coder\thelmrelease/coder\tGitRepository/coder/setup\t2.29.1\tFalse\tFalse\twaiting to be reconciled\t\n")
  }

  @Test func aStatusSelectorChooses() throws {
    var options = FluxTable.Options()
    for (selector, count) in [("ready=true", 1), ("Ready=False", 0), ("ready!=true", 0), ("stalled!=true", 1)] {
      options.statusSelector = selector
      #expect(try FluxTable(kind("gitrepositories"), [repository("a")], options).rows.count == count, "\(selector)")
    }
    options.statusSelector = "ready"
    #expect(throws: SourceError.self) { try FluxTable(kind("ks"), [], options) }
  }

  @Test func hexadecimalWordsAreCut() {
    let long = String(repeating: "a1", count: 32)
    #expect(FluxTable.shortened("x@sha256:\(long)/y") == "x@sha256:a1a1a1a1/y")
    #expect(FluxTable.shortened(String(Self.sha.dropLast())) == String(Self.sha.dropLast()))
    #expect(FluxTable.shortened("g" + Self.sha) == "g" + Self.sha)
    #expect(FluxTable.shortened("_" + Self.sha) == "_" + Self.sha)
    #expect(FluxTable.shortened("é\(Self.sha)") == "é696f056d")
  }

  @Test func wordsNameKinds() throws {
    #expect(try FluxKind.read(["all"]).kinds.count == FluxKind.all.count)
    #expect(try FluxKind.read(["sources"]).kinds.allSatisfy(\.isSource))
    #expect(try FluxKind.read(["source", "git", "setup"]).names == ["setup"])
    #expect(try FluxKind.read(["kustomization/coder-prod"]).names == ["coder-prod"])
    #expect(try FluxKind.read(["hr", "a", "b"]).names == ["a", "b"])
    for wrong in [[], ["git"], ["deployments"], ["source", "svn"]] {
      #expect(throws: SourceError.self) { try FluxKind.read(wrong) }
    }
  }

  @Test func aReleaseIsFedByItsChart() throws {
    let release: Value = [
      "metadata": ["name": "coder", "namespace": "apps"],
      "spec": [
        "chart": ["spec": ["sourceRef": ["kind": "GitRepository", "name": "setup", "namespace": "flux-system"]]]
      ],
    ]
    #expect(
      try kind("hr").source(of: release) == ObjectKey(Flux.helmChart, "flux-system", "apps-coder"))
    let byReference: Value = [
      "metadata": ["name": "coder", "namespace": "apps"],
      "spec": ["chartRef": ["kind": "OCIRepository", "name": "charts"]],
    ]
    #expect(try kind("hr").source(of: byReference) == ObjectKey(Flux.ociRepository, "apps", "charts"))
  }
}
