/// A set of characters as ordered ranges.
struct RuneSet {
  private(set) var ranges: [ClosedRange<UInt32>] = []
  private var isClean = true

  static let most: UInt32 = 0x10FFFF

  init() {}

  init(_ ranges: [ClosedRange<UInt32>]) {
    self.ranges = ranges
    isClean = false
  }

  mutating func add(_ range: ClosedRange<UInt32>) {
    ranges.append(range)
    isClean = false
  }

  mutating func add(_ other: RuneSet) {
    ranges += other.ranges
    isClean = false
  }

  /// With every character that differs by case only.
  mutating func add(folding range: ClosedRange<UInt32>) {
    add(range)
    let low = max(range.lowerBound, 0x41)
    let high = min(range.upperBound, 0x1E943)
    if low > high || low == 0x41 && high == 0x1E943 { return }
    for rune in low...high {
      var other = UnicodeTables.simpleFold(rune)
      while other != rune {
        ranges.append(other...other)
        other = UnicodeTables.simpleFold(other)
      }
    }
  }

  func folded() -> RuneSet {
    var set = RuneSet()
    for range in ranges { set.add(folding: range) }
    return set.clean()
  }

  /// Sorted and merged.
  func clean() -> RuneSet {
    if isClean { return self }
    var set = RuneSet()
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = set.ranges.last, range.lowerBound <= last.upperBound + 1 {
        set.ranges[set.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        set.ranges.append(range)
      }
    }
    return set
  }

  func negated() -> RuneSet {
    var set = RuneSet()
    var next: UInt32 = 0
    for range in clean().ranges {
      if range.lowerBound > next { set.ranges.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= RuneSet.most { set.ranges.append(next...RuneSet.most) }
    return set
  }

  // MARK: - Named classes

  static let digit = RuneSet([0x30...0x39])
  static let space = RuneSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
  static let word = RuneSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let any = RuneSet([0...most])
  static let anyButNewline = RuneSet([0...0x09, 0x0B...most])

  /// `[:name:]`.
  static func posix(_ name: String) -> RuneSet? {
    switch name {
    case "alnum": RuneSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])
    case "alpha": RuneSet([0x41...0x5A, 0x61...0x7A])
    case "ascii": RuneSet([0...0x7F])
    case "blank": RuneSet([0x09...0x09, 0x20...0x20])
    case "cntrl": RuneSet([0...0x1F, 0x7F...0x7F])
    case "digit": digit
    case "graph": RuneSet([0x21...0x7E])
    case "lower": RuneSet([0x61...0x7A])
    case "print": RuneSet([0x20...0x7E])
    case "punct": RuneSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
    case "space": RuneSet([0x09...0x0D, 0x20...0x20])
    case "upper": RuneSet([0x41...0x5A])
    case "word": word
    case "xdigit": RuneSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
    default: nil
    }
  }

  /// `\p{name}`: `Any`, a general category or a script. Names that Go 1.25 added are read as well: `ASCII`,
  /// `Assigned`, `Cn`, `LC`, and the long names of categories, in any case and with spaces, `_` and `-` left out.
  static func unicode(_ name: String) -> RuneSet? {
    if let set = exact(name) { return set }
    let plain = String(name.lowercased().unicodeScalars.filter { $0 != " " && $0 != "_" && $0 != "-" })
    if let category = categoryAliases[plain] { return exact(category) }
    return exactNames[plain].flatMap(exact)
  }

  private static func exact(_ name: String) -> RuneSet? {
    switch name {
    case "Any": return any
    case "ASCII": return RuneSet([0...0x7F])
    case "Assigned":
      return RuneSet(["C", "L", "M", "N", "P", "S", "Z"].flatMap { UnicodeTables.ranges($0) ?? [] }).clean()
    case "Cn": return exact("Assigned")?.negated()
    case "LC": return RuneSet(["Lu", "Ll", "Lt"].flatMap { UnicodeTables.ranges($0) ?? [] }).clean()
    default: return UnicodeTables.ranges(name).map { RuneSet($0) }
    }
  }

  private static let exactNames: [String: String] = {
    var names: [String: String] = [:]
    for name in UnicodeTables.names + ["Any", "ASCII", "Assigned", "Cn", "LC"] {
      names[String(name.lowercased().unicodeScalars.filter { $0 != "_" })] = name
    }
    return names
  }()

  private static let categoryAliases: [String: String] = {
    let table = """
      other C control Cc cntrl Cc format Cf unassigned Cn privateuse Co surrogate Cs letter L casedletter LC \
      lowercaseletter Ll modifierletter Lm otherletter Lo titlecaseletter Lt uppercaseletter Lu mark M \
      combiningmark M spacingmark Mc enclosingmark Me nonspacingmark Mn number N decimalnumber Nd digit Nd \
      letternumber Nl othernumber No punctuation P punct P connectorpunctuation Pc dashpunctuation Pd \
      closepunctuation Pe finalpunctuation Pf initialpunctuation Pi otherpunctuation Po openpunctuation Ps symbol S \
      currencysymbol Sc modifiersymbol Sk mathsymbol Sm othersymbol So separator Z lineseparator Zl \
      paragraphseparator Zp spaceseparator Zs
      """
    let words = table.split(separator: " ")
    var aliases: [String: String] = [:]
    for index in stride(from: 0, to: words.count - 1, by: 2) {
      aliases[String(words[index])] = String(words[index + 1])
    }
    return aliases
  }()
}
