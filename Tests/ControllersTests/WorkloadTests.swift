import ClusterState
import KubeAPI
import Manifest
import Testing

@testable import Controllers

@Suite struct WorkloadTests {
  func pod(_ command: [String], policy: String = "Never") -> Value {
    let container: Value = ["name": "c", "image": "busybox:1", "command": Value(command)]
    return ["restartPolicy": .string(policy), "containers": .array([container])]
  }

  func job(_ name: String, _ command: [String], _ change: (inout Value) -> Void = { _ in }) -> Value {
    var object: Value = ["apiVersion": "batch/v1", "kind": "Job"]
    object["metadata"] = ["name": .string(name), "namespace": "coder"]
    object.set(pod(command), at: "spec", "template", "spec")
    change(&object)
    return object
  }

  func world() throws -> World { try World(Controllers.kubernetes() + Controllers.kubelet()) }

  @Test func jobCompletes() throws {
    var world = try world()
    try world.create(job("once", ["true"]))
    world.run(60)
    let found = try #require(world.cluster.get(ObjectKey(Kind.job, "coder", "once")))
    #expect(found.items("status", "conditions").map { $0.text("type") } == ["SuccessCriteriaMet", "Complete"])
    #expect(found.integer("status", "succeeded") == 1 && found.integer("status", "active") == nil)
    #expect(world.events("Job").last == "Normal Completed Job completed")
    #expect(world.pods().allSatisfy { $0.finalizers.isEmpty && $0.podPhase == "Succeeded" })
  }

  @Test func jobFailsAfterItsLimit() throws {
    var world = try world()
    try world.create(job("bad", ["false"]) { $0.set(2, at: "spec", "backoffLimit") })
    world.run(300)
    let found = try #require(world.cluster.get(ObjectKey(Kind.job, "coder", "bad")))
    #expect(found.items("status", "conditions").map { $0.text("type") } == ["FailureTarget", "Failed"])
    #expect(found.condition("Failed")?.text("reason") == "BackoffLimitExceeded")
    #expect(found.integer("status", "failed") == 3)
  }

  @Test func jobDeadlineAndRemoval() throws {
    var world = try world()
    try world.create(
      job("slow", ["sleep", "1000"]) {
        $0.set(30, at: "spec", "activeDeadlineSeconds")
        $0.set(100, at: "spec", "ttlSecondsAfterFinished")
      })
    let key = ObjectKey(Kind.job, "coder", "slow")
    world.run(60)
    #expect(world.cluster.get(key)?.condition("Failed")?.text("reason") == "DeadlineExceeded")
    #expect(world.pods().isEmpty)
    world.run(120)
    #expect(world.cluster.get(key) == nil)
  }

  @Test func indexedJob() throws {
    var world = try world()
    try world.create(
      job("many", ["true"]) {
        $0.set("Indexed", at: "spec", "completionMode")
        $0.set(4, at: "spec", "completions")
        $0.set(2, at: "spec", "parallelism")
      })
    world.run(120)
    let found = try #require(world.cluster.get(ObjectKey(Kind.job, "coder", "many")))
    #expect(found.text("status", "completedIndexes") == "0-3")
    #expect(world.pods().map { $0.text("spec", "hostname") }.sorted() == ["many-0", "many-1", "many-2", "many-3"])
  }

  @Test func cronJobRuns() throws {
    var world = try world()
    var object: Value = ["apiVersion": "batch/v1", "kind": "CronJob"]
    object["metadata"] = ["name": "tick", "namespace": "coder"]
    object.set("*/5 * * * *", at: "spec", "schedule")
    object.set(pod(["true"]), at: "spec", "jobTemplate", "spec", "template", "spec")
    try world.create(object)
    world.run(3720)
    let jobs = world.cluster.list(Kind.job, namespace: "coder")
    #expect(jobs.count == 3)
    let name = jobs.first?.name.split(separator: "-").last.flatMap { Int64($0) } ?? 0
    #expect(name % 5 == 0)
    #expect(world.cluster.get(ObjectKey(of: object))?.at("status", "lastSuccessfulTime") != nil)
  }

