import GoLibrary
import Manifest

/// JSON Schema, drafts 4, 6, 7, 2019-09 and 2020-12, as github.com/santhosh-tekuri/jsonschema v6 validates, which is what
/// Helm calls for `values.schema.json`.
///
///     let schema = try JSONSchema.compile(document)
///     if let error = schema.validate(values) { print(error) }
///
/// Formats are asserted up to draft 7 and only annotate from 2019-09 on, as that library has it. Where Go's answer depends
/// on the order of a map, ours is by name.
public struct JSONSchema: Sendable {
  let schemas: [Compiled]
  let root: Int

  /// A schema that cannot be used; the text is that of the library.
  public struct CompileError: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
    init(_ description: String) { self.description = description }
  }

  /// The location that Helm gives its schemas.
  public static let valuesURL = "file:///values.schema.json"

  /// Finds documents of other URLs; `nil` when it does not know such addresses.
  public typealias Loader = @Sendable (_ url: String) throws(LoadError) -> Value?

  /// Why a document cannot be had.
  public struct LoadError: Error, Sendable, Hashable {
    public var message: String
    public init(_ message: String) { self.message = message }
  }

  /// Compiles a schema document and checks it against its draft. Without a loader references to other documents fail.
  public static func compile(
    _ document: Value, location: String = valuesURL, loader: Loader? = nil
  ) throws(CompileError) -> JSONSchema {
    var compiler = SchemaCompiler(loader: loader, checksDrafts: true)
    compiler.documents[location] = document
    return try compiler.compile(location)
  }

  /// `nil` when the value fits.
  public func validate(_ value: Value) -> ValidationError? {
    var validator = SchemaValidator(set: self)
    guard let error = validator.validateRoot(value) else { return nil }
    var causes = [error]
    if case .group = error.kind { causes = error.causes }
    let location = schemas[root].location
    return ValidationError(schemaURL: location, instancePath: [], kind: .schema(location: location), causes: causes)
  }

  /// What Helm's `ValidateAgainstSingleSchema` answers: `nil` when the values fit, else the text of its error. That of a
  /// violation ends in a line break and has no headline; that of a broken schema is a plain sentence.
  public static func helmError(values: Value, schema: [UInt8], loader: Loader? = nil) -> String? {
    let document: Value
    do { document = try JSON.parse(schema) } catch {
      let trailing = "after top-level value"
      if error.message.hasSuffix(trailing) { return "invalid character \(trailing)" }
      if error.message != "unexpected end of JSON input" { return error.message }
      return schema.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ? "EOF" : "unexpected EOF"
    }
    switch document {
    case .object, .bool: break
    default: return "unable to validate schema: runtime error: invalid memory address or nil pointer dereference"
    }
    let compiled: JSONSchema
    do { compiled = try compile(document, loader: helmLoader(loader)) } catch { return error.description }
    guard let error = compiled.validate(values) else { return nil }
    let text = error.description
    let headline = "jsonschema validation failed with 'file:///values.schema.json#'\n"
    return (text.hasPrefix(headline) ? String(text.dropFirst(headline.count)) : text) + "\n"
  }

  /// Helm takes a `urn:` that nobody resolves for a schema that allows everything.
  private static func helmLoader(_ loader: Loader?) -> Loader {
    { url throws(LoadError) in
      if let document = try loader?(url) { return document }
      return url.hasPrefix("urn:") ? .some(.bool(true)) : .none
    }
  }
}
