import Fetch
import Helm

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `drydock template`: what `helm template` does.
enum TemplateCommand {
  /// Runs the command with the words after `template`, prints, and gives the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    HelmOutput.show(HelmCommandLine.template(arguments, transport: HTTPTransport()))
  }
}

/// Prints what a command of the helm family gives.
enum HelmOutput {
  static func show(_ result: HelmCommandLine.Result) -> Int32 {
    write(1, result.stdout)
    write(2, Array(result.stderr.utf8))
    return result.exitCode
  }

  private static func write(_ descriptor: Int32, _ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { posixWrite(descriptor, $0 + done, bytes.count - done) } ?? 0
      }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      done += count
    }
  }

  private static func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }
}