  @Test func schedules() throws {
    let start = try #require(Instant(rfc3339: "2026-01-31T12:34:56Z"))
    let table = [
      ("* * * * *", "2026-01-31T12:35:00Z"), ("0 0 1 1 *", "2027-01-01T00:00:00Z"),
      ("*/15 3 * * mon-fri", "2026-02-02T03:00:00Z"), ("@hourly", "2026-01-31T13:00:00Z"),
      ("0 0 29 2 *", "2028-02-29T00:00:00Z"), ("30 4 1,15 * 5", "2026-02-01T04:30:00Z"),
      ("@every 1h30m", "2026-01-31T14:04:56Z"),
    ]
    for (text, wanted) in table {
      #expect(CronSchedule(text)?.next(after: start)?.rfc3339 == wanted, "\(text)")
    }
    for text in ["", "* * * *", "60 * * * *", "*/0 * * * *", "a * * * *", "5-1 * * * *"] {
      #expect(CronSchedule(text) == nil, "\(text)")
    }
  }

  func statefulSet(_ replicas: Int64) -> Value {
    var object: Value = ["apiVersion": "apps/v1", "kind": "StatefulSet"]
    object["metadata"] = ["name": "db", "namespace": "coder"]
    let labels: Value = ["app": "db"]
    let container: Value = ["name": "c", "image": "postgres:16"]
    object["spec"] = [
      "serviceName": "db", "replicas": .int(replicas), "selector": ["matchLabels": labels],
      "template": ["metadata": ["labels": labels], "spec": ["containers": .array([container])]],
      "volumeClaimTemplates": [
        [
          "metadata": ["name": "data"],
          "spec": [
            "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]],
            "storageClassName": "standard",
          ],
        ]
      ],
    ]
    return object
  }

