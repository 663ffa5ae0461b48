import Manifest

/// Go's text/template (as of Go 1.25), with the functions of Sprig 3.3 and Helm 3.20.
///
/// ```swift
/// var set = TemplateSet(functions: .helm)
/// try set.parse(name: "chart/templates/a.yaml", text: source)
/// let bytes = try set.execute("chart/templates/a.yaml", data: data)
/// ```
/// In go template texts and a tree of ``GoValue``; out come bytes, or a ``TemplateError`` in text/template's own words
/// (the rewriting of messages that helm does is the Helm target's matter). A ``TemplateSet`` is a value that may be shared;
/// every execution has its own ``Execution``.
public enum GoTemplate {
  /// Renders one text by itself with all functions of helm; a convenience for tests and tools.
  public static func render(_ text: String, name: String = "template", data: GoValue) throws(TemplateError) -> String {
    var set = TemplateSet(name: name, functions: .helm)
    try set.parse(name: name, text: text)
    return ByteString.text(try set.execute(name, data: data))
  }
}
