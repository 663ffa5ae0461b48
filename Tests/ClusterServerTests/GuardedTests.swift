import Testing

@testable import ClusterServer

struct GuardedTests {
  @Test func oneAtATime() async {
    let guarded = Guarded(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<10_000 { guarded.withLock { $0 += 1 } } }
      }
    }
    #expect(guarded.withLock { $0 } == 80_000)
  }

  private struct Refusal: Error {}

  @Test func isFreeAgainAfterAnError() {
    let guarded = Guarded(1)
    #expect(throws: Refusal.self) { try guarded.withLock { _ throws(Refusal) -> Void in throw Refusal() } }
    #expect(guarded.withLock { $0 } == 1)
  }
}
