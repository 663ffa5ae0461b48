import KubeAPI
import KubeSchema
import Manifest

/// What a list or a watch asks for besides selectors (metav1 ListOptions), checked as apimachinery's
/// `internalversion/validation` does.
struct ListOptions: Sendable {
  var limit: Int64 = 0
  var token: String
  var resourceVersion: String
  var match: String
  /// `nil` when the client did not say.
  var sendInitialEvents: Bool?
  var timeoutSeconds: Int64?

  init(_ request: APIRequest, isWatch: Bool = false) throws(StatusError) {
    limit = max(0, try request.number("limit") ?? 0)
    timeoutSeconds = try request.number("timeoutSeconds")
    token = request.parameter("continue") ?? ""
    resourceVersion = request.parameter("resourceVersion") ?? ""
    match = request.parameter("resourceVersionMatch") ?? ""
    sendInitialEvents = request.parameter("sendInitialEvents").map { _ in request.flag("sendInitialEvents") }
    // Watches from nowhere in particular begin with what there is (SetListOptionsDefaults).
    var checked = self
    if isWatch && match.isEmpty && sendInitialEvents == nil && ["", "0"].contains(resourceVersion) {
      checked.sendInitialEvents = true
      checked.match = "NotOlderThan"
    }
    let errors = isWatch ? checked.watchErrors : listErrors
    if !errors.isEmpty { throw .invalid(GroupKind("meta.k8s.io", "ListOptions"), "", errors) }
  }

  private static let field = "resourceVersionMatch"

  private var listErrors: [FieldError] {
    var errors: [FieldError] = []
    if !match.isEmpty {
      if resourceVersion.isEmpty {
        errors.append(
          .forbidden(ListOptions.field, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
      }
      if !token.isEmpty {
        errors.append(.forbidden(ListOptions.field, "resourceVersionMatch is forbidden when continue is provided"))
      }
      if !["Exact", "NotOlderThan"].contains(match) {
        errors.append(.notSupported(ListOptions.field, .string(match), ["Exact", "NotOlderThan", ""]))
      }
      if match == "Exact" && resourceVersion == "0" {
        errors.append(
          .forbidden(
            ListOptions.field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
      }
    }
    if sendInitialEvents != nil {
      errors.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
    }
    return errors
  }

  private var watchErrors: [FieldError] {
    var errors: [FieldError] = []
    let isNotOlder = match == "NotOlderThan"
    if sendInitialEvents != nil && !isNotOlder {
      errors.append(
        .forbidden(ListOptions.field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
    }
    if !match.isEmpty {
      if sendInitialEvents == nil {
        errors.append(
          .forbidden(
            ListOptions.field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
      }
      if !isNotOlder { errors.append(.notSupported(ListOptions.field, .string(match), ["NotOlderThan"])) }
      if !token.isEmpty {
        errors.append(.forbidden(ListOptions.field, "resourceVersionMatch is forbidden when continue is provided"))
      }
    }
    return errors
  }
}

extension APIRequest {
  /// A parameter that Go's `strconv.ParseInt` reads; an empty one is none.
  func number(_ name: String) throws(StatusError) -> Int64? {
    guard let text = parameter(name), !text.isEmpty else { return nil }
    guard let number = Int64(text) else {
      throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
    }
    return number
  }
}
