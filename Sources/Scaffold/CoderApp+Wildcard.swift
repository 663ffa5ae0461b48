import Manifest

/// Designs that serve `*.coder` inside the tailnet; Tailscale's Ingress serves one name and ignores wildcards.
extension CoderApp {
  public enum Wildcard: Sendable, Hashable {
    /// `coder.example.com` and `*.coder.example.com`: Coder ends TLS itself, with a certificate from cert-manager by
    /// DNS-01; `dnsItem` is the 1Password item with the DNS provider's token, under the label `credential`.
    case ownDomain(String, dnsItem: String)
    /// The bare names `coder` and `*.coder`, from a DNS server in the cluster that the tailnet asks for that zone.
    case splitDNS

    func check() throws(SourceError) {
      guard case .ownDomain(let domain, let item) = self else { return }
      let labels = domain.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard labels.count >= 3, labels.allSatisfy(Scaffold.isName) else {
        throw SourceError(
          "--domain: \"\(domain)\" is no name for Coder in a domain of yours",
          nextStep: "write a subdomain in lower case, such as coder.example.com")
      }
      _ = try CoderApp.itemPath(item)
    }
  }

  /// The Service that Tailscale makes a device of; no node ports, for those would answer on the nodes' addresses.
  private func service(_ name: String, device: String, selector: String, ports: String) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata:
      name: \(name)
      namespace: coder
      annotations:
        tailscale.com/hostname: \(device)
    spec:
      type: LoadBalancer
      loadBalancerClass: tailscale
      # the API server's default would open a port on every node
      allocateLoadBalancerNodePorts: false
      selector:
    \(selector)\
      ports:
    \(ports)
    """
  }

  private var coderSelector: String {
    "    app.kubernetes.io/name: coder\n    app.kubernetes.io/instance: coder\n"
  }

  func wildcardFiles(_ wildcard: Wildcard) -> [(name: String, text: String)] {
    switch wildcard {
    case .ownDomain(let domain, _):
      return [
        ("issuer-coder.yaml", issuer()), ("certificate-coder-tls.yaml", certificate(domain)),
        (
          "service-coder-tailnet.yaml",
          service(
            "coder-tailnet", device: "coder", selector: coderSelector,
            ports: "    - {name: https, port: 443, targetPort: https, protocol: TCP}\n")
        ),
      ]
    case .splitDNS:
      return [
        (
          "service-coder-tailnet.yaml",
          service(
            "coder-tailnet", device: "coder", selector: coderSelector,
            ports: "    - {name: http, port: 80, targetPort: http, protocol: TCP}\n")
        ),
        ("serviceaccount-coder-dns.yaml", dnsAccount()), ("configmap-coder-dns.yaml", dnsConfiguration()),
        ("deployment-coder-dns.yaml", dnsDeployment()),
        (
          "service-coder-dns.yaml",
          service(
            "coder-dns", device: "coder-dns", selector: "    app.kubernetes.io/name: coder-dns\n",
            ports: "    - {name: dns, port: 53, targetPort: dns, protocol: UDP}\n"
              + "    - {name: dns-tcp, port: 53, targetPort: dns-tcp, protocol: TCP}\n")
        ),
      ]
    }
  }

  // MARK: - A domain of one's own

  private func issuer() -> String {
    """
    apiVersion: cert-manager.io/v1
    kind: Issuer
    metadata:
      name: coder
      namespace: coder
    spec:
      acme:
        server: https://acme-v02.api.letsencrypt.org/directory
        privateKeySecretRef:
          name: coder-acme-account
        solvers:
          # DNS-01 needs no way in from the internet, and no other solver gives wildcards
          - dns01:
              cloudflare:
                apiTokenSecretRef:
                  name: coder-dns-token
                  key: credential

    """
  }

  private func certificate(_ domain: String) -> String {
    """
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata:
      name: coder-tls
      namespace: coder
    spec:
      secretName: coder-tls
      issuerRef:
        kind: Issuer
        name: coder
      dnsNames:
        - \(domain)
        # a wildcard stands for one label: apps are called port--agent--workspace--user
        - "*.\(domain)"

    """
  }

  /// Lines of the second OnePasswordItem: the token of the DNS provider.
  func wildcardItem() -> String {
    guard case .ownDomain(_, let item)? = wildcard, let path = try? CoderApp.itemPath(item) else { return "" }
    return """
            - name: coder-dns-token
              namespace: coder
              itemPath: \(Scaffold.scalar(path))

