import ArgumentParser
import ClusterServer
import ClusterState
import Manifest

/// `drydock cluster snapshot`: the cluster of a data file as a text file.
struct ClusterSnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Write the cluster in a data file to a snapshot; its server may be running.",
    discussion: """
      A snapshot is text, one object a line. A server without --data gives one, too:

        kubectl --kubeconfig ./kubeconfig get --raw /drydock/snapshot >before.ndjson
        kubectl --kubeconfig ./kubeconfig create --raw /drydock/snapshot -f before.ndjson

      The second line makes the cluster what it was.
      """)

  @Option(help: "The file that `drydock cluster --data` keeps.") var data: String
  @Argument(help: "Where the snapshot goes (mode 0600); it contains secrets.") var output: String

  func run() throws {
    try ClusterFiles.reporting { () throws(SourceError) in
      guard let snapshot = try DataFile(data, isOwn: false).load() else {
        throw SourceError(
          file: data, "holds no cluster", nextStep: "Start one with `drydock cluster --data \(data)` first.")
      }
      try Kubeconfig.write(String(decoding: snapshot.text, as: UTF8.self), to: output)
      Terminal.out("\(snapshot.objects.count) objects at revision \(snapshot.revision)\n")
    }
  }
}

/// `drydock cluster restore`: the opposite.
struct ClusterRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make a data file hold the cluster of a snapshot; its server must not be running."
  )

  @Option(help: "The file that `drydock cluster --data` keeps.") var data: String
  @Flag(help: "Replace the cluster that the file holds.") var force = false
  @Argument(help: "The snapshot.") var snapshot: String

  func run() throws {
    try ClusterFiles.reporting { () throws(SourceError) in
      let wanted = try ClusterFiles.read(snapshot)
      let file = try DataFile(data)
      if try file.load() != nil && !force {
        throw SourceError(file: data, "holds a cluster already", nextStep: "Add --force to replace it.")
      }
      try file.replace(with: wanted)
      Terminal.out("\(wanted.objects.count) objects at revision \(wanted.revision)\n")
    }
  }
}

/// `drydock cluster diff`: what differs between two snapshots.
struct ClusterDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "List the objects that differ between two snapshots, and where; exit 1 if any do.")

  @Argument(help: "The snapshot before.") var before: String
  @Argument(help: "The snapshot after.") var after: String

  func run() throws {
    var text = ""
    try ClusterFiles.reporting { () throws(SourceError) in
      text = SnapshotDifference(from: try ClusterFiles.read(before), to: try ClusterFiles.read(after)).text
    }
    Terminal.out(text)
    if !text.isEmpty { throw ExitCode(1) }
  }
}

enum ClusterFiles {
  static func read(_ path: String) throws(SourceError) -> ClusterSnapshot {
    try ClusterSnapshot(text: try Snapshots.bytes(of: path), file: path)
  }

  /// Says what the user gave wrong, and exits with 2: 1 is a difference.
  static func reporting(_ body: () throws(SourceError) -> Void) throws {
    do {
      try body()
    } catch {
      Terminal.error(error.description)
      throw ExitCode(2)
    }
  }
}
