#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The short lock between those who begin to use something and those who remove what nobody uses.
///
/// Whoever looks results up under a lease, or takes a file that is there for one of its own, shares
/// it for that moment; a collector holds it alone while it removes. Nobody holds it for long.
struct CollectionGate: Sendable {
  private let folder: String
  private var path: String { "\(folder)/gate.lock" }

  init(temporaryFolder: String) { folder = temporaryFolder }

  /// Runs `body` while nothing is removed.
  func shared<Result>(_ body: () throws -> Result) throws -> Result {
    let file = try open()
    try file.lockShared()
    return try withExtendedLifetime(file, body)
  }

  /// Runs `body` while nobody begins to use anything.
  func exclusive<Result>(_ body: () throws -> Result) throws -> Result {
    let file = try open()
    try file.lock()
    return try withExtendedLifetime(file, body)
  }

  /// The time by the clock that stamps the store's files, in nanoseconds since 1970.
  func fileTime() throws -> Int64 {
    let file = try open()
    try file.touch()
    return try file.modified()
  }

  /// A time by that clock that is later than the stamp of everything written before the call.
  ///
  /// Stamps are as coarse as the clock's ticks: a few milliseconds, on some file systems a second.
  func fileTimeAfterAll() throws -> Int64 {
    let before = try fileTime()
    let deadline = ContinuousClock.now + .seconds(5)
    var now = before
    while now <= before, ContinuousClock.now < deadline {
      usleep(500)
      now = try fileTime()
    }
    return now
  }

  private func open() throws -> Descriptor {
    do {
      return try Descriptor(path: path, flags: O_RDWR | O_CREAT)
    } catch let error as StoreError where error.code == .missing {
      try Folder.create(folder)
      return try Descriptor(path: path, flags: O_RDWR | O_CREAT)
    }
  }
}