      """
  }

  func certificates() -> String {
    guard case .ownDomain? = wildcard else { return "" }
    return """
            # Coder ends TLS itself: the Service coder-tailnet passes bytes through
            tls:
              secretNames:
                - coder-tls

      """
  }

  // MARK: - The bare names

  private func dnsAccount() -> String {
    """
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: coder-dns
      namespace: coder
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: coder-dns
    rules:
      - apiGroups: [""]
        resources: [services, namespaces]
        verbs: [list, watch]
      - apiGroups: [discovery.k8s.io]
        resources: [endpointslices]
        verbs: [list, watch]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: coder-dns
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: coder-dns
    subjects:
      - kind: ServiceAccount
        name: coder-dns
        namespace: coder

    """
  }

  private func dnsConfiguration() -> String {
    """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: coder-dns
      namespace: coder
    data:
      Corefile: |
        coder:1053 {
          errors
          ready :8181
          # every name of the zone is the Service coder-tailnet; k8s_external answers with its address in the tailnet
          rewrite name regex (.+\\.)?coder\\. coder-tailnet.coder.external.internal answer auto
          kubernetes cluster.local {
            namespaces coder
          }
          k8s_external external.internal
        }

    """
  }

  private func dnsDeployment() -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: coder-dns
      namespace: coder
    spec:
      replicas: 1
      selector:
        matchLabels:
          app.kubernetes.io/name: coder-dns
      template:
        metadata:
          labels:
            app.kubernetes.io/name: coder-dns
        spec:
          serviceAccountName: coder-dns
          containers:
            - name: coredns
              image: registry.k8s.io/coredns/coredns:v1.12.1
              args: [-conf, /etc/coredns/Corefile]
              ports:
                - {name: dns, containerPort: 1053, protocol: UDP}
                - {name: dns-tcp, containerPort: 1053, protocol: TCP}
              readinessProbe:
                httpGet: {path: /ready, port: 8181}
              resources:
                requests: {cpu: 10m, memory: 32Mi}
                limits: {memory: 128Mi}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                runAsNonRoot: true
                runAsUser: 65532
                capabilities: {drop: [ALL]}
              volumeMounts:
                - {name: config, mountPath: /etc/coredns, readOnly: true}
          volumes:
            - name: config
              configMap: {name: coder-dns}

    """
  }

  // MARK: - What Coder is told

  func addresses(_ domain: String) -> String {
    func lines(_ url: String, _ secure: Bool, _ why: String, _ more: [String] = []) -> String {
      ([
        "# \(why)", "- name: CODER_ACCESS_URL", "  value: \(url)", "- name: CODER_SECURE_AUTH_COOKIE",
        "  value: \"\(secure)\"",
      ] + more).map { "        \($0)\n" }.joined()
    }
    switch wildcard {
    case nil:
      return lines(
        "https://coder.\(domain)", true,
        "the name that Tailscale serves and has a certificate for; empty would open a public tunnel")
    case .ownDomain(let own, _)?:
      return lines(
        "https://\(own)", true, "the name in the certificate; its DNS record holds the device's 100.x address",
        ["- name: CODER_WILDCARD_ACCESS_URL", "  value: \"*.\(own)\""])
    case .splitDNS?:
      return lines(
        "http://coder", false, "no authority issues certificates for bare names; WireGuard encrypts the way to the pod",
        [
          "- name: CODER_WILDCARD_ACCESS_URL", "  value: \"*.coder\"",
          "# Coder Connect takes .coder for itself unless told another suffix",
          "- name: CODER_WORKSPACE_HOSTNAME_SUFFIX", "  value: coder-workspace",
        ])
    }
  }

  // MARK: - Rehearsal

  func wildcardVault() -> String {
    guard case .ownDomain(_, let item)? = wildcard, let path = try? CoderApp.itemPath(item) else { return "" }
    let title = path.split(separator: "/").last.map(String.init) ?? ""
    return """
            - title: \(Scaffold.scalar(title))
              category: API_CREDENTIAL
              fields:
                - {label: credential, value: made-up-token}

      """
  }

  func wildcardRehearsal() -> String {
    switch wildcard {
    case nil: return ""
    case .ownDomain(let domain, _)?:
      return """
        # cert-manager runs in the cluster beforehand
        cluster:
          certManager: true
        # records that you make at your DNS provider, with the device's address in the tailnet
        dns:
          - {name: \(domain), service: coder/coder-tailnet}
          - {name: "*.\(domain)", service: coder/coder-tailnet}

        """
    case .splitDNS?:
      return """
        # what you set in the tailnet's admin console: this zone is asked of that device
        dns:
          - {zone: coder, server: coder/coder-dns}

        """
    }
  }
}
