import Files
import Manifest

/// Where a user's values come from, in helm's order of precedence: files first, then `--set-json`, `--set`,
/// `--set-string`, `--set-file`, `--set-literal`.
public struct ValueOptions: Sendable {
  /// `-f`/`--values`: paths; `-` is standard input.
  public var files: [String] = []
  public var json: [String] = []
  public var set: [String] = []
  public var strings: [String] = []
  /// `key=path`.
  public var setFiles: [String] = []
  public var literals: [String] = []

  /// What files on the web are fetched with.
  public var source = ChartPathOptions()

  public init() {}

  /// The bytes of a file by what the user called it: a path, `-`, or an address on the web.
  func read(_ file: String) throws(HelmError) -> [UInt8] {
    if GoText.trimSpace(file) == "-" { return try Self.readFile(file) }
    if let fault = WebAddress.fault(file) { throw HelmError(fault) }
    guard let address = WebAddress(file), ["http", "https", "oci"].contains(address.scheme) else {
      return try Self.readFile(file)
    }
    let downloader = ChartDownloader(options: source)
    if address.scheme == "oci" {
      return try OCIRegistry(downloader, ChartDownloader.Access(owner: file)).chart(file, version: "").bytes
    }
    return try downloader.get(file, ChartDownloader.Access(owner: file))
  }

  /// All merged into one document, later ones winning (helm's `values.Options.MergeValues`).
  /// - Parameter read: the bytes of a file by what the user called it; by default from disk, the web or standard input.
  public func merged(read: ((String) throws(HelmError) -> [UInt8])? = nil) throws(HelmError) -> Object {
    if let read { return try merge(read) }
    return try merge { (file) throws(HelmError) in try self.read(file) }
  }

  private func merge(_ read: (String) throws(HelmError) -> [UInt8]) throws(HelmError) -> Object {
    var values = Object()
    for file in files {
      let bytes = try read(file)
      do throws(HelmError) {
        values = Helm.mergeValues(values, try ChartValues.read(bytes))
      } catch {
        throw error.wrapped("failed to parse \(file)")
      }
    }
    for text in json {
      do throws(HelmError) {
        try Strvals.parseJSON(text, into: &values)
      } catch {
        throw HelmError("failed parsing --set-json data \(text)")
      }
    }
    for text in set {
      do throws(HelmError) { try Strvals.parse(text, into: &values) } catch {
        throw error.wrapped("failed parsing --set data")
      }
    }
    for text in strings {
      do throws(HelmError) { try Strvals.parseString(text, into: &values) } catch {
        throw error.wrapped("failed parsing --set-string data")
      }
    }
    for text in setFiles {
      do throws(HelmError) {
        try withoutActuallyEscaping(read) { (read) throws(HelmError) in
          try Strvals.parseFile(text, into: &values) { (path) throws(HelmError) in
            HelmString.text(try read(path))
          }
        }
      } catch {
        throw error.wrapped("failed parsing --set-file data")
      }
    }
    for text in literals {
      do throws(HelmError) { try Strvals.parseLiteral(text, into: &values) } catch {
        throw error.wrapped("failed parsing --set-literal data")
      }
    }
    return values
  }

  /// Reads a file as helm reads `-f`: from disk, or standard input for `-`.
  public static func readFile(_ path: String) throws(HelmError) -> [UInt8] {
    if GoText.trimSpace(path) == "-" {
      do { return try DiskTree.readFile("/dev/stdin") } catch {
        throw HelmError("read /dev/stdin: \(error.reason.rawValue)")
      }
    }
    do { return try DiskTree.readFile(path) } catch {
      let verb = error.reason == .notAFile ? "read" : "open"
      throw HelmError("\(verb) \(path): \(error.reason.rawValue)")
    }
  }
}
