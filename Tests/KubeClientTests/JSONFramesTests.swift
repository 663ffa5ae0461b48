import Testing

@testable import KubeClient

@Suite struct JSONFramesTests {
  @Test func objectsAreFoundHoweverThePiecesFall() {
    let stream = Array("{\"a\":\"}{\\\"\"}\n{\"b\":[1,{}]}  {}\r\n{\"c\":\"\\\\\"}".utf8)
    for size in 1...stream.count {
      var frames = JSONFrames()
      var found: [String] = []
      for start in stride(from: 0, to: stream.count, by: size) {
        found += frames.take(stream[start..<min(start + size, stream.count)]).map {
          String(decoding: $0, as: UTF8.self)
        }
      }
      #expect(found == ["{\"a\":\"}{\\\"\"}", "{\"b\":[1,{}]}", "{}", "{\"c\":\"\\\\\"}"], "pieces of \(size)")
    }
  }
}
