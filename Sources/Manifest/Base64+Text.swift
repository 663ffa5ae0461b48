extension Base64 {
  /// The bytes that a text stands for as text; `nil` when it is no base64 or they are no UTF-8.
  public static func decodeText(_ text: String) -> String? {
    decode(text.utf8).flatMap { String(validating: $0, as: UTF8.self) }
  }
}
