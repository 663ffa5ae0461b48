import Manifest

/// The facts of kustomize's default tables, told by pod template instead of kind by kind.
enum FieldTables {
  /// Kinds with a pod in them, and where its spec stands.
  static let podSpecs: [(kind: GVK, path: String)] = [
    (GVK(version: "v1", kind: "Pod"), "spec"),
    (GVK(kind: "PodTemplate"), "template/spec"),
    (GVK(kind: "Deployment"), "spec/template/spec"),
    (GVK(kind: "ReplicaSet"), "spec/template/spec"),
    (GVK(kind: "DaemonSet"), "spec/template/spec"),
    (GVK(kind: "StatefulSet"), "spec/template/spec"),
    (GVK(kind: "Job"), "spec/template/spec"),
    (GVK(kind: "CronJob"), "spec/jobTemplate/spec/template/spec"),
  ]

  /// `metadata/<field>` of objects and of their pod templates.
  static func metadata(_ field: String) -> [FieldSpec] {
    let isLabels = field == "labels"
    var specs = [FieldSpec("metadata/\(field)", create: true)]
    func add(_ path: String, _ gvk: GVK) { specs.append(FieldSpec("\(path)/\(field)", gvk: gvk, create: true)) }
    add("spec/template/metadata", GVK(version: "v1", kind: "ReplicationController"))
    for kind in ["Deployment", "ReplicaSet", "DaemonSet"] { add("spec/template/metadata", GVK(kind: kind)) }
    add("spec/template/metadata", isLabels ? GVK(group: "apps", kind: "StatefulSet") : GVK(kind: "StatefulSet"))
    if isLabels { add("spec/volumeClaimTemplates[]/metadata", GVK(group: "apps", kind: "StatefulSet")) }
    add("spec/template/metadata", GVK(group: "batch", kind: "Job"))
    add("spec/jobTemplate/metadata", GVK(group: "batch", kind: "CronJob"))
    add("spec/jobTemplate/spec/template/metadata", GVK(group: "batch", kind: "CronJob"))
    return specs
  }

  /// Selectors of labels.
  static let selectors: [FieldSpec] = {
    var specs = [
      FieldSpec("spec/selector", gvk: GVK(version: "v1", kind: "Service"), create: true),
      FieldSpec("spec/selector", gvk: GVK(version: "v1", kind: "ReplicationController"), create: true),
      FieldSpec("spec/selector/matchLabels", gvk: GVK(kind: "ReplicaSet"), create: true),
      FieldSpec("spec/selector/matchLabels", gvk: GVK(kind: "DaemonSet"), create: true),
      FieldSpec("spec/selector/matchLabels", gvk: GVK(group: "batch", kind: "Job")),
      FieldSpec("spec/jobTemplate/spec/selector/matchLabels", gvk: GVK(group: "batch", kind: "CronJob")),
      FieldSpec("spec/selector/matchLabels", gvk: GVK(group: "policy", kind: "PodDisruptionBudget")),
    ]
    for path in ["podSelector", "ingress/from/podSelector", "egress/to/podSelector"] {
      let gvk = GVK(group: "networking.k8s.io", kind: "NetworkPolicy")
      specs.append(FieldSpec("spec/\(path)/matchLabels", gvk: gvk))
    }
    for kind in ["Deployment", "StatefulSet"] {
      let gvk = GVK(group: kind == "Deployment" ? "" : "apps", kind: kind)
      specs.append(FieldSpec("spec/selector/matchLabels", gvk: gvk, create: true))
      let apps = GVK(group: "apps", kind: kind)
      let pod = "spec/template/spec"
      for affinity in ["podAffinity", "podAntiAffinity"] {
        let base = "\(pod)/affinity/\(affinity)"
        specs.append(
          FieldSpec(
            "\(base)/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
            gvk: apps))
        specs.append(
          FieldSpec("\(base)/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels", gvk: apps))
      }
      specs.append(FieldSpec("\(pod)/topologySpreadConstraints/labelSelector/matchLabels", gvk: apps))
    }
    return specs
  }()

  // MARK: - References by name

