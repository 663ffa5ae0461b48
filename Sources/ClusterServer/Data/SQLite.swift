import CSQLite
import Manifest

/// One connection to an SQLite file. Not for use by two threads at once.
final class SQLite {
  private var handle: OpaquePointer?
  private let path: String

  /// Opens the file, and makes it when it is missing unless `readOnly`.
  init(_ path: String, readOnly: Bool = false) throws(SourceError) {
    self.path = path
    let flags = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    guard sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
      throw failure("cannot be opened")
    }
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit { sqlite3_close_v2(handle) }

  func failure(_ what: String) -> SourceError {
    let why = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
    return SourceError(
      file: path, "\(what): \(why)",
      nextStep: "Give a file that `drydock cluster --data` has made, or a new one in a directory you may write to.")
  }

  /// Runs statements without parameters and results.
  func run(_ statements: String) throws(SourceError) {
    guard sqlite3_exec(handle, statements, nil, nil, nil) == SQLITE_OK else { throw failure("cannot be written") }
  }

  func prepare(_ statement: String) throws(SourceError) -> Statement {
    var compiled: OpaquePointer?
    guard sqlite3_prepare_v2(handle, statement, -1, &compiled, nil) == SQLITE_OK, let compiled else {
      throw failure("cannot be read")
    }
    return Statement(compiled, self)
  }

  /// A compiled statement; used again and again.
  final class Statement {
    private let handle: OpaquePointer
    private let database: SQLite

    fileprivate init(_ handle: OpaquePointer, _ database: SQLite) {
      self.handle = handle
      self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    enum Parameter {
      case text(String)
      case bytes([UInt8])
      case int(Int64)
    }

    /// Binds, runs and calls the body with every row.
    func run(_ parameters: [Parameter], _ row: (Row) throws(SourceError) -> Void = { _ in }) throws(SourceError) {
      defer {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
      }
      for (i, parameter) in parameters.enumerated() {
        let position = Int32(i + 1)
        let code: Int32
        switch parameter {
        case .int(let number): code = sqlite3_bind_int64(handle, position, number)
        case .text(let text):
          code = text.withCString {
            sqlite3_bind_text(handle, position, $0, Int32(text.utf8.count), Statement.copies)
          }
        case .bytes(let bytes):
          code = bytes.withUnsafeBytes {
            sqlite3_bind_blob64(handle, position, $0.baseAddress, UInt64($0.count), Statement.copies)
          }
        }
        guard code == SQLITE_OK else { throw database.failure("cannot be written") }
      }
      while true {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: try row(Row(handle: handle))
        case SQLITE_DONE: return
        default: throw database.failure("cannot be read or written")
        }
      }
    }

    /// SQLITE_TRANSIENT: SQLite copies what is bound.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  struct Row {
    fileprivate let handle: OpaquePointer

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func bytes(_ column: Int32) -> [UInt8] {
      guard let start = sqlite3_column_blob(handle, column) else { return [] }
      return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }
  }
}
