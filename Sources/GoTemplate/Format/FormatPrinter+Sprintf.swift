extension FormatPrinter {
  /// fmt's `doPrintf`.
  mutating func format(_ text: String, _ args: [GoValue]) {
    let format = Array(text.utf8)
    let end = format.count
    var at = 0
    var argument = 0
    var afterIndex = false
    var reordered = false
    scan: while at < end {
      var goodIndex = true
      let start = at
      while at < end, format[at] != UInt8(ascii: "%") { at += 1 }
      if at > start { out.append(contentsOf: format[start..<at]) }
      if at >= end { break }
      at += 1
      flags = FormatFlags()
      readFlags: while at < end {
        switch format[at] {
        case UInt8(ascii: "#"): flags.sharp = true
        case UInt8(ascii: "0"): flags.zero = true
        case UInt8(ascii: "+"): flags.plus = true
        case UInt8(ascii: "-"): flags.minus = true
        case UInt8(ascii: " "): flags.space = true
        default: break readFlags
        }
        at += 1
      }

      func index() -> Bool {
        guard at < end, format[at] == UInt8(ascii: "[") else { return false }
        reordered = true
        let (value, width, ok) = FormatPrinter.argumentIndex(format, at)
        at += width
        if ok, value >= 0, value < args.count {
          argument = value
          return true
        }
        goodIndex = false
        return ok
      }
      afterIndex = index()

      if at < end, format[at] == UInt8(ascii: "*") {
        at += 1
        if let width = FormatPrinter.integerArgument(args, &argument) {
          flags.width = abs(width)
          if width < 0 { flags.minus = true }
        } else {
          write("%!(BADWIDTH)")
        }
        afterIndex = false
      } else {
        flags.width = FormatPrinter.number(format, &at, end)
        if afterIndex, flags.width != nil { goodIndex = false }
      }

      if at + 1 < end, format[at] == UInt8(ascii: ".") {
        at += 1
        if afterIndex { goodIndex = false }
        afterIndex = index()
        if at < end, format[at] == UInt8(ascii: "*") {
          at += 1
          let precision = FormatPrinter.integerArgument(args, &argument)
          flags.precision = precision.flatMap { $0 < 0 ? nil : $0 }
          if flags.precision == nil { write("%!(BADPREC)") }
          afterIndex = false
        } else {
          flags.precision = FormatPrinter.number(format, &at, end) ?? 0
        }
      }
      if !afterIndex { afterIndex = index() }
      if at >= end {
        write("%!(NOVERB)")
        break
      }

      let (rune, size) = format.withUnsafeBufferPointer { GoRune.decode($0, at) }
      let verb = rune.flatMap { Unicode.Scalar($0) } ?? "\u{FFFD}"
      at += size
      switch verb {
      case "%": out.append(UInt8(ascii: "%"))
      case _ where !goodIndex: problem(verb, "(BADINDEX)")
      case _ where argument >= args.count: problem(verb, "(MISSING)")
      default:
        if verb == "v" {
          flags.sharpV = flags.sharp
          flags.sharp = false
          flags.plusV = flags.plus
          flags.plus = false
        }
        let value = args[argument]
        if verb == "w" { badVerb(verb, value) } else { arg(value, verb) }
        argument += 1
      }
    }
    if !reordered, argument < args.count { extra(args[argument...]) }
  }

  private mutating func problem(_ verb: Unicode.Scalar, _ what: String) {
    write("%!")
    out.append(contentsOf: UTF8.encode(verb) ?? UTF8.encodedReplacementCharacter)
    write(what)
  }

  private mutating func extra(_ args: ArraySlice<GoValue>) {
    flags = FormatFlags()
    write("%!(EXTRA ")
    for (at, value) in args.enumerated() {
      if at > 0 { write(", ") }
      if value.isNothing {
        write("<nil>")
      } else {
        write(value.typeName + "=")
        arg(value, "v")
      }
    }
    write(")")
  }

  /// Larger numbers are refused by fmt as well.
  private static let largest = 1_000_000

  /// A decimal number at that place; `nil` when there is none or it is too large.
  private static func number(_ format: [UInt8], _ at: inout Int, _ end: Int) -> Int? {
    var value: Int?
    let start = at
    while at < end, format[at] >= 0x30, format[at] <= 0x39 {
      let next = (value ?? 0) * 10 + Int(format[at] - 0x30)
      if next > largest {
        at = start
        while at < end, format[at] >= 0x30, format[at] <= 0x39 { at += 1 }
        at = end
        return nil
      }
      value = next
      at += 1
    }
    return value
  }

  /// fmt's `parseArgNumber`: the zero-based index, the bytes to skip, and whether it was well formed.
  private static func argumentIndex(_ format: [UInt8], _ at: Int) -> (Int, Int, Bool) {
    guard format.count - at >= 3 else { return (0, 1, false) }
    guard let close = format[(at + 1)...].firstIndex(of: UInt8(ascii: "]")) else { return (0, 1, false) }
    var place = at + 1
    let value = number(format, &place, close)
    guard let value, place == close else { return (0, close - at + 1, false) }
    return (value - 1, close - at + 1, true)
  }

  /// fmt's `intFromArg`.
  private static func integerArgument(_ args: [GoValue], _ argument: inout Int) -> Int? {
    guard argument < args.count else { return nil }
    var value = args[argument]
    argument += 1
    if case .object(let object) = value, let inner = object.underlying { value = inner }
    guard case .int(let number, let kind) = value, kind.isSigned || number >= 0, number.magnitude <= UInt64(largest)
    else {
      return nil
    }
    return Int(number)
  }
}
