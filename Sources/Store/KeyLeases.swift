internal import Dispatch
internal import Foundation
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Tells the locks of living hosts from those of dead ones, where kernel locks do not reach from host to host.
///
/// The holder writes its host into the lock's file and touches it every few seconds. Another host takes a file that
/// was touched lately for held. Best effort: two hosts that look at the same moment both get it.
final class KeyLeases: Sendable {
  private let host: String
  /// How long a file that nobody touches counts as held, in seconds.
  private let seconds: Double
  private let held = Mutex(Held())

  private struct Held {
    var files: [String: Descriptor] = [:]
    var timer: (any DispatchSourceTimer)?
  }

  init(seconds: Double, host: String?) {
    self.seconds = seconds
    self.host = host ?? KeyLeases.thisHost
  }

  deinit { held.withLock { $0.timer?.cancel() } }

  /// Takes a lock's file, whose kernel lock is had, for this host; false if another holds it.
  func take(_ file: Descriptor) throws -> Bool {
    if let other = holder(of: file), other != host, isFresh(file) { return false }
    guard ftruncate(file.number, 0) == 0 else { throw StoreError.system("write", file.path) }
    try Array("\(host)\n".utf8).withUnsafeBytes { try file.write($0, at: 0) }
    held.withLock { held in
      held.files[file.path] = file
      if held.timer == nil { held.timer = makeTimer() }
    }
    return true
  }

  /// Lets go of a file; false when another host took it meanwhile, because this one was silent for too long.
  func release(_ file: Descriptor) -> Bool {
    held.withLock { held in
      held.files[file.path] = nil
      guard held.files.isEmpty else { return }
      held.timer?.cancel()
      held.timer = nil
    }
    return holder(of: file) == host
  }

  private func makeTimer() -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
    timer.schedule(deadline: .now() + seconds / 6, repeating: seconds / 6)
    timer.setEventHandler { [weak self] in self?.touch() }
    timer.resume()
    return timer
  }

  private func touch() {
    let files = held.withLock { Array($0.files.values) }
    // A file that cannot be touched is a lock that is lost to others; there is no harm in that.
    for file in files { _ = futimens(file.number, nil) }
  }

  private func holder(of file: Descriptor) -> String? {
    guard let bytes = try? file.read(count: 512, at: 0), !bytes.isEmpty else { return nil }
    return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  }

  /// Whether the file was touched lately, by the clock of the file system, which all hosts share.
  private func isFresh(_ file: Descriptor) -> Bool {
    let path = "\(file.path).\(Folder.uniqueName())"
    defer { unlink(path) }
    guard let probe = try? Descriptor(path: path, flags: O_RDWR | O_CREAT | O_EXCL),
      futimens(probe.number, nil) == 0, let now = KeyLeases.time(of: probe),
      let touched = KeyLeases.time(of: file)
    else { return false }
    return now - touched < seconds
  }

  private static func time(of file: Descriptor) -> Double? {
    var status = stat()
    guard fstat(file.number, &status) == 0 else { return nil }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The name of this host and of the time it was started, since a host that was started anew holds nothing.
  private static let thisHost: String = {
    let boot = try? Folder.contents(of: "/proc/sys/kernel/random/boot_id")
    let text = String(decoding: boot ?? [], as: UTF8.self).split(separator: "\n").first ?? ""
    return "\(ProcessInfo.processInfo.hostName) \(text)"
  }()
}
