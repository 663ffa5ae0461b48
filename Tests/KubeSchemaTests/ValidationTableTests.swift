import KubeAPI
import Manifest
import Testing

@testable import KubeSchema

/// Objects with one or two faults, and what kube-apiserver says of them. The texts are those of
/// kubernetes `pkg/apis/<group>/validation` (named in every case).
@Suite struct ValidationTableTests {
  struct Case: Sendable {
    var source: String
    var apiVersion: String
    var kind: String
    /// The object without apiVersion and kind.
    var yaml: String
    var errors: [String]
    /// Before the change, as `yaml`.
    var old: String?
    var subresource = ""
  }

  static let pod = "metadata: {name: a, namespace: ns}\nspec: {containers: [{name: c, image: i}]"

  static func errors(_ test: Case) throws -> [String] {
    let schema = KubeSchema.builtin
    let (group, version) = ObjectReference.split(apiVersion: test.apiVersion)
    let resource = try #require(schema.resource(group: group, version: version, kind: test.kind))
    func read(_ yaml: String, isNew: Bool) throws -> Value {
      var value = try YAML.parse(yaml).first ?? [:]
      value["apiVersion"] = .string(test.apiVersion)
      value["kind"] = .string(test.kind)
      var object = try schema.decode(value, group: group, version: version, kind: test.kind).object
      schema.applyDefaults(&object, resource)
      object.set("00000000-0000-0000-0000-000000000001", at: "metadata", "uid")
      let status = object["status"]
      if isNew || test.old != nil { schema.prepareForCreate(&object, resource) }
      if let status, test.old != nil { object["status"] = status }
      return object
    }
    let old = try test.old.map { try read($0, isNew: false) }
    let object = try read(test.yaml, isNew: old == nil)
    return schema.validate(object, old: old, subresource: test.subresource, resource).map(\.description)
  }

