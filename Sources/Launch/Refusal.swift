import KubeAPI
import Manifest

/// What an answer of the API server that is no yes means for a launch.
enum Refusal {
  /// Whether the caller lacks a right that another one may have, such as Flux's controllers. Every other 403 comes from
  /// admission (quotas, pod security, policies, webhooks, namespaces that end) and meets whoever writes the object.
  ///
  /// Authorization answers `User "u" cannot patch resource "r" …` (k8s.io/apiserver, `responsewriters.Forbidden`), RBAC's
  /// rule against escalation `… is attempting to grant RBAC permissions not currently held` (k8s.io/kubernetes,
  /// `rbac/validation`).
  static func isLackOfRights(_ error: StatusError) -> Bool {
    guard error.code == 403 else { return false }
    let text = error.message
    return text.contains("User \"") && text.contains("\" cannot ")
      || text.contains("is attempting to grant RBAC permissions not currently held")
      || text.contains("cannot set blockOwnerDeletion")
  }

  /// Whether an admission webhook did not answer: the server says 500, and means somebody else.
  static func isWebhookSilent(_ error: StatusError) -> Bool {
    error.code >= 500 && error.message.contains("failed calling webhook")
  }

  /// Fields that other managers own.
  static func isFieldConflict(_ error: StatusError) -> Bool {
    (error.details?["causes"]?.array ?? []).contains { $0["reason"]?.string == "FieldManagerConflict" }
  }

  /// What to do next.
  static func advice(_ error: StatusError, directory: String) -> String {
    let again = "run `drydock launch \(directory)` again"
    if isWebhookSilent(error) {
      return "see to the service of that webhook (kubectl get validatingwebhookconfigurations,"
        + "mutatingwebhookconfigurations), then \(again)"
    }
    if error.message.contains("field is immutable") {
      return "the field cannot be changed: delete the live object first, or give the new one another name"
    }
    if error.message.contains("because it is being terminated") {
      return "wait until the namespace is gone, then \(again)"
    }
    switch error.code {
    case 401: return "log in again: the cluster does not know these credentials (kubectl auth whoami)"
    case 403 where isLackOfRights(error): return "ask for the right that the message names, then \(again)"
    case 403: return "a rule of the cluster refuses it (quota, policy, webhook): change the object or the rule"
    case 409 where isFieldConflict(error):
      return "agree who owns these fields: `kubectl get -o yaml --show-managed-fields` shows who wrote them and when"
    case 409: return "somebody else changes the object at the same time; \(again)"
    case 400, 422:
      let isPolicy = error.message.contains("denied the request") || error.message.contains("denied request")
      return isPolicy ? "a policy of the cluster refuses it: change the object" : ""
    default: return "\(again) when the cluster answers: it goes on from here"
    }
  }
}
