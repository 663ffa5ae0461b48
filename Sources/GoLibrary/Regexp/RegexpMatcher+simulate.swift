extension RegexpMatcher {
  /// An ordered set of threads, each with its captures, all at one place of the text.
  private struct Threads {
    var order: [Int32] = []
    /// Index into `order` by step; valid only when `order` agrees.
    var index: [Int32]
    var captures: [Int]
    let width: Int

    init(steps: Int, width: Int) {
      index = [Int32](repeating: 0, count: steps)
      captures = []
      self.width = width
    }

    func contains(_ step: Int32) -> Bool {
      let at = Int(index[Int(step)])
      return at < order.count && order[at] == step
    }

    mutating func add(_ step: Int32, _ slots: [Int]) {
      index[Int(step)] = Int32(order.count)
      order.append(step)
      captures.append(contentsOf: slots)
    }

    mutating func removeAll() {
      order.removeAll(keepingCapacity: true)
      captures.removeAll(keepingCapacity: true)
    }

    func slots(_ index: Int) -> [Int] { Array(captures[(index * width)..<((index + 1) * width)]) }
  }

  /// All threads side by side (Pike): memory does not grow with the text.
  func simulate(from: Int, captures: Int) -> [Int]? {
    let width = max(captures, 1) * 2
    var current = Threads(steps: steps.count, width: width)
    var next = Threads(steps: steps.count, width: width)
    var best: [Int]?
    var at = from
    while at <= text.count {
      if current.order.isEmpty {
        if best != nil || program.isAnchored && at > from { break }
        guard let candidate = program.isAnchored ? at : candidate(at) else { break }
        at = candidate
      }
      if best == nil, !program.isAnchored || at == from {
        var slots = [Int](repeating: -1, count: width)
        slots[0] = at
        add(program.start, at, &slots, to: &current)
      }
      let (rune, size) = step(at)
      for index in current.order.indices {
        let instruction = steps[Int(current.order[index])]
        if instruction.operation == .match {
          var slots = current.slots(index)
          slots[1] = at
          best = slots
          break
        }
        if accepts(instruction, rune) {
          var slots = current.slots(index)
          add(instruction.out, at + size, &slots, to: &next)
        }
      }
      swap(&current, &next)
      next.removeAll()
      if size == 0 { break }
      at += size
    }
    return best
  }

  private enum Pending {
    case visit(Int32)
    case restore(Int, Int)
  }

  /// Follows the steps that read nothing.
  private func add(_ step: Int32, _ at: Int, _ slots: inout [Int], to threads: inout Threads) {
    var pending: [Pending] = [.visit(step)]
    while let next = pending.popLast() {
      switch next {
      case .restore(let slot, let old): slots[slot] = old
      case .visit(let step):
        if threads.contains(step) { continue }
        let instruction = steps[Int(step)]
        switch instruction.operation {
        case .fail: break
        case .match, .rune, .set, .any, .anyButNewline: threads.add(step, slots)
        case .nop:
          threads.add(step, slots)
          pending.append(.visit(instruction.out))
        case .alternate:
          threads.add(step, slots)
          pending.append(.visit(instruction.argument))
          pending.append(.visit(instruction.out))
        case .capture:
          threads.add(step, slots)
          let slot = Int(instruction.argument)
          if slot < slots.count {
            pending.append(.restore(slot, slots[slot]))
            slots[slot] = at
          }
          pending.append(.visit(instruction.out))
        case .assertion:
          threads.add(step, slots)
          if holds(instruction.argument, at) { pending.append(.visit(instruction.out)) }
        }
      }
    }
  }
}
