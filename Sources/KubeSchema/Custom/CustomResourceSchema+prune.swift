import KubeAPI
import Manifest

extension CustomResourceSchema {
  /// Removes what the schema does not know, and `null` where the schema does not allow it.
  /// - Returns: `unknown field "spec.nested.more"` for every field that went, sorted.
  /// - Parameter keepsNulls: an applied configuration is not read as bodies are: its `null` stays for validation.
  @discardableResult
  public func prune(_ object: inout Value, keepsNulls: Bool = false) -> [String] {
    var unknown: [String] = []
    if !preservesEverything {
      object = Pruning.prune(object, root, isRoot: true, path: "", &unknown)
    }
    if !keepsNulls { object = Pruning.withoutNulls(object, root) }
    unknown.sort { $0.goLess($1) }
    return unknown.map { "unknown field \"\($0)\"" }
  }

  /// Reads `metadata` of the object, and of embedded ones, into its type.
  /// - Throws: ``DecodeError`` when it does not fit (`json: cannot unmarshal number into Go struct field …`).
  /// - Returns: unknown fields of the object's own metadata, as ``prune(_:)`` does.
  public func readMetadata(_ object: inout Value) throws(DecodeError) -> [String] {
    guard let metadata = object["metadata"], let type = Pruning.metadataType else { return [] }
    var codec = TypedCodec(table: KubeSchema.builtin.types)
    let result: Value
    do throws(DecodeError) {
      result = try codec.object(metadata, type, path: "metadata", context: "ObjectMeta", display: "metadata")
    } catch {
      // The metadata of custom objects is read by itself.
      throw DecodeError(error.message.replacing("ObjectMeta.metadata.", with: "ObjectMeta."))
    }
    object["metadata"] = result
    object = try Pruning.coerce(object, root, isRoot: true, path: "")
    return codec.unknown
  }

  /// Fills in the defaults of the schema.
  public func applyDefaults(_ object: inout Value) { object = Defaulting.apply(object, root) }
}

enum Pruning {
  static let metadataType = KubeSchema.builtin.types.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")

  static func prune(
    _ value: Value, _ schema: StructuralSchema, isRoot: Bool, path: String, _ unknown: inout [String]
  ) -> Value {
    switch value {
    case .object(let object):
      var out: [Object.Pair] = []
      out.reserveCapacity(object.count)
      let isResource = isRoot || schema.isEmbedded
      for pair in object {
        let place = path.isEmpty ? pair.key : "\(path).\(pair.key)"
        if isResource, pair.key == "apiVersion" || pair.key == "kind" || pair.key == "metadata" {
          var kept = pair
          if !isRoot && pair.key == "metadata" { kept.value = metadata(pair.value, path: place, &unknown) }
          out.append(kept)
        } else if let property = schema.property(pair.key) {
          let inner = prune(pair.value, property, isRoot: false, path: place, &unknown)
          out.append(Object.Pair(key: pair.key, value: inner))
        } else if let additional = schema.additional {
          let inner = prune(pair.value, additional, isRoot: false, path: place, &unknown)
          out.append(Object.Pair(key: pair.key, value: inner))
        } else if schema.preservesUnknown || schema.allowsAdditional == true {
          out.append(pair)
        } else {
          unknown.append(place)
        }
      }
      return .object(Object(uniquePairs: out))
    case .array(let items):
      guard let inner = schema.items else { return value }
      return .array(
        items.enumerated().map {
          prune($0.element, inner, isRoot: false, path: "\(path)[\($0.offset)]", &unknown)
        })
    default: return value
    }
  }

  /// Reads what embedded objects have as apiVersion, kind and metadata into its type
  /// (apiextensions-apiserver `pkg/apiserver/schema/objectmeta`).
  static func coerce(
    _ value: Value, _ schema: StructuralSchema, isRoot: Bool, path: String
  ) throws(DecodeError) -> Value {
    switch value {
    case .object(var object):
      if schema.isEmbedded && !isRoot { try coerceOne(&object, path) }
      for pair in object.sorted() {
        let place = path.isEmpty ? pair.key : "\(path).\(pair.key)"
        if let property = schema.property(pair.key) {
          if property.holdsEmbedded { object[pair.key] = try coerce(pair.value, property, isRoot: false, path: place) }
        } else if let additional = schema.additional, additional.holdsEmbedded {
          object[pair.key] = try coerce(pair.value, additional, isRoot: false, path: "\(path)[\(pair.key)]")
        }
      }
      return .object(object)
    case .array(var items):
      guard let inner = schema.items, inner.holdsEmbedded else { return value }
      for i in items.indices { items[i] = try coerce(items[i], inner, isRoot: false, path: "\(path)[\(i)]") }
      return .array(items)
    default: return value
    }
  }

  private static func coerceOne(_ object: inout Object, _ path: String) throws(DecodeError) {
    for name in ["apiVersion", "kind"] {
      guard let value = object[name], value.string == nil else { continue }
      throw DecodeError(FieldError.invalid("\(path).\(name)", value, "must be a string").description)
    }
    guard let metadata = object["metadata"], let type = metadataType else { return }
    do throws(DecodeError) {
      var codec = TypedCodec(table: KubeSchema.builtin.types)
      object["metadata"] = try codec.object(metadata, type, path: "", context: "ObjectMeta")
    } catch {
      throw DecodeError(
        FieldError.invalid("\(path).metadata", metadata.sortedMap, error.message).description)
    }
  }

  /// Metadata of an embedded object: unknown fields go; what cannot be read stays for validation to refuse.
  private static func metadata(_ value: Value, path: String, _ unknown: inout [String]) -> Value {
    guard case .object(let object) = value, let type = metadataType else { return value }
    var kept: [Object.Pair] = []
    for pair in object {
      if type.field(pair.key) != nil { kept.append(pair) } else { unknown.append("\(path).\(pair.key)") }
    }
    return .object(Object(uniquePairs: kept))
  }

  /// `null` goes where the property is known and not nullable.
  static func withoutNulls(_ value: Value, _ schema: StructuralSchema) -> Value {
    switch value {
    case .object(let object):
      var out: [Object.Pair] = []
      out.reserveCapacity(object.count)
      for pair in object {
        guard let inner = schema.property(pair.key) ?? schema.additional else {
          out.append(pair)
          continue
        }
        if pair.value.isNull && !inner.isNullable && inner.defaultValue == nil { continue }
        out.append(Object.Pair(key: pair.key, value: withoutNulls(pair.value, inner)))
      }
      return .object(Object(uniquePairs: out))
    case .array(let items):
      guard let inner = schema.items else { return value }
      return .array(items.map { withoutNulls($0, inner) })
    default: return value
    }
  }
}

enum Defaulting {
  static func apply(_ value: Value, _ schema: StructuralSchema) -> Value {
    switch value {
    case .object(var object):
      for (name, property) in schema.properties {
        guard let fallback = property.defaultValue else { continue }
        if let current = object[name], !current.isNull || property.isNullable { continue }
        object[name] = fallback
      }
      for i in object.pairs.indices {
        let name = object.pairs[i].key
        guard let inner = schema.property(name) ?? schema.additional else { continue }
        object.modify(at: i) { value in
          if value.isNull, !inner.isNullable, let fallback = inner.defaultValue { value = fallback }
          value = apply(value, inner)
        }
      }
      return .object(object)
    case .array(let items):
      guard let inner = schema.items else { return value }
      return .array(
        items.map { item in
          if item.isNull, !inner.isNullable, let fallback = inner.defaultValue { return apply(fallback, inner) }
          return apply(item, inner)
        })
    default: return value
    }
  }
}
