import Files
import Manifest

/// `drydock new coder`: Coder behind a Tailscale Ingress, its database credentials from 1Password.
public struct CoderApp: Sendable {
  /// The app directory, relative to the monorepo: `apps/coder-prod`.
  public var directory: String
  /// `example-tailnet` or `example-tailnet.ts.net`.
  public var tailnet = "tailnet"
  public var repositoryName = "setup"
  public var repositoryURL = "https://github.com/example/setup"
  /// The Secret with git credentials, for a private repository.
  public var repositorySecret: String?
  public var branch = "mg/feat/deploy-coder"
  /// `vaults/<vault>/items/<item>`, or 1Password's own `op://vault/item/field`.
  public var item = "vaults/setup-coder-prod/items/coder-cluster-db-prod"
  /// The keys of the synced Secret: the labels of the item's fields.
  public var userKey = "username"
  public var passwordKey = "credential"
  public var hostKey = "hostname"
  public var databaseKey = "database"
  /// One field with the whole connection URL, in place of the four.
  public var urlKey: String?
  public var port = 5432
  /// Flux's minor version in the cluster: from 2.8 on a release can wait for the synced Secret itself.
  public var fluxMinor = 9
  public var coderVersion = "2.29.1"
  public var connectVersion = "2.0.5"
  /// How `*.coder` works; `nil` for the Tailscale Ingress, which serves the one name `coder`.
  public var wildcard: Wildcard?

  public init(directory: String) { self.directory = directory }

  /// Every file of the app, then those of the monorepo that it needs.
  public func files() throws(SourceError) -> [Scaffold.File] {
    guard let path = FilePath.clean(directory), !path.isEmpty else {
      throw SourceError("\(directory): the app directory must lie inside the monorepo")
    }
    let name = FilePath.base(path)
    try Scaffold.check(name, "the folder's name")
    try Scaffold.check(repositoryName, "--repository")
    let itemPath = try CoderApp.itemPath(item)
    let domain = try tailnetDomain()
    for (key, option) in [
      (userKey, "--user-key"), (passwordKey, "--password-key"), (hostKey, "--host-key"),
      (databaseKey, "--database-key"), (urlKey ?? "url", "--url-key"),
    ] {
      try CoderApp.checkKey(key, option)
    }
    guard (1...65535).contains(port) else { throw SourceError("--port: \(port) is no port number") }
    try wildcard?.check()
    let fronts = wildcard.map { self.wildcardFiles($0) } ?? [("ingress-coder.yaml", ingress())]
    let resources =
      [
        "namespace-flux-system.yaml", "namespace-1password.yaml", "namespace-coder.yaml",
        "gitrepository-\(repositoryName).yaml", "kustomization-root.yaml", "helmrelease-1password-operator.yaml",
        "helmrelease-1password-secrets.yaml", "helmrelease-coder.yaml",
      ] + fronts.map(\.name)
    return [
      Scaffold.File("\(path)/namespace-flux-system.yaml", Scaffold.namespace("flux-system")),
      Scaffold.File("\(path)/namespace-1password.yaml", Scaffold.namespace("1password")),
      Scaffold.File("\(path)/namespace-coder.yaml", Scaffold.namespace("coder")),
      Scaffold.File(
        "\(path)/gitrepository-\(repositoryName).yaml",
        Scaffold.gitRepository(repositoryName, url: repositoryURL, branch: branch, secret: repositorySecret)),
      Scaffold.File(
        "\(path)/kustomization-root.yaml", Scaffold.rootKustomization(name, source: repositoryName, path: path)),
      Scaffold.File("\(path)/kustomization.yaml", Scaffold.resources(resources)),
      Scaffold.File("\(path)/helmrelease-1password-operator.yaml", operatorRelease()),
      Scaffold.File("\(path)/helmrelease-1password-secrets.yaml", secretsRelease(itemPath)),
      Scaffold.File("\(path)/helmrelease-coder.yaml", coderRelease(domain)),
    ] + fronts.map { Scaffold.File("\(path)/\($0.name)", $0.text) } + [
      Scaffold.File("\(path)/rehearsal.yaml", rehearsal(domain, itemPath)),
      Scaffold.File("\(path)/.gitignore", "# cluster-admin credentials never go into git\nkubeconfig*\n*.kubeconfig\n"),
    ]
  }

