import CEL
import Manifest

/// Expressions: compiled and, when that went well, evaluated within a small budget.
enum CELTarget {
  static func run(_ bytes: [UInt8]) {
    var environment = CELEnvironment()
    environment.costLimit = 20_000
    guard let program = try? CEL.compile(String(decoding: bytes, as: UTF8.self), environment) else { return }
    let object: Value = [
      "s": "text", "n": 3, "f": 2.5, "t": true, "nul": .null, "list": [1, 2, "a"], "m": ["a": 1, "b": ["c": "d"]],
      "big": 9_223_372_036_854_775_807, "q": "1Gi", "d": "1h", "ts": "2021-03-04T05:06:07Z", "ip": "10.0.0.1/8",
    ]
    _ = try? program.evaluate(["self": object, "oldSelf": object, "object": object, "x": 1])
  }
}
