import Manifest

/// Programs that create or change Kubernetes objects at run time (rule 12).
///
/// To teach the judge one, add a row to ``Makers/table``: its names, its images, and the subcommands that only read.
struct Maker: Sendable {
  var programs: [String]
  var images: [String]
  /// Subcommands that change nothing; `nil` when every call changes something.
  var reads: Set<String>
  /// Flags that take the next word as their value.
  var valued: Set<String>
  /// Subcommands whose own subcommand decides: `rollout status`.
  var nested: [String: Set<String>]
  var source: String
}

enum Makers {
  private static let kubectlFlags: Set<String> = [
    "-n", "--namespace", "--context", "--kubeconfig", "-s", "--server", "--token", "--as", "--as-group", "--user",
    "--cluster", "--request-timeout", "-v", "--v", "--certificate-authority", "--client-certificate", "--client-key",
    "--tls-server-name", "--cache-dir", "--profile",
  ]

  static let table: [Maker] = [
    Maker(
      programs: ["kubectl", "oc", "k", "kubectl.exe", "kubecolor"],
      images: [
        "kubectl", "bitnami/kubectl", "rancher/kubectl", "openshift/origin-cli", "origin-cli", "ose-cli", "k8s-kubectl",
        "kubectl-shell",
      ],
      reads: [
        "get", "describe", "logs", "top", "explain", "version", "api-resources", "api-versions", "cluster-info",
        "config",
        "auth", "wait", "diff", "events", "completion", "options", "kustomize", "help", "proxy", "port-forward",
        "status", "whoami", "login", "logout", "project", "projects", "cp", "attach",
      ], valued: kubectlFlags,
      nested: ["rollout": ["status", "history"], "auth": ["can-i", "whoami"], "config": [], "plugin": ["list"]],
      source: "kubernetes.io/docs/reference/kubectl"),
    Maker(
      programs: ["helm", "helm3"], images: ["alpine/helm", "helm", "dtzar/helm-kubectl", "helm-kubectl", "k8s-helm"],
      reads: [
        "list", "ls", "get", "status", "history", "template", "show", "inspect", "search", "repo", "pull", "fetch",
        "lint", "version", "env", "dependency", "dep", "package", "verify", "create", "plugin", "completion", "push",
        "registry", "help",
      ],
      valued: ["-n", "--namespace", "--kube-context", "--kubeconfig", "--kube-token", "--registry-config"], nested: [:],
      source: "helm.sh/docs/helm"),
    Maker(
      programs: ["helmfile"], images: ["helmfile"],
      reads: ["template", "list", "diff", "lint", "build", "deps", "repos", "version", "help", "fetch", "status"],
      valued: ["-f", "--file", "-e", "--environment", "-n", "--namespace", "-l", "--selector"], nested: [:],
      source: "helmfile docs"),
    Maker(
      programs: ["flux"], images: ["fluxcd/flux-cli", "flux-cli"],
      reads: [
        "get", "check", "logs", "events", "export", "tree", "trace", "version", "stats", "diff", "build", "completion",
        "help", "pull", "list",
      ],
      valued: ["-n", "--namespace", "--context", "--kubeconfig"], nested: [:], source: "fluxcd.io/flux/cmd"),
    Maker(
      programs: ["argocd"], images: [],
      reads: ["version", "login", "logout", "context", "help", "completion", "account"], valued: [],
      nested: [
        "app": ["list", "get", "diff", "logs", "history", "wait", "manifests", "resources"],
        "cluster": ["list", "get"], "repo": ["list", "get"], "proj": ["list", "get"],
      ],
      source: "argo-cd.readthedocs.io"),
    Maker(
      programs: ["terraform", "tofu", "terragrunt"], images: ["hashicorp/terraform", "opentofu/opentofu", "terraform"],
      reads: [
        "init", "plan", "validate", "fmt", "version", "output", "show", "providers", "graph", "help", "workspace",
        "login", "console",
      ],
      valued: [], nested: [:], source: "developer.hashicorp.com/terraform/cli"),
    Maker(
      programs: ["pulumi"], images: ["pulumi/pulumi", "pulumi"],
      reads: ["preview", "version", "stack", "config", "login", "logout", "whoami", "about", "help", "plugin", "logs"],
      valued: ["-C", "--cwd", "-s", "--stack"], nested: [:], source: "pulumi.com/docs/cli"),
    Maker(
      programs: ["kapp"], images: ["kapp"], reads: ["list", "ls", "inspect", "logs", "version", "help"],
      valued: ["-n", "--namespace"], nested: [:], source: "carvel.dev/kapp"),
    Maker(
      programs: ["skaffold", "tilt", "werf", "garden", "devspace"], images: [],
      reads: ["render", "build", "version", "help", "diagnose", "config"], valued: [], nested: [:],
      source: "skaffold.dev"),
    Maker(
      programs: ["istioctl"], images: ["istio/istioctl", "istioctl"],
      reads: [
        "version", "analyze", "proxy-status", "proxy-config", "ps", "pc", "manifest", "verify-install", "help",
        "validate", "describe",
      ],
      valued: ["-n", "--namespace", "--context", "-i"], nested: [:], source: "istio.io, istioctl"),
    Maker(
      programs: ["cilium"], images: [],
      reads: ["status", "version", "help", "sysdump", "connectivity", "monitor", "endpoint", "bpf"],
      valued: ["-n", "--namespace", "--context"], nested: [:], source: "docs.cilium.io, cilium CLI"),
    Maker(
      programs: ["kn"], images: [], reads: ["version", "completion", "help"], valued: ["-n", "--namespace"],
      nested: [
        "service": ["list", "describe"], "route": ["list", "describe"], "revision": ["list", "describe"],
        "domain": ["list", "describe"],
      ], source: "knative.dev, kn"),
    Maker(
      programs: ["virtctl"], images: [], reads: ["version", "console", "vnc", "help", "guestosinfo"],
      valued: ["-n", "--namespace"],
      nested: [:], source: "kubevirt.io, virtctl"),
    Maker(
      programs: ["velero"], images: [], reads: ["version", "get", "describe", "help", "server"],
      valued: ["-n", "--namespace"],
      nested: ["backup": ["get", "describe", "logs", "create", "download"]], source: "velero.io"),
    Maker(
      programs: ["tk", "kubecfg", "kustomizer", "cmctl", "eksctl", "clusterctl", "vela", "okteto", "ansible-playbook"],
      images: [], reads: ["version", "help", "diff", "show", "export", "status", "get", "list"], valued: [],
      nested: [:],
      source: "programs that install into a cluster"),
  ]

