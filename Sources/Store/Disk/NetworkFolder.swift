#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Tells folders that several hosts may share from those of this host alone.
package enum NetworkFolder {
  /// Whether the folder lies on a file system that other hosts may have mounted, too.
  ///
  /// SQLite's index cannot lie there, and a kernel lock may hold only on this host.
  package static func isShared(_ path: String) -> Bool {
    #if os(Linux)
      var status = stat()
      // File systems of a disk have its number; only those without are worth a look at the table.
      guard stat(path, &status) == 0, major(status.st_dev) == 0,
        let table = try? Descriptor(path: "/proc/self/mountinfo", flags: O_RDONLY),
        let bytes = try? table.read(count: 1 << 20, at: 0)
      else { return false }
      let device = "\(major(status.st_dev)):\(minor(status.st_dev))"
      return fileSystem(ofDevice: device, in: String(decoding: bytes, as: UTF8.self))
        .map(isNetwork) ?? false
    #else
      var status = statfs()
      guard statfs(path, &status) == 0 else { return false }
      return status.f_flags & UInt32(MNT_LOCAL) == 0
    #endif
  }

  /// The type of the file system of a device `major:minor` in a table as `/proc/self/mountinfo` has it.
  package static func fileSystem(ofDevice device: String, in table: String) -> String? {
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == device, let dash = fields.firstIndex(of: "-"),
        dash + 1 < fields.count
      else { continue }
      return String(fields[dash + 1])
    }
    return nil
  }

  /// Whether a type of file system is shared by hosts, as far as its name tells.
  package static func isNetwork(_ type: String) -> Bool {
    type.hasPrefix("nfs") || type.hasPrefix("fuse") || types.contains(type)
  }

  private static let types: Set<String> = [
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "gfs2", "glusterfs", "gpfs", "lustre",
    "ncpfs", "ocfs2", "orangefs", "panfs", "prl_fs", "pvfs2", "smb2", "smb3", "smbfs", "vboxsf",
    "virtiofs", "wekafs",
  ]

  #if os(Linux)
    private static func major(_ device: dev_t) -> UInt64 {
      (UInt64(device) >> 8) & 0xFFF | (UInt64(device) >> 32) & ~0xFFF
    }

    private static func minor(_ device: dev_t) -> UInt64 {
      UInt64(device) & 0xFF | (UInt64(device) >> 12) & ~0xFF
    }
  #endif
}
