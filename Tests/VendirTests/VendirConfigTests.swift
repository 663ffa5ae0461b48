import Files
import Testing

@testable import Vendir

@Suite struct VendirConfigTests {
  private func read(_ directories: String) throws -> VendirConfig {
    let folder = try TestFolder()
    try folder.write("vendir.yml", "apiVersion: vendir.k14s.io/v1alpha1\nkind: Config\ndirectories:\n" + directories)
    return try VendirConfig.read(["vendir.yml"], root: folder.path)
  }

  @Test func errors() throws {
    let chart = "helmChart: {name: a, version: \"1\", repository: {url: https://x}}"
    let cases: [(String, String)] = [
      ("- path: .\n  contents: []\n", "vendir.yml:4: the path must not be one of"),
      ("- path: ../x\n  contents: []\n", "leaves the directory of vendir.yml"),
      ("- path: a\n  contents:\n  - path: .\n", "vendir.yml:6: the contents '.' say not where they come from"),
      ("- path: a\n  contents:\n  - path: .\n    \(chart)\n  - path: b\n    \(chart)\n", "must stand alone"),
      (
        "- path: a\n  contents:\n  - path: .\n    \(chart)\n- path: a/b\n  contents:\n  - path: .\n    \(chart)\n",
        "overlap"
      ),
      (
        "- path: a\n  contents:\n  - path: .\n    image: {url: x}\n", "contents of the kind image are not supported yet"
      ),
      ("- path: a\n  contents:\n  - path: .\n    githubRelease: {slug: x}\n", "githubRelease are not supported yet"),
      (
        "- path: a\n  contents:\n  - path: .\n    helmChart: {name: a, version: 1.10, repository: {url: https://x}}\n",
        "version must be a text"
      ),
      (
        "- path: a\n  contents:\n  - path: .\n    helmChart: {name: a, repository: {url: \"oci://x\"}}\n",
        "oci:// registries are not supported yet"
      ),
      ("- path: a\n  contents:\n  - path: .\n    \(chart)\n    http: {url: x}\n", "several sources: http, helmChart"),
    ]
    for (text, wanted) in cases {
      do {
        _ = try read(text)
        Issue.record("\(text) is read")
      } catch { #expect("\(error)".contains(wanted), "\(error)") }
    }
  }

  @Test func globs() {
    let cases: [(String, String, Bool)] = [
      ("**/*.md", "a/b/c.md", true), ("**/*.md", "c.md", true), ("*.md", "a/c.md", false), ("a/**", "a/b/c", true),
      ("a/**/c", "a/c", true), ("a/**/c", "a/x/y/c", true), ("{a,b}/*.y{a,}ml", "b/x.yml", true),
      ("[a-c]?", "bx", true),
      ("[!a]x", "ax", false), ("templates", "templates/a.yaml", false), ("{LICENSE,NOTICE}{,.md}", "NOTICE", true),
      ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyyd", false), ("\\*", "*", true), ("**", "a/b", true),
    ]
    for (pattern, path, wanted) in cases { #expect(PathGlob(pattern).matches(path) == wanted, "\(pattern) \(path)") }
  }

  @Test func versions() throws {
    let versions = ["2.0.0-rc.1", "1.9.0", "1.10.0", "v1.2.3", "bad"].map {
      ChartRepository.Version(version: $0, appVersion: "", urls: [], digest: "")
    }
    for (wanted, found) in [
      ("", "1.10.0"), ("1.9.0", "1.9.0"), ("~1.2", "v1.2.3"), ("^1", "1.10.0"), (">1.0.0-0", "2.0.0-rc.1"), ("3", nil),
      ("1.2.3", "v1.2.3"),
    ] {
      #expect(try ChartRepository.select(wanted, from: versions)?.version == found, "\(wanted)")
    }
    for (reference, base, wanted) in [
      ("a-1.tgz", "https://h/v2", "https://h/v2/a-1.tgz"), ("/x/a.tgz", "https://h/v2/", "https://h/x/a.tgz"),
      ("../a.tgz", "https://h/v2/y/", "https://h/v2/a.tgz"), ("https://o/a", "https://h", "https://o/a"),
      ("charts/a.tgz", "https://h:8/r?t=1", "https://h:8/r/charts/a.tgz?t=1"), ("a", "http://h", "http://h/a"),
    ] { #expect(ChartRepository.resolve(reference, in: base) == wanted) }
  }
}
