import KubeAPI
import Manifest

/// Who writes what, and how: the part of a request that every write needs.
struct WriteContext: Sendable {
  enum Operation: Sendable { case create, update, apply }

  var resource: ServedResource
  /// The version that the client wrote the object in.
  var version: String
  var subresource = ""
  var manager: String
  var operation = Operation.create
  var force = false
  var dryRun = false
  var fieldValidation = WriteOptions.FieldValidation.ignore
  /// The namespace in the request's path, `nil` when the object itself says it.
  var namespace: String?
  /// The namespace that an applied configuration itself names.
  var appliedNamespace: String?
  /// Keys that the body has twice, as strict decoding reports them.
  var duplicates: [String] = []
  /// Of a patch: how a refusal shows what came out of it.
  var patchText: (@Sendable (Value) -> String)?
  /// Whether the object is made from values instead of from JSON text, as after a strategic merge.
  var isConverted = false
  /// Whether the write is the server's own (bootstrap objects, controllers of the API server).
  var isInternal = false
  /// Whether the object was read from this cluster and then changed in its status, so that the rest needs no reading.
  var isFromHere = false

  init(
    resource: ServedResource, version: String, subresource: String = "", manager: String,
    operation: Operation = .create, force: Bool = false, dryRun: Bool = false, namespace: String? = nil
  ) {
    self.resource = resource
    self.version = version
    self.subresource = subresource
    self.manager = manager
    self.operation = operation
    self.force = force
    self.dryRun = dryRun
    self.namespace = namespace
  }
}

extension ServedResource {
  /// Whether the kind's strategies keep wanted state and status apart.
  var separatesStatus: Bool { has("status") }

  /// Whether a status in a created object is thrown away (most kinds with a status subresource).
  var dropsStatusOnCreate: Bool {
    separatesStatus && !["Node", "APIService", "PersistentVolume"].contains(type.kind)
  }
}
