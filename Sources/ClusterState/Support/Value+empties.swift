import Manifest

extension Value {
  /// The object with the empty lists and maps that the client sent: reading leaves them out, but Go's structs keep them
  /// until they are written, and messages show them. `nil` when there are none.
  func adding(emptiesOf given: Value) -> Value? {
    switch (self, given) {
    case (.object(let own), .object(let sent)):
      var result = own
      var isChanged = false
      for pair in sent {
        if let member = own[pair.key] {
          guard let next = member.adding(emptiesOf: pair.value) else { continue }
          result[pair.key] = next
          isChanged = true
        } else if pair.value == [] || pair.value == [:] {
          result[pair.key] = pair.value
          isChanged = true
        }
      }
      return isChanged ? .object(result) : nil
    case (.array(let own), .array(let sent)) where own.count == sent.count:
      var result = own
      var isChanged = false
      for i in own.indices {
        guard let next = own[i].adding(emptiesOf: sent[i]) else { continue }
        result[i] = next
        isChanged = true
      }
      return isChanged ? .array(result) : nil
    default: return nil
    }
  }
}
