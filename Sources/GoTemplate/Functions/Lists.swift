extension FunctionTable {
  /// Sprig's list functions (list.go of Masterminds/sprig). Those with `must` return an error where the others panic;
  /// in a template both end alike.
  static func addLists(_ table: inout FunctionTable) {
    func both(_ name: String, _ signature: String, _ body: @escaping GoFunction.Body) {
      table(name, signature, body)
      table("must" + name.prefix(1).uppercased() + name.dropFirst(), signature, body)
    }
    /// sprig `list`
    table("list", "...any") { _, args in .list(args.values) }
    table("tuple", "...any") { _, args in .list(args.values) }
    /// sprig `push`, `mustPush`
    for name in ["append", "push"] {
      both(name, "any any") { _, args throws(GoFailure) in
        .list(try Lists.elements(args[0], "Cannot push on type") + [args[1]])
      }
    }
    /// sprig `prepend`, `mustPrepend`
    both("prepend", "any any") { _, args throws(GoFailure) in
      .list([args[1]] + (try Lists.elements(args[0], "Cannot prepend on type")))
    }
    /// sprig `first`, `last`, `rest`, `initial`
    both("first", "any") { _, args throws(GoFailure) in
      try Lists.elements(args[0], "Cannot find first on type").first ?? .null
    }
    both("last", "any") { _, args throws(GoFailure) in
      try Lists.elements(args[0], "Cannot find last on type").last ?? .null
    }
    both("rest", "any") { _, args throws(GoFailure) in
      let elements = try Lists.elements(args[0], "Cannot find rest on type")
      return elements.isEmpty ? .slice(.nilList) : .list(Array(elements.dropFirst()))
    }
    both("initial", "any") { _, args throws(GoFailure) in
      let elements = try Lists.elements(args[0], "Cannot find initial on type")
      return elements.isEmpty ? .slice(.nilList) : .list(Array(elements.dropLast()))
    }
    /// sprig `reverse`
    both("reverse", "any") { _, args throws(GoFailure) in
      .list(try Lists.elements(args[0], "Cannot find reverse on type").reversed())
    }
    /// sprig `compact`
    both("compact", "any") { _, args throws(GoFailure) in
      .list(try Lists.elements(args[0], "Cannot compact on type").filter { !Defaults.isEmpty($0) })
    }
    /// sprig `uniq`
    both("uniq", "any") { execution, args throws(GoFailure) in
      var found: [GoValue] = []
      for element in try Lists.elements(args[0], "Cannot find uniq on type") {
        try execution.spend(found.count)
        if !found.contains(where: { $0.deepEquals(element) }) { found.append(element) }
      }
      return .list(found)
    }
    /// sprig `without`
    both("without", "any ...any") { _, args throws(GoFailure) in
      let omitted = args.rest(1)
      return .list(
        try Lists.elements(args[0], "Cannot find without on type").filter { element in
          !omitted.contains { $0.deepEquals(element) }
        })
    }
    /// sprig `has`
    both("has", "any any") { _, args throws(GoFailure) in
      if args[1].isNothing { return .false }
      let needle = args[0]
      return .bool(try Lists.elements(args[1], "Cannot find has on type").contains { needle.deepEquals($0) })
    }
    /// sprig `slice`
    both("slice", "any ...any") { _, args throws(GoFailure) in try Lists.slice(args) }
    /// sprig `concat`
    table("concat", "...any") { _, args throws(GoFailure) in
      var all: [GoValue] = []
      for value in args.values {
        if value.isNothing { throw Lists.nilType }
        guard let elements = Strings.elements(value) else {
          throw fail("Cannot concat type \(value.kind.rawValue) as list")
        }
        all += elements
      }
      return all.isEmpty ? .slice(.nilList) : .list(all)
    }
    /// sprig `chunk`
    both("chunk", "int any") { _, args throws(GoFailure) in try Lists.chunk(args) }
    /// sprig `sortAlpha`
    table("sortAlpha", "any") { _, args in
      guard Strings.elements(args[0]) != nil else { return .strings([Strings.text(args[0])]) }
      return .strings(Strings.list(args[0]).sorted { byteLess($0, $1) })
    }
    /// sprig `all`, `any`
    table("all", "...any") { _, args in .bool(!args.values.contains { Defaults.isEmpty($0) }) }
    table("any", "...any") { _, args in .bool(args.values.contains { !Defaults.isEmpty($0) }) }
  }
}

enum Lists {
  /// What Go says when reflection meets an untyped nil.
  static let nilType = GoFailure("runtime error: invalid memory address or nil pointer dereference")

  static func elements(_ value: GoValue, _ problem: String) throws(GoFailure) -> [GoValue] {
    if let elements = Strings.elements(value) { return elements }
    if value.isNothing { throw nilType }
    throw fail("\(problem) \(value.kind.rawValue)")
  }

  static func slice(_ args: Arguments) throws(GoFailure) -> GoValue {
    let elements = try Lists.elements(args[0], "list should be type of slice or array but")
    if elements.isEmpty { return .null }
    let start = args.count > 1 ? Int(clamping: Cast.int64(args[1])) : 0
    let end = args.count > 2 ? Int(clamping: Cast.int64(args[2])) : elements.count
    guard start >= 0, start <= end, end <= elements.count else {
      throw fail("reflect.Value.Slice: slice index out of bounds")
    }
    let part = Array(elements[start..<end])
    if case .slice(let slice) = args[0] { return .slice(GoSlice(element: slice.element, part)) }
    return .list(part)
  }

  static func chunk(_ args: Arguments) throws(GoFailure) -> GoValue {
    let size = args.int(0)
    let elements = try Lists.elements(args[1], "Cannot chunk type")
    // Sprig counts the chunks in floats, so that sizes below 1 give odd results, or the panic of make.
    let range = fail("runtime error: makeslice: len out of range")
    let total = (Double(elements.count - 1) / Double(size)).rounded(.down) + 1
    guard total >= 0, total.isFinite else { throw range }
    var chunks: [GoValue] = []
    for at in 0..<Int(total) {
      var length = size
      if at == Int(total) - 1 {
        length = elements.count % size
        if length == 0 { length = size }
      }
      guard length >= 0, at * size + length <= elements.count else { throw range }
      chunks.append(.list(Array(elements[(at * size)..<(at * size + length)])))
    }
    return .slice(GoSlice(element: .anyList, chunks))
  }
}
