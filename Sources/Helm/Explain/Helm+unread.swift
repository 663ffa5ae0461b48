import GoTemplate
import Manifest

extension Helm {
  /// A given value that no template read: it changes nothing.
  public struct UnreadValue: Sendable, Hashable {
    public var path: [PathStep]
    /// The path as `--set` writes it.
    public var text: String
    /// What was probably meant, or why nothing read it; empty when neither is known.
    public var hint: String
  }

  /// The members of `values` that no template of the chart, no condition and no tag asked for, in the order given.
  ///
  /// Renders once, with the record of reads that `--explain` uses; a template that stops half-way throws as rendering
  /// does.
  public static func unreadValues(
    _ chart: Chart, values: Object, release: ReleaseOptions, capabilities: Capabilities,
    options: RenderOptions = RenderOptions()
  ) throws(HelmError) -> [UnreadValue] {
    let record = RenderRecord()
    var log = HelmLog()
    let rendered = try render(
      chart, values: values, release: release, capabilities: capabilities, options: options, log: &log, record: record)
    let origins = try ValueOrigins(chart, ValueOptions()) { (_) throws(HelmError) in [] }
    let explanation = Explanation(chart: chart, values: values, origins: origins, record: record, rendered: rendered)
    let read = record.readPaths.union(explanation.readByHelm)
    return ValuePath.leaves(.object(values)).filter { !$0.isEmpty && !read.contains($0) }.map { path in
      let hint =
        explanation.suggestion(path, read).map { "did you mean \(ValuePath.text($0))?" } ?? explanation.absence(path)
        ?? ""
      return UnreadValue(path: path, text: ValuePath.text(path), hint: hint)
    }
  }
}
