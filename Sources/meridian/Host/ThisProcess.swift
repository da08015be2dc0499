#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the command does to its own process.
enum ThisProcess {
  /// Makes a reader that goes away an error of the write instead of a signal that ends the process.
  static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Ends the process.
  static func end(_ code: Int32) -> Never { exit(code) }
}
