import Foundation
import KubeAPI
import KubeSchema
import Manifest

/// Runs the create steps of recorded kubectl sessions against the schema alone and compares the refusals.
struct Transcript {
  static let folder: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("shared/goldens/kube/transcripts")
  }()

  static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  struct Outcome {
    var checked = 0
    var failures: [String] = []
  }

  /// - Parameter name: the case, a folder of that name.
  static func run(_ name: String) throws -> Outcome {
    let here = folder.appendingPathComponent(name)
    let steps = try String(contentsOf: here.appendingPathComponent("steps"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    var outcome = Outcome()
    var custom: [String: CustomResourceSchema] = [:]
    var stored: [ObjectReference: Value] = [:]
    for (i, step) in steps.enumerated() {
      guard step.contains(" create -f ") || step.contains(" apply -f "), !step.contains("|"), !step.contains("$("),
        let file = step.split(separator: " ").map(String.init).drop(while: { $0 != "-f" }).dropFirst().first,
        let text = try? String(contentsOf: here.appendingPathComponent(file), encoding: .utf8),
        let documents = try? YAML.parse(text), documents.count == 1, let object = documents.first
      else { continue }
      let expected = (try? String(contentsOf: here.appendingPathComponent("\(i + 1).err"), encoding: .utf8)) ?? ""
      if expected.hasPrefix("error:") || expected.contains("Error from server (Forbidden)")
        || expected.contains("(AlreadyExists)") || expected.contains("Warning:") || expected.contains("no matches for")
        || expected.contains("(NotFound)") || expected.contains("resource mapping not found")
        || step.contains("--validate=ignore") || expected.contains("failed to allocate IP")
        || expected.contains("provided port is not in the valid range")
      {
        continue
      }
      outcome.checked += 1
      let words = step.split(separator: " ").map(String.init)
      let namespace = words.drop { $0 != "-n" }.dropFirst().first ?? "default"
      if !words.contains("apply") { stored = [:] }
      let got = refusal(object, file: file, namespace: namespace, custom: &custom, stored: &stored)
      if normalise(got) != normalise(expected) {
        outcome.failures.append("\(name) \(i + 1) \(file)\n  want \(expected)\n  got  \(got)")
      }
    }
    return outcome
  }

  /// The recording replaces addresses and node ports.
  private static func normalise(_ text: String) -> String {
    var text = text
    for (from, to) in [
      ("10.9.8.7", "<cluster-ip>"), ("10.9.8.0", "<cluster-ip>"), ("0000-1111", "<uid>"),
      ("30000-32767", "<node-port>-<node-port>"),
    ] {
      text = text.replacingOccurrences(of: from, with: to)
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What kubectl prints about the refusal; empty when the object is taken.
  private static func refusal(
    _ input: Value, file: String, namespace: String, custom: inout [String: CustomResourceSchema],
    stored: inout [ObjectReference: Value]
  ) -> String {
    let schema = KubeSchema.builtin
    let reference = ObjectReference(of: input)
    func bad(_ why: String) -> String {
      "Error from server (BadRequest): error when creating \"\(file)\": \(reference.kind) in version "
        + "\"\(reference.version)\" cannot be handled as a \(reference.kind): \(why)"
    }
    var object = input
    let errors: [FieldError]
    if let crd = custom[reference.kind] {
      object.set(crd.isNamespaced ? .string(namespace) : nil, at: "metadata", "namespace")
      let unknown = crd.prune(&object)
      if !unknown.isEmpty { return bad("strict decoding error: " + unknown.joined(separator: ", ")) }
      do {
        _ = try crd.readMetadata(&object)
      } catch {
        return bad("\(error)")
      }
      crd.applyDefaults(&object)
      errors = crd.validate(object)
    } else {
      guard
        let resource = schema.resource(group: reference.group, version: reference.version, kind: reference.kind)
      else { return "" }
      do {
        let decoded = try schema.decode(
          input, group: reference.group, version: reference.version, kind: reference.kind)
        if !decoded.unknownFields.isEmpty {
          return bad("strict decoding error: " + decoded.unknownFields.joined(separator: ", "))
        }
        object = decoded.object
      } catch {
        return bad("\(error)")
      }
      if resource.namespaced { object.set(.string(namespace), at: "metadata", "namespace") }
      if object.name.isEmpty, let prefix = input.at("metadata", "generateName")?.string, !prefix.isEmpty {
        object.set(.string(prefix + "xxxxx"), at: "metadata", "name")
      }
      object.set("0000-1111", at: "metadata", "uid")
      schema.applyDefaults(&object, resource)
      schema.prepareForCreate(&object, resource)
      errors = schema.validate(object, old: stored[reference], resource)
      if errors.isEmpty { stored[reference] = object }
      if errors.isEmpty, reference.kind == "CustomResourceDefinition", let kind = object.at("spec", "names", "kind"),
        let version = object.at("spec", "versions")?[0]?["name"]?.string
      {
        custom[kind.string ?? ""] = CustomResourceSchema(object, version: version)
      }
    }
    return text(errors, reference)
  }

  /// As kubectl prints an Invalid status.
  static func text(_ errors: [FieldError], _ reference: ObjectReference) -> String {
    if errors.isEmpty { return "" }
    let head = "The \(reference.kind) \"\(reference.name)\" is invalid: "
    if errors.count == 1 { return head + errors[0].description }
    return head + "\n" + errors.map { "* \($0)" }.joined(separator: "\n")
  }
}

extension Transcript {
  /// Compares `spec` and `status` of the created object with what the server printed as YAML in step 2.
  static func runDefaults(_ name: String) throws -> [String] {
    let here = folder.appendingPathComponent(name)
    let input = try YAML.parse(String(contentsOf: here.appendingPathComponent("in.yaml"), encoding: .utf8))[0]
    let steps = try String(contentsOf: here.appendingPathComponent("steps"), encoding: .utf8).split(separator: "\n")
    guard let step = steps.firstIndex(where: { $0.contains("-f in.yaml") && $0.contains("-o yaml") }) else {
      return ["\(name): no step prints the object"]
    }
    var printed = try String(contentsOf: here.appendingPathComponent("\(step + 1).out"), encoding: .utf8)
    printed = printed.replacingOccurrences(of: "<uid>", with: "0000-1111")
    guard let expected = try YAML.parse(printed).first else { return ["\(name): step \(step + 1) printed nothing"] }
    let schema = KubeSchema.builtin
    let reference = ObjectReference(of: input)
    guard let resource = schema.resource(group: reference.group, version: reference.version, kind: reference.kind)
    else {
      return ["\(name): kind is not served"]
    }
    var object = try schema.decode(
      input, group: reference.group, version: reference.version, kind: reference.kind
    ).object
    object.set("0000-1111", at: "metadata", "uid")
    schema.applyDefaults(&object, resource)
    schema.prepareForCreate(&object, resource)
    object = try schema.decode(object, group: reference.group, version: reference.version, kind: reference.kind).object
    if reference.kind == "Service" {
      for key in ["clusterIP", "clusterIPs"] { object.set(expected.at("spec", key), at: "spec", key) }
    }
    var failures: [String] = []
    for part in ["spec", "status", "data", "type"] where object[part] != expected[part] {
      failures.append(
        "\(name) \(part)\n--- want\n\(YAML.write(expected[part] ?? .null))--- got\n\(YAML.write(object[part] ?? .null))"
      )
    }
    return failures
  }
}

extension Transcript {
  /// The names of all cases, sorted.
  static func all() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}
