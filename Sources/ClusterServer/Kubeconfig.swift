import Glibc
import Manifest

/// The file that tells kubectl how to reach the server as its administrator.
public enum Kubeconfig {
  static func text(server: String, certificates: Certificates) -> String {
    func base64(_ pem: String) -> Value { .string(Base64.encode(Array((pem + "\n").utf8))) }
    let cluster: Value = ["certificate-authority-data": base64(certificates.authorityPEM), "server": .string(server)]
    let user: Value = [
      "client-certificate-data": base64(certificates.admin.certificatePEM),
      "client-key-data": base64(certificates.admin.keyPEM),
    ]
    let config: Value = [
      "apiVersion": "v1", "kind": "Config", "preferences": [:], "current-context": "drydock",
      "clusters": [["name": "drydock", "cluster": cluster]], "users": [["name": "drydock-admin", "user": user]],
      "contexts": [["name": "drydock", "context": ["cluster": "drydock", "user": "drydock-admin"]]],
    ]
    return YAML.write(config)
  }

  /// Writes a file that only its owner may read, in one step.
  public static func write(_ text: String, to path: String) throws(SourceError) {
    func failure(_ what: String) -> SourceError {
      SourceError(
        file: path, "cannot be written: \(what): \(String(cString: strerror(errno)))",
        nextStep: "Give a path in a directory that exists and that you may write to.")
    }
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw failure("open") }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        close(descriptor)
        unlink(temporary)
        throw failure("write")
      }
      bytes = bytes.dropFirst(count)
    }
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      unlink(temporary)
      throw failure("rename")
    }
  }
}
