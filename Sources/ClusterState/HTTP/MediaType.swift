import KubeAPI
import Manifest

/// The form in which an answer goes out.
struct OutputForm: Sendable, Hashable {
  enum Encoding: Sendable, Hashable { case json, yaml, protobuf }
  enum Conversion: Sendable, Hashable { case none, table, partial, partialList }

  var encoding = Encoding.json
  var conversion = Conversion.none
  /// `meta.k8s.io/v1`, or `v1beta1` when the client asked for that.
  var metaVersion = "v1"
  var pretty = false
  /// Accept had `;stream=watch`.
  var isStream = false

  var contentType: String {
    switch encoding {
    case .json: "application/json"
    case .yaml: "application/yaml"
    case .protobuf: "application/vnd.kubernetes.protobuf"
    }
  }

  static let notAcceptable = refusal(isWatch: false)

  private static func refusal(isWatch: Bool) -> StatusError {
    StatusError(
      code: 406, reason: "NotAcceptable",
      message: "only the following media types are accepted: "
        + (isWatch ? streamTypes : "application/json, application/yaml, application/vnd.kubernetes.protobuf"))
  }

  /// No clause names a type that is served at all: this answer lists them.
  static func unknownType(isWatch: Bool = false) -> StatusError {
    StatusError(
      code: 406, reason: "NotAcceptable",
      message: "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
        + "application/vnd.kubernetes.protobuf" + (isWatch ? ", " + streamTypes : ""), details: [:])
  }

  private static let streamTypes = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"

  /// The encoding of a refusal: what the client named first that is served, else JSON.
  static func encodingOfRefusal(_ request: APIRequest) -> Encoding {
    guard let accept = request.header("accept") else { return .json }
    for clause in MediaClause.parse(accept) {
      // A wish for another kind is none for refusals.
      if clause.parameters["as"] == nil, let encoding = encoding(of: clause.type) { return encoding }
    }
    return .json
  }

  /// Chooses among what Accept offers, in the client's order of preference (apiserver `handlers/negotiation`).
  /// - Parameter isCustom: objects of custom kinds go out as protobuf only in their metadata.
  static func negotiate(
    _ request: APIRequest, isWatch: Bool = false, isCustom: Bool = false
  ) throws(StatusError) -> OutputForm {
    guard let accept = request.header("accept"), !accept.isEmpty, accept != "application/json" else {
      return OutputForm()
    }
    var known = false
    for clause in MediaClause.parse(accept) {
      guard let encoding = encoding(of: clause.type) else { continue }
      known = true
      // There is no YAML stream.
      if isWatch && encoding == .yaml { continue }
      var form = OutputForm(encoding: encoding)
      form.isStream = clause.parameters["stream"] == "watch"
      form.pretty = clause.parameters["pretty"] == "1"
      let kind = clause.parameters["as"]
      if encoding == .protobuf, kind == "Table" || (isCustom && kind == nil) { continue }
      if let kind {
        guard clause.parameters["g"] == "meta.k8s.io", let version = clause.parameters["v"],
          ["v1", "v1beta1"].contains(version)
        else { continue }
        switch kind {
        case "Table": form.conversion = .table
        case "PartialObjectMetadata": form.conversion = .partial
        case "PartialObjectMetadataList": form.conversion = .partialList
        default: continue
        }
        form.metaVersion = version
      }
      return form
    }
    throw known ? refusal(isWatch: isWatch) : unknownType(isWatch: isWatch)
  }

  static func encoding(of type: String) -> Encoding? {
    switch type {
    case "application/json", "*/*": .json
    case "application/yaml": .yaml
    case "application/vnd.kubernetes.protobuf": .protobuf
    default: nil
    }
  }
}

/// One clause of an Accept or Content-Type header.
struct MediaClause: Sendable {
  var type: String
  var parameters: [String: String] = [:]
  var quality = 1.0

  static func parse(_ header: String) -> [MediaClause] {
    if isPlain(header) { return [MediaClause(type: header)] }
    var clauses: [MediaClause] = []
    for part in header.split(separator: ",") {
      let pieces = part.split(separator: ";").map { trim($0) }
      guard let type = pieces.first, !type.isEmpty else { continue }
      var clause = MediaClause(type: type.lowercased())
      for piece in pieces.dropFirst() {
        let sides = piece.split(separator: "=", maxSplits: 1)
        guard sides.count == 2 else { continue }
        let name = trim(sides[0]).lowercased()
        var value = trim(sides[1])
        if value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
          value = String(value.dropFirst().dropLast())
        }
        if name == "q" { clause.quality = Double(value) ?? 1 } else { clause.parameters[name] = value }
      }
      clauses.append(clause)
    }
    // Stable: equal weights keep the client's order.
    return clauses.enumerated().sorted {
      $0.element.quality != $1.element.quality
        ? $0.element.quality > $1.element.quality : $0.offset < $1.offset
    }.map(\.element)
  }

  /// One media type in lower case and nothing else.
  private static func isPlain(_ header: String) -> Bool {
    !header.isEmpty
      && header.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "/")
          || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      }
  }

  private static func trim(_ text: some StringProtocol) -> String {
    var view = Substring(text)
    while let c = view.first, c == " " || c == "\t" { view.removeFirst() }
    while let c = view.last, c == " " || c == "\t" { view.removeLast() }
    return String(view)
  }
}