  @Test func statefulSetGoesInOrder() throws {
    var world = try world()
    try world.create([
      "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": ["name": "standard"],
      "provisioner": "rehearsal.example.com/local", "volumeBindingMode": "WaitForFirstConsumer",
      "reclaimPolicy": "Delete",
    ])
    try world.create(statefulSet(2))
    world.run(2)
    #expect(world.pods().map(\.name) == ["db-0"])
    world.run(60)
    #expect(world.pods().map(\.name) == ["db-0", "db-1"])
    #expect(world.pods().allSatisfy { $0.isPodReady })
    let claim = try #require(world.cluster.get(ObjectKey(Kind.volumeClaim, "coder", "data-db-0")))
    #expect(claim.text("status", "phase") == "Bound")
    let key = ObjectKey(Kind.statefulSet, "coder", "db")
    let first = world.cluster.get(key)?.text("status", "currentRevision")
    try world.change(key) {
      $0.set([["name": "c", "image": "postgres:17"]], at: "spec", "template", "spec", "containers")
    }
    world.run(120)
    let found = try #require(world.cluster.get(key))
    #expect(found.text("status", "currentRevision") == found.text("status", "updateRevision"))
    #expect(found.text("status", "currentRevision") != first)
    #expect(found.integer("status", "updatedReplicas") == 2)
    let made = world.events("StatefulSet").filter { $0.contains("Pod db") && $0.contains("Delete") }
    #expect(
      made == [
        "Normal SuccessfulDelete Delete Pod db-1 in StatefulSet db successful",
        "Normal SuccessfulDelete Delete Pod db-0 in StatefulSet db successful",
      ])
  }

  @Test func daemonSetOnEveryNode() throws {
    var world = try world()
    var object: Value = ["apiVersion": "apps/v1", "kind": "DaemonSet"]
    object["metadata"] = ["name": "agent", "namespace": "coder"]
    let labels: Value = ["app": "agent"]
    object["spec"] = [
      "selector": ["matchLabels": labels],
      "template": [
        "metadata": ["labels": labels], "spec": ["containers": [["name": "c", "image": "agent:1"]]],
      ],
    ]
    try world.create(object)
    world.run(30)
    let found = try #require(world.cluster.get(ObjectKey(of: object)))
    #expect(found.integer("status", "desiredNumberScheduled") == 1)
    #expect(found.integer("status", "numberAvailable") == 1)
    #expect(world.pods().first?.nodeName == "node-1")
  }

  @Test func endpointsFollowReadiness() throws {
    var world = try world()
    try world.create([
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web", "namespace": "coder"],
      "spec": [
        "clusterIP": "10.0.0.9", "selector": ["app": "web"],
        "ports": [["name": "http", "port": 80, "targetPort": 8080]],
      ],
    ])
    try world.create(deployment("web", replicas: 2))
    world.run(30)
    let endpoints = try #require(world.cluster.get(ObjectKey(Kind.endpoints, "coder", "web")))
    #expect(endpoints.items("subsets").first?.items("addresses").count == 2)
    #expect(endpoints.items("subsets").first?.items("ports") == [["name": "http", "port": 8080, "protocol": "TCP"]])
    let slices = world.cluster.list(Kind.endpointSlice, namespace: "coder")
    #expect(slices.count == 1)
    #expect(slices.first?.items("endpoints").count == 2)
    try world.change(ObjectKey(Kind.deployment, "coder", "web")) { $0.set(0, at: "spec", "replicas") }
    world.run(30)
    #expect(world.cluster.list(Kind.endpointSlice, namespace: "coder").first?["endpoints"]?.array?.isEmpty ?? true)
  }

  @Test func namespaceGoesWithEverythingInIt() throws {
    var world = try world()
    try world.create(deployment("web", replicas: 2))
    world.run(30)
    try world.delete(ObjectKey(Kind.namespace, "", "coder"))
    world.run(60)
    #expect(world.cluster.get(ObjectKey(Kind.namespace, "", "coder")) == nil)
    #expect(world.pods().isEmpty)
  }

  @Test func namespaceWaitsForFinalizers() throws {
    var world = try world()
    let held = ObjectKey(Kind.configMap, "coder", "held")
    try world.create([
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": ["name": "held", "namespace": "coder", "finalizers": ["example.com/hold"]],
    ])
    let key = ObjectKey(Kind.namespace, "", "coder")
    try world.delete(key)
    world.run(10)
    let found = try #require(world.cluster.get(key))
    #expect(
      found.condition("NamespaceContentRemaining")?.text("message")
        == "Some resources are remaining: configmaps. has 1 resource instances")
    #expect(
      found.condition("NamespaceFinalizersRemaining")?.text("message")
        == "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances")
    #expect(found.text("status", "phase") == "Terminating")
    try world.change(held) { $0.set(nil, at: "metadata", "finalizers") }
    world.run(10)
    #expect(world.cluster.get(key) == nil)
  }

  @Test func foregroundDeletionGoesBottomUp() throws {
    var world = try world()
    try world.create(deployment("web", replicas: 2))
    world.run(30)
    let revision = world.cluster.revision
    try world.delete(ObjectKey(Kind.deployment, "coder", "web"), .foreground)
    world.run(60)
    let gone = world.cluster.changes(since: revision).filter { $0.kind == .deleted }.map(\.key.type.kind)
    #expect(gone == ["Pod", "Pod", "ReplicaSet", "Deployment"])
  }

  @Test func orphansStay() throws {
    var world = try world()
    try world.create(deployment("web"))
    world.run(30)
    try world.delete(ObjectKey(Kind.deployment, "coder", "web"), .orphan)
    world.run(30)
    #expect(world.cluster.get(ObjectKey(Kind.deployment, "coder", "web")) == nil)
    let sets = world.cluster.list(Kind.replicaSet, namespace: "coder")
    #expect(sets.count == 1 && sets[0].items("metadata", "ownerReferences").isEmpty)
    #expect(world.pods().count == 1)
    try world.create(deployment("web"))
    world.run(30)
    let adopted = world.cluster.list(Kind.replicaSet, namespace: "coder")
    #expect(adopted.count == 1 && adopted[0].controllerKey(Kind.deployment) != nil)
  }

  @Test func progressDeadline() throws {
    var world = try World(
      Controllers.kubernetes() + Controllers.kubelet(faults: [PodFault(.neverReady, name: "web")]))
    try world.create(deployment("web"))
    world.run(590)
    let key = ObjectKey(Kind.deployment, "coder", "web")
    #expect(world.cluster.get(key)?.condition("Progressing")?.text("reason") == "ReplicaSetUpdated")
    world.run(30)
    let condition = world.cluster.get(key)?.condition("Progressing")
    #expect(condition?.text("reason") == "ProgressDeadlineExceeded" && condition?.text("status") == "False")
  }

  @Test func recreateWaitsForTheOldPods() throws {
    var world = try world()
    var object = deployment("web", replicas: 2)
    object.set(["type": "Recreate"], at: "spec", "strategy")
    try world.create(object)
    world.run(30)
    let revision = world.cluster.revision
    try world.change(ObjectKey(of: object)) {
      $0.set([["name": "main", "image": "registry.example.com/web:2.0"]], at: "spec", "template", "spec", "containers")
    }
    world.run(60)
    let lives = world.cluster.changes(since: revision).filter { $0.key.type == Kind.pod && $0.kind != .modified }
    #expect(lives.map { $0.kind == .added } == [false, false, true, true])
    #expect(world.cluster.get(ObjectKey(of: object))?.integer("status", "availableReplicas") == 2)
  }

  @Test func crashLoop() throws {
    var world = try world()
    var object: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "coder"]]
    object["spec"] = pod(["sh", "-c", "echo hello; exit 3"], policy: "Always")
    try world.create(object)
    world.run(200)
    let status = try #require(world.pods().first?.items("status", "containerStatuses").first)
    #expect(status.text("state", "waiting", "reason") == "CrashLoopBackOff")
    #expect(
      status.text("state", "waiting", "message").hasPrefix(
        "back-off 2m40s restarting failed container=c pod=p_coder("))
    #expect(status.integer("lastState", "terminated", "exitCode") == 3)
    #expect(status.integer("restartCount") == 5)
    #expect(world.pods().first?.podPhase == "Running")
  }

  @Test func probesAndSidecars() throws {
    var world = try World(
      Controllers.kubernetes() + Controllers.kubelet(faults: [PodFault(.unhealthyAfter(.seconds(100)), container: "c")])
    )
    var container: Value = ["name": "c", "image": "web:1"]
    let probe: Value = ["httpGet": ["path": "/healthz", "port": 8080]]
    container["livenessProbe"] = probe
    container["readinessProbe"] = probe
    var object: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "coder"]]
    object["spec"] = [
      "initContainers": [
        ["name": "prepare", "image": "busybox:1", "command": ["true"]],
        ["name": "side", "image": "side:1", "restartPolicy": "Always"],
      ],
      "containers": .array([container]),
    ]
    try world.create(object)
    world.run(60)
    let ready = try #require(world.pods().first)
    #expect(ready.isPodReady)
    #expect(ready.items("status", "initContainerStatuses").map { $0.flag("ready") } == [true, true])
    #expect(
      ready.items("status", "conditions").map { $0.text("type") } == [
        "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled",
      ])
    world.run(100)
    let events = world.events("Pod")
    #expect(events.contains("Warning Unhealthy Liveness probe failed: HTTP probe failed with statuscode: 503"))
    #expect(events.contains("Normal Killing Container c failed liveness probe, will be restarted"))
    #expect(world.pods().first?.items("status", "containerStatuses").first?.integer("restartCount") == 1)
  }

  @Test func missingSecretHoldsTheVolume() throws {
    var world = try world()
    var object: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "coder"]]
    object["spec"] = [
      "volumes": [["name": "v", "secret": ["secretName": "s"]]],
      "containers": [["name": "c", "image": "web:1"]],
    ]
    try world.create(object)
    world.run(30)
    let state = world.pods().first?.items("status", "containerStatuses").first
    #expect(state?.text("state", "waiting", "reason") == "ContainerCreating")
    #expect(
      world.events("Pod").contains(
        "Warning FailedMount MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found"))
    try world.create([
      "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "namespace": "coder"],
    ])
    world.run(130)
    #expect(world.pods().first?.isPodReady == true)
  }

  @Test func unschedulable() throws {
    var world = try world()
    var object: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p", "namespace": "coder"]]
    let big: Value = ["name": "c", "image": "web:1", "resources": ["requests": ["cpu": "100"]]]
    object["spec"] = ["containers": .array([big])]
    try world.create(object)
    world.run(10)
    let condition = world.pods().first?.condition("PodScheduled")
    #expect(
      condition?.text("message") == "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, "
        + "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.")
  }

  @Test func sameInputSameLog() throws {
    func log() throws -> [String] {
      var world = try world()
      try world.create(deployment("web", replicas: 3))
      try world.create(job("once", ["true"]))
      world.run(120)
      return world.cluster.changes(since: 0).map { "\($0.revision) \($0.kind) \($0.key) \(JSON.write($0.object))" }
    }
    let first = try log()
    let second = try log()
    #expect(first == second)
  }
}
