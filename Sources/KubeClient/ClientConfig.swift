import Manifest

/// How one cluster is reached and as whom: what a kubeconfig's context, or a pod's service account, comes to.
///
/// Made by ``load(_:)``. Nothing has been connected to yet; the files it names have been seen to be there. Follows
/// kubernetes/client-go `tools/clientcmd` and `rest/config.go`.
public struct ClientConfig: Sendable {
  /// Where the configuration is looked for, and what of it is chosen.
  public struct Choice: Sendable {
    /// `--kubeconfig`: this file alone; it must exist.
    public var kubeconfig: String?
    /// `--context`: instead of the file's `current-context`.
    public var context: String?

    public init(kubeconfig: String? = nil, context: String? = nil) {
      self.kubeconfig = kubeconfig
      self.context = context
    }
  }

  /// `https://127.0.0.1:6443`, with the path prefix of a cluster behind a gateway if it has one, without a slash at the end.
  public var server: String
  /// The name of the context; empty in a cluster.
  public var context: String
  public var cluster: String
  public var user: String
  /// What the context says, else `default`.
  public var namespace: String

  /// PEM text of the authorities to trust; `nil` means the system's.
  var authorities: [UInt8]?
  var insecureSkipTLSVerify = false
  var tlsServerName = ""
  var proxyURL = ""
  var disableCompression = false
  var credentials = Credentials()
  var isTLS: Bool { server.hasPrefix("https://") }

  /// How a request says whose it is.
  struct Credentials: Sendable {
    var token = ""
    var tokenFile = ""
    var username = ""
    var password = ""
    /// PEM text.
    var certificate: [UInt8]?
    var key: [UInt8]?
    var exec: ExecPlugin?
    var impersonation = Impersonation()
  }

  struct Impersonation: Sendable, Hashable {
    var user = ""
    var uid = ""
    var groups: [String] = []
    /// In the order of their names.
    var extra: [(key: String, values: [String])] = []

    static func == (a: Impersonation, b: Impersonation) -> Bool { a.headers.elementsEqual(b.headers, by: ==) }
    func hash(into hasher: inout Hasher) { hasher.combine(user) }

    /// The headers that the API documents for impersonation.
    var headers: [(String, String)] {
      guard !user.isEmpty else { return [] }
      var headers = [("Impersonate-User", user)]
      if !uid.isEmpty { headers.append(("Impersonate-Uid", uid)) }
      headers += groups.map { ("Impersonate-Group", $0) }
      for (key, values) in extra {
        headers += values.map { ("Impersonate-Extra-" + Impersonation.escaped(key.lowercased()), $0) }
      }
      return headers
    }

    /// Percent-encodes what a header's name cannot hold.
    private static func escaped(_ name: String) -> String {
      PercentEncoding.encode(name, keeping: "!#$&'*+^`|")
    }
  }

  /// Reads what kubectl would read: `--kubeconfig`, else the files of `KUBECONFIG`, else `~/.kube/config`, else, inside a
  /// pod, its service account.
  public static func load(_ choice: Choice = Choice()) throws(SourceError) -> ClientConfig {
    try load(choice, environment: ClientEnvironment.process)
  }

  static func load(_ choice: Choice, environment: ClientEnvironment) throws(SourceError) -> ClientConfig {
    let kubeconfig = try KubeconfigFile.load(choice, environment: environment)
    if kubeconfig.isEmpty {
      if choice.kubeconfig == nil, choice.context == nil, let inside = try inCluster(environment) { return inside }
      if let context = choice.context { throw SourceError("context \(context.quoted) does not exist") }
      throw SourceError(
        file: choice.kubeconfig ?? "", "no cluster is configured",
        nextStep: "set KUBECONFIG, give --kubeconfig FILE, or write \(environment.home)/.kube/config")
    }
    return try kubeconfig.resolve(context: choice.context, environment: environment)
  }
}

/// What the process was started with, so that tests can say otherwise.
struct ClientEnvironment: Sendable {
  var variables: [String: String] = [:]
  var home = ""
  /// Where a pod finds its service account's files.
  var serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount"

  subscript(name: String) -> String { variables[name] ?? "" }
}

extension String {
  /// `"name"`, as Go's %q writes plain text.
  var quoted: String {
    var out = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
