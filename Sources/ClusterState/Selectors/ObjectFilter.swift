import KubeAPI
import Manifest

/// What of a kind a list or watch wants: namespace, labels, fields.
struct ObjectFilter: Sendable {
  var namespace: String?
  var labels = LabelSelector.everything
  var fields: [FieldTerm] = []

  struct FieldTerm: Sendable, Hashable {
    var field: String
    /// The path in the object.
    var path: [String]
    var value: String
    var negated: Bool
  }

  init(
    _ request: APIRequest, _ info: RequestInfo, _ resource: ServedResource, in state: ClusterState
  ) throws(StatusError) {
    namespace = info.namespace
    let labelText = request.parameter("labelSelector") ?? ""
    let fieldText = request.parameter("fieldSelector") ?? ""
    if !labelText.isEmpty { labels = try LabelSelector(parsing: labelText) }
    if !info.name.isEmpty {
      fields.append(FieldTerm(field: "metadata.name", path: ["metadata", "name"], value: info.name, negated: false))
    }
    for text in ObjectFilter.split(fieldText) where !text.isEmpty {
      var term: FieldTerm?
      for (mark, negated) in [("!=", true), ("==", false), ("=", false)] {
        guard let range = text.firstRange(of: mark) else { continue }
        term = FieldTerm(
          field: String(text[..<range.lowerBound]), path: [], value: ObjectFilter.unescaped(text[range.upperBound...]),
          negated: negated)
        break
      }
      guard var found = term else {
        throw .badRequest("invalid selector: '\(text)'; can't understand '\(text)'")
      }
      found.path = try FieldLabels.path(of: found.field, resource, version: info.version, in: state)
      fields.append(found)
    }
  }

  var isEmpty: Bool { labels.isEmpty && fields.isEmpty }

  func accepts(_ object: Value) -> Bool {
    if let namespace, object.namespace != namespace { return false }
    guard labels.matches(labelsOf: object) else { return false }
    for term in fields {
      if (FieldLabels.text(object.at(path: term.path), term.field) == term.value) == term.negated { return false }
    }
    return true
  }

  private static func split(_ text: String) -> [String] {
    var parts: [String] = [""]
    var escaped = false
    for character in text {
      if escaped {
        parts[parts.count - 1].append(character)
        escaped = false
      } else if character == "\\" {
        parts[parts.count - 1].append(character)
        escaped = true
      } else if character == "," {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  private static func unescaped(_ text: some StringProtocol) -> String {
    var result = ""
    var escaped = false
    for character in text {
      if !escaped && character == "\\" {
        escaped = true
        continue
      }
      escaped = false
      result.append(character)
    }
    return result
  }
}

/// Which fields a field selector may name, for each kind.
enum FieldLabels {
  private static let known: [String: [String]] = [
    "Pod": [
      "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
      "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ],
    "Event": [
      "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
      "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
      "reportingComponent", "source", "type",
    ],
    "Event.events.k8s.io": [
      "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion",
      "regarding.resourceVersion", "regarding.fieldPath", "reason", "reportingController", "type",
    ],
    "Namespace": ["status.phase"], "Secret": ["type"], "Node": ["spec.unschedulable"],
    "Service": ["spec.clusterIP", "spec.type"], "ReplicationController": ["status.replicas"],
    "Job.batch": ["status.successful"],
    "CertificateSigningRequest.certificates.k8s.io": ["spec.signerName"],
    "ResourceSlice.resource.k8s.io": ["spec.nodeName", "spec.driver"],
    "IPAddress.networking.k8s.io": ["spec.parentRef.namespace"],
  ]

  static func path(
    of field: String, _ resource: ServedResource, version: String, in state: ClusterState
  ) throws(StatusError) -> [String] {
    if field == "metadata.name" || field == "metadata.namespace" { return field.components }
    if resource.isCustom {
      let selectable = state.selectableFields(of: resource, version: version)
      if selectable.contains("." + field) { return field.components }
      throw .badRequest("field label not supported: \(field)")
    }
    let fields = known[resource.type.description] ?? []
    guard fields.contains(field) else {
      if fields.isEmpty {
        throw .badRequest(
          "\"\(field)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
      }
      throw .badRequest(
        resource.type == GroupKind("batch", "Job")
          ? "field label \"\(field)\" not supported for Job" : "field label not supported: \(field)")
    }
    if resource.type.kind == "Event" {
      if field == "source" { return ["source", "component"] }
      if field.hasPrefix("regarding.") { return ["involvedObject"] + field.components.dropFirst() }
      if field == "reportingController" { return ["reportingComponent"] }
    }
    return field.components
  }

  /// The value of a field as the selector sees it.
  static func text(_ value: Value?, _ field: String) -> String {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case nil, .null:
      ["spec.unschedulable", "spec.hostNetwork"].contains(field)
        ? "false" : field.hasPrefix("status.replicas") || field == "status.successful" ? "0" : ""
    default: ""
    }
  }
}

extension String {
  var components: [String] { split(separator: ".").map(String.init) }
}

extension ClusterState {
  /// The definition of a custom kind.
  func definition(of resource: ServedResource) -> Value? {
    tables[CustomResources.type]?["\(resource.plural).\(resource.type.group)"]?.object
  }

  /// The part of a definition about one version.
  func definition(of resource: ServedResource, version: String) -> Value? {
    definition(of: resource)?.at("spec", "versions")?.array?.first { $0["name"]?.string == version }
  }

  func selectableFields(of resource: ServedResource, version: String) -> [String] {
    (definition(of: resource, version: version)?["selectableFields"]?.array ?? []).compactMap { $0["jsonPath"]?.string }
  }
}
