import CEL

/// The declared types of what admission policies' expressions can name
/// (k8s.io/apiserver `pkg/admission/plugin/cel/compile.go`).
enum AdmissionTypes {
  static let variables: [String: CELType] = ["request": request, "namespaceObject": namespace]

  private static func object(_ name: String, _ fields: [String: CELType]) -> CELType {
    .object(CELObjectType(name: name, fields: fields))
  }

  private static let request: CELType = {
    let kind = object("kubernetes.GroupVersionKind", ["group": .string, "version": .string, "kind": .string])
    let resource = object(
      "kubernetes.GroupVersionResource", ["group": .string, "version": .string, "resource": .string])
    let user = object(
      "kubernetes.UserInfo",
      [
        "username": .string, "uid": .string, "groups": .list(.string), "extra": .map(.string, .list(.string)),
      ])
    return object(
      "kubernetes.AdmissionRequest",
      [
        "kind": kind, "resource": resource, "subResource": .string, "requestKind": kind, "requestResource": resource,
        "requestSubResource": .string, "name": .string, "namespace": .string, "operation": .string, "userInfo": user,
        "dryRun": .bool, "options": .dyn,
      ])
  }()

  private static let namespace: CELType = {
    let metadata = object(
      "kubernetes.NamespaceMetadata",
      [
        "name": .string, "generateName": .string, "namespace": .string, "labels": .map(.string, .string),
        "annotations": .map(.string, .string), "UID": .string, "creationTimestamp": .timestamp,
        "deletionGracePeriodSeconds": .int, "deletionTimestamp": .timestamp, "generation": .int,
        "resourceVersion": .string, "finalizers": .list(.string),
      ])
    return object(
      "kubernetes.Namespace",
      [
        "metadata": metadata, "spec": object("kubernetes.NamespaceSpec", ["finalizers": .list(.string)]),
        "status": object("kubernetes.NamespaceStatus", ["phase": .string]),
      ])
  }()
}
