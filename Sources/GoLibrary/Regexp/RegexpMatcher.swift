/// Runs a program over bytes. Both ways of running it are linear in the length of the text and give the same answer:
/// a backtracker that never enters a (step, place) twice for ordinary texts, and a simulation of all threads for very
/// long ones.
struct RegexpMatcher {
  let steps: UnsafeBufferPointer<RegexpStep>
  let sets: UnsafeBufferPointer<RegexpProgramSet>
  let ranges: UnsafeBufferPointer<UInt32>
  let text: UnsafeBufferPointer<UInt8>
  let program: RegexpProgram

  /// How many (step, place) pairs the backtracker may remember.
  static let backtrackLimit = 1 << 22

  /// Begin and end of the leftmost match at or after `from`, and of every group; -1 for a group that took no part.
  /// `captures` says how many pairs are wanted.
  static func run(
    _ program: RegexpProgram, _ text: UnsafeBufferPointer<UInt8>, from: Int, captures: Int,
    simulate: Bool = false
  ) -> [Int]? {
    program.steps.withUnsafeBufferPointer { steps in
      program.sets.withUnsafeBufferPointer { sets in
        program.ranges.withUnsafeBufferPointer { ranges in
          let matcher = RegexpMatcher(steps: steps, sets: sets, ranges: ranges, text: text, program: program)
          if program.isAnchored && from > 0 { return nil }
          let places = (text.count - from + 1).multipliedReportingOverflow(by: steps.count)
          if simulate || places.overflow || places.partialValue > backtrackLimit {
            return matcher.simulate(from: from, captures: captures)
          }
          return matcher.backtrack(from: from, captures: captures)
        }
      }
    }
  }

  /// The character at a place; what is no UTF-8 counts as U+FFFD of width 1, as in Go. Width 0 at the end.
  @inline(__always)
  func step(_ at: Int) -> (rune: UInt32, width: Int) {
    guard at < text.count else { return (UInt32.max, 0) }
    let first = text[at]
    if first < 0x80 { return (UInt32(first), 1) }
    return UTF8Decoder.decode(text, at) ?? (0xFFFD, 1)
  }

  @inline(__always)
  func contains(_ set: RegexpProgramSet, _ rune: UInt32) -> Bool {
    if rune < 64 { return set.low >> UInt64(rune) & 1 == 1 }
    if rune < 128 { return set.high >> UInt64(rune - 64) & 1 == 1 }
    var low = Int(set.start) / 2
    var high = Int(set.end) / 2
    while low < high {
      let middle = (low + high) / 2
      if rune < ranges[middle * 2] {
        high = middle
      } else if rune > ranges[middle * 2 + 1] {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }

  /// Whether a step that reads a character takes this one.
  @inline(__always)
  func accepts(_ step: RegexpStep, _ rune: UInt32) -> Bool {
    switch step.operation {
    case .rune: rune == UInt32(bitPattern: step.argument)
    case .set: rune <= RuneSet.most && contains(sets[Int(step.argument)], rune)
    case .any: rune <= RuneSet.most
    case .anyButNewline: rune <= RuneSet.most && rune != 0x0A
    default: false
    }
  }

  private func isWord(_ at: Int) -> Bool {
    at >= 0 && at < text.count && RegexpParser.isWord(text[at]) && text[at] < 0x80
  }

  /// Whether the assertions hold at a place.
  func holds(_ assertion: Int32, _ at: Int) -> Bool {
    let asked = RegexpAssertion(rawValue: assertion)
    if asked.contains(.beginText) { return at == 0 }
    if asked.contains(.endText) { return at == text.count }
    if asked.contains(.beginLine) { return at == 0 || text[at - 1] == 0x0A }
    if asked.contains(.endLine) { return at == text.count || text[at] == 0x0A }
    let boundary = isWord(at - 1) != isWord(at)
    return asked.contains(.wordBoundary) ? boundary : !boundary
  }

  /// The next place at which a match can begin.
  @inline(__always)
  func candidate(_ from: Int) -> Int? {
    if let first = program.prefix.first {
      var at = from
      while at < text.count {
        if text[at] == first && startsWithPrefix(at) { return at }
        at += 1
      }
      return nil
    }
    guard let bytes = program.firstBytes else { return from }
    return bytes.withUnsafeBufferPointer { bytes in
      var at = from
      while at < text.count {
        if bytes[Int(text[at])] { return at }
        at += 1
      }
      return nil
    }
  }

  private func startsWithPrefix(_ at: Int) -> Bool {
    let prefix = program.prefix
    if prefix.count > text.count - at { return false }
    for offset in 1..<max(prefix.count, 1) where text[at + offset] != prefix[offset] { return false }
    return true
  }
}
