/// Go structs of the API whose members are another's (`json:",inline"`): only messages of encoding/json show them.
enum EmbeddedStructs {
  /// The structs between a type and one of its members.
  static func names(_ type: String, _ member: String) -> [String] {
    switch type {
    case "Volume": member == "name" ? [] : ["VolumeSource"]
    case "Probe": ["exec", "httpGet", "tcpSocket", "grpc"].contains(member) ? ["ProbeHandler"] : []
    case "SecretKeySelector", "ConfigMapKeySelector", "ConfigMapEnvSource", "SecretEnvSource", "ConfigMapVolumeSource",
      "SecretProjection", "ConfigMapProjection":
      member == "name" ? ["LocalObjectReference"] : []
    case "EphemeralContainer": member == "targetContainerName" ? [] : ["EphemeralContainerCommon"]
    case "PersistentVolumeSpec": persistent.contains(member) ? ["PersistentVolumeSource"] : []
    case "IngressRule": member == "http" ? ["IngressRuleValue"] : []
    case "DeviceClassConfiguration", "DeviceClaimConfiguration", "DeviceAllocationConfiguration":
      member == "opaque" ? ["DeviceConfiguration"] : []
    case "RuleWithOperations": member == "operations" ? [] : ["Rule"]
    case "NamedRuleWithOperations":
      member == "resourceNames"
        ? [] : member == "operations" ? ["RuleWithOperations"] : ["RuleWithOperations", "Rule"]
    default: []
    }
  }

  private static let persistent: Set<String> = [
    "gcePersistentDisk", "awsElasticBlockStore", "hostPath", "glusterfs", "nfs", "rbd", "iscsi", "cinder", "cephfs",
    "fc", "flocker", "flexVolume", "azureFile", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk",
    "portworxVolume", "scaleIO", "local", "storageos", "csi",
  ]
}

extension FieldShape {
  /// What lists and maps are made of.
  var element: FieldShape {
    switch self {
    case .array(let inner), .map(let inner): inner.element
    default: self
    }
  }
}