  static let nameReferences: [TransformerConfig.BackReference] = {
    var all: [TransformerConfig.BackReference] = []
    func add(_ target: GVK, _ specs: [FieldSpec]) {
      all.append(TransformerConfig.BackReference(target: target, referrers: specs))
    }
    for kind in ["Deployment", "StatefulSet", "ReplicationController", "ReplicaSet"] {
      add(GVK(kind: kind), [FieldSpec("spec/scaleTargetRef/name", gvk: GVK(kind: "HorizontalPodAutoscaler"))])
    }
    add(GVK(version: "v1", kind: "ConfigMap"), configMapReferences)
    add(GVK(version: "v1", kind: "Secret"), secretReferences)
    add(GVK(version: "v1", kind: "Service"), serviceReferences)
    let rbac = "rbac.authorization.k8s.io"
    add(GVK(group: rbac, kind: "Role"), [FieldSpec("roleRef/name", gvk: GVK(group: rbac, kind: "RoleBinding"))])
    add(
      GVK(group: rbac, kind: "ClusterRole"),
      ["RoleBinding", "ClusterRoleBinding"].map { FieldSpec("roleRef/name", gvk: GVK(group: rbac, kind: $0)) })
    add(
      GVK(version: "v1", kind: "ServiceAccount"),
      ["RoleBinding", "ClusterRoleBinding"].map { FieldSpec("subjects", gvk: GVK(group: rbac, kind: $0)) }
        + workloads("serviceAccountName"))
    add(GVK(version: "v1", kind: "PersistentVolumeClaim"), workloads("volumes/persistentVolumeClaim/claimName"))
    add(
      GVK(version: "v1", kind: "PersistentVolume"),
      [
        FieldSpec("spec/volumeName", gvk: GVK(kind: "PersistentVolumeClaim")),
        FieldSpec("rules/resourceNames", gvk: GVK(kind: "ClusterRole")),
      ])
    add(
      GVK(group: "storage.k8s.io", version: "v1", kind: "StorageClass"),
      [
        FieldSpec("spec/storageClassName", gvk: GVK(kind: "PersistentVolume")),
        FieldSpec("spec/storageClassName", gvk: GVK(kind: "PersistentVolumeClaim")),
        FieldSpec("spec/volumeClaimTemplates/spec/storageClassName", gvk: GVK(kind: "StatefulSet")),
      ])
    add(
      GVK(group: "scheduling.k8s.io", version: "v1", kind: "PriorityClass"), workloads("priorityClassName"))
    // The group is written so in kustomize's table, and therefore matches nothing.
    add(
      GVK(group: "networking.k8s.io/v1", version: "v1", kind: "IngressClass"),
      [FieldSpec("spec/ingressClassName", gvk: GVK(kind: "Ingress"))])
    let admission = "admissionregistration.k8s.io"
    add(
      GVK(group: admission, kind: "ValidatingAdmissionPolicy"),
      [FieldSpec("spec/policyName", gvk: GVK(group: admission, kind: "ValidatingAdmissionPolicyBinding"))])
    return all
  }()

  /// A field of the pod's spec in the kinds that kustomize lists for accounts, claims and priority classes.
  private static func workloads(_ path: String) -> [FieldSpec] {
    var specs = [FieldSpec("spec/\(path)", gvk: GVK(kind: "Pod"))]
    for kind in ["StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet"] {
      specs.append(FieldSpec("spec/template/spec/\(path)", gvk: GVK(kind: kind)))
    }
    specs.append(FieldSpec("spec/jobTemplate/spec/template/spec/\(path)", gvk: GVK(kind: "CronJob")))
    return specs
  }

  private static func pods(_ paths: [String]) -> [FieldSpec] {
    podSpecs.flatMap { pod in paths.map { FieldSpec("\(pod.path)/\($0)", gvk: pod.kind) } }
  }

  private static let rules = [
    FieldSpec("rules/resourceNames", gvk: GVK(kind: "Role")),
    FieldSpec("rules/resourceNames", gvk: GVK(kind: "ClusterRole")),
  ]

  private static func containers(_ reference: String) -> [String] {
    ["containers/env/valueFrom/\(reference)KeyRef/name", "initContainers/env/valueFrom/\(reference)KeyRef/name"]
      + ["containers/envFrom/\(reference)Ref/name", "initContainers/envFrom/\(reference)Ref/name"]
  }

  private static let configMapReferences =
    pods(["volumes/configMap/name"] + containers("configMap") + ["volumes/projected/sources/configMap/name"])
    + [FieldSpec("spec/configSource/configMap", gvk: GVK(kind: "Node"))] + rules
    + [
      FieldSpec(
        "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", gvk: GVK(kind: "Ingress"))
    ]

  private static let secretReferences: [FieldSpec] = {
    var specs = pods(
      ["volumes/secret/secretName"] + containers("secret")
        + ["imagePullSecrets/name", "volumes/projected/sources/secret/name"])
    specs.append(FieldSpec("spec/tls/secretName", gvk: GVK(kind: "Ingress")))
    for annotation in [
      "ingress.kubernetes.io\\/auth-secret", "nginx.ingress.kubernetes.io\\/auth-secret",
      "nginx.ingress.kubernetes.io\\/auth-tls-secret",
    ] {
      specs.append(FieldSpec("metadata/annotations/\(annotation)", gvk: GVK(kind: "Ingress")))
    }
    specs.append(FieldSpec("imagePullSecrets/name", gvk: GVK(kind: "ServiceAccount")))
    for parameter in ["secretName", "adminSecretName", "userSecretName", "secretRef"] {
      specs.append(FieldSpec("parameters/\(parameter)", gvk: GVK(kind: "StorageClass")))
    }
    let knative = GVK(group: "serving.knative.dev", version: "v1", kind: "Service")
    specs.append(FieldSpec("spec/template/spec/containers/env/valueFrom/secretKeyRef/name", gvk: knative))
    specs.append(FieldSpec("spec/azureFile/secretName", gvk: GVK(kind: "PersistentVolume")))
    return specs + rules
  }()

  private static let serviceReferences: [FieldSpec] = {
    var specs = [FieldSpec("spec/serviceName", gvk: GVK(group: "apps", kind: "StatefulSet"))]
    for path in [
      "rules/http/paths/backend/serviceName", "backend/serviceName",
      "rules/http/paths/backend/service/name", "defaultBackend/service/name",
    ] {
      specs.append(FieldSpec("spec/\(path)", gvk: GVK(kind: "Ingress")))
    }
    specs.append(FieldSpec("spec/service/name", gvk: GVK(group: "apiregistration.k8s.io", kind: "APIService")))
    for kind in ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"] {
      let gvk = GVK(group: "admissionregistration.k8s.io", kind: kind)
      specs.append(FieldSpec("webhooks/clientConfig/service", gvk: gvk))
    }
    return specs
  }()
}
