import KubeAPI

/// The columns of the built-in kinds (kubernetes `pkg/printers/internalversion`): facts of the API; descriptions are ours.
enum BuiltinColumns {
  /// Kind, then columns: `+` only wide, `#` a number, `?` a boolean, `=` a name; a name may hold spaces, `|` separates.
  private static let text = """
    Pod|Name|Ready|Status|Restarts|Age|+IP|+Node|+Nominated Node|+Readiness Gates
    PodTemplate|Name|Containers|Images|Pod Labels
    PodDisruptionBudget.policy|Name|Min Available|Max Unavailable|#Allowed Disruptions|Age
    ReplicationController|Name|#Desired|#Current|#Ready|Age|+Containers|+Images|+Selector
    ReplicaSet.apps|Name|#Desired|#Current|#Ready|Age|+Containers|+Images|+Selector
    DaemonSet.apps|Name|#Desired|#Current|#Ready|#Up-to-date|#Available|Node Selector|Age|+Containers|+Images|+Selector
    Job.batch|Name|Status|Completions|Duration|Age|+Containers|+Images|+Selector
    CronJob.batch|Name|Schedule|Timezone|?Suspend|#Active|Last Schedule|Age|+Containers|+Images|+Selector
    Service|Name|Type|Cluster-IP|External-IP|Port(s)|Age|+Selector
    Ingress.networking.k8s.io|Name|Class|Hosts|Address|Ports|Age
    IngressClass.networking.k8s.io|Name|Controller|Parameters|Age
    StatefulSet.apps|Name|Ready|Age|+Containers|+Images
    Endpoints|Name|Endpoints|Age
    Node|Name|Status|Roles|Age|Version|+Internal-IP|+External-IP|+OS-Image|+Kernel-Version|+Container-Runtime
    Event|Last Seen|Type|Reason|Object|+Subobject|+Source|Message|+First Seen|+Count|+=Name
    Event.events.k8s.io|Last Seen|Type|Reason|Object|+Subobject|+Source|Message|+First Seen|+Count|+=Name
    Namespace|Name|Status|Age
    Secret|Name|Type|Data|Age
    ServiceAccount|Name|Age
    PersistentVolume|Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|+VolumeMode
    PersistentVolumeClaim|Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|+VolumeMode
    ComponentStatus|Name|Status|Message|Error
    Deployment.apps|Name|Ready|Up-to-date|Available|Age|+Containers|+Images|+Selector
    HorizontalPodAutoscaler.autoscaling|Name|Reference|Targets|MinPods|MaxPods|Replicas|Age
    ConfigMap|Name|Data|Age
    NetworkPolicy.networking.k8s.io|Name|Pod-Selector|Age
    RoleBinding.rbac.authorization.k8s.io|Name|Role|Age|+Users|+Groups|+ServiceAccounts
    ClusterRoleBinding.rbac.authorization.k8s.io|Name|Role|Age|+Users|+Groups|+ServiceAccounts
    CertificateSigningRequest.certificates.k8s.io|Name|Age|SignerName|Requestor|RequestedDuration|Condition
    Lease.coordination.k8s.io|Name|Holder|Age
    StorageClass.storage.k8s.io|Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age
    VolumeAttributesClass.storage.k8s.io|Name|DriverName|Age
    ControllerRevision.apps|Name|Controller|Revision|Age
    ResourceQuota|Name|Request|Limit|Age
    PriorityClass.scheduling.k8s.io|Name|#Value|?Global-Default|Age|PreemptionPolicy
    RuntimeClass.node.k8s.io|Name|Handler|Age
    VolumeAttachment.storage.k8s.io|Name|=Attacher|PV|Node|?Attached|Age
    EndpointSlice.discovery.k8s.io|Name|AddressType|Ports|Endpoints|Age
    CSINode.storage.k8s.io|Name|#Drivers|Age
    CSIDriver.storage.k8s.io|Name|?AttachRequired|?PodInfoOnMount|?StorageCapacity|TokenRequests|?RequiresRepublish|Modes|Age
    MutatingWebhookConfiguration.admissionregistration.k8s.io|Name|#Webhooks|Age
    ValidatingWebhookConfiguration.admissionregistration.k8s.io|Name|#Webhooks|Age
    ValidatingAdmissionPolicy.admissionregistration.k8s.io|Name|#Validations|ParamKind|Age
    ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io|Name|PolicyName|ParamRef|Age
    MutatingAdmissionPolicy.admissionregistration.k8s.io|Name|#Mutations|ParamKind|Age
    MutatingAdmissionPolicyBinding.admissionregistration.k8s.io|Name|PolicyName|ParamRef|Age
    FlowSchema.flowcontrol.apiserver.k8s.io|Name|PriorityLevel|MatchingPrecedence|DistinguisherMethod|Age|MissingPL
    PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io|Name|Type|NominalConcurrencyShares|Queues|HandSize|QueueLengthLimit|Age
    DeviceClass.resource.k8s.io|Name|Age
    ResourceClaim.resource.k8s.io|Name|State|Age
    ResourceClaimTemplate.resource.k8s.io|Name|Age
    ResourceSlice.resource.k8s.io|Name|Node|Driver|Pool|Age
    ServiceCIDR.networking.k8s.io|Name|CIDRs|Age
    IPAddress.networking.k8s.io|Name|ParentRef
    APIService.apiregistration.k8s.io|Name|Service|Available|Age
    """

  private static let known: [String: [Table.Column]] = {
    var tables: [String: [Table.Column]] = [:]
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "|")
      guard let kind = cells.first else { continue }
      tables[String(kind)] = cells.dropFirst().map { cell in
        var name = cell
        var column = Table.Column(name: "")
        if name.first == "+" {
          column.priority = 1
          name.removeFirst()
        }
        if name.first == "#" {
          column.type = "integer"
          name.removeFirst()
        } else if name.first == "?" {
          column.type = "boolean"
          name.removeFirst()
        }
        let isName = name.first == "="
        if isName { name.removeFirst() }
        column.name = String(name)
        column.format = isName || (name == "Name" && column.priority == 0) ? "name" : ""
        column.description = describe(column.name)
        return column
      }
    }
    return tables
  }()

  private static let fallback: [Table.Column] = [
    Table.Column(name: "Name", format: "name", description: describe("Name")),
    Table.Column(name: "Created At", type: "date", description: "When the object was created."),
  ]

  static func columns(of type: GroupKind) -> [Table.Column] { known[type.description] ?? fallback }
  static func isKnown(_ type: GroupKind) -> Bool { known[type.description] != nil }

  private static func describe(_ name: String) -> String {
    switch name {
    case "Name": "The name of the object, unique among objects of its kind in one namespace."
    case "Age": "How long ago the object was created."
    default: "\(name) of the object."
    }
  }
}
