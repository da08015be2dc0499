internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Appends frames to the one pack that this process writes.
///
/// The pack is locked as long as the process lives. A small, undamaged pack that nobody locks is
/// taken over, so that many short runs do not make many packs.
final class PackWriter: Sendable {
  private let folder: String
  private let limit: Int
  private let takesOver: Bool
  private let state = Mutex(State())

  private struct State {
    var current: Owned?
    /// Full packs with results that no seal follows yet.
    var retired: [String: Owned] = [:]
    /// Where this process began to write, by pack.
    var claimed: [String: Int] = [:]
  }

  private struct Owned {
    let file: Descriptor
    let name: String
    var end: Int
    var hasUnsealed = false
  }

  /// Packs of up to this size are read through and taken over.
  private static let takeoverLimit = 4 << 20
  /// This many of the newest packs are tried.
  private static let takeoverTrials = 8

  /// A writer in a folder of packs.
  ///
  /// - Parameter takesOver: whether packs of other processes may be gone on with; not where a lock might hold on one
  ///   host alone.
  init(folder: String, limit: Int, takesOver: Bool = true) {
    self.folder = folder
    self.limit = limit
    self.takesOver = takesOver
  }

  /// Where a frame lies.
  struct Place {
    let pack: String
    let frame: Int
    let payload: Range<Int>

    /// The whole frame.
    var extent: Range<Int> { frame..<payload.upperBound }
  }

  /// Appends a frame.
  ///
  /// It survives the death of the process, but not of the machine.
  func append(_ kind: FrameKind, identity: Digest, payload: [UInt8]) throws -> Place {
    try state.withLock { state in
      if let full = state.current, full.end > limit {
        if full.hasUnsealed { state.retired[full.name] = full }
        state.current = nil
      }
      var pack: Owned
      if let current = state.current {
        pack = current
      } else {
        pack = try claim()
        state.claimed[pack.name] = pack.end
      }
      // What a failed write leaves is a torn tail: nothing may follow it in that pack.
      state.current = nil
      let place = try write(
        FrameHeader(kind: kind, length: payload.count, identity: identity),
        payload, &pack)
      if kind == .result { pack.hasUnsealed = true }
      state.current = pack
      return place
    }
  }

  /// Says that the results of a pack from `offset` on are durable with what they name.
  func seal(_ pack: String, from offset: Int) throws -> Place? {
    try state.withLock { state in
      let record = Seal.encode(from: offset)
      let header = FrameHeader(kind: .seal, length: record.count, identity: Digest.of(record))
      if var current = state.current, current.name == pack {
        state.current = nil
        let place = try write(header, record, &current)
        current.hasUnsealed = false
        state.current = current
        return place
      }
      guard var old = state.retired.removeValue(forKey: pack) else { return nil }
      return try write(header, record, &old)
    }
  }

  /// Gives up the pack at hand, so that anybody may take it over or compact it.
  ///
  /// One with results that no seal follows yet is kept.
  func relinquish() {
    state.withLock { state in
      guard let current = state.current, !current.hasUnsealed else { return }
      state.claimed[current.name] = nil
      state.current = nil
    }
  }

  /// Whether this process still writes that pack, so that nobody compacts it.
  func isWriting(_ pack: String) -> Bool { state.withLock { $0.current?.name == pack } }

  /// Where this process began to write, by pack: what lies before is other processes'.
  var claimed: [String: Int] { state.withLock { $0.claimed } }

  private func write(_ header: FrameHeader, _ payload: [UInt8], _ pack: inout Owned) throws -> Place
  {
    let start = pack.end
    var frame = header.encoded()
    frame.append(contentsOf: payload)
    try frame.withUnsafeBytes { try pack.file.write($0, at: start) }
    pack.end += frame.count
    let first = start + PackFormat.frameHeaderLength
    return Place(pack: pack.name, frame: start, payload: first..<pack.end)
  }

  /// Appends a record, whose identity is its hash.
  func append(_ kind: FrameKind, record: [UInt8]) throws -> Place {
    try append(kind, identity: Digest.of(record), payload: record)
  }

  private func claim() throws -> Owned {
    let names = try Folder.names(in: folder).filter(PackFormat.isPackName)
    for name in names.reversed().prefix(takesOver ? PackWriter.takeoverTrials : 0) {
      if let found = try? takeOver(name) { return found }
    }
    let name = Folder.uniqueName() + ".pack"
    let path = "\(folder)/\(name)"
    let file = try Descriptor(path: path, flags: O_RDWR | O_CREAT | O_EXCL)
    // Another writer that looks for a pack to take over may hold the lock for a moment.
    try file.lock()
    try PackFormat.header.withUnsafeBytes { try file.write($0, at: 0) }
    return Owned(file: file, name: name, end: PackFormat.headerLength)
  }

  private func takeOver(_ name: String) throws -> Owned? {
    let path = "\(folder)/\(name)"
    let file = try Descriptor(path: path, flags: O_RDWR)
    let size = try file.size()
    guard size < min(PackWriter.takeoverLimit, limit), try file.tryLock(), file.isStillNamed(),
      try file.size() == size
    else { return nil }
    var scanner = try PackScanner(file, from: PackFormat.headerLength)
    while try scanner.next() != nil {}
    guard scanner.isIntact, scanner.end == size else { return nil }
    return Owned(file: file, name: name, end: size)
  }
}
