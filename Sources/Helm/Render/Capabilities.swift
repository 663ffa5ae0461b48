/// What a template sees of the cluster as `.Capabilities` (helm's `chartutil.Capabilities`).
public struct Capabilities: Sendable, Hashable {
  public var kubeVersion: KubeVersion
  /// `apps/v1`, and `apps/v1/Deployment` when they were discovered.
  public var apiVersions: [String]
  public var helmVersion: HelmVersion

  public init(
    kubeVersion: KubeVersion = .default, apiVersions: [String] = Capabilities.defaultAPIVersions,
    helmVersion: HelmVersion = .current
  ) {
    self.kubeVersion = kubeVersion
    self.apiVersions = apiVersions
    self.helmVersion = helmVersion
  }

  public struct KubeVersion: Sendable, Hashable {
    /// With a leading `v`.
    public var version: String
    public var major: String
    public var minor: String

    public init(version: String, major: String, minor: String) {
      self.version = version
      self.major = major
      self.minor = minor
    }

    /// What helm v3.20 takes when there is no cluster: the version of its Kubernetes libraries.
    public static let `default` = KubeVersion(version: "v1.35.0", major: "1", minor: "35")

    /// Reads `1.30`, `v1.30.2`, `1.30.2-gke.1` as Kubernetes' `version.ParseGeneric` does: numbers only, at least two.
    public init(parsing text: String) throws(HelmError) {
      var rest = text.unicodeScalars[...].drop { " \t\n\u{0C}\r".unicodeScalars.contains($0) }
      if rest.first == "v" { rest = rest.dropFirst() }
      var parts: [String] = []
      while true {
        let digits = rest.prefix { $0.value >= 0x30 && $0.value <= 0x39 }
        if digits.isEmpty { break }
        parts.append(String(digits))
        rest = rest.dropFirst(digits.count)
        guard rest.first == ".", let next = rest.dropFirst().first, next.value >= 0x30, next.value <= 0x39 else {
          break
        }
        rest = rest.dropFirst()
      }
      let shown = GoText.quote(text)
      // The regular expression's last part matches anything but a line break.
      if parts.isEmpty || rest.contains("\n") { throw HelmError("could not parse \(shown) as version") }
      if parts.count < 2 { throw HelmError("illegal version string \(shown)") }
      var numbers: [String] = []
      for part in parts {
        guard let number = UInt64(part) else {
          throw HelmError(
            "illegal non-numeric version component \(GoText.quote(part)) in \(shown): "
              + "strconv.ParseUint: parsing \(GoText.quote(part)): value out of range")
        }
        numbers.append(String(number))
      }
      self.init(version: "v" + numbers.joined(separator: "."), major: numbers[0], minor: numbers[1])
    }
  }

  public struct HelmVersion: Sendable, Hashable {
    public var version: String
    public var gitCommit: String
    public var gitTreeState: String
    public var goVersion: String

    public init(version: String, gitCommit: String, gitTreeState: String, goVersion: String) {
      self.version = version
      self.gitCommit = gitCommit
      self.gitTreeState = gitTreeState
      self.goVersion = goVersion
    }

    /// The helm release whose behaviour this library follows; charts ask for it.
    public static let current = HelmVersion(
      version: "v3.20.1", gitCommit: "a2369ca71c0ef633bf6e4fccd66d634eb379b371", gitTreeState: "clean",
      goVersion: "go1.27.3")
  }

  /// The API groups that helm v3.20 (Kubernetes 1.35 libraries) knows without a cluster, in its order.
  public static let defaultAPIVersions: [String] =
    ("v1 admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1 "
    + "internal.apiserver.k8s.io/v1alpha1 apps/v1 apps/v1beta1 apps/v1beta2 authentication.k8s.io/v1 "
    + "authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1 authorization.k8s.io/v1 "
    + "authorization.k8s.io/v1beta1 autoscaling/v1 autoscaling/v2 autoscaling/v2beta1 autoscaling/v2beta2 batch/v1 "
    + "batch/v1beta1 certificates.k8s.io/v1 certificates.k8s.io/v1beta1 certificates.k8s.io/v1alpha1 "
    + "coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 coordination.k8s.io/v1 discovery.k8s.io/v1 "
    + "discovery.k8s.io/v1beta1 events.k8s.io/v1 events.k8s.io/v1beta1 extensions/v1beta1 "
    + "flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2 "
    + "flowcontrol.apiserver.k8s.io/v1beta3 networking.k8s.io/v1 networking.k8s.io/v1beta1 node.k8s.io/v1 "
    + "node.k8s.io/v1alpha1 node.k8s.io/v1beta1 policy/v1 policy/v1beta1 rbac.authorization.k8s.io/v1 "
    + "rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1 resource.k8s.io/v1 "
    + "resource.k8s.io/v1beta2 resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3 scheduling.k8s.io/v1alpha1 "
    + "scheduling.k8s.io/v1beta1 scheduling.k8s.io/v1 storage.k8s.io/v1beta1 storage.k8s.io/v1 "
    + "storage.k8s.io/v1alpha1 storagemigration.k8s.io/v1beta1 apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1")
    .split(separator: " ").map(String.init)
}
