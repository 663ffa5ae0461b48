extension RegexpMatcher {
  private struct Job {
    var step: Int32
    /// For a capture that is to be restored: the slot's old value, with `step` negative.
    var place: Int
  }

  /// Tries choices in order, depth first, never the same step at the same place twice.
  func backtrack(from: Int, captures: Int) -> [Int]? {
    let width = steps.count
    var visited: [UInt64] = []
    visited.reserveCapacity(64)
    var jobs: [Job] = []
    var slots = [Int](repeating: -1, count: captures * 2)
    var at = from
    while at <= text.count {
      guard let candidate = program.isAnchored ? at : candidate(at) else { return nil }
      at = candidate
      if captures > 0 { slots[0] = at }
      if let end = attempt(at, origin: from, width: width, &visited, &jobs, &slots) {
        if captures > 0 { slots[1] = end }
        return captures > 0 ? slots : [at, end]
      }
      if program.isAnchored { return nil }
      at += max(step(at).width, 1)
    }
    return nil
  }

  /// One start place; the end of the match, `nil` when there is none.
  private func attempt(
    _ place: Int, origin: Int, width: Int, _ visited: inout [UInt64], _ jobs: inout [Job], _ slots: inout [Int]
  ) -> Int? {
    jobs.removeAll(keepingCapacity: true)
    jobs.append(Job(step: program.start, place: place))
    while let job = jobs.popLast() {
      if job.step < 0 {
        slots[Int(-1 - job.step)] = job.place
        continue
      }
      var current = Int(job.step)
      var at = job.place
      follow: while true {
        let bit = (at - origin) * width + current
        let word = bit >> 6
        if word >= visited.count {
          visited.append(contentsOf: repeatElement(0, count: max(word + 1 - visited.count, visited.count)))
        }
        if visited[word] >> UInt64(bit & 63) & 1 == 1 { break follow }
        visited[word] |= 1 << UInt64(bit & 63)
        let instruction = steps[current]
        switch instruction.operation {
        case .fail: break follow
        case .match: return at
        case .nop: break
        case .alternate: jobs.append(Job(step: instruction.argument, place: at))
        case .capture:
          let slot = Int(instruction.argument)
          if slot < slots.count {
            jobs.append(Job(step: -1 - instruction.argument, place: slots[slot]))
            slots[slot] = at
          }
        case .assertion: if !holds(instruction.argument, at) { break follow }
        case .rune, .set, .any, .anyButNewline:
          let (rune, size) = step(at)
          if !accepts(instruction, rune) { break follow }
          at += size
        }
        current = Int(instruction.out)
      }
    }
    return nil
  }
}
