import Foundation
import Testing

@Suite struct BuildTests {
  /// Every case as recorded from `kubectl kustomize` 1.32.
  @Test func recorded() throws {
    let cases = try BuildCase.all()
    #expect(cases.count > 50)
    var failures: [String] = []
    for one in cases {
      let ours = one.ours()
      let text = ours.isError ? ours.text + "\n" : ours.text
      if ours.isError != one.isError || !BuildCase.isSame(text, one.expected) {
        failures.append("\(one.name):\n--- expected\n\(one.expected)--- ours\n\(text)")
      }
    }
    print("\(cases.count - failures.count) builds as recorded, \(failures.count) differ")
    #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.joined(separator: "\n"))")
  }

  /// The same against the tool itself. DRYDOCK_RECORD=1 writes its answers into the cases.
  @Test(.enabled(if: BuildCase.kubectl != nil, "kubectl is not installed"))
  func liveTool() throws {
    guard let kubectl = BuildCase.kubectl else { return }
    let isRecording = ProcessInfo.processInfo.environment["DRYDOCK_RECORD"] == "1"
    var failures: [String] = []
    for one in try BuildCase.all() {
      let theirs = try one.theirs(kubectl)
      if isRecording { try one.record(theirs) }
      let ours = one.ours()
      if ours.isError != theirs.isError || !BuildCase.isSame(ours.text, theirs.text) {
        failures.append("\(one.name):\n--- kubectl\n\(theirs.text)\n--- ours\n\(ours.text)")
      }
    }
    #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.joined(separator: "\n"))")
  }
}
