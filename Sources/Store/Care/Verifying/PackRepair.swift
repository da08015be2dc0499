#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Mends packs whose first bytes are damaged: they are the same in each, and what follows may be sound.
struct PackRepair {
  let files: ObjectFiles

  /// Restores what can be, puts aside what holds nothing readable, and says so.
  func restore() throws -> [VerificationFinding] {
    try Folder.names(in: "\(files.root)/packs").filter(PackFormat.isPackName).compactMap(restore)
  }

  private func restore(_ name: String) throws -> VerificationFinding? {
    let path = "\(files.root)/packs/\(name)"
    guard let file = try? Descriptor(path: path, flags: O_RDWR), try file.tryLock(),
      file.isStillNamed(), try isDamaged(file)
    else { return nil }
    var scanner = try PackScanner(file, from: PackFormat.headerLength, checksHeader: false)
    if try scanner.next() != nil {
      try PackFormat.header.withUnsafeBytes { try file.write($0, at: 0) }
      try file.synchronize()
      return VerificationFinding(
        .damagedPack, "packs/\(name)", "its first bytes were damaged; written anew")
    }
    var finding = VerificationFinding(
      .damagedPack, "packs/\(name)", "nothing in it is readable; what it held is lost")
    let moved = try files.quarantine(path, as: name)
    finding.quarantined = String(moved.dropFirst(files.root.utf8.count + 1))
    return finding
  }

  /// Whether the first bytes are neither this version's nor a newer one's; too few are a dead writer's.
  private func isDamaged(_ file: Descriptor) throws -> Bool {
    let head = try file.read(count: PackFormat.headerLength, at: 0)
    guard head.count == PackFormat.headerLength, head != PackFormat.header else { return false }
    let version = head.withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }
    return head.prefix(8) != PackFormat.header.prefix(8) || version <= PackFormat.version
  }
}
