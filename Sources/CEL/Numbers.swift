import GoLibrary

enum Numbers {
  /// Go's `%g`: how `string(double)` writes it.
  static func text(_ d: Double) -> String { GoNumber.formatFloat(d, "g") }
}
