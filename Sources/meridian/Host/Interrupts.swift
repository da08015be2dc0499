internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Ctrl-C and the polite signals to end, taken as requests: the first asks for a clean stop, the second ends the process.
final class Interrupts {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private let sources: [any DispatchSourceSignal]

  /// Takes over the signals until `end`.
  ///
  /// - Parameter handler: called on a queue of its own, with 1 at the first signal and 2 at the second; when it returns
  ///   from the second, the process ends with 130.
  init(_ handler: @escaping @Sendable (Int) -> Void) {
    let queue = DispatchQueue(label: "meridian.interrupts")
    let counter = Counter()
    sources = Self.signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let count = counter.next()
        handler(count)
        if count > 1 { _exit(ExitStatus.interrupted) }
      }
      source.resume()
      return source
    }
  }

  /// Gives the signals back.
  func end() {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }
}