  private func tailnetDomain() throws(SourceError) -> String {
    let short = tailnet.hasSuffix(".ts.net") ? String(tailnet.dropLast(".ts.net".count)) : tailnet
    try Scaffold.check(short, "--tailnet")
    return "\(short).ts.net"
  }

  /// `op://V/I/f` and `op://V/I` become `vaults/V/items/I`: the operator takes no other form and no field.
  static func itemPath(_ text: String) throws(SourceError) -> String {
    if text.hasPrefix("op://") {
      let parts = text.dropFirst("op://".count).split(separator: "/", omittingEmptySubsequences: false)
      if parts.count == 2 || parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty {
        return "vaults/\(parts[0])/items/\(parts[1])"
      }
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "vaults", parts[2] == "items", !parts[1].isEmpty, !parts[3].isEmpty else {
      throw SourceError(
        "--item: \"\(text)\" is no item path", nextStep: "write vaults/<vault>/items/<item>, or op://<vault>/<item>")
    }
    return text
  }

  private static func checkKey(_ key: String, _ option: String) throws(SourceError) {
    let fits =
      !key.isEmpty
      && key.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
      }
    guard fits else {
      throw SourceError(
        "\(option): \"\(key)\" cannot be a key of a Secret",
        nextStep:
          "the operator turns other characters of a field's label into dashes: \"database name\" → database-name")
    }
  }

  private func operatorRelease() -> String {
    """
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: 1password-operator
      namespace: flux-system
    spec:
      interval: 30m
      timeout: 10m
      # Helm's own name for it; the default would be 1password-1password-operator
      releaseName: onepassword-connect
      targetNamespace: 1password
      chart:
        spec:
          chart: third_party/vendir/charts/1password-connect
          # an upstream chart with true versions: a new release for a new version only
          reconcileStrategy: ChartVersion
          interval: 12h
          sourceRef:
            kind: GitRepository
            name: \(Scaffold.scalar(repositoryName))
            namespace: flux-system
      install:
        # the namespace has one owner: namespace-1password.yaml
        createNamespace: false
        remediation:
          retries: 3
      upgrade:
        # Helm would leave the OnePasswordItem definition as it was first installed
        crds: CreateReplace
        remediation:
          retries: 3
      values:
        connect:
          create: true
          credentialsName: 1password-credentials
          credentialsKey: 1password-credentials.json
          serviceType: ClusterIP
        operator:
          create: true
          watchNamespace: []
          token:
            name: 1password-operator-token
            key: token

    """
  }

  private func secretsRelease(_ itemPath: String) -> String {
    var text = """
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata:
        name: 1password-secrets
        namespace: flux-system
      spec:
        interval: 30m
        timeout: 10m
        releaseName: 1password-secrets
        dependsOn:
          - name: 1password-operator
        chart:
          spec:
            chart: ./libs/1password-secrets
            # our own chart keeps its version: a new release for every commit
            reconcileStrategy: Revision
            interval: 12h
            sourceRef:
              kind: GitRepository
              name: \(Scaffold.scalar(repositoryName))
              namespace: flux-system
        install:
          createNamespace: false
          remediation:
            retries: 3
        upgrade:
          remediation:
            retries: 3

      """
    if fluxMinor >= 8 {
      text += """
          # ready when the item is synced; by itself a new OnePasswordItem counts as ready at once
          healthCheckExprs:
            - apiVersion: onepassword.com/v1
              kind: OnePasswordItem
              current: status.conditions.exists(e, e.type == 'Ready' && e.status == 'True')

        """
    }
    return text + """
        values:
          secrets:
            - name: coder-db-credentials
              namespace: coder
              itemPath: \(Scaffold.scalar(itemPath))

      """ + wildcardItem()
  }

  private func databaseEnvironment() -> String {
    let indent = "        "
    func reference(_ name: String, _ key: String) -> [String] {
      [
        "- name: \(name)", "  valueFrom:", "    secretKeyRef:", "      name: coder-db-credentials",
        "      key: \(Scaffold.scalar(key))",
      ]
    }
    let url =
      "postgres://$(CODER_DBSECRET_USER):$(CODER_DBSECRET_PASSWORD)@$(CODER_DBSECRET_HOST):\(port)"
      + "/$(CODER_DBSECRET_NAME)?sslmode=require"
    let lines: [String]
    if let urlKey {
      lines = reference("CODER_PG_CONNECTION_URL", urlKey)
    } else {
      lines =
        ["# named CODER_*, because Coder hides only those from workspace templates"]
        + reference("CODER_DBSECRET_USER", userKey) + ["# goes into a URL: the item holds it percent-encoded"]
        + reference("CODER_DBSECRET_PASSWORD", passwordKey) + reference("CODER_DBSECRET_HOST", hostKey)
        + reference("CODER_DBSECRET_NAME", databaseKey)
        + [
          "# last, because $(NAME) sees only what stands above it", "- name: CODER_PG_CONNECTION_URL",
          "  value: \(Scaffold.scalar(url))",
        ]
    }
    return lines.map { "\(indent)\($0)\n" }.joined()
  }

