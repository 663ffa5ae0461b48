import GoTemplate

/// Texts that may hold any bytes, as Go's strings do; see ``ByteString``.
enum HelmString {
  static func text(_ bytes: [UInt8]) -> String { ByteString.text(bytes) }
  static func bytes(_ text: String) -> [UInt8] { ByteString.bytes(text) }
}
