#if canImport(Glibc)
  import Glibc
#endif

extension FunctionTable {
  /// Sprig's numbers (numeric.go of Masterminds/sprig); integers wrap round as Go's do.
  static func addNumbers(_ table: inout FunctionTable) {
    /// `strconv.Atoi`, 0 for what is no number
    table("atoi", "string") { _, args in .int(Int(NumberSyntax.parseInteger(args.string(0), base: 10) ?? 0)) }
    /// spf13/cast `ToInt64`, `ToInt`, `ToFloat64`
    table("int64", "any") { _, args in .int64(Cast.int64(args[0])) }
    table("int", "any") { _, args in .int(Cast.int64(args[0]), .int) }
    table("float64", "any") { _, args in .float(Cast.float(args[0])) }
    /// sprig `toDecimal`: reads octal
    table("toDecimal", "any") { _, args in
      .int64(NumberSyntax.parseInteger(GoFormat.text(args[0].isNothing ? .string("<nil>") : args[0]), base: 8) ?? 0)
    }
    /// the integer arithmetic of sprig's function map
    table("add1", "any") { _, args in .int64(Cast.int64(args[0]) &+ 1) }
    table("add", "...any") { _, args in .int64(args.values.reduce(0) { $0 &+ Cast.int64($1) }) }
    table("sub", "any any") { _, args in .int64(Cast.int64(args[0]) &- Cast.int64(args[1])) }
    table("mul", "any ...any") { _, args in
      .int64(args.rest(1).reduce(Cast.int64(args[0])) { $0 &* Cast.int64($1) })
    }
    table("div", "any any") { _, args throws(GoFailure) in
      let (a, b) = (Cast.int64(args[0]), Cast.int64(args[1]))
      if b == 0 { throw fail("runtime error: integer divide by zero") }
      return .int64(a.dividedReportingOverflow(by: b).partialValue)
    }
    table("mod", "any any") { _, args throws(GoFailure) in
      let (a, b) = (Cast.int64(args[0]), Cast.int64(args[1]))
      if b == 0 { throw fail("runtime error: integer divide by zero") }
      return .int64(b == -1 ? 0 : a % b)
    }
    /// sprig `max`, `min`
    for name in ["max", "biggest"] {
      table(name, "any ...any") { _, args in
        .int64(args.rest(1).reduce(Cast.int64(args[0])) { max($0, Cast.int64($1)) })
      }
    }
    table("min", "any ...any") { _, args in
      .int64(args.rest(1).reduce(Cast.int64(args[0])) { min($0, Cast.int64($1)) })
    }
    /// sprig `maxf`, `minf`: `math.Max`, `math.Min`
    table("maxf", "any ...any") { _, args in
      .float(args.rest(1).reduce(Cast.float(args[0])) { Numbers.larger($0, Cast.float($1)) })
    }
    table("minf", "any ...any") { _, args in
      .float(args.rest(1).reduce(Cast.float(args[0])) { -Numbers.larger(-$0, -Cast.float($1)) })
    }
    /// sprig `execDecimalOp` over shopspring/decimal
    table("add1f", "any") { _, args throws(GoFailure) in
      .float(try Decimal(Cast.float(args[0])).adding(Decimal(1)).double)
    }
    table("addf", "...any") { _, args throws(GoFailure) in
      var sum = try Decimal(0)
      for value in args.values { sum = sum.adding(try Decimal(Cast.float(value))) }
      return .float(sum.double)
    }
    table("subf", "any ...any") { _, args throws(GoFailure) in
      var result = try Decimal(Cast.float(args[0]))
      for value in args.rest(1) { result = result.adding(try Decimal(Cast.float(value)).negated) }
      return .float(result.double)
    }
    table("mulf", "any ...any") { execution, args throws(GoFailure) in
      var result = try Decimal(Cast.float(args[0]))
      for value in args.rest(1) {
        result = result.multiplied(by: try Decimal(Cast.float(value)))
        try execution.spend(result.size)
      }
      return .float(result.double)
    }
    table("divf", "any ...any") { execution, args throws(GoFailure) in
      var result = try Decimal(Cast.float(args[0]))
      for value in args.rest(1) {
        result = try result.divided(by: Decimal(Cast.float(value)))
        try execution.spend(result.size)
      }
      return .float(result.double)
    }
    /// sprig `floor`, `ceil`, `round`
    table("floor", "any") { _, args in .float(Cast.float(args[0]).rounded(.down)) }
    table("ceil", "any") { _, args in .float(Cast.float(args[0]).rounded(.up)) }
    table("round", "any int ...float64") { _, args in
      .float(Numbers.round(Cast.float(args[0]), args.int(1), on: args.count > 2 ? args.float(2) : 0.5))
    }
    /// sprig `until`, `untilStep`, `seq`
    table("until", "int") { execution, args throws(GoFailure) in
      let count = args.int(0)
      return .slice(GoSlice(element: .int, try Numbers.steps(0, count, count < 0 ? -1 : 1, execution)))
    }
    table("untilStep", "int int int") { execution, args throws(GoFailure) in
      .slice(GoSlice(element: .int, try Numbers.steps(args.int(0), args.int(1), args.int(2), execution)))
    }
    table("seq", "...int") { execution, args throws(GoFailure) in .string(try Numbers.sequence(args, execution)) }
  }
}