  @Test func refusalsAreUpstreams() throws {
    var failures: [String] = []
    for test in Self.core + Self.workloads + Self.others + Self.updates {
      let found = try Self.errors(test)
      if found != test.errors {
        failures.append("\(test.source): \(test.kind)\n  wanted \(test.errors)\n  found  \(found)")
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  static let core: [Case] = [
    Case(
      source: "core: validateResourceRequirements", apiVersion: "v1", kind: "Pod",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {containers: [{name: c, image: i, resources: "
        + "{requests: {cpu: 2, gpu: 1}, limits: {cpu: 1}}}]}",
      errors: [
        "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1",
        "spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource type or fully "
          + "qualified",
        "spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource for containers",
      ]),
    Case(
      source: "core: validateMatchLabelKeysInTopologySpread", apiVersion: "v1", kind: "Pod",
      yaml: pod + ", topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule, "
        + "matchLabelKeys: [a]}]}",
      errors: [
        "spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set"
      ]),
    Case(
      source: "core: validateSysctls", apiVersion: "v1", kind: "Pod",
      yaml: pod + ", securityContext: {sysctls: [{name: kernel.A, value: x}]}}",
      errors: [
        "spec.securityContext.sysctls[0].name: Invalid value: \"kernel.A\": must have at most 253 characters and match "
          + "regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
      ]),
    Case(
      source: "core: validateOS, validateLinux", apiVersion: "v1", kind: "Pod",
      yaml: pod + ", os: {name: linux}, securityContext: {windowsOptions: {runAsUserName: x}}}",
      errors: [
        "spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod"
      ]),
    Case(
      source: "core: ValidatePodCreate", apiVersion: "v1", kind: "Pod",
      yaml: pod + ", nodeName: x, schedulingGates: [{name: example.com/g}]}",
      errors: ["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"]),
    Case(
      source: "core: validateNFSVolumeSource", apiVersion: "v1", kind: "Pod",
      yaml: pod + ", volumes: [{name: v, nfs: {server: s, path: \"\"}}]}",
      errors: [
        "spec.volumes[0].nfs.path: Required value",
        "spec.volumes[0].nfs.path: Invalid value: \"\": must be an absolute path",
      ]),
    Case(
      source: "core: validateMountRecursiveReadOnly", apiVersion: "v1", kind: "Pod",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {volumes: [{name: v, emptyDir: {}}], containers: [{name: c, "
        + "image: i, volumeMounts: [{name: v, mountPath: /v, recursiveReadOnly: Enabled}]}]}",
      errors: [
        "spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true"
      ]),
    Case(
      source: "core: ValidateService", apiVersion: "v1", kind: "Service",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {type: ExternalName, externalName: a.example.com, clusterIP: "
        + "10.0.0.9}",
      errors: ["spec.clusterIPs: Forbidden: may not be set for ExternalName services"]),
    Case(
      source: "core: ValidateResourceQuotaSpec", apiVersion: "v1", kind: "ResourceQuota",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {hard: {nonsense: 1, services: 1}, scopes: [BestEffort, "
        + "NotBestEffort]}",
      errors: [
        "spec.hard[nonsense]: Invalid value: \"nonsense\": must be a standard resource type or fully qualified",
        "spec.hard[nonsense]: Invalid value: \"nonsense\": must be a standard resource for quota",
        "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\"]: unsupported scope applied to resource",
        "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\"]: unsupported scope applied to resource",
        "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\"]: conflicting scopes",
      ]),
    Case(
      source: "core: ValidateLimitRange", apiVersion: "v1", kind: "LimitRange",
      yaml:
        "metadata: {name: a, namespace: ns}\nspec: {limits: [{type: Container, min: {cpu: 2}, max: {cpu: 1}}, {type: "
        + "Bogus}]}",
      errors: [
        "spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1",
        "spec.limits[0].defaultRequest[cpu]: Invalid value: \"1\": min value 2 is greater than default request value 1",
        "spec.limits[0].default[cpu]: Invalid value: \"2\": min value 2 is greater than default value 1",
        "spec.limits[1].type: Invalid value: \"Bogus\": must be a standard limit type or fully qualified",
      ]),
    Case(
      source: "core: validateNodeTaints", apiVersion: "v1", kind: "Node",
      yaml: "metadata: {name: a}\nspec: {taints: [{key: k, effect: NoSchedule}, {key: k, effect: NoSchedule}]}",
      errors: [
        "metadata.taints[1]: Duplicate value: {\"Key\":\"k\",\"Value\":\"\",\"Effect\":\"NoSchedule\",\"TimeAdded\":null}: "
          + "taints must be unique by key and effect pair"
      ]),
    Case(
      source: "core: ValidatePersistentVolumeSpec", apiVersion: "v1", kind: "PersistentVolume",
      yaml: "metadata: {name: a}\nspec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], local: {path: /x}}",
      errors: ["spec.nodeAffinity: Required value: Local volume requires node affinity"]),
    Case(
      source: "core: validateCSIPersistentVolumeSource", apiVersion: "v1", kind: "PersistentVolume",
      yaml: "metadata: {name: a}\nspec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], csi: {driver: d}}",
      errors: ["spec.csi.volumeHandle: Required value"]),
    Case(
      source: "core: validateDataSource", apiVersion: "v1", kind: "PersistentVolumeClaim",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: "
        + "1Gi}}, dataSource: {kind: VolumeSnapshot, name: s}}",
      errors: [
        "spec.dataSource: Invalid value: \"VolumeSnapshot\": must be 'PersistentVolumeClaim' when referencing the default "
          + "apiGroup"
      ]),
  ]

  static let workloads: [Case] = [
    Case(
      source: "apps: ValidateDeploymentStrategy", apiVersion: "apps/v1", kind: "Deployment",
      yaml:
        "metadata: {name: a, namespace: ns}\nspec: {strategy: {type: Blue}, selector: {matchLabels: {a: b}}, template: "
        + "{metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}",
      errors: [
        "spec.strategy: Unsupported value: {\"Type\":\"Blue\",\"RollingUpdate\":null}: supported values: \"Recreate\", "
          + "\"RollingUpdate\""
      ]),
    Case(
      source: "core: ValidatePodTemplateSpec", apiVersion: "apps/v1", kind: "Deployment",
      yaml:
        "metadata: {name: a, namespace: ns}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: "
        + "b, c: \"-\"}}, spec: {activeDeadlineSeconds: 5, containers: [{name: c, image: i}]}}}",
      errors: [
        "spec.template.labels: Invalid value: \"-\": a valid label must be an empty string or consist of alphanumeric "
          + "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
          + "'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported",
      ]),
    Case(
      source: "apps: ValidateStatefulSetName", apiVersion: "apps/v1", kind: "StatefulSet",
      yaml:
        "metadata: {name: a.b, namespace: ns}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: "
        + "b}}, spec: {containers: [{name: c, image: i}]}}}",
      errors: [
        "metadata.name: Invalid value: \"a.b\": must not contain dots"
      ]),
    Case(
      source: "batch: validateJobSpec", apiVersion: "batch/v1", kind: "Job",
      yaml:
        "metadata: {name: a, namespace: ns}\nspec: {completionMode: Indexed, backoffLimitPerIndex: 1, template: {spec: "
        + "{restartPolicy: Never, containers: [{name: c, image: i}]}}, podFailurePolicy: {rules: [{action: FailJob, "
        + "onExitCodes: {operator: In, values: [3, 0]}}]}}",
      errors: [
        "spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator",
        "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [3,0]: must be ordered",
      ]),
    Case(
      source: "batch: validateSuccessPolicyRule", apiVersion: "batch/v1", kind: "Job",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {completionMode: Indexed, completions: 3, template: {spec: "
        + "{restartPolicy: Never, containers: [{name: c, image: i}]}}, successPolicy: {rules: [{succeededIndexes: \"0-5\", "
        + "succeededCount: 4}]}}",
      errors: [
        "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"0-5\": error parsing succeededIndexes: too large "
          + "index: \"5\"",
        "spec.successPolicy.rules[0].succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of "
          + "specified completions)",
        "spec.successPolicy.rules[0].succeededCount: Invalid value: 4: must be less than or equal to 0 (the number of "
          + "indexes in the specified succeededIndexes field)",
      ]),
    Case(
      source: "batch: validateTimeZone", apiVersion: "batch/v1", kind: "CronJob",
      yaml:
        "metadata: {name: a, namespace: ns}\nspec: {schedule: \"* * * * *\", timeZone: Mars/Base, jobTemplate: {spec: "
        + "{template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}",
      errors: ["spec.timeZone: Invalid value: \"Mars/Base\": unknown time zone Mars/Base"]),
  ]

  static let others: [Case] = [
    Case(
      source: "networking: validateIngressBackend", apiVersion: "networking.k8s.io/v1", kind: "Ingress",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {defaultBackend: {}}",
      errors: ["spec.defaultBackend: Invalid value: \"\": resource or service backend is required"]),
    Case(
      source: "networking: validateIngressClassParametersReference", apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      yaml: "metadata: {name: a}\nspec: {controller: nope, parameters: {kind: K, name: p, scope: Namespace}}",
      errors: [
        "spec.controller: Invalid value: \"nope\": must be a domain-prefixed path (such as \"acme.io/foo\")",
        "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
      ]),
    Case(
      source: "discovery: validateEndpoints", apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice",
      yaml: "metadata: {name: a, namespace: ns}\naddressType: IPv4\nendpoints: [{addresses: [127.0.0.1]}]",
      errors: [
        "endpoints[0].addresses[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)"
      ]),
    Case(
      source: "autoscaling: validateExternalSource", apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: "
        + "Deployment, name: d}, metrics: [{type: External, external: {metric: {name: m}, target: {type: Value}}}]}",
      errors: [
        "spec.metrics[0].external.target.averageValue: Required value: must set either a target value for metric or a "
          + "per-pod target"
      ]),
    Case(
      source: "storage: validateAllowedTopologies", apiVersion: "storage.k8s.io/v1", kind: "StorageClass",
      yaml: "metadata: {name: a}\nprovisioner: example.com/p\nallowedTopologies: [{matchLabelExpressions: [{key: zone, "
        + "values: []}]}]",
      errors: ["allowedTopologies[0].matchLabelExpressions[0].values: Required value"]),
    Case(
      source: "coordination: ValidateLeaseSpec", apiVersion: "coordination.k8s.io/v1", kind: "Lease",
      yaml:
        "metadata: {name: a, namespace: ns}\nspec: {leaseDurationSeconds: 0, leaseTransitions: -1, preferredHolder: x}",
      errors: [
        "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
        "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0",
        "spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined",
      ]),
    Case(
      source: "admissionregistration: validateValidatingWebhook", apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      yaml:
        "metadata: {name: a}\nwebhooks: [{name: a.b, admissionReviewVersions: [v2], sideEffects: Some, clientConfig: "
        + "{url: \"http://h/p\"}, rules: [{operations: [\"*\", CREATE], apiGroups: [\"\"], apiVersions: [v1], resources: "
        + "[pods]}]}]",
      errors: [
        "webhooks[0].name: Invalid value: \"a.b\": should be a domain with at least three segments separated by dots",
        "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"CREATE\"]: if '*' is present, must not specify other "
          + "operations",
        "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"",
        "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: "
          + "https://host[/path]",
        "webhooks[0].admissionReviewVersions: Invalid value: [\"v2\"]: must include at least one of v1, v1beta1",
      ]),
    Case(
      source: "admissionregistration: validateValidatingAdmissionPolicySpec",
      apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicy",
      yaml: "metadata: {name: a}\nspec: {matchConstraints: {resourceRules: [{operations: [CREATE], apiGroups: [apps], "
        + "apiVersions: [v1], resources: [deployments]}]}, validations: [{expression: \"\", messageExpression: \"1 + 1\"}]}",
      errors: [
        "spec.validations[0].expression: Required value: expression is not specified",
        "spec.validations[0].messageExpression: Invalid value: \"1 + 1\": must evaluate to string but got int",
      ]),
  ]

  static let updates: [Case] = [
    Case(
      source: "core: ValidateResourceQuotaUpdate", apiVersion: "v1", kind: "ResourceQuota",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {scopes: [BestEffort]}",
      errors: ["spec.scopes: Invalid value: [\"BestEffort\"]: field is immutable"],
      old: "metadata: {name: a, namespace: ns}\nspec: {}"),
    Case(
      source: "core: ValidateNodeUpdate", apiVersion: "v1", kind: "Node",
      yaml: "metadata: {name: a}\nspec: {providerID: b}",
      errors: ["spec.providerID: Forbidden: node updates may not change providerID except from \"\" to valid"],
      old: "metadata: {name: a}\nspec: {providerID: a}"),
    Case(
      source: "core: ValidatePodResize", apiVersion: "v1", kind: "Pod",
      yaml:
        "metadata: {name: a, namespace: ns}\nspec: {containers: [{name: c, image: i, resources: {requests: {cpu: 1}}}]}",
      errors: ["spec: Invalid value: \"BestEffort\": Pod QOS Class may not change as a result of resizing"],
      old: "metadata: {name: a, namespace: ns}\nspec: {containers: [{name: c, image: i}]}", subresource: "resize"),
    Case(
      source: "core: ValidateNamespaceStatusUpdate", apiVersion: "v1", kind: "Namespace",
      yaml: "metadata: {name: a}\nstatus: {phase: Terminating}",
      errors: ["status.Phase: Invalid value: \"Terminating\": may only be 'Active' if `deletionTimestamp` is empty"],
      old: "metadata: {name: a}", subresource: "status"),
    Case(
      source: "batch: validateJobStatus", apiVersion: "batch/v1", kind: "Job",
      yaml: "metadata: {name: a, namespace: ns}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: c, "
        + "image: i}]}}}\nstatus: {ready: 2, active: 1}",
      errors: ["status.ready: Invalid value: 2: cannot set more ready pods than active"],
      old: "metadata: {name: a, namespace: ns}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: c, "
        + "image: i}]}}}", subresource: "status"),
    Case(
      source: "apimachinery: ValidateObjectMetaAccessorUpdate", apiVersion: "v1", kind: "ConfigMap",
      yaml: "metadata: {name: a, namespace: ns, deletionGracePeriodSeconds: 5}",
      errors: [
        "metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable",
        "metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable",
      ],
      old: "metadata: {name: a, namespace: ns}"),
  ]
}
