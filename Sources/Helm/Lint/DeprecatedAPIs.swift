/// When Kubernetes deprecated an API, and what to use instead; as of the libraries of 1.35, which helm v3.20 asks.
enum DeprecatedAPIs {
  /// The warning that Kubernetes gives for an object of that kind, `nil` when it is not deprecated in that 1.x.
  static func warning(_ apiVersion: String, _ kind: String, minor: Int) -> String? {
    guard let found = table[apiVersion + " " + kind], minor >= found.deprecated else { return nil }
    var text = "\(apiVersion) \(kind) is deprecated in v1.\(found.deprecated)+"
    if found.removed > 0 { text += ", unavailable in v1.\(found.removed)+" }
    if !found.replacement.isEmpty { text += "; use \(found.replacement)" }
    return text
  }

  private struct Entry {
    var deprecated: Int
    var removed: Int
    var replacement: String
  }

  private static let table: [String: Entry] = {
    var table: [String: Entry] = [:]
    for line in rows.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 5, let deprecated = Int(words[1]), let removed = Int(words[2]) else { continue }
      let instead = words[3].split(separator: ":")
      for kind in words[4].split(separator: ",") {
        let replacement = words[3] == "-" ? "" : "\(instead[0]) \(instead.count > 1 ? instead[1] : kind)"
        table["\(words[0]) \(kind)"] = Entry(deprecated: deprecated, removed: removed, replacement: replacement)
      }
    }
    return table
  }()

  /// API version, minor versions of deprecation and removal, replacement, kinds.
  private static let rows = """
    admission.k8s.io/v1beta1 19 22 admission.k8s.io/v1 AdmissionReview
    admissionregistration.k8s.io/v1alpha1 35 38 - MutatingAdmissionPolicy,MutatingAdmissionPolicyBinding
    admissionregistration.k8s.io/v1alpha1 29 32 - ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding
    admissionregistration.k8s.io/v1beta1 37 40 - MutatingAdmissionPolicy,MutatingAdmissionPolicyBinding
    admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration
    admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration
    admissionregistration.k8s.io/v1beta1 31 34 - ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding
    apidiscovery.k8s.io/v2beta1 32 35 - APIGroupDiscovery
    apps/v1beta1 8 16 apps/v1 ControllerRevision,Deployment,DeploymentRollback,StatefulSet
    apps/v1beta1 8 16 autoscaling/v1 Scale
    apps/v1beta2 9 16 apps/v1 ControllerRevision,DaemonSet,Deployment,ReplicaSet,StatefulSet
    apps/v1beta2 9 16 autoscaling/v1 Scale
    authentication.k8s.io/v1alpha1 29 32 - SelfSubjectReview
    authentication.k8s.io/v1beta1 30 33 - SelfSubjectReview
    authentication.k8s.io/v1beta1 19 22 authentication.k8s.io/v1 TokenReview
    authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 LocalSubjectAccessReview,SelfSubjectAccessReview
    authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 SelfSubjectRulesReview,SubjectAccessReview
    autoscaling/v2beta1 22 25 autoscaling/v2 HorizontalPodAutoscaler
    autoscaling/v2beta2 23 26 autoscaling/v2 HorizontalPodAutoscaler
    batch/v1beta1 21 25 batch/v1 CronJob
    certificates.k8s.io/v1alpha1 34 37 - ClusterTrustBundle
    certificates.k8s.io/v1beta1 19 22 certificates.k8s.io/v1 CertificateSigningRequest
    certificates.k8s.io/v1beta1 36 39 - ClusterTrustBundle
    certificates.k8s.io/v1beta1 38 41 - PodCertificateRequest
    coordination.k8s.io/v1alpha2 35 38 - LeaseCandidate
    coordination.k8s.io/v1beta1 19 22 coordination.k8s.io/v1 Lease
    coordination.k8s.io/v1beta1 36 39 - LeaseCandidate
    discovery.k8s.io/v1beta1 21 25 discovery.k8s.io/v1 EndpointSlice
    events.k8s.io/v1beta1 22 25 - Event
    extensions/v1beta1 8 16 apps/v1 DaemonSet,Deployment,ReplicaSet
    extensions/v1beta1 8 16 - DeploymentRollback
    extensions/v1beta1 14 22 networking.k8s.io/v1 Ingress
    extensions/v1beta1 9 16 networking.k8s.io/v1 NetworkPolicy
    extensions/v1beta1 2 16 - Scale
    flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema
    flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration
    flowcontrol.apiserver.k8s.io/v1beta2 26 29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema
    flowcontrol.apiserver.k8s.io/v1beta2 26 29 flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration
    flowcontrol.apiserver.k8s.io/v1beta3 29 32 flowcontrol.apiserver.k8s.io/v1 FlowSchema,PriorityLevelConfiguration
    networking.k8s.io/v1beta1 34 37 - IPAddress,ServiceCIDR
    networking.k8s.io/v1beta1 19 22 networking.k8s.io/v1 Ingress
    networking.k8s.io/v1beta1 19 22 networking.k8s.io/v1:IngressClassList IngressClass
    node.k8s.io/v1beta1 22 25 - RuntimeClass
    policy/v1beta1 22 25 - Eviction
    policy/v1beta1 21 25 policy/v1 PodDisruptionBudget
    rbac.authorization.k8s.io/v1beta1 17 22 rbac.authorization.k8s.io/v1 ClusterRole,ClusterRoleBinding,Role,RoleBinding
    resource.k8s.io/v1alpha3 36 39 - DeviceTaintRule
    resource.k8s.io/v1beta1 35 38 - DeviceClass,ResourceClaim,ResourceClaimTemplate,ResourceSlice
    resource.k8s.io/v1beta2 36 39 - DeviceClass,ResourceClaim,ResourceClaimTemplate,ResourceSlice
    scheduling.k8s.io/v1beta1 14 22 scheduling.k8s.io/v1 PriorityClass
    storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1beta1 CSIStorageCapacity
    storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1 VolumeAttachment
    storage.k8s.io/v1alpha1 32 35 storage.k8s.io/v1 VolumeAttributesClass
    storage.k8s.io/v1beta1 19 22 storage.k8s.io/v1 CSIDriver,StorageClass,VolumeAttachment
    storage.k8s.io/v1beta1 17 22 storage.k8s.io/v1 CSINode
    storage.k8s.io/v1beta1 24 27 storage.k8s.io/v1 CSIStorageCapacity
    storage.k8s.io/v1beta1 34 37 storage.k8s.io/v1 VolumeAttributesClass
    storagemigration.k8s.io/v1beta1 38 41 - StorageVersionMigration
    """
}