  private static let byProgram: [String: Int] = {
    var index: [String: Int] = [:]
    for (i, row) in table.enumerated() { for program in row.programs { index[program] = i } }
    return index
  }()

  static func isKnown(_ program: String) -> Bool { byProgram[program] != nil || clients.contains(program) }

  /// Programs that speak HTTP.
  private static let clients: Set<String> = ["curl", "wget", "http", "https", "xh", "httpie"]

  /// The program that an image runs by itself.
  static func entrypoint(ofImage path: String) -> String? {
    table.first { $0.images.contains { Image.ends(path, with: $0) } }?.programs.first
  }

  /// Why the call creates or changes objects; `nil` when it does not.
  static func change(_ call: Invocation) -> (why: String, source: String)? {
    if let i = byProgram[call.program] {
      let row = table[i]
      return changes(call, row).map { ("it runs \(call.program) \($0)", row.source) }
    }
    let api = "kubernetes.io API reference"
    if clients.contains(call.program), callsAPI(call.arguments) {
      return ("it writes to the Kubernetes API with \(call.program)", api)
    }
    if Command.interpreters.contains(call.program), writesAPI(call.script) {
      return ("its \(call.program) script writes to the Kubernetes API", api)
    }
    return nil
  }

  private static func changes(_ call: Invocation, _ row: Maker) -> String? {
    var plain: [String] = []
    var i = 0
    while i < call.arguments.count {
      let word = call.arguments[i]
      i += 1
      if word == "--" { break }
      if word.hasPrefix("-") {
        if row.valued.contains(word) { i += 1 }
        continue
      }
      plain.append(word)
    }
    guard var verb = plain.first else { return nil }
    if call.program == "k" && !row.reads.contains(verb) && plain.count == 1 { return nil }
    if let inner = row.nested[verb] {
      if verb == "config" { return nil }
      if let second = plain.dropFirst().first(where: { !$0.hasPrefix("-") }) {
        if inner.contains(second) { return nil }
        verb += " " + second
      }
      return verb
    }
    if row.reads.contains(verb) { return nil }
    if call.arguments.contains(where: { $0 == "--dry-run" || $0 == "--dry-run=client" || $0 == "--dry-run=server" }) {
      return nil
    }
    if call.arguments.contains("--help") || call.arguments.contains("-h") { return nil }
    if let at = call.arguments.firstIndex(of: "--dry-run"), at + 1 < call.arguments.count,
      ["client", "server"].contains(call.arguments[at + 1])
    {
      return nil
    }
    return verb
  }

