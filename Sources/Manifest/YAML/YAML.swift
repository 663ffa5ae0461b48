/// Reads and writes YAML as the Kubernetes tools do: sigs.k8s.io/yaml, which is go-yaml v2 with a way through JSON.
///
/// In: a stream of bytes or a `Value`. Out: values with mappings in the order they were written, or text whose mappings are
/// sorted as go-yaml sorts them. What cannot be read is a ``SourceError`` whose message is go-yaml's own
/// (`yaml: line 3: mapping values are not allowed in this context`), because helm and kustomize quote it.
///
/// The reader follows YAML 1.1: `yes`, `no`, `on`, `off`, `y` and `n` are booleans, `0o17` and `017` are octal, keys that are
/// no strings become strings, `<<` merges, timestamps stay strings. It takes one pass and bounds depth, aliases and size.
public enum YAML {
  /// Whose rules the reader follows.
  public enum Dialect: Sendable {
    /// go-yaml v2, as sigs.k8s.io/yaml uses it: helm's values and manifests, kubectl, Flux.
    case v2
    /// go-yaml v3, as kustomize's kyaml uses it: `yes` and `on` are strings.
    case v3
  }

  public struct Limits: Sendable {
    /// How deep collections may be nested.
    public var depth: Int
    /// The largest stream, in bytes.
    public var bytes: Int
    /// Whether a key that stands twice in a mapping is an error, as in `UnmarshalStrict`; else the later wins.
    public var strict: Bool
    /// Whether empty documents are given as `.null` instead of left out.
    public var keepEmpty: Bool
    public var dialect: Dialect
    /// Whether the values of metadata.annotations are taken as the text that stands there, as kustomize takes them.
    public var annotationsAsText = false

    public init(
      depth: Int = 1000, bytes: Int = 256 << 20, strict: Bool = false, keepEmpty: Bool = false, dialect: Dialect = .v2
    ) {
      self.depth = depth
      self.bytes = bytes
      self.strict = strict
      self.keepEmpty = keepEmpty
      self.dialect = dialect
    }
  }

  /// The values of all documents. Empty documents are left out unless `limits.keepEmpty`.
  public static func parse(
    _ bytes: [UInt8], file: String = "", limits: Limits = Limits()
  ) throws(SourceError) -> [Value] {
    var values: [Value] = []
    try read(bytes, file: file, limits) { _, document in
      values.append(document.value)
      return true
    }
    return values
  }

  public static func parse(
    _ text: String, file: String = "", limits: Limits = Limits()
  ) throws(SourceError) -> [Value] {
    try parse(Array(text.utf8), file: file, limits: limits)
  }

  /// The first document only, as Go's `yaml.Unmarshal` reads it: what follows is not looked at, and nothing is `.null`.
  public static func unmarshal(
    _ bytes: [UInt8], file: String = "", limits: Limits = Limits()
  ) throws(SourceError) -> Value {
    var limits = limits
    limits.keepEmpty = true
    var value = Value.null
    try read(bytes, file: file, limits) { _, document in
      value = document.value
      return false
    }
    return value
  }

  public static func unmarshal(
    _ text: String, file: String = "", limits: Limits = Limits()
  ) throws(SourceError) -> Value {
    try unmarshal(Array(text.utf8), file: file, limits: limits)
  }

  /// All documents with where they begin.
  public static func documents(
    _ bytes: [UInt8], file: String = "", limits: Limits = Limits()
  ) throws(SourceError) -> [YAMLDocument] {
    var documents: [YAMLDocument] = []
    try read(bytes, file: file, limits) { input, document in
      documents.append(
        YAMLDocument(
          value: document.value, line: Int(document.line) + 1, source: input.bytes,
          range: document.start..<max(document.start, min(document.end, input.count)), position: documents.count,
          limits: limits))
      return true
    }
    return documents
  }

  public static func documents(
    _ text: String, file: String = "", limits: Limits = Limits()
  ) throws(SourceError) -> [YAMLDocument] {
    try documents(Array(text.utf8), file: file, limits: limits)
  }

  /// Gives each document to `body` until it says `false`.
  private static func read(
    _ bytes: [UInt8], file: String, _ limits: Limits, _ body: (YAMLInput, YAMLComposer.Document) -> Bool
  ) throws(SourceError) {
    if bytes.count > limits.bytes {
      throw SourceError(
        file: file, "the file has \(bytes.count) bytes; at most \(limits.bytes) are read",
        nextStep: "Split it into several files.")
    }
    let result: Result<Void, YAMLFailure>
    do throws(YAMLFailure) {
      let input = try YAMLInput(bytes)
      result = input.bytes.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return .success(()) }
        let scanner = YAMLScanner(base, maxDepth: limits.depth, dialect: limits.dialect)
        var composer = YAMLComposer(scanner, limits)
        do throws(YAMLFailure) {
          var first = true
          while let document = try composer.nextDocument(first: first) {
            first = false
            if document.isEmpty && document.value.isNull && !limits.keepEmpty { continue }
            if document.value.isNull && !limits.keepEmpty { continue }
            if !body(input, document) { break }
          }
          return .success(())
        } catch { return .failure(error) }
      }
    } catch { result = .failure(error) }
    if case .failure(let failure) = result { throw failure.sourceError(file: file, dialect: limits.dialect) }
  }
}
