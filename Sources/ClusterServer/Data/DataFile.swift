import ClusterState
import Glibc
import KubeAPI
import Manifest

/// The file behind `drydock cluster --data`: every object of a cluster in an SQLite database.
///
/// In: the changes of a cluster in order of revision, many at a time. Out: the ``ClusterSnapshot`` of the last whole
/// batch. A batch is one transaction with a synced write-ahead log: after a crash it is there as a whole or not at all.
public final class DataFile {
  private static let version: Int64 = 1

  private let database: SQLite
  private let put: SQLite.Statement
  private let remove: SQLite.Statement
  private let setHead: SQLite.Statement
  /// The revision that was loaded; `nil` while the file is new.
  private(set) var revision: Int64?
  var isEmpty: Bool { revision == nil }

  private let lock: Int32

  /// Waits up to two seconds: a process that is being started holds its parent's lock for a moment, and so does a server
  /// that is just ending.
  private static func take(_ lock: Int32) -> Bool {
    for _ in 0..<40 {
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { return true }
      usleep(50_000)
    }
    return false
  }

  /// Opens the file; a directory means `cluster.db` in it. Only its owner may read it: secrets are in there.
  /// - Parameter isOwn: whether nobody else may write it meanwhile; two servers on one file would undo each other.
  public init(_ path: String, isOwn: Bool = true) throws(SourceError) {
    let path = DataFile.location(path)
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if isOwn && lock >= 0 && !DataFile.take(lock) {
      close(lock)
      throw SourceError(
        file: path, "is in use by another drydock", nextStep: "Stop that one, or give this one a file of its own.")
    }
    database = try SQLite(path)
    try database.run(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS objects (
        grp TEXT NOT NULL, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (grp, kind, namespace, name)) WITHOUT ROWID;
      """)
    put = try database.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)")
    remove = try database.prepare(
      "DELETE FROM objects WHERE grp = ? AND kind = ? AND namespace = ? AND name = ?")
    setHead = try database.prepare("INSERT OR REPLACE INTO head VALUES (1, ?)")
    try checkVersion()
  }

  // SQLite has let go of the file before: closing a descriptor of it ends all locks of this process on it.
  deinit {
    if lock >= 0 { close(lock) }
  }

  /// Where the database of `--data PATH` lies.
  static func location(_ path: String) -> String {
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { return path }
    return path.hasSuffix("/") ? path + "cluster.db" : path + "/cluster.db"
  }

  private func checkVersion() throws(SourceError) {
    var found: Int64 = 0
    try database.prepare("PRAGMA user_version").run([]) { row throws(SourceError) in found = row.int(0) }
    guard found == 0 || found == DataFile.version else {
      throw SourceError(
        file: "--data", "was written by a later version (format \(found), this one knows \(DataFile.version))",
        nextStep: "Use the drydock that wrote it, or another file.")
    }
    if found == 0 { try database.run("PRAGMA user_version = \(DataFile.version)") }
  }

  /// What the file holds; `nil` when it is new.
  public func load() throws(SourceError) -> ClusterSnapshot? {
    var head: ClusterSnapshot?
    // One read transaction: a server may be writing.
    try database.run("BEGIN")
    defer { try? database.run("COMMIT") }
    try database.prepare("SELECT value FROM head").run([]) { row throws(SourceError) in
      head = ClusterSnapshot(head: try JSON.parse(row.bytes(0), file: "--data"))
    }
    guard var snapshot = head else { return nil }
    revision = snapshot.revision
    try database.prepare("SELECT value FROM objects").run([]) { row throws(SourceError) in
      snapshot.objects.append(try JSON.parse(row.bytes(0), file: "--data"))
    }
    return snapshot
  }

  /// The certificates that clients of this cluster know it by: made at its first start, then always the same.
  public func certificates(_ make: () throws -> Certificates) throws -> Certificates {
    var saved: Certificates?
    try database.prepare("SELECT value FROM keys").run([]) { row throws(SourceError) in
      saved = Certificates(saved: try JSON.parse(row.bytes(0), file: "--data"))
    }
    if let saved { return saved }
    let certificates = try make()
    try database.prepare("INSERT OR REPLACE INTO keys VALUES (1, ?)").run([.bytes(JSON.bytes(certificates.saved))])
    return certificates
  }

  /// Writes a batch of changes, and what else there is to know of the cluster after them, as one transaction.
  /// Returns once the batch is on the disk.
  func write(_ changes: some Sequence<Change>, head: Value) throws(SourceError) {
    try transaction { () throws(SourceError) in
      for change in changes {
        let key = change.key
        let path: [SQLite.Statement.Parameter] = [
          .text(key.type.group), .text(key.type.kind), .text(key.namespace), .text(key.name),
        ]
        if change.kind == .deleted {
          try remove.run(path)
        } else {
          try put.run(path + [.bytes(JSON.bytes(change.object, sortedKeys: false))])
        }
      }
      try setHead.run([.bytes(JSON.bytes(head, sortedKeys: false))])
    }
  }

  /// Makes the file hold that cluster and nothing else.
  public func replace(with snapshot: ClusterSnapshot) throws(SourceError) {
    try transaction { () throws(SourceError) in
      try database.run("DELETE FROM objects")
      for object in snapshot.objects {
        let reference = ObjectReference(of: object)
        try put.run([
          .text(reference.group), .text(reference.kind), .text(object.namespace), .text(object.name),
          .bytes(JSON.bytes(object, sortedKeys: false)),
        ])
      }
      try setHead.run([.bytes(JSON.bytes(snapshot.head, sortedKeys: false))])
    }
  }

  private func transaction(_ body: () throws(SourceError) -> Void) throws(SourceError) {
    try database.run("BEGIN IMMEDIATE")
    do {
      try body()
      try database.run("COMMIT")
    } catch {
      try? database.run("ROLLBACK")
      throw error
    }
  }
}
