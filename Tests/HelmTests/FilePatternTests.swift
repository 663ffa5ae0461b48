import Testing

@testable import Helm

/// File name patterns: those of `.helmignore` and those of `.Files.Glob`.
struct FilePatternTests {
  @Test(arguments: [
    ("*", "abc", true), ("*", "a/b", false), ("a*/b", "abc/b", true), ("a?c", "abc", true), ("[a-c]x", "bx", true),
    ("[^a-c]x", "bx", false), ("a\\*c", "a*c", true), ("*c", "abcc", true), ("a*b*c", "a1b2c", true),
    ("ab[c]", "abc", true),
  ])
  func pathPatterns(pattern: String, name: String, matches: Bool) {
    #expect(PathPattern(pattern)?.matches(name) == matches)
  }

  @Test(arguments: ["[", "a[", "[]a]", "[-x]", "[x-]"])
  func malformedPathPatterns(pattern: String) { #expect(PathPattern(pattern)?.matches("a") != true) }

  @Test(arguments: [
    ("*", "a.txt", true), ("*", "d/a.txt", false), ("**", "d/a.txt", true), ("d/**.yaml", "d/e/f.yaml", true),
    ("**/*.yaml", "a.yaml", false), ("{a,b}/*.txt", "b/x.txt", true), ("{a,b}/*.txt", "c/x.txt", false),
    ("[ab].txt", "b.txt", true), ("[!ab].txt", "b.txt", false), ("[a-c]?", "bz", true), ("a\\*b", "a*b", true),
    ("[a-zA-Z]", "anything/at/all", true), ("x{,y}z", "xz", true), ("", "", true),
  ])
  func globs(pattern: String, name: String, matches: Bool) { #expect(FileGlob(pattern).matches(name) == matches) }
}
