import KubeAPI
import Manifest

/// Validation of IPAddresses and ServiceCIDRs (kubernetes `pkg/apis/networking/validation`).
enum AddressRules {
  static func name(_ name: String) -> [String] {
    IPAddress(name) == nil ? ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"] : []
  }

  static func address(_ address: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let path = "spec.parentRef"
    if let old {
      if address.at("spec", "parentRef") != old.at("spec", "parentRef") {
        errors.invalid(
          path, address.at("spec", "parentRef").map { GoDump.dump($0, "io.k8s.api.networking.v1.ParentReference") },
          "field is immutable")
      }
      return errors.list
    }
    guard let parent = (address["spec"] ?? [:]).there("parentRef") else {
      errors.required(path)
      return errors.list
    }
    let group = parent.text("group")
    if !group.isEmpty { errors.invalid("\(path).group", group, each: NameRules.dns1123Subdomain(group)) }
    for name in ["resource", "name", "namespace"] {
      let text = parent.text(name)
      if text.isEmpty {
        if name != "namespace" { errors.required("\(path).\(name)") }
      } else {
        errors.invalid("\(path).\(name)", text, each: NameRules.pathSegment(text))
      }
    }
    return errors.list
  }

  static func range(_ range: Value, old: Value?) -> [FieldError] {
    var errors = ErrorList()
    let now = (range["spec"] ?? [:]).items("cidrs", "spec")
    guard let old else {
      blocks(range, now, &errors)
      return errors.list
    }
    let before = old.at("spec", "cidrs")?.array ?? []
    if before.count == now.count {
      for (i, item) in now.enumerated() where item.value != before[i] {
        errors.invalid(item.path, item.value, "field is immutable")
      }
    } else if before.count == 1, now.count == 2 {
      if now[0].value != before[0] { errors.invalid(now[0].path, now[0].value, "field is immutable") }
      blocks(range, now, &errors)
    } else {
      errors.invalid("spec.cidrs", range.at("spec", "cidrs"), "field is immutable")
    }
    return errors.list
  }

  private static func blocks(_ range: Value, _ items: [(path: String, value: Value)], _ errors: inout ErrorList) {
    if items.isEmpty {
      errors.required("spec.cidrs", "at least one CIDR required")
      return
    }
    if items.count > 2 {
      errors.invalid(
        "spec.cidrs", GoDump.dump(range["spec"] ?? [:], "io.k8s.api.networking.v1.ServiceCIDRSpec"),
        "may only hold up to 2 values")
      return
    }
    let blocks = items.map { item in
      let text = item.value.string ?? ""
      let block = CIDRBlock(text)
      if let block, block.masked.address != block.address {
        errors.invalid(item.path, .string(text), "must not have bits set beyond the prefix length")
      } else if let block, block.description != text {
        errors.invalid(item.path, .string(text), "must be in canonical form (\"\(block)\")")
      } else if block == nil {
        errors.invalid(
          item.path, .string(text), "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
      }
      return block?.address.is4
    }
    if blocks.count == 2, let first = blocks[0], first == blocks[1] {
      errors.invalid(
        "spec.cidrs", range.at("spec", "cidrs"),
        "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64")
    }
  }
}
