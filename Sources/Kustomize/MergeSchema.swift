import Manifest

/// Which lists of Kubernetes' own kinds are merged by which keys: `x-kubernetes-patch-strategy`, `-merge-key` and
/// `-list-map-keys` of the OpenAPI document (v1.21) that kustomize carries.
struct MergeSchema {
  /// A type's fields that matter; a field that is not listed has no schema below it, and its lists are replaced.
  private let type: String

  struct Field {
    var type: String
    var isList: Bool
    /// The keys by which elements are matched; empty for lists of scalars that are merged as sets.
    var keys: [String]?
  }

  static func of(_ value: Value) -> MergeSchema? {
    let gvk = GVK(of: value)
    guard let type = roots["\(gvk.apiVersion) \(gvk.kind)"] else { return nil }
    return MergeSchema(type: type)
  }

  func field(_ name: String) -> Field? { MergeSchema.types[type]?[name] }

  static func element(of field: Field) -> MergeSchema? {
    types[field.type] == nil ? nil : MergeSchema(type: field.type)
  }

  // MARK: - Tables

  private static let roots: [String: String] = {
    let text = """
      Workload apps/v1 Deployment ReplicaSet DaemonSet StatefulSet
      Workload batch/v1 Job
      Workload v1 ReplicationController
      CronJob batch/v1,batch/v1beta1 CronJob
      Pod v1 Pod
      PodTemplate v1 PodTemplate
      Service v1 Service
      ServiceAccount v1 ServiceAccount
      Webhooks admissionregistration.k8s.io/v1,admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration \
      ValidatingWebhookConfiguration
      Node v1 Node
      CSINode storage.k8s.io/v1 CSINode
      Conditions v1 PersistentVolumeClaim
      Conditions policy/v1,policy/v1beta1 PodDisruptionBudget
      Conditions apiregistration.k8s.io/v1,apiregistration.k8s.io/v1beta1 APIService
      Conditions flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema PriorityLevelConfiguration
      Object v1 ConfigMap Secret Namespace Endpoints Event LimitRange PersistentVolume ResourceQuota ComponentStatus
      Object apps/v1 ControllerRevision
      Object autoscaling/v1,autoscaling/v2beta1,autoscaling/v2beta2 HorizontalPodAutoscaler
      Object networking.k8s.io/v1 Ingress IngressClass NetworkPolicy
      Object networking.k8s.io/v1beta1,extensions/v1beta1 Ingress
      Object rbac.authorization.k8s.io/v1,rbac.authorization.k8s.io/v1beta1 Role ClusterRole RoleBinding \
      ClusterRoleBinding
      Object storage.k8s.io/v1,storage.k8s.io/v1beta1 StorageClass CSIDriver VolumeAttachment
      Object scheduling.k8s.io/v1,scheduling.k8s.io/v1beta1 PriorityClass
      Object apiextensions.k8s.io/v1,apiextensions.k8s.io/v1beta1 CustomResourceDefinition
      Object coordination.k8s.io/v1,coordination.k8s.io/v1beta1 Lease
      Object discovery.k8s.io/v1,discovery.k8s.io/v1beta1 EndpointSlice
      Object node.k8s.io/v1,node.k8s.io/v1beta1 RuntimeClass
      Object policy/v1beta1 PodSecurityPolicy
      Object certificates.k8s.io/v1,certificates.k8s.io/v1beta1 CertificateSigningRequest
      """
    var all: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      for version in words[1].split(separator: ",") {
        for kind in words.dropFirst(2) { all["\(version) \(kind)"] = words[0] }
      }
    }
    return all
  }()

  /// `field:Type`, `field:[Type]key+key` for lists merged by keys, `field:[]` for sets of scalars.
  private static let types: [String: [String: Field]] = {
    let text = """
      Object metadata:ObjectMeta
      ObjectMeta finalizers:[] ownerReferences:[-]uid
      Workload metadata:ObjectMeta spec:WorkloadSpec status:Status
      WorkloadSpec template:PodTemplateSpec
      CronJob metadata:ObjectMeta spec:CronJobSpec
      CronJobSpec jobTemplate:Workload
      PodTemplate metadata:ObjectMeta template:PodTemplateSpec
      PodTemplateSpec metadata:ObjectMeta spec:PodSpec
      Pod metadata:ObjectMeta spec:PodSpec status:PodStatus
      PodSpec containers:[Container]name initContainers:[Container]name ephemeralContainers:[Container]name \
      volumes:[-]name imagePullSecrets:[-]name hostAliases:[-]ip \
      topologySpreadConstraints:[-]topologyKey+whenUnsatisfiable
      Container env:[-]name ports:[-]containerPort+protocol volumeMounts:[-]mountPath volumeDevices:[-]devicePath
      PodStatus conditions:[-]type podIPs:[-]ip
      Status conditions:[-]type
      Conditions metadata:ObjectMeta status:Status
      Service metadata:ObjectMeta spec:ServiceSpec status:Status
      ServiceSpec ports:[-]port+protocol
      ServiceAccount metadata:ObjectMeta secrets:[-]name
      Webhooks metadata:ObjectMeta webhooks:[-]name
      Node metadata:ObjectMeta spec:NodeSpec status:NodeStatus
      NodeSpec podCIDRs:[]
      NodeStatus addresses:[-]type conditions:[-]type
      CSINode metadata:ObjectMeta spec:CSINodeSpec
      CSINodeSpec drivers:[-]name
      """
    var all: [String: [String: Field]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      var fields: [String: Field] = [:]
      for word in words.dropFirst() {
        guard let colon = word.firstIndex(of: ":") else { continue }
        let rest = word[word.index(after: colon)...]
        if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
          let keys = rest[rest.index(after: close)...].split(separator: "+").map(String.init)
          let element = String(rest[rest.index(after: rest.startIndex)..<close])
          fields[String(word[..<colon])] = Field(type: element, isList: true, keys: keys)
        } else {
          fields[String(word[..<colon])] = Field(type: String(rest), isList: false, keys: nil)
        }
      }
      all[words[0]] = fields
    }
    return all
  }()
}
