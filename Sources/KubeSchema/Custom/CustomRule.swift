import CEL
import Manifest

/// One rule of `x-kubernetes-validations`, compiled.
struct CustomRule: Sendable {
  let rule: String
  let message: String
  let messageExpression: String
  /// `FieldValueInvalid` and the like; empty means invalid.
  let reason: String
  let fieldPath: String
  let optionalOldSelf: Bool
  let usesOldSelf: Bool
  let program: Result<CELProgram, CELError>
  /// `nil` when there is no message expression.
  let messageResult: Result<CELProgram, CELError>?

  var messageProgram: CELProgram? { try? messageResult?.get() }

  init(_ json: Value, self type: CELType) {
    rule = json["rule"]?.string ?? ""
    message = json["message"]?.string ?? ""
    messageExpression = json["messageExpression"]?.string ?? ""
    reason = json["reason"]?.string ?? ""
    fieldPath = json["fieldPath"]?.string ?? ""
    optionalOldSelf = json["optionalOldSelf"]?.bool ?? false
    usesOldSelf = CustomRule.mentions("oldSelf", rule)
    let environment = CELEnvironment(variables: [
      "self": type, "oldSelf": optionalOldSelf ? .optional(type) : type,
    ])
    program = CustomRule.compile(rule, environment)
    messageResult = messageExpression.isEmpty ? nil : CustomRule.compile(messageExpression, environment)
  }

  static func compile(_ text: String, _ environment: CELEnvironment) -> Result<CELProgram, CELError> {
    do throws(CELError) {
      return .success(try CEL.compile(text, environment))
    } catch {
      return .failure(error)
    }
  }

  private static func mentions(_ name: String, _ text: String) -> Bool {
    var rest = text[...]
    while let range = rest.firstRange(of: name) {
      let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
      let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
      let isWord = { (c: Character) in c.isLetter || c.isNumber || c == "_" || c == "." }
      if !isWord(before) && !(after.isLetter || after.isNumber || after == "_") { return true }
      rest = text[range.upperBound...]
    }
    return false
  }

  /// What messages about the rule show.
  var text: String { trimmed(message.isEmpty ? rule : message) }

  var failure: String { message.isEmpty ? "failed rule: \(trimmed(rule))" : trimmed(message) }

  private func trimmed(_ text: String) -> String {
    var view = text[...]
    while view.first?.isWhitespace == true { view = view.dropFirst() }
    while view.last?.isWhitespace == true { view = view.dropLast() }
    return String(view)
  }
}
