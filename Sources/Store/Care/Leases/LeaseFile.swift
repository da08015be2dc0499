internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The file under `tmp/leases/` by which a process tells collectors what it uses.
///
/// Locked as long as its process lives, and touched every minute for collectors on other hosts,
/// which may not see the lock.
final class LeaseFile: Sendable {
  static let magic = Array("MRDNLEAS".utf8)
  static let version: UInt32 = 1
  static let ending = ".lease"
  /// How often the file is touched, in seconds.
  static let heartbeat = 60

  private let file: Descriptor
  private let state: Mutex<State>

  private struct State {
    var end: Int
    var keys: Set<Digest> = []
  }

  /// Makes the file; the caller shares the gate, so that no collector sees it half made.
  init(in folder: String) throws {
    try Folder.create(folder)
    let path = "\(folder)/\(Folder.uniqueName())\(LeaseFile.ending)"
    file = try Descriptor(path: path, flags: O_RDWR | O_CREAT | O_EXCL)
    guard try file.tryLock() else {
      throw StoreError(.ioFailure, "\(path): locked by another program; stop it")
    }
    let host = Array(HostIdentity.current.utf8)
    var bytes = LeaseFile.magic
    bytes.append(little: LeaseFile.version)
    bytes.append(little: UInt32(host.count))
    bytes += host
    bytes.append(little: UInt64(bitPattern: try file.modified()))
    bytes.append(little: UInt64(bitPattern: StoreClock.now))
    state = Mutex(State(end: bytes.count))
    try bytes.withUnsafeBytes { try file.write($0, at: 0) }
    scheduleHeartbeat()
  }

  deinit { unlink(file.path) }

  /// Adds keys of results that the process is about to use.
  func add(_ keys: some Sequence<Digest>) throws {
    try state.withLock { state in
      var bytes: [UInt8] = []
      for key in keys where state.keys.insert(key).inserted { bytes.append(key) }
      guard !bytes.isEmpty else { return }
      try bytes.withUnsafeBytes { try file.write($0, at: state.end) }
      state.end += bytes.count
    }
  }

  private func scheduleHeartbeat() {
    DispatchQueue.global(qos: .utility).asyncAfter(
      deadline: .now() + .seconds(LeaseFile.heartbeat)
    ) { [weak self] in
      guard let self else { return }
      try? file.touch()
      scheduleHeartbeat()
    }
  }
}
