import GoLibrary

extension FunctionTable {
  /// Sprig's dictionary functions (dict.go of Masterminds/sprig).
  static func addDicts(_ table: inout FunctionTable) {
    /// sprig `dict`
    table("dict", "...any") { _, args in
      let map = GoMap()
      var at = 0
      while at < args.count {
        map.put(Strings.text(args[at]), at + 1 < args.count ? args[at + 1] : .string(""))
        at += 2
      }
      return .map(map)
    }
    /// sprig `get`
    table("get", "map string") { _, args in args.map(0)[args.string(1)] ?? .string("") }
    /// sprig `set`: changes the dict in place
    table("set", "map string any") { _, args throws(GoFailure) in
      try args.map(0).set(args.string(1), args[2])
      return args[0]
    }
    /// sprig `unset`: changes the dict in place
    table("unset", "map string") { _, args throws(GoFailure) in
      try args.map(0).remove(args.string(1))
      return args[0]
    }
    /// sprig `hasKey`
    table("hasKey", "map string") { _, args in .bool(args.map(0)[args.string(1)] != nil) }
    /// sprig `pluck`
    table("pluck", "string ...map") { _, args in
      let key = args.string(0)
      return .list(args.rest(1).compactMap { $0.map?[key] })
    }
    /// sprig `keys`; Go's order is random, here it is sorted
    table("keys", "...map") { _, args in
      .strings(args.values.flatMap { $0.map?.sorted.map(\.key) ?? [] })
    }
    /// sprig `values`; in the order of the keys
    table("values", "map") { _, args in .list(args.map(0).sorted.map(\.value)) }
    /// sprig `pick`, `omit`
    table("pick", "map ...string") { _, args in
      let map = args.map(0)
      let picked = GoMap()
      for case .string(let key) in args.rest(1) {
        if let value = map[key] { picked.put(key, value) }
      }
      return .map(picked)
    }
    table("omit", "map ...string") { _, args in
      let omitted = Set(args.rest(1).compactMap { $0.string.map { ByteKey($0) } })
      let kept = GoMap()
      for entry in args.map(0).sorted where !omitted.contains(ByteKey(entry.key)) { kept.put(entry.key, entry.value) }
      return .map(kept)
    }
    /// sprig `merge`, `mustMerge`: mergo `Merge`
    for name in ["merge", "mustMerge"] {
      table(name, "map ...map") { _, args throws(GoFailure) in
        .map(try Dicts.merged(args, overwrite: false))
      }
    }
    /// sprig `mergeOverwrite`, `mustMergeOverwrite`: mergo `MergeWithOverwrite`
    for name in ["mergeOverwrite", "mustMergeOverwrite"] {
      table(name, "map ...map") { _, args throws(GoFailure) in
        .map(try Dicts.merged(args, overwrite: true))
      }
    }
    /// sprig `deepCopy`, `mustDeepCopy`: copystructure `Copy`
    table("deepCopy", "any") { execution, args throws(GoFailure) in try Dicts.copy(args[0], execution) }
    table("mustDeepCopy", "any") { execution, args throws(GoFailure) in try Dicts.copy(args[0], execution) }
    /// sprig `dig`
    table("dig", "...any") { _, args throws(GoFailure) in try Dicts.dig(args) }
  }
}

enum Dicts {
  /// The first map with the others merged into it; a nil one is replaced by a new map.
  static func merged(_ args: Arguments, overwrite: Bool) throws(GoFailure) -> GoMap {
    var target = args.map(0)
    for case .map(let source) in args.rest(1) {
      if target.isNil && !source.isNil { target = GoMap() }
      try merge(target, source, overwrite: overwrite)
    }
    return target
  }

  /// mergo's `deepMerge` for maps (dario.cat/mergo, v1.0.1).
  static func merge(_ target: GoMap, _ source: GoMap, overwrite: Bool, depth: Int = 0) throws(GoFailure) {
    if depth > 1000 { throw fail("dictionaries are nested too deeply to merge") }
    for entry in source.sorted {
      let (key, value) = (entry.key, entry.value)
      let old = target[key]
      if value.isNothing {
        if overwrite { try target.set(key, .null) }
        continue
      }
      if case .map(let inner) = value, case .map(let oldMap)? = old, !oldMap.isNil {
        if !oldMap.isSame(inner) { try merge(oldMap, inner, overwrite: overwrite, depth: depth + 1) }
        if !isEmpty(old) { continue }
      } else if value.kind == .slice {
        if overwrite || target.count == 0 {
          try target.set(key, value)
        }
        if !isEmpty(old) { continue }
      }
      if overwrite || old == nil || isEmpty(old) { try target.set(key, value) }
    }
  }

  /// mergo's `isEmptyValue`.
  private static func isEmpty(_ value: GoValue?) -> Bool {
    guard let value else { return true }
    if case .object(let object) = value, object.goKind == .struct || object.goKind == .ptr { return false }
    return !value.truth
  }

  /// mitchellh/copystructure's `Copy`.
  static func copy(_ value: GoValue, _ execution: Execution, depth: Int = 0) throws(GoFailure) -> GoValue {
    if depth > 1000 { throw fail("the value is nested too deeply to copy") }
    if depth == 0, value.isNothing { throw fail("reflect: call of reflect.Value.Type on zero Value") }
    try execution.spend(1)
    switch value {
    case .map(let map):
      let copy = GoMap(type: map.type)
      for entry in map.sorted { copy.put(entry.key, try Dicts.copy(entry.value, execution, depth: depth + 1)) }
      return .map(copy)
    case .list(let elements):
      return .list(
        try elements.map { (element) throws(GoFailure) in try Dicts.copy(element, execution, depth: depth + 1) })
    case .object(let object as VersionObject):
      // All fields of a version are private, and copystructure leaves those out.
      return .object(VersionObject(SemVer(0, 0, 0), isPointer: object.goKind == .ptr))
    default: return value
    }
  }

  static func dig(_ args: Arguments) throws(GoFailure) -> GoValue {
    if args.count < 3 { throw fail("dig needs at least three arguments") }
    func map(_ value: GoValue) throws(GoFailure) -> GoMap {
      if case .map(let map) = value, map.type.name == GoMapType.any.name { return map }
      let type = value.isNothing ? "nil" : value.typeName
      throw fail("interface conversion: interface {} is \(type), not map[string]interface {}")
    }
    var current = try map(args[args.count - 1])
    let standard = args[args.count - 2]
    var keys: [String] = []
    for value in args.values.dropLast(2) {
      guard case .string(let key) = value else {
        throw fail("interface conversion: interface {} is \(value.isNothing ? "nil" : value.typeName), not string")
      }
      keys.append(key)
    }
    for (at, key) in keys.enumerated() {
      guard let step = current[key] else { return standard }
      if at == keys.count - 1 { return step }
      current = try map(step)
    }
    return standard
  }
}