  private func coderRelease(_ domain: String) -> String {
    """
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata:
      name: coder
      namespace: flux-system
    spec:
      interval: 30m
      timeout: 10m
      # the default would be coder-coder, which the chart's affinity does not match
      releaseName: coder
      targetNamespace: coder
      dependsOn:
        - name: 1password-secrets
      chart:
        spec:
          chart: third_party/vendir/charts/coder
          reconcileStrategy: ChartVersion
          interval: 12h
          sourceRef:
            kind: GitRepository
            name: \(Scaffold.scalar(repositoryName))
            namespace: flux-system
      install:
        createNamespace: false
        remediation:
          retries: 3
      upgrade:
        remediation:
          retries: 3
      driftDetection:
        mode: enabled
      values:
        coder:
          env:
    \(databaseEnvironment())\
    \(addresses(domain))\
            # on by default: any GitHub account could sign up
            - name: CODER_OAUTH2_GITHUB_DEFAULT_PROVIDER_ENABLE
              value: "false"
          service:
            # the chart's default is LoadBalancer: public
            type: ClusterIP
    \(certificates())\
          ingress:
            enable: false
          # migrations of the first start take longer than a probe from second 0 allows
          livenessProbe:
            initialDelaySeconds: 60
          resources:
            requests:
              cpu: 500m
              memory: 1Gi
            limits:
              memory: 2Gi

    """
  }

  private func ingress() -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: coder
      namespace: coder
    spec:
      ingressClassName: tailscale
      defaultBackend:
        service:
          name: coder
          port:
            # by name: the operator does not check numbers, and the pod's 8080 is not the Service's port
            name: http
      tls:
        - hosts:
            # only the first host is served; Tailscale's Ingress ignores wildcards
            - coder
            - "*.coder"

    """
  }

  private func rehearsal(_ domain: String, _ itemPath: String) -> String {
    let parts = itemPath.split(separator: "/").map(String.init)
    let vault = parts.count == 4 ? parts[1] : "vault"
    let item = parts.count == 4 ? parts[3] : "item"
    func field(_ label: String, _ value: String) -> String {
      "          - {label: \(Scaffold.scalar(label)), value: \(Scaffold.scalar(value))}\n"
    }
    let fields =
      urlKey.map { field($0, "postgres://coder:fake%2Fpassword@db.internal:\(port)/coder?sslmode=require") }
      ?? field(userKey, "coder") + field(passwordKey, "fake%2Fpassword") + field(hostKey, "db.internal")
      + field(databaseKey, "coder")
    return """
      # What the cluster has that git must not hold. For rehearsals only: every value is made up.
      apiVersion: drydock.dev/v1alpha1
      kind: Rehearsal
      tailnet: \(domain)
      flux: "2.\(fluxMinor)"
      git:
        branch: \(Scaffold.scalar(branch))
      secrets:
        - name: 1password-credentials
          namespace: 1password
          stringData:
            # chart versions up to 2.2.1 want the JSON base64-encoded once more
            1password-credentials.json: eyJ2ZXJzaW9uIjoiMiIsInZlcmlmaWVyIjp7fX0=
        - name: 1password-operator-token
          namespace: 1password
          stringData:
            token: made-up-token
      vaults:
        - name: \(Scaffold.scalar(vault))
          items:
            - title: \(Scaffold.scalar(item))
              category: DATABASE
              fields:
      \(fields)\
      \(wildcardVault())\
      # the login that the rehearsed database takes
      databases:
        - {host: db.internal, port: \(port), name: coder, user: coder, password: fake/password}
      \(wildcardRehearsal())
      """.replacingTrailingBlank()
  }
}

extension String {
  /// Exactly one line end at the end.
  fileprivate func replacingTrailingBlank() -> String {
    var text = self[...]
    while text.last == "\n" { text.removeLast() }
    return text + "\n"
  }
}
