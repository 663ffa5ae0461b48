import Manifest
import Synchronization

/// The JSON text of a stored object, made when it is first asked for: reads, lists and watches of one state share it.
final class EncodedObject: Sendable {
  private let isSorted: Bool
  private let text = Mutex<[UInt8]>([])

  /// - Parameter isSorted: members in the order of their names, as custom kinds are written.
  init(isSorted: Bool) { self.isSorted = isSorted }

  func json(of object: Value) -> [UInt8] {
    text.withLock { text in
      if text.isEmpty { text = JSON.bytes(object, sortedKeys: isSorted, escapeHTML: true) }
      return text
    }
  }
}

extension ClusterState {
  /// The stored object as JSON where a client gets it just as it is kept: same version, nothing left out.
  func storedText(
    _ entry: ObjectTable.Entry, _ resource: ServedResource, version: String, _ form: OutputForm
  ) -> [UInt8]? {
    guard form.conversion == .none, form.encoding == .json, registry.storageType(resource.type) == resource.type,
      version == resource.storageVersion
    else { return nil }
    return entry.encoded.json(of: entry.object)
  }

  /// A list of built-in kind made of the texts of its items, each without kind and apiVersion.
  func listText(
    _ entries: [ObjectTable.Entry], _ resource: ServedResource, version: String, _ metadata: Value, _ form: OutputForm
  ) -> [UInt8]? {
    guard form.conversion == .none, form.encoding == .json, !resource.isCustom,
      registry.storageType(resource.type) == resource.type, version == resource.storageVersion
    else { return nil }
    let lead = Array(
      "{\"kind\":\"\(resource.type.kind)\",\"apiVersion\":\"\(resource.apiVersion(version))\",".utf8)
    let head: Value = [
      "kind": .string(resource.listKind), "apiVersion": .string(resource.apiVersion(version)), "metadata": metadata,
    ]
    var out = JSON.bytes(head, sortedKeys: false, escapeHTML: true)
    out.removeLast()
    let texts = entries.map { $0.encoded.json(of: $0.object) }
    out.reserveCapacity(texts.reduce(out.count + 64) { $0 + $1.count })
    out += Array(",\"items\":[".utf8)
    var isFirst = true
    for text in texts {
      guard text.hasPrefix(lead) else { return nil }
      if !isFirst { out.append(0x2C) }
      isFirst = false
      out.append(0x7B)
      out.append(contentsOf: text[lead.count...])
    }
    out += [0x5D, 0x7D, 0x0A]
    return out
  }
}

extension Array<UInt8> {
  fileprivate func hasPrefix(_ prefix: [UInt8]) -> Bool {
    guard count >= prefix.count else { return false }
    for i in prefix.indices where self[i] != prefix[i] { return false }
    return true
  }
}
