import GoLibrary
import KubeAPI

extension Functions {
  static func conversions(_ add: inout Table) {
    add.pure("size") { a throws(CELError) in try length(a) }
    add.pure("type") { a throws(CELError) in
      if case .type = a[0] { return .type(.type) }
      return .type(a[0].runtimeType)
    }
    add.pure("dyn") { a throws(CELError) in a[0] }
    add.pure("int") { a throws(CELError) in .int(try int(a[0])) }
    add.pure("uint") { a throws(CELError) in .uint(try uint(a[0])) }
    add.pure("double") { a throws(CELError) in .double(try double(a[0])) }
    add.pure("string") { a throws(CELError) in .string(try string(a[0])) }
    add.pure("bytes") { a throws(CELError) in
      switch a[0] {
      case .bytes: return a[0]
      case .string(let s): return .bytes(Array(s.utf8))
      default: throw unsupported(a[0], "bytes")
      }
    }
    add.pure("bool") { a throws(CELError) in
      switch a[0] {
      case .bool: return a[0]
      case .string(let s):
        do {
          return .bool(try GoNumber.parseBool(s))
        } catch {
          throw CELError("type conversion error from 'string' to 'bool'")
        }
      default: throw unsupported(a[0], "bool")
      }
    }
    add.pure("timestamp") { a throws(CELError) in
      switch a[0] {
      case .timestamp: return a[0]
      case .int(let i):
        let t = CELTimestamp(seconds: i, nanos: 0)
        guard t.isInRange else { throw CELError("timestamp overflow") }
        return .timestamp(t)
      case .string(let s):
        guard let t = CELTimestamp(rfc3339: s) else {
          throw CELError("type conversion error from 'string' to 'google.protobuf.Timestamp'")
        }
        guard t.isInRange else { throw CELError("timestamp overflow") }
        return .timestamp(t)
      default: throw unsupported(a[0], "google.protobuf.Timestamp")
      }
    }
    add.pure("duration") { a throws(CELError) in
      switch a[0] {
      case .duration: return a[0]
      case .int(let i): return .duration(i)
      case .string(let s):
        guard let d = Durations.parse(s) else {
          throw CELError("type conversion error from 'string' to 'google.protobuf.Duration'")
        }
        return .duration(d)
      default: throw unsupported(a[0], "google.protobuf.Duration")
      }
    }
  }

  private static func unsupported(_ value: CELValue, _ target: String) -> CELError {
    CELError("type conversion error from '\(value.typeIdentifier)' to '\(target)'")
  }

  private static func int(_ value: CELValue) throws(CELError) -> Int64 {
    switch value {
    case .int(let i): return i
    case .uint(let u):
      guard let i = Int64(exactly: u) else { throw CELError("integer overflow") }
      return i
    case .double(let d):
      guard d > -0x1p63, d < 0x1p63 else { throw CELError("integer overflow") }
      return Int64(d)
    case .timestamp(let t): return t.seconds
    case .duration(let d): return d
    case .string(let s):
      do {
        return try GoNumber.parseInt(s, base: 10, bits: 64)
      } catch {
        throw CELError("type conversion error from 'string' to 'int'")
      }
    default: throw unsupported(value, "int")
    }
  }

  private static func uint(_ value: CELValue) throws(CELError) -> UInt64 {
    switch value {
    case .uint(let u): return u
    case .int(let i):
      guard i >= 0 else { throw CELError("unsigned integer overflow") }
      return UInt64(i)
    case .double(let d):
      guard d >= 0, d < 0x1p64 else { throw CELError("unsigned integer overflow") }
      return UInt64(d)
    case .string(let s):
      do {
        return try GoNumber.parseUInt(s, base: 10, bits: 64)
      } catch {
        throw CELError("type conversion error from 'string' to 'uint'")
      }
    default: throw unsupported(value, "uint")
    }
  }

  private static func double(_ value: CELValue) throws(CELError) -> Double {
    switch value {
    case .double(let d): return d
    case .int(let i): return Double(i)
    case .uint(let u): return Double(u)
    case .string(let s):
      do {
        return try GoNumber.parseFloat(s)
      } catch {
        throw CELError("type conversion error from 'string' to 'double'")
      }
    default: throw unsupported(value, "double")
    }
  }

  static func string(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .string(let s): return s
    case .bool(let b): return String(b)
    case .int(let i): return String(i)
    case .uint(let u): return String(u)
    case .double(let d): return Numbers.text(d)
    case .bytes(let b):
      guard let text = String(validating: b, as: UTF8.self) else {
        throw CELError("invalid UTF-8 in bytes, cannot convert to string")
      }
      return text
    case .timestamp(let t): return t.rfc3339
    case .duration(let d): return Durations.seconds(d)
    case .ip(let ip): return ip.description
    case .cidr(let cidr): return cidr.description
    default: throw unsupported(value, "string")
    }
  }
}
