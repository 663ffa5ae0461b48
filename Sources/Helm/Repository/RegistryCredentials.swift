import Files
import Manifest

/// Passwords for registries, from helm's `registry/config.json` and then docker's `config.json`. Credential helpers,
/// which are programs, are not run.
enum RegistryCredentials {
  static func find(_ registry: String, _ options: ChartPathOptions) -> ChartCredentials? {
    let docker = ChartPathOptions.environment("DOCKER_CONFIG")
    let home = ChartPathOptions.environment("HOME")
    for path in [options.registryConfigPath, (docker.isEmpty ? "\(home)/.docker" : docker) + "/config.json"] {
      guard let bytes = try? DiskTree.readFile(path), let document = try? JSON.parse(bytes) else { continue }
      if let found = find(registry, document) { return found }
    }
    return nil
  }

  static func find(_ registry: String, _ document: Value) -> ChartCredentials? {
    guard case .object(let entries)? = document["auths"] else { return nil }
    let names = registry == "docker.io" ? ["docker.io", "https://index.docker.io/v1/"] : [registry]
    for pair in entries {
      let host = WebAddress(pair.key).map { $0.host.isEmpty ? pair.key : $0.host } ?? pair.key
      guard names.contains(pair.key) || names.contains(host) else { continue }
      if let text = pair.value["auth"]?.string, let bytes = Base64.decode(text.utf8) {
        let words = String(decoding: bytes, as: UTF8.self).split(
          separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if words.count == 2 { return ChartCredentials(user: String(words[0]), password: String(words[1])) }
      }
      if let user = pair.value["username"]?.string, let password = pair.value["password"]?.string {
        return ChartCredentials(user: user, password: password)
      }
    }
    return nil
  }
}
