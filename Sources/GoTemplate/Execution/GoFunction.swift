/// A function or method that templates can call.
public struct GoFunction: Sendable {
  public typealias Body = @Sendable (Execution, Arguments) throws(GoFailure) -> GoValue

  public let name: String
  public let signature: Signature
  let body: Body
  /// text/template's own functions, some of which the executor treats specially.
  let isBuiltin: Bool

  /// - Parameter signature: the parameter types separated by spaces, see ``Signature``.
  public init(_ name: String, _ signature: String, _ body: @escaping Body) {
    self.init(name, Signature(signature), isBuiltin: false, body)
  }

  init(_ name: String, _ signature: Signature, isBuiltin: Bool, _ body: @escaping Body) {
    self.name = name
    self.signature = signature
    self.isBuiltin = isBuiltin
    self.body = body
  }
}

/// The parameter types of a function. Written as words: `any string int int64 uint32 float64 bool map list reflect`,
/// or a Go type's name such as `time.Time`; a last word with `...` before it takes any number of arguments.
public struct Signature: Sendable {
  let fixed: [ParameterType]
  let variadic: ParameterType?

  public init(_ text: String) {
    var fixed: [ParameterType] = []
    var variadic: ParameterType?
    for word in text.split(separator: " ") {
      if word.hasPrefix("...") {
        variadic = ParameterType(String(word.dropFirst(3)))
      } else {
        fixed.append(ParameterType(String(word)))
      }
    }
    self.fixed = fixed
    self.variadic = variadic
  }

  /// The type of the argument at that place.
  func type(_ at: Int) -> ParameterType { at < fixed.count ? fixed[at] : variadic ?? .any }
}

/// The type of a parameter, as far as templates can tell them apart.
enum ParameterType: Sendable, Hashable {
  case any, reflect, string, int, int64, uint32, float, bool, map, list
  case named(String)

  init(_ word: String) {
    switch word {
    case "any": self = .any
    case "reflect": self = .reflect
    case "string": self = .string
    case "int": self = .int
    case "int64": self = .int64
    case "uint32": self = .uint32
    case "float64": self = .float
    case "bool": self = .bool
    case "map": self = .map
    case "list": self = .list
    default: self = .named(word)
    }
  }

  /// Go's name of the type.
  var name: String {
    switch self {
    case .any: "interface {}"
    case .reflect: "reflect.Value"
    case .string: "string"
    case .int: "int"
    case .int64: "int64"
    case .uint32: "uint32"
    case .float: "float64"
    case .bool: "bool"
    case .map: "map[string]interface {}"
    case .list: "[]interface {}"
    case .named(let name): name
    }
  }

  /// What `nil` becomes for this type; `nil` when it cannot be nil.
  var zeroOfNil: GoValue? {
    switch self {
    case .any: .null
    case .reflect: .invalid
    case .map: .map(GoMap.nilMap())
    case .list: .slice(.nilList)
    case .named(let name) where name.hasPrefix("*"): .null
    default: nil
    }
  }

  /// Whether a value of that type may be passed as it is.
  func accepts(_ value: GoValue) -> Bool {
    switch (self, value) {
    case (.any, _), (.reflect, _): true
    case (.string, .string), (.bool, .bool), (.float, .float), (.list, .list): true
    case (.int, .int(_, .int)), (.int64, .int(_, .int64)), (.uint32, .int(_, .uint32)): true
    case (.list, .slice(let slice)): slice.element == .any
    case (.map, .map(let map)): map.type.element == .any
    case (.named(let name), .object(let object)): object.goType == name
    case (.named(let name), .slice(let slice)): slice.typeName == name
    default: false
    }
  }
}

/// The checked arguments of one call. The accessors give zero values for what the signature rules out.
public struct Arguments: Sendable {
  public let values: [GoValue]

  public init(_ values: [GoValue]) { self.values = values }

  public var count: Int { values.count }

  public subscript(at: Int) -> GoValue { at < values.count ? values[at] : .null }

  public func string(_ at: Int) -> String {
    if case .string(let text) = self[at] { return text }
    return ""
  }

  public func int(_ at: Int) -> Int {
    if case .int(let value, _) = self[at] { return Int(value) }
    return 0
  }

  public func float(_ at: Int) -> Double {
    if case .float(let value) = self[at] { return value }
    return 0
  }

  public func bool(_ at: Int) -> Bool {
    if case .bool(let value) = self[at] { return value }
    return false
  }

  public func map(_ at: Int) -> GoMap {
    if case .map(let map) = self[at] { return map }
    return GoMap.nilMap()
  }

  /// The arguments from that place on.
  public func rest(_ from: Int) -> ArraySlice<GoValue> { values.dropFirst(from) }
}

/// The functions that a set of templates may call, by name.
public struct FunctionTable: Sendable {
  private var functions: [String: GoFunction]

  public init() { functions = [:] }

  public subscript(name: String) -> GoFunction? { functions[name] }

  public var names: [String] { functions.keys.sorted() }

  /// Adds the function, in place of one of the same name.
  public mutating func add(_ function: GoFunction) { functions[function.name] = function }

  public mutating func remove(_ name: String) { functions[name] = nil }

  mutating func callAsFunction(_ name: String, _ signature: String, _ body: @escaping GoFunction.Body) {
    add(GoFunction(name, signature, body))
  }
}
