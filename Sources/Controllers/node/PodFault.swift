import KubeAPI
import Manifest

/// Something that goes wrong with certain containers on purpose.
public struct PodFault: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Runs, and never becomes ready: its probes get status 503.
    case neverReady
    /// Answers probes only after that time.
    case slowStart(Duration)
    /// Stops answering probes after that time.
    case unhealthyAfter(Duration)
    /// Exits with that code, that long after each start.
    case exits(code: Int64, after: Duration)
    /// The image cannot be pulled; the text is the runtime's.
    case imagePull(String)
  }

  public var kind: Kind
  /// Each narrows the choice; empty fits all. `name` fits pods of that name and of workloads of that name.
  public var namespace: String
  public var name: String
  public var container: String
  public var image: String

  public init(_ kind: Kind, namespace: String = "", name: String = "", container: String = "", image: String = "") {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.container = container
    self.image = image
  }

  func hits(_ pod: Value, _ spec: Value) -> Bool {
    if !namespace.isEmpty && pod.namespace != namespace { return false }
    if !name.isEmpty && pod.name != name && !pod.name.hasPrefix(name + "-") { return false }
    if !container.isEmpty && spec.text("name") != container { return false }
    return image.isEmpty || spec.text("image").contains(image)
  }

  /// Reads the `faults` list of a rehearsal file:
  /// `{kind: neverReady | slowStart | unhealthyAfter | exit | imagePull, namespace, name, container, image, seconds,
  /// code, message}`.
  public static func list(_ value: Value?, file: String = "") throws(SourceError) -> [PodFault] {
    guard let value, !value.isNull else { return [] }
    guard let entries = value.array else {
      throw SourceError(file: file, "faults: expected a list, found \(value.typeName)")
    }
    var faults: [PodFault] = []
    for (i, entry) in entries.enumerated() {
      let seconds = Duration.seconds(max(0, entry.integer("seconds") ?? 0))
      let kind: Kind
      switch entry.text("kind") {
      case "neverReady": kind = .neverReady
      case "slowStart": kind = .slowStart(seconds)
      case "unhealthyAfter": kind = .unhealthyAfter(seconds)
      case "exit": kind = .exits(code: entry.integer("code") ?? 1, after: seconds)
      case "imagePull": kind = .imagePull(entry["message"]?.string ?? "not found")
      default:
        throw SourceError(
          file: file, "faults[\(i)].kind: unknown kind \"\(entry.text("kind"))\"",
          nextStep: "Use neverReady, slowStart, unhealthyAfter, exit or imagePull.")
      }
      faults.append(
        PodFault(
          kind, namespace: entry.text("namespace"), name: entry.text("name"), container: entry.text("container"),
          image: entry.text("image")))
    }
    return faults
  }
}
