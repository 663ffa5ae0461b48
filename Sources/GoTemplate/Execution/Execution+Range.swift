extension Execution {
  /// text/template's `walkRange`. A `continue` in its else goes on with the range around it; a `break` there ends only
  /// this one, as in Go.
  func walkRange(_ branch: Branch) throws(GoFailure) -> Flow {
    let mark = variables.count
    record?.beginAction()
    var value = try pipeline(branch.pipe)
    if let record { record.contexts.append(record.readsOfAction) }
    defer { if let record { record.contexts.removeLast() } }
    if case .object(let object) = value, let inner = object.underlying { value = inner }
    let saved = (dot, dotIsBoxed)
    var ran = false
    switch value {
    case .list(let elements):
      ran = !elements.isEmpty
      for (at, element) in elements.enumerated() {
        if try iterate(branch, .int(at), element, boxed: true) { break }
      }
    case .slice(let slice):
      ran = !slice.elements.isEmpty
      for (at, element) in slice.elements.enumerated() {
        if try iterate(branch, .int(at), element, boxed: slice.element == .any) { break }
      }
    case .map(let map):
      ran = map.count > 0
      for entry in map.sorted {
        if try iterate(branch, .string(entry.key), entry.value, boxed: map.type.element == .any) { break }
      }
    case .int(let count, let kind):
      if branch.pipe.variables.count > 1 {
        throw error("can't use \(GoFormat.text(value)) to iterate over more than one variable")
      }
      let end = kind.isSigned ? count : Int64(clamping: UInt64(bitPattern: count))
      ran = end > 0
      var at: Int64 = 0
      while at < end {
        if try iterate(branch, .invalid, .int(at, kind), boxed: false) { break }
        at += 1
      }
    case .invalid, .null: break
    default: throw error("range can't iterate over \(GoFormat.text(value))")
    }
    (dot, dotIsBoxed) = saved
    var flow = Flow.next
    if !ran, let elseList = branch.elseList { flow = try walk(elseList) }
    variables.removeLast(variables.count - mark)
    return flow == .continue ? .continue : .next
  }

  /// One turn; true when the loop is to end.
  private func iterate(
    _ branch: Branch, _ index: GoValue, _ element: GoValue, boxed: Bool
  ) throws(GoFailure) -> Bool {
    let names = branch.pipe.variables
    if !names.isEmpty {
      if branch.pipe.isAssign {
        try assign(names[0], names.count > 1 ? index : element, boxed: names.count == 1 && boxed)
        if names.count > 1 { try assign(names[1], element, boxed: boxed) }
      } else {
        let last = variables.count - 1
        variables[last].value = element
        variables[last].isBoxed = boxed
        if names.count > 1 {
          variables[last - 1].value = index
          variables[last - 1].isBoxed = false
        }
      }
    }
    (dot, dotIsBoxed) = (element, boxed)
    // A body without statements takes time too.
    session.steps &+= 1
    if session.steps > session.limits.steps {
      node = branch
      try spend(0)
    }
    let mark = variables.count
    let flow = try walk(branch.list)
    variables.removeLast(variables.count - mark)
    return flow == .break
  }

  func assign(_ name: VariableName, _ value: GoValue, boxed: Bool) throws(GoFailure) {
    var at = variables.count - 1
    while at >= variableBase {
      if variables[at].id == name.id {
        variables[at].value = value
        variables[at].isBoxed = boxed
        return
      }
      at -= 1
    }
    throw error("undefined variable: \(name.name)")
  }
}
