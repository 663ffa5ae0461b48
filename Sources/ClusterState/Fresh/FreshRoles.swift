import Manifest

/// The roles and bindings that a new API server makes (plugin/pkg/auth/authorizer/rbac/bootstrappolicy), as far as people
/// and the controllers of this cluster use them.
enum FreshRoles {
  /// `role|verbs|groups|resources`, or `role|verbs|-|paths`; `core` is the core group.
  private static let rules = """
    cluster-admin|*|*|*
    cluster-admin|*|-|*
    system:discovery|get|-|/api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/
    system:public-info-viewer|get|-|/healthz,/livez,/readyz,/version,/version/
    system:monitoring|get|-|/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*
    system:basic-user|create|authorization.k8s.io|selfsubjectaccessreviews,selfsubjectrulesreviews
    system:basic-user|create|authentication.k8s.io|selfsubjectreviews
    system:service-account-issuer-discovery|get|-|/.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/
    system:auth-delegator|create|authentication.k8s.io|tokenreviews
    system:auth-delegator|create|authorization.k8s.io|subjectaccessreviews
    view|get,list,watch|core|configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status
    view|get,list,watch|core|bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status
    view|get,list,watch|core|namespaces
    view|get,list,watch|discovery.k8s.io|endpointslices
    view|get,list,watch|apps|controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status
    view|get,list,watch|autoscaling|horizontalpodautoscalers,horizontalpodautoscalers/status
    view|get,list,watch|batch|cronjobs,cronjobs/status,jobs,jobs/status
    view|get,list,watch|policy|poddisruptionbudgets,poddisruptionbudgets/status
    view|get,list,watch|networking.k8s.io|ingresses,ingresses/status,networkpolicies
    edit|get,list,watch|core|pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy
    edit|impersonate|core|serviceaccounts
    edit|create,delete,deletecollection,patch,update|core|pods,pods/attach,pods/exec,pods/portforward,pods/proxy
    edit|create|core|pods/eviction
    edit|create,delete,deletecollection,patch,update|core|configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy
    edit|create|core|serviceaccounts/token
    edit|create,delete,deletecollection,patch,update|apps|daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale
    edit|create,delete,deletecollection,patch,update|autoscaling|horizontalpodautoscalers
    edit|create,delete,deletecollection,patch,update|batch|cronjobs,jobs
    edit|create,delete,deletecollection,patch,update|policy|poddisruptionbudgets
    edit|create,delete,deletecollection,patch,update|networking.k8s.io|ingresses,networkpolicies
    edit|create,delete,deletecollection,get,list,patch,update,watch|coordination.k8s.io|leases
    admin|create|authorization.k8s.io|localsubjectaccessreviews
    admin|create,delete,deletecollection,get,list,patch,update,watch|rbac.authorization.k8s.io|rolebindings,roles
    """

  /// `binding|role|groups`.
  private static let bindings = """
    cluster-admin|cluster-admin|system:masters
    system:discovery|system:discovery|system:authenticated
    system:public-info-viewer|system:public-info-viewer|system:authenticated,system:unauthenticated
    system:monitoring|system:monitoring|system:monitoring
    system:basic-user|system:basic-user|system:authenticated
    system:service-account-issuer-discovery|system:service-account-issuer-discovery|system:serviceaccounts
    """

  private static func strings(_ list: some StringProtocol) -> Value {
    .array(list.split(separator: ",").map { .string($0 == "core" ? "" : String($0)) })
  }

  private static let labels: Value = ["kubernetes.io/bootstrapping": "rbac-defaults"]
  private static let annotations: Value = ["rbac.authorization.kubernetes.io/autoupdate": "true"]

  static let objects: [Value] = {
    var order: [String] = []
    var roles: [String: [Value]] = [:]
    for line in rules.split(separator: "\n") {
      let cells = line.split(separator: "|")
      guard cells.count == 4 else { continue }
      let name = String(cells[0])
      if roles[name] == nil { order.append(name) }
      let rule: Value =
        cells[2] == "-"
        ? ["nonResourceURLs": strings(cells[3]), "verbs": strings(cells[1])]
        : ["apiGroups": strings(cells[2]), "resources": strings(cells[3]), "verbs": strings(cells[1])]
      roles[name, default: []].append(rule)
    }
    // What may be viewed may be edited, what may be edited may be administered.
    roles["edit"] = (roles["edit"] ?? []) + (roles["view"] ?? [])
    roles["admin"] = (roles["admin"] ?? []) + (roles["edit"] ?? [])
    var objects: [Value] = order.map { name in
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": ["name": .string(name), "labels": labels, "annotations": annotations],
        "rules": .array(roles[name] ?? []),
      ]
    }
    for line in bindings.split(separator: "\n") {
      let cells = line.split(separator: "|")
      guard cells.count == 3 else { continue }
      let subjects = cells[2].split(separator: ",").map { group -> Value in
        ["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string(String(group))]
      }
      objects.append([
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
        "metadata": ["name": .string(String(cells[0])), "labels": labels, "annotations": annotations],
        "roleRef": [
          "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(String(cells[1])),
        ], "subjects": .array(subjects),
      ])
    }
    return objects
  }()
}
