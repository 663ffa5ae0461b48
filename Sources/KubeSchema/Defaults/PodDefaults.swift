import KubeAPI
import Manifest

/// Defaults of pods and pod templates (kubernetes `pkg/apis/core/v1/defaults.go`).
enum PodDefaults {
  static func pod(_ pod: inout Value) {
    pod.change("spec") { spec in
      for name in ["containers", "initContainers"] {
        spec.changeEach(name) { container in
          // What is limited and not requested is requested as limited.
          guard let limits = container.at("resources", "limits")?.object else { return }
          container.change("resources") { resources in
            for pair in limits where resources.at("requests", pair.key) == nil {
              resources.set(pair.value, at: "requests", pair.key)
            }
          }
        }
      }
      spec.fill("enableServiceLinks", true)
      PodDefaults.spec(&spec)
    }
  }

  static func template(_ owner: inout Value) {
    owner.change(path: ["template", "spec"]) { PodDefaults.spec(&$0) }
  }

  static func spec(_ spec: inout Value) {
    spec.fillText("dnsPolicy", "ClusterFirst")
    spec.fillText("restartPolicy", "Always")
    let isHostNetwork = spec["hostNetwork"]?.bool == true
    for name in ["initContainers", "containers", "ephemeralContainers"] {
      spec.changeEach(name) { container in
        if isHostNetwork && name != "ephemeralContainers" {
          container.changeEach("ports") { port in
            if (port["hostPort"]?.int ?? 0) == 0 { port["hostPort"] = port["containerPort"] }
          }
        }
        PodDefaults.container(&container)
      }
    }
    spec.fill("securityContext", [:])
    spec.fill("terminationGracePeriodSeconds", 30)
    spec.fillText("schedulerName", "default-scheduler")
    spec.changeEach("volumes") { volume(&$0) }
  }

  static func container(_ container: inout Value) {
    if container.text("imagePullPolicy").isEmpty {
      container["imagePullPolicy"] = hasLatestTag(container.text("image")) ? "Always" : "IfNotPresent"
    }
    container.fillText("terminationMessagePath", "/dev/termination-log")
    container.fillText("terminationMessagePolicy", "File")
    container.changeEach("ports") { $0.fillText("protocol", "TCP") }
    container.changeEach("env") { variable in
      variable.change(path: ["valueFrom", "fieldRef"]) { $0.fillText("apiVersion", "v1") }
      variable.change(path: ["valueFrom", "fileKeyRef"]) { $0.fill("optional", false) }
    }
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] { container.change(name) { probe(&$0) } }
    for name in ["postStart", "preStop"] {
      container.change(path: ["lifecycle", name, "httpGet"]) { httpGet(&$0) }
    }
  }

  private static func probe(_ probe: inout Value) {
    for (name, value) in [
      ("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3),
    ]
    where (probe[name]?.int ?? 0) == 0 {
      probe[name] = .int(Int64(value))
    }
    probe.change("httpGet") { httpGet(&$0) }
    probe.change("grpc") { $0.fill("service", "") }
  }

  private static func httpGet(_ action: inout Value) {
    action.fillText("path", "/")
    action.fillText("scheme", "HTTP")
  }

  private static let sources = [
    "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi",
    "glusterfs", "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc",
    "azureFile", "configMap", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "projected",
    "portworxVolume", "scaleIO", "storageos", "csi", "ephemeral", "image",
  ]

  static func volume(_ volume: inout Value) {
    if !sources.contains(where: { volume.has($0) }) { volume["emptyDir"] = [:] }
    for name in ["secret", "configMap", "downwardAPI", "projected"] {
      volume.change(name) { $0.fill("defaultMode", 420) }
    }
    volume.change("downwardAPI") { fieldReferences(&$0) }
    volume.change("image") { image in
      image.fillText("pullPolicy", hasLatestTag(image.text("reference")) ? "Always" : "IfNotPresent")
    }
    volume.change("projected") { projected in
      projected.changeEach("sources") { source in
        source.change("serviceAccountToken") { $0.fill("expirationSeconds", 3600) }
        source.change("downwardAPI") { fieldReferences(&$0) }
      }
    }
    volume.change(path: ["ephemeral", "volumeClaimTemplate", "spec"]) { $0.fill("volumeMode", "Filesystem") }
    sourceDefaults(&volume)
  }

  /// Of sources that volumes and persistent volumes share.
  static func sourceDefaults(_ volume: inout Value) {
    volume.change("hostPath") { $0.fill("type", "") }
    volume.change("iscsi") { $0.fillText("iscsiInterface", "default") }
    volume.change("rbd") { rbd in
      rbd.fillText("pool", "rbd")
      rbd.fillText("user", "admin")
      rbd.fillText("keyring", "/etc/ceph/keyring")
    }
    volume.change("azureDisk") { disk in
      disk.fill("cachingMode", "ReadWrite")
      disk.fill("kind", "Shared")
      disk.fill("fsType", "ext4")
      disk.fill("readOnly", false)
    }
    volume.change("scaleIO") { source in
      source.fillText("storageMode", "ThinProvisioned")
      source.fillText("fsType", "xfs")
    }
  }

  private static func fieldReferences(_ source: inout Value) {
    source.changeEach("items") { item in item.change("fieldRef") { $0.fillText("apiVersion", "v1") } }
  }

  /// No tag and no digest mean `latest`.
  private static func hasLatestTag(_ image: String) -> Bool {
    if image.isEmpty { return false }
    var rest = image[...]
    if let at = rest.firstIndex(of: "@") { return rest[..<at].hasSuffix(":latest") }
    if let slash = rest.lastIndex(of: "/") { rest = rest[rest.index(after: slash)...] }
    guard let colon = rest.lastIndex(of: ":") else { return isReference(image) }
    return rest[rest.index(after: colon)...] == "latest"
  }

  /// A name that cannot be read has no tag at all (`distribution/reference`).
  private static func isReference(_ image: String) -> Bool {
    var parts = image.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count > 1, let host = parts.first,
      host.contains(".") || host.contains(":") || host == "localhost" || host.lowercased() != host
    {
      parts.removeFirst()
    }
    return image.utf8.count <= 255 && parts.allSatisfy(isPathComponent)
  }

  /// Lower case letters and digits, with one dot, one or two underscores or any number of hyphens between them.
  private static func isPathComponent(_ part: Substring) -> Bool {
    func isAlphanumeric(_ byte: UInt8) -> Bool { (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 122) }
    guard let first = part.utf8.first, let last = part.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
      return false
    }
    let separators = part.utf8.split(whereSeparator: isAlphanumeric)
    return separators.allSatisfy { separator in
      let text = String(decoding: Array(separator), as: UTF8.self)
      return [".", "_", "__"].contains(text) || text.allSatisfy { $0 == "-" }
    }
  }
}
