import Files
import Manifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension FlagSet.Parsed {
  /// The release's namespace: `--namespace`, `HELM_NAMESPACE`, that of the kubeconfig's current context, in helm's
  /// order (`cli.EnvSettings.Namespace`); empty for none of them.
  var namespace: String {
    let named = has("namespace") ? string("namespace") : Self.environment("HELM_NAMESPACE")
    return named.isEmpty ? contextNamespace : named
  }

  private static func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

  /// What the files of `--kubeconfig` or `KUBECONFIG` say of the context; the first file to say a thing decides.
  private var contextNamespace: String {
    var files = [string("kubeconfig")]
    if files == [""] { files = Self.environment("KUBECONFIG").split(separator: ":").map(String.init) }
    if files.isEmpty { files = ["\(Self.environment("HOME"))/.kube/config"] }
    var context = has("kube-context") ? string("kube-context") : Self.environment("HELM_KUBECONTEXT")
    var spaces: [String: String] = [:]
    for file in files {
      guard let bytes = try? DiskTree.readFile(file), let config = try? YAML.unmarshal(bytes) else { continue }
      if context.isEmpty { context = config["current-context"]?.string ?? "" }
      for item in config["contexts"]?.array ?? [] {
        guard let name = item["name"]?.string, spaces[name] == nil else { continue }
        spaces[name] = item.at("context", "namespace")?.string ?? ""
      }
    }
    return spaces[context] ?? ""
  }

  /// helm reads the files that TLS needs before anything else, also when nothing is fetched.
  func checkTLSFiles() throws(HelmError) {
    let (cert, key, authority) = (string("cert-file"), string("key-file"), string("ca-file"))
    func failed(_ message: String) -> HelmError {
      HelmError("missing registry client: can't create TLS config for client: \(message)")
    }
    if !cert.isEmpty && !key.isEmpty {
      for file in [cert, key] {
        do throws(HelmError) { _ = try ValueOptions.readFile(file) } catch {
          throw failed("can't load key pair from cert \(cert) and key \(key): \(error.message)")
        }
      }
    }
    if authority.isEmpty { return }
    guard let bytes = try? DiskTree.readFile(authority) else { throw failed("can't read CA file: \(authority)") }
    if !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") {
      throw failed("failed to append certificates from file: \(authority)")
    }
  }
}
