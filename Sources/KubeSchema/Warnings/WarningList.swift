import KubeAPI
import Manifest

/// Warnings gathered in order, with the checks that several kinds share.
struct WarningList {
  private(set) var list: [String] = []

  mutating func add(_ text: String) { list.append(text) }

  private static func show(_ text: String) -> String { FieldError.show(.string(text)) }

  private static let labels: [String: String] = [
    "beta.kubernetes.io/arch": "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
    "beta.kubernetes.io/os": "deprecated since v1.14; use \"kubernetes.io/os\" instead",
    "failure-domain.beta.kubernetes.io/region":
      "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
    "failure-domain.beta.kubernetes.io/zone": "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
    "beta.kubernetes.io/instance-type": "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    "app.kubernetes.io/created-by": "deprecated since v1.9",
    "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
    "node-role.kubernetes.io/master": "use \"node-role.kubernetes.io/control-plane\" instead",
  ]

  /// What is wrong with a label of nodes, `nil` for most.
  static func deprecatedLabel(_ key: String) -> String? { labels[key] }

  mutating func nodeTerm(_ term: Value, _ path: String, checksValues: Bool) {
    for expression in term.items("matchExpressions", path) {
      let key = expression.value.text("key")
      if let words = WarningList.deprecatedLabel(key) { add("\(expression.path).key: \(key) is \(words)") }
      guard checksValues else { continue }
      for value in expression.value.items("values", expression.path) {
        let text = value.value.string ?? ""
        for message in NameRules.labelValue(text) { add("\(value.path): \(text) is invalid, \(message)") }
      }
    }
  }

  /// Addresses that only a lenient reader takes, or that are not written as they should.
  mutating func address(_ path: String, _ text: String) {
    guard !text.isEmpty, let address = IPAddress(text, sloppy: true) else { return }
    if IPAddress(text) == nil || (address.is4 && text.contains(":")) {
      add("\(path): non-standard IP address \(WarningList.show(text)) is invalid: use \"\(address)\"")
    } else if !address.is4, address.description != text {
      add(
        "\(path): IPv6 address \(WarningList.show(text)) should be in RFC 5952 canonical format (\"\(address)\")")
    }
  }

  mutating func block(_ path: String, _ text: String) {
    guard let block = CIDRBlock(text, sloppy: true) else { return }
    let before = list.count
    let base = block.masked
    if base.address != block.address {
      let one = "\(block.address)/\(block.address.is4 ? 32 : 128)"
      add(
        "\(path): CIDR value \(WarningList.show(text)) is ambiguous in this context (should be \"\(base)\" or "
          + "\"\(one)\"?)")
    }
    if CIDRBlock(text) == nil || (block.address.is4 && text.contains(":")) {
      add("\(path): non-standard CIDR value \(WarningList.show(text)) is invalid: use \"\(base)\"")
    }
    if list.count == before, !block.address.is4, block.description != text {
      add(
        "\(path): IPv6 CIDR value \(WarningList.show(text)) should be in RFC 5952 canonical format (\"\(block)\")")
    }
  }

  /// Bytes that are no whole number.
  mutating func bytes(_ value: Value?, _ path: String) {
    guard let text = value?.string, let quantity = try? Quantity(text) else { return }
    let milli: Int128 = Quantity(1).nano / 1000
    // Rounded up to thousandths first, as the server does.
    let thousandths = (quantity.nano + (quantity.nano >= 0 ? milli - 1 : 0)) / milli
    if thousandths % 1000 != 0 {
      add("\(path): fractional byte value \(WarningList.show(text)) is invalid, must be an integer")
    }
  }

  mutating func claim(_ spec: Value, _ path: String) {
    for name in ["requests", "limits"] {
      bytes(spec.at("resources", name, "storage"), "\(path).resources.\(name)[storage]")
    }
  }
}

extension CIDRBlock {
  /// The first address of the block.
  var masked: CIDRBlock {
    var bytes = address.bytes
    for i in bytes.indices {
      let kept = max(0, min(8, prefixLength - i * 8))
      bytes[i] &= UInt8(truncatingIfNeeded: 0xFF00 >> kept)
    }
    return CIDRBlock(address: IPAddress(bytes: bytes), prefixLength: prefixLength)
  }
}
