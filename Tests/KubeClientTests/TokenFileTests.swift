import Foundation
import Testing

@testable import KubeClient

/// A token that another program writes anew now and then, as a pod's service account's.
@Suite struct TokenFileTests {
  @Test func aTokenFileIsReadAgainAfterA401() async throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("token-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
    var config = ClientConfig(server: "https://127.0.0.1:1", context: "", cluster: "", user: "", namespace: "default")
    config.credentials.tokenFile = file
    config.credentials.token = "written-in-the-kubeconfig"
    let authenticator = Authenticator(config)
    func header() async throws -> String? { try await authenticator.current().headers.first?.1 }

    // The file goes before the kubeconfig's own token, which serves while there is no file.
    #expect(try await header() == "Bearer written-in-the-kubeconfig")
    try write("one\n")
    let first = try await authenticator.current()
    #expect(first.headers.first?.1 == "Bearer one")
    // Kept for a while, and read again when the server no longer takes it.
    try write("two\n")
    #expect(try await header() == "Bearer one")
    #expect(try await authenticator.renew(after: first))
    #expect(try await header() == "Bearer two")
    // The same once more is no better.
    let second = try await authenticator.current()
    #expect(try await authenticator.renew(after: second) == false)
    // Between one file and the next the last one known serves.
    try FileManager.default.removeItem(atPath: file)
    #expect(try await header() == "Bearer two")
  }

  @Test func aSilentWebhookIsNotWaitedForAsLongAsAServer() {
    var retries = Retries(patience: .seconds(60))
    #expect(retries.pause(after: nil) != nil)
    retries.limit(.zero)
    #expect(retries.pause(after: nil) == nil)
  }
}
