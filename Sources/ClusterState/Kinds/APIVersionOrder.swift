import Manifest

/// Which API version Kubernetes prefers: `v10` before `v2` before `v1`, then `v1beta2`, `v1beta1`, `v1alpha1`, then other
/// names by their bytes (apimachinery `pkg/version`, CompareKubeAwareVersionStrings).
enum APIVersionOrder {
  static func precedes(_ a: String, _ b: String) -> Bool {
    switch (parse(a), parse(b)) {
    case (let x?, let y?):
      if x.stage != y.stage { return x.stage > y.stage }
      if x.major != y.major { return x.major > y.major }
      return x.minor > y.minor
    case (_?, nil): return true
    case (nil, _?): return false
    case (nil, nil): return a.goLess(b)
    }
  }

  /// stage: 2 for `v1`, 1 for `v1beta1`, 0 for `v1alpha1`.
  private static func parse(_ text: String) -> (stage: Int, major: Int, minor: Int)? {
    guard text.first == "v" else { return nil }
    let rest = text.dropFirst()
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let major = Int(digits) else { return nil }
    let tail = rest.dropFirst(digits.count)
    if tail.isEmpty { return (2, major, 0) }
    for (stage, word) in [(1, "beta"), (0, "alpha")] where tail.hasPrefix(word) {
      guard let minor = Int(tail.dropFirst(word.count)), minor >= 0 else { return nil }
      return (stage, major, minor)
    }
    return nil
  }
}
