import Files
import Manifest

/// The repositories that the user has added to helm (`repositories.yaml`), which charts as `NAME/CHART` come from.
struct RepositoryConfig {
  struct Repository {
    var name = ""
    var url = ""
    var username = ""
    var password = ""
    var tls = ChartRequest.TLSOptions()
    var passCredentials = false

    var credentials: ChartCredentials? {
      username.isEmpty || password.isEmpty ? nil : ChartCredentials(user: username, password: password)
    }
  }

  var repositories: [Repository] = []

  /// A file that is not there is one without repositories.
  init(path: String) throws(HelmError) {
    let bytes: [UInt8]
    do { bytes = try DiskTree.readFile(path) } catch {
      if error.reason == .notFound { return }
      throw HelmError("couldn't load repositories file (\(path)): open \(path): \(error.reason.rawValue)")
    }
    for item in try HelmYAML.first(bytes)["repositories"]?.array ?? [] {
      func text(_ key: String) -> String { item[key]?.string ?? "" }
      var repository = Repository()
      repository.name = text("name")
      repository.url = text("url")
      repository.username = text("username")
      repository.password = text("password")
      repository.tls.certFile = text("certFile")
      repository.tls.keyFile = text("keyFile")
      repository.tls.caFile = text("caFile")
      repository.tls.skipsVerification = item["insecure_skip_tls_verify"] == .bool(true)
      repository.passCredentials = item["pass_credentials_all"] == .bool(true)
      repositories.append(repository)
    }
  }

  func named(_ name: String) throws(HelmError) -> Repository {
    guard let found = repositories.first(where: { $0.name == name }) else {
      throw HelmError("repo \(name) not found")
    }
    if found.url.isEmpty { throw HelmError("no URL found for repository \(name)") }
    return found
  }

  func at(_ url: String) -> Repository? { repositories.first { WebAddress.isSame($0.url, url) } }
}
