import KubeAPI
import Manifest

/// `meta.k8s.io/v1` Table: what `kubectl get` prints, made by the server.
enum Table {
  /// What each row carries besides its cells.
  enum Include: Sendable {
    case none, metadata, object

    init(_ request: APIRequest) throws(StatusError) {
      switch request.parameter("includeObject") ?? "" {
      case "", "Metadata": self = .metadata
      case "None": self = .none
      case "Object": self = .object
      case let other:
        throw .badRequest(
          "Unable to convert to Table as requested: includeObject: Invalid value: \"\(other)\": must be 'Metadata', "
            + "'Object', 'None', or empty")
      }
    }
  }

  struct Column: Sendable {
    var name: String
    var type = "string"
    var format = ""
    var description = ""
    /// 1: only in wide tables.
    var priority: Int64 = 0

    var value: Value {
      [
        "name": .string(name), "type": .string(type), "format": .string(format),
        "description": .string(description), "priority": .int(priority),
      ]
    }
  }

  static func render(
    _ items: [Value], of resource: ServedResource, version: String, in state: ClusterState, include: Include,
    metaVersion: String, metadata: Value
  ) -> Value {
    let columns: [Column]
    let cells: (Value) -> [Value]
    if resource.isCustom {
      (columns, cells) = CustomColumns.printer(resource, version: version, in: state)
    } else {
      columns = BuiltinColumns.columns(of: resource.type)
      let now = state.now
      cells = { Cells.row($0, resource.type, now: now, in: state) }
    }
    var rows: [Value] = []
    rows.reserveCapacity(items.count)
    for item in items {
      var row: Value = ["cells": .array(cells(item))]
      switch include {
      case .none: row["object"] = .null
      case .metadata: row["object"] = partial(item, metaVersion: metaVersion)
      case .object: row["object"] = state.convert(item, resource, to: version)
      }
      if !resource.isCustom, let conditions = Cells.conditions(item, resource.type) { row["conditions"] = conditions }
      rows.append(row)
    }
    // Kinds without columns of their own begin with no list at all (apiserver `rest.NewDefaultTableConvertor`).
    let isBare = rows.isEmpty && !resource.isCustom && !BuiltinColumns.isKnown(resource.type)
    return [
      "kind": "Table", "apiVersion": .string("meta.k8s.io/\(metaVersion)"), "metadata": metadata,
      "columnDefinitions": .array(columns.map(\.value)), "rows": isBare ? .null : .array(rows),
    ]
  }

  static func partial(_ object: Value, metaVersion: String) -> Value {
    [
      "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(metaVersion)"),
      "metadata": object["metadata"] ?? [:],
    ]
  }
}
