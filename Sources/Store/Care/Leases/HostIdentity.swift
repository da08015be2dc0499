#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Tells whether a lock was taken under the kernel that this process runs on.
enum HostIdentity {
  /// The host's name, and on Linux what changes with each boot.
  static let current: String = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = name.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return "\(host) \(boot)"
  }()

  private static var boot: String {
    // The size of files under /proc is 0, so they are read to their end.
    guard
      let file = try? Descriptor(path: "/proc/sys/kernel/random/boot_id", flags: O_RDONLY),
      let bytes = try? file.read(count: 64, at: 0)
    else { return "" }
    return String(decoding: bytes.prefix { $0 > 32 }, as: UTF8.self)
  }
}