  private static let apiHosts = [
    "kubernetes.default", "KUBERNETES_SERVICE_HOST", "KUBERNETES_PORT", "//kubernetes/", "//kubernetes:", "/apis/",
    "/api/v1/", "APISERVER",
  ]

  private static func callsAPI(_ words: [String]) -> Bool {
    guard words.contains(where: { word in apiHosts.contains { word.contains($0) } }) else { return false }
    for (i, word) in words.enumerated() {
      let next = i + 1 < words.count ? words[i + 1] : ""
      for (flag, value) in [("-X", next), ("--request", next), ("--method", next)] where word == flag {
        if ["POST", "PUT", "PATCH"].contains(value.uppercased()) { return true }
      }
      if [
        "-XPOST", "-XPUT", "-XPATCH", "POST", "PUT", "PATCH", "--request=POST", "--request=PUT", "--request=PATCH",
        "--method=POST", "--method=PUT", "--method=PATCH",
      ].contains(word) {
        return true
      }
      if [
        "-d", "--data", "--data-binary", "--data-raw", "--json", "-T", "--upload-file", "--post-data", "--post-file",
        "--body-data", "--body-file",
      ].contains(where: { word == $0 || word.hasPrefix($0 + "=") }) || word.hasPrefix("-d@") {
        return true
      }
    }
    return false
  }

  private static let writeCalls = [
    "create_namespaced_", "patch_namespaced_", "replace_namespaced_", "create_cluster_custom", "patch_cluster_custom",
    "create_from_yaml", "create_from_dict", "createNamespaced", "patchNamespaced", "replaceNamespaced",
    "createClusterCustom", "KubernetesObjectApi", ".create(", ".patch(", ".apply(", ".replace(",
  ]

  private static func writesAPI(_ script: String) -> Bool {
    guard !script.isEmpty else { return false }
    let lower = script.lowercased()
    if lower.contains("kubectl") || lower.contains("'helm'") || lower.contains("\"helm\"") {
      for verb in ["apply", "create", "expose", "patch", "replace", "install", "upgrade", "edit"]
      where lower.contains(verb) {
        return true
      }
    }
    guard
      lower.contains("kubernetes") || apiHosts.contains(where: { script.contains($0) }) || lower.contains("client-node")
    else { return false }
    return writeCalls.contains { script.contains($0) }
      || ["\"post\"", "'post'", "\"patch\"", "'patch'", "\"put\"", "'put'", ".post(", ".put("].contains {
        lower.contains($0)
      }
  }

  /// Whether RBAC rules let someone make or change what opens a way in.
  static func mayOpen(_ rules: Value?) -> Bool {
    let opening: Set<String> = [
      "services", "ingresses", "gateways", "httproutes", "pods", "deployments", "daemonsets", "statefulsets", "jobs",
      "cronjobs", "*",
    ]
    let changing: Set<String> = ["create", "update", "patch", "*"]
    return (rules?.array ?? []).contains { rule in
      (rule["resources"]?.array ?? []).contains { $0.string.map(opening.contains) ?? false }
        && (rule["verbs"]?.array ?? []).contains { $0.string.map(changing.contains) ?? false }
    }
  }
}

/// Every program that a rule knows.
enum Programs {
  static func isKnown(_ name: String) -> Bool {
    Tunnels.byProgram[name] != nil || Makers.isKnown(name) || TailscalePod.programs.contains(name) || name == "coder"
      || Command.interpreters.contains(name)
  }
}
