import KubeAPI
import Manifest

extension ClusterState {
  /// Records a core/v1 Event about an object, as client-go's recorder does: the same event again raises the count and the
  /// last time of the first (`tools/record`, events_cache.go). Events of cluster-wide objects live in `default`.
  public mutating func recordEvent(
    regarding object: Value, type: String, reason: String, message: String, component: String,
    annotations: [String: String] = [:]
  ) {
    let namespace = object.namespace.isEmpty ? "default" : object.namespace
    guard tables[NamespaceRules.type]?[namespace]?.object.isDeleting == false else { return }
    let reference = ObjectReference(of: object)
    let source = EventCorrelator.Source(
      component: component, object: [reference.kind, namespace, reference.name, object.uid].joined(separator: "/"))
    guard
      let admitted = events.admit(.init(source: source, type: type, reason: reason), message, at: now)
    else { return }
    let message = admitted.message
    let identity = [
      component, reference.kind, reference.apiVersion, namespace, reference.name, object.uid, type, reason,
      admitted.isCombined ? "" : message,
    ].joined(separator: "\u{0}")
    let event = GroupKind("", "Event")
    if let name = eventNames[identity], let live = tables[event]?[ObjectTable.path(namespace, name)]?.object {
      var next = live
      next["count"] = .int((live["count"]?.int ?? 1) + 1)
      next["lastTimestamp"] = .string(now.rfc3339)
      if admitted.isCombined { next["message"] = .string(message) }
      if next == live { return }
      put(next, in: event, replacing: live)
      return
    }
    // The name ends in the time in hexadecimal, as the recorder makes it; two at one moment get different times.
    var moment = now.nanoseconds
    var name = "\(object.name).\(String(moment, radix: 16))"
    while tables[event]?[ObjectTable.path(namespace, name)] != nil {
      moment &+= 1
      name = "\(object.name).\(String(moment, radix: 16))"
    }
    var metadata: Value = ["name": .string(name), "namespace": .string(namespace)]
    metadata["uid"] = .string(self.identity.uid())
    metadata["creationTimestamp"] = .string(now.rfc3339)
    if !annotations.isEmpty {
      let sorted = annotations.sorted { $0.key.goLess($1.key) }
      metadata["annotations"] = .object(Object(pairs: sorted.map { ($0.key, .string($0.value)) }))
    }
    var involved: Value = ["kind": .string(reference.kind)]
    if !object.namespace.isEmpty { involved["namespace"] = .string(object.namespace) }
    involved["name"] = .string(object.name)
    if !object.uid.isEmpty { involved["uid"] = .string(object.uid) }
    involved["apiVersion"] = .string(reference.apiVersion)
    if let version = object.at("metadata", "resourceVersion") { involved["resourceVersion"] = version }
    let time = Value.string(now.rfc3339)
    let value: Value = [
      "apiVersion": "v1", "kind": "Event", "metadata": metadata, "involvedObject": involved,
      "reason": .string(reason), "message": .string(message), "source": ["component": .string(component)],
      "firstTimestamp": time, "lastTimestamp": time, "count": 1, "type": .string(type), "eventTime": nil,
      "reportingComponent": .string(component), "reportingInstance": "",
    ]
    put(value, in: event, replacing: nil)
    eventNames[identity] = name
  }
}
