import GoTemplate
import Manifest

/// How a chart is rendered, besides its values.
public struct RenderOptions: Sendable {
  /// Answers a template's `lookup` with an object, or with a list when the name is empty; `nil` when there is none.
  /// An error fails the template with that message.
  public typealias Lookup =
    @Sendable (
      _ apiVersion: String, _ kind: String, _ namespace: String, _ name: String
    ) throws(HelmError) -> Value?

  /// Puts the CRDs in front of the manifest.
  public var includeCRDs = false
  public var skipSchemaValidation = false
  /// Fetches documents on the web that a schema refers to; `nil`: they allow everything.
  public var transport: (any ChartTransport)?
  /// Adds the notes of subcharts to the chart's own.
  public var subchartNotes = false
  /// `nil`: no cluster, every lookup gives an empty object.
  public var lookup: Lookup?
  /// `required` and `fail` do not fail (helm lint).
  public var lintMode = false
  /// Gets what `required` and `fail` say in lint mode; templates then run one after another.
  public var note: (@Sendable (String) -> Void)?
  /// A missing value is an error (helm lint --strict).
  public var strict = false
  public var limits = ExecutionLimits()
  /// The time that `now` gives, in nanoseconds since 1970; the clock's when `nil`.
  public var now: (@Sendable () -> Int64)?

  public init() {}
}
