/// `+ - * / %` with overflow as an error, as the specification wants it.
enum Arithmetic {
  private static let overflow = CELError("integer overflow")
  private static let unsignedOverflow = CELError("unsigned integer overflow")
  private static let durationOverflow = CELError("duration overflow")

  static func add(_ a: CELValue, _ b: CELValue) throws(CELError) -> CELValue {
    switch (a, b) {
    case (.int(let x), .int(let y)): return .int(try checked(x.addingReportingOverflow(y), overflow))
    case (.uint(let x), .uint(let y)): return .uint(try checked(x.addingReportingOverflow(y), unsignedOverflow))
    case (.double(let x), .double(let y)): return .double(x + y)
    case (.string(let x), .string(let y)): return .string(x + y)
    case (.bytes(let x), .bytes(let y)): return .bytes(x + y)
    case (.list(let x), .list(let y)): return .list(.values(x.elements + y.elements))
    case (.duration(let x), .duration(let y)):
      return .duration(try checked(x.addingReportingOverflow(y), durationOverflow))
    case (.timestamp(let t), .duration(let d)), (.duration(let d), .timestamp(let t)):
      return .timestamp(try shifted(t, d))
    default: throw Functions.noOverload("_+_", [a, b])
    }
  }

  static func subtract(_ a: CELValue, _ b: CELValue) throws(CELError) -> CELValue {
    switch (a, b) {
    case (.int(let x), .int(let y)): return .int(try checked(x.subtractingReportingOverflow(y), overflow))
    case (.uint(let x), .uint(let y)): return .uint(try checked(x.subtractingReportingOverflow(y), unsignedOverflow))
    case (.double(let x), .double(let y)): return .double(x - y)
    case (.duration(let x), .duration(let y)):
      return .duration(try checked(x.subtractingReportingOverflow(y), durationOverflow))
    case (.timestamp(let t), .duration(let d)):
      guard d != .min else { throw durationOverflow }
      return .timestamp(try shifted(t, -d))
    case (.timestamp(let x), .timestamp(let y)):
      let nanos = Int128(x.seconds - y.seconds) * 1_000_000_000 + Int128(x.nanos - y.nanos)
      guard let result = Int64(exactly: nanos) else { throw durationOverflow }
      return .duration(result)
    default: throw Functions.noOverload("_-_", [a, b])
    }
  }

  static func multiply(_ a: CELValue, _ b: CELValue) throws(CELError) -> CELValue {
    switch (a, b) {
    case (.int(let x), .int(let y)): return .int(try checked(x.multipliedReportingOverflow(by: y), overflow))
    case (.uint(let x), .uint(let y)): return .uint(try checked(x.multipliedReportingOverflow(by: y), unsignedOverflow))
    case (.double(let x), .double(let y)): return .double(x * y)
    default: throw Functions.noOverload("_*_", [a, b])
    }
  }

  static func divide(_ a: CELValue, _ b: CELValue) throws(CELError) -> CELValue {
    switch (a, b) {
    case (.int, .int(0)), (.uint, .uint(0)): throw CELError("division by zero")
    case (.int(let x), .int(let y)): return .int(try checked(x.dividedReportingOverflow(by: y), overflow))
    case (.uint(let x), .uint(let y)): return .uint(x / y)
    case (.double(let x), .double(let y)): return .double(x / y)
    default: throw Functions.noOverload("_/_", [a, b])
    }
  }

  static func remainder(_ a: CELValue, _ b: CELValue) throws(CELError) -> CELValue {
    switch (a, b) {
    case (.int, .int(0)), (.uint, .uint(0)): throw CELError("modulus by zero")
    case (.int(let x), .int(let y)):
      return .int(try checked(x.remainderReportingOverflow(dividingBy: y), overflow))
    case (.uint(let x), .uint(let y)): return .uint(x % y)
    default: throw Functions.noOverload("_%_", [a, b])
    }
  }

  static func negate(_ a: CELValue) throws(CELError) -> CELValue {
    switch a {
    case .int(let x): return .int(try checked((0 as Int64).subtractingReportingOverflow(x), overflow))
    case .double(let x): return .double(-x)
    case .duration(let x):
      return .duration(try checked((0 as Int64).subtractingReportingOverflow(x), durationOverflow))
    default: throw Functions.noOverload("-_", [a])
    }
  }

  private static func checked<T>(
    _ result: (partialValue: T, overflow: Bool), _ error: CELError
  ) throws(CELError) -> T {
    if result.overflow { throw error }
    return result.partialValue
  }

  private static func shifted(_ t: CELTimestamp, _ nanos: Int64) throws(CELError) -> CELTimestamp {
    let total = Int128(t.seconds) * 1_000_000_000 + Int128(t.nanos) + Int128(nanos)
    var seconds = total / 1_000_000_000
    var rest = total % 1_000_000_000
    if rest < 0 {
      rest += 1_000_000_000
      seconds -= 1
    }
    let result = CELTimestamp(seconds: Int64(clamping: seconds), nanos: Int64(rest))
    guard result.isInRange else { throw CELError("timestamp overflow") }
    return result
  }
}
