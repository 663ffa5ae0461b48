import ClusterState
import KubeAPI
import Manifest

/// The operator's way to Connect: through the Service that OP_CONNECT_HOST names, to the pods that stand behind it now.
struct ConnectClient {
  let api: ConnectAPI
  let host: String
  let token: String
  /// The namespace of the operator's own pod: short names are looked up there.
  let namespace: String
  let style: OperatorVersion

  struct Failure: Error {
    var message: String
  }

  /// The item behind `vaults/<vault>/items/<item>`, with its files.
  func item(at path: String, in cluster: ClusterState) throws(Failure)
    -> (item: Value, files: [(name: String, content: String)])
  {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == "vaults", parts[2] == "items" else {
      throw Failure(
        message: "\"\(path)\" is not an acceptable path for One Password item. Must be of the format: "
          + "`vaults/{vault_id}/items/{item_id}`")
    }
    let vault = try vaultID(parts[1], in: cluster)
    let item = try fullItem(parts[3], in: vault, cluster)
    var files: [(name: String, content: String)] = []
    for file in item.items("files") {
      let path = "/v1/vaults/\(vault)/items/\(item.text("id"))/files/\(file.text("id"))/content"
      let response = try get(path, in: cluster)
      files.append((file.text("name"), response.string ?? ""))
    }
    return (item, files)
  }

  private func vaultID(_ reference: String, in cluster: ClusterState) throws(Failure) -> String {
    if !style.isNew && OnePasswordAccount.isID(reference) { return reference }
    let found: Value
    do {
      found = try get("/v1/vaults", title: reference, in: cluster)
    } catch {
      if !style.isNew { throw error }
      if OnePasswordAccount.isID(reference) { return reference }
      throw Failure(
        message: "failed to 'getVaultID' for vaultNameOrID='\(reference)': failed to get vault by title "
          + "\"\(reference)\": failed to GetVaultsByTitle using 1Password Connect: \(error.message)")
    }
    if let oldest = ConnectClient.oldest(found) { return oldest }
    if OnePasswordAccount.isID(reference) { return reference }
    if style.isNew {
      throw Failure(
        message: "failed to 'getVaultID' for vaultNameOrID='\(reference)': "
          + "no vaults found with identifier \"\(reference)\"")
    }
    throw Failure(message: "No vaults found with identifier \"\(reference)\"")
  }

  private func fullItem(_ reference: String, in vault: String, _ cluster: ClusterState) throws(Failure) -> Value {
    if OnePasswordAccount.isID(reference) {
      do {
        return try get("/v1/vaults/\(vault)/items/\(reference)", in: cluster)
      } catch {
        // 1.12 goes on by title whatever the error was; older ones only when the item is not there.
        if !style.isNew {
          guard error.message.hasPrefix("status 404") else { throw error }
          throw Failure(message: "Found 0 item(s) in vault \"\(vault)\" with title \"\(reference)\"")
        }
      }
    }
    let found: Value
    do {
      found = try get("/v1/vaults/\(vault)/items", title: reference, in: cluster)
    } catch {
      if !style.isNew { throw error }
      throw Failure(
        message: "failed to get item for vaultID='\(vault)' and itemNameOrID='\(reference)': failed to GetItemsByTitle "
          + "for vaultID='\(vault)' and itemTitle='\(reference)': failed to GetItemsByTitle using 1Password Connect: "
          + error.message)
    }
    guard let id = ConnectClient.oldest(found) else {
      if style.isNew {
        throw Failure(
          message: "failed to get item for vaultID='\(vault)' and itemNameOrID='\(reference)': "
            + "no items found with identifier \"\(reference)\" in vault \"\(vault)\"")
      }
      throw Failure(message: "No items found with identifier \"\(reference)\"")
    }
    return try get("/v1/vaults/\(vault)/items/\(id)", in: cluster)
  }

  /// Of several of one title the oldest counts.
  private static func oldest(_ list: Value) -> String? {
    var best: Value?
    for entry in list.array ?? [] {
      if best.map({ entry.text("createdAt").goLess($0.text("createdAt")) }) ?? true { best = entry }
    }
    return best?.text("id")
  }

  private func get(_ path: String, title: String? = nil, in cluster: ClusterState) throws(Failure) -> Value {
    try reach(path, title, in: cluster)
    let response = api.get(path, title: title, token: token)
    if response.status == 200 { return response.body }
    throw Failure(message: "status \(response.status): \(response.message)")
  }

  /// Whether something answers at OP_CONNECT_HOST.
  private func reach(_ path: String, _ title: String?, in cluster: ClusterState) throws(Failure) {
    var address = Substring(host)
    if let scheme = address.range(of: "://") { address = address[scheme.upperBound...] }
    if let slash = address.firstIndex(of: "/") { address = address[..<slash] }
    let name = address.split(separator: ":").first.map(String.init) ?? ""
    let port = address.split(separator: ":").dropFirst().first.flatMap { Int64($0) } ?? 80
    let filter = title.map { "?filter=title+eq+%22\(GoURL.pathEscape($0).replacing("%20", with: "+"))%22" } ?? ""
    let base = host.hasSuffix("/") ? String(host.dropLast()) : host
    let request = "Get \"\(base)\(path)\(filter)\""
    let labels = name.split(separator: ".").map(String.init)
    let key = ObjectKey(Kind.service, labels.count > 1 ? labels[1] : namespace, labels.first ?? "")
    guard let service = cluster.get(key) else {
      throw Failure(message: "\(request): dial tcp: lookup \(name) on 10.96.0.10:53: no such host")
    }
    let ip = service.text("spec", "clusterIP")
    let hasPort = service.items("spec", "ports").contains { $0.integer("port") == port }
    let pods = cluster.list(Kind.pod, namespace: key.namespace).filter { pod in
      pod.isPodReady && !pod.isDeleting
        && LabelSelector.matches(map: service.at("spec", "selector"), labels: pod.labels)
    }
    if !hasPort { throw Failure(message: "\(request): dial tcp \(ip):\(port): i/o timeout") }
    if pods.isEmpty { throw Failure(message: "\(request): dial tcp \(ip):\(port): connect: connection refused") }
    let isConnect = pods.contains { pod in
      pod.items("spec", "containers").contains {
        ImageName($0.text("image")).repository.hasSuffix("1password/connect-api")
      }
    }
    if !isConnect { throw Failure(message: "status 404: Not Found") }
  }
}

extension Substring {
  /// The first place of that text.
  func range(of text: String) -> Range<Index>? {
    var i = startIndex
    while i < endIndex {
      if self[i...].hasPrefix(text) { return i..<index(i, offsetBy: text.count) }
      i = index(after: i)
    }
    return nil
  }
}