/// spf13/cast's conversions; what cannot be converted is 0.
enum Cast {
  static func int64(_ value: GoValue) -> Int64 {
    switch value {
    case .int(let number, _): number
    case .float(let number): truncated(number)
    case .string(let text): NumberSyntax.parseInteger(withoutZeroDecimals(text), base: 0) ?? 0
    case .bool(let flag): flag ? 1 : 0
    case .object(let object): object is GoCalendarNumber ? object.underlying.map { int64($0) } ?? 0 : 0
    default: 0
    }
  }

  static func float(_ value: GoValue) -> Double {
    switch value {
    case .int(let number, let kind): kind.isSigned ? Double(number) : Double(UInt64(bitPattern: number))
    case .float(let number): number
    case .string(let text): NumberSyntax.parseFloat(text) ?? 0
    case .bool(let flag): flag ? 1 : 0
    case .object(let object): object is GoCalendarNumber ? object.underlying.map { float($0) } ?? 0 : 0
    default: 0
    }
  }

  /// Go's conversion on amd64: what does not fit becomes the smallest integer.
  static func truncated(_ number: Double) -> Int64 {
    number.isFinite ? Int64(exactly: number.rounded(.towardZero)) ?? .min : .min
  }

  /// cast's `trimZeroDecimal`: "8.00" is "8".
  private static func withoutZeroDecimals(_ text: String) -> String {
    guard let point = text.utf8.lastIndex(of: UInt8(ascii: ".")) else { return text }
    let decimals = text.utf8[text.utf8.index(after: point)...]
    return !decimals.isEmpty && decimals.allSatisfy { $0 == 0x30 } ? String(text[..<point]) : text
  }
}

/// A number type of package time, which cast knows: `time.Month`, `time.Weekday`.
protocol GoCalendarNumber {}

enum Numbers {
  /// `math.Max`.
  static func larger(_ a: Double, _ b: Double) -> Double {
    if a == .infinity || b == .infinity { return .infinity }
    if a.isNaN || b.isNaN { return .nan }
    if a == 0, b == 0 { return a.sign == .minus ? b : a }
    return max(a, b)
  }

  /// `math.Pow(10, n)`: squarings of the fraction, whose last bits differ from the C library's.
  static func powerOfTen(_ exponent: Int) -> Double {
    var fraction = 1.0
    var scale = 0
    var (square, squareScale) = (10.0 / 16, 4)
    var left = exponent.magnitude
    while left != 0 {
      if squareScale > 1 << 12 {
        scale += squareScale
        break
      }
      if left & 1 == 1 {
        fraction *= square
        scale += squareScale
      }
      square *= square
      squareScale <<= 1
      if square < 0.5 {
        square += square
        squareScale -= 1
      }
      left >>= 1
    }
    return exponent < 0
      ? Double(sign: .plus, exponent: -scale, significand: 1 / fraction)
      : Double(sign: .plus, exponent: scale, significand: fraction)
  }

  static func round(_ value: Double, _ places: Int, on limit: Double) -> Double {
    let power = powerOfTen(places)
    let scaled = power * value
    let rest = scaled - scaled.rounded(.towardZero)
    return (rest >= limit ? scaled.rounded(.up) : scaled.rounded(.down)) / power
  }

  /// sprig's `untilStep`.
  static func steps(_ start: Int, _ stop: Int, _ step: Int, _ execution: Execution) throws(GoFailure) -> [GoValue] {
    if stop < start ? step >= 0 : step <= 0 { return [] }
    let distance = stop < start ? UInt(bitPattern: start &- stop) : UInt(bitPattern: stop &- start)
    let count = distance / step.magnitude + (distance % step.magnitude == 0 ? 0 : 1)
    if count > 50_000_000 { throw .limit("a list of \(count) elements is too long") }
    try execution.spend(Int(count))
    var numbers: [GoValue] = []
    numbers.reserveCapacity(Int(count))
    var at = start
    for _ in 0..<count {
      numbers.append(.int(at))
      at &+= step
    }
    return numbers
  }

  static func sequence(_ args: Arguments, _ execution: Execution) throws(GoFailure) -> String {
    let (start, step, stop): (Int, Int, Int)
    switch args.count {
    case 1:
      (start, stop) = (1, args.int(0))
      step = stop < start ? -1 : 1
      return join(try steps(start, stop &+ step, step, execution))
    case 2:
      (start, stop) = (args.int(0), args.int(1))
      step = stop < start ? -1 : 1
      return join(try steps(start, stop &+ step, step, execution))
    case 3:
      (start, step, stop) = (args.int(0), args.int(1), args.int(2))
      if stop < start, step > 0 { return "" }
      return join(try steps(start, stop &+ (stop < start ? -1 : 1), step, execution))
    default: return ""
    }
  }

  private static func join(_ numbers: [GoValue]) -> String {
    numbers.map { GoFormat.text($0) }.joined(separator: " ")
  }
}
