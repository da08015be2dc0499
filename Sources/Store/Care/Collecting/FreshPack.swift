internal import GRDB

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Packs that maintenance writes: always new ones, so that those it looks at stay as they are.
///
/// Locked as long as this value lives; full packs are followed by others.
final class FreshPack {
  private let folder: String
  private let limit: Int
  private var current: Descriptor?
  private var end = 0
  /// The packs written, with the offset of the first result that no seal covers yet.
  private(set) var written: [(file: Descriptor, unsealed: Int?)] = []

  init(_ files: ObjectFiles) {
    folder = "\(files.root)/packs"
    limit = files.options.packBytes
  }

  /// Where each pack ends, by name.
  private(set) var ends: [String: Int] = [:]

  private func name(_ file: Descriptor) -> String {
    String(file.path.dropFirst(folder.utf8.count + 1))
  }

  private func prepared() throws -> Descriptor {
    if let current, end < limit { return current }
    let file = try Descriptor(
      path: "\(folder)/\(Folder.uniqueName()).pack", flags: O_RDWR | O_CREAT | O_EXCL)
    // A writer that looks for a pack to take over may hold the lock for a moment.
    try file.lock()
    try PackFormat.header.withUnsafeBytes { try file.write($0, at: 0) }
    end = PackFormat.headerLength
    current = file
    written.append((file, nil))
    return file
  }

  /// Appends a frame.
  func append(_ kind: FrameKind, identity: Digest, payload: [UInt8]) throws -> PackWriter.Place {
    let file = try prepared()
    let start = end
    var frame = FrameHeader(kind: kind, length: payload.count, identity: identity).encoded()
    frame.append(contentsOf: payload)
    try frame.withUnsafeBytes { try file.write($0, at: start) }
    end += frame.count
    return place(file, kind, start)
  }

  /// Appends a record, whose identity is its hash.
  func append(_ kind: FrameKind, record: [UInt8]) throws -> PackWriter.Place {
    try append(kind, identity: Digest.of(record), payload: record)
  }

  /// Appends an artifact's container, copied from another file piece by piece.
  func append(
    _ digest: Digest, copying range: Range<Int>, of source: Descriptor
  ) throws -> PackWriter.Place {
    let file = try prepared()
    let start = end
    let header = FrameHeader(kind: .artifact, length: range.count, identity: digest).encoded()
    try header.withUnsafeBytes { try file.write($0, at: start) }
    try source.copy(range, to: file, at: start + header.count)
    end = start + header.count + range.count
    return place(file, .artifact, start)
  }

  private func place(_ file: Descriptor, _ kind: FrameKind, _ start: Int) -> PackWriter.Place {
    let name = name(file)
    ends[name] = end
    if kind == .result, written[written.count - 1].unsealed == nil {
      written[written.count - 1].unsealed = start
    }
    return PackWriter.Place(
      pack: name, frame: start, payload: start + PackFormat.frameHeaderLength..<end)
  }

  /// Makes everything written durable, artifacts before the seals of the results that name them.
  func seal() throws {
    guard !written.isEmpty else { return }
    for pack in written { try pack.file.synchronize() }
    for index in written.indices {
      guard let first = written[index].unsealed else { continue }
      let file = written[index].file
      let record = Seal.encode(from: first)
      var frame = FrameHeader(kind: .seal, length: record.count, identity: Digest.of(record))
        .encoded()
      frame += record
      let offset = ends[name(file)] ?? 0
      try frame.withUnsafeBytes { try file.write($0, at: offset) }
      ends[name(file)] = offset + frame.count
      if index == written.count - 1 { end = offset + frame.count }
      written[index].unsealed = nil
      try file.synchronize()
    }
    try Folder.synchronize(folder)
  }
}

extension FreshPack {
  /// Appends what takes results back.
  func append(forgotten entries: [(key: Digest, identity: Digest)]) throws {
    // A record has a limit; so many entries stay far below it.
    for start in stride(from: 0, to: entries.count, by: 100_000) {
      let part = Array(entries[start..<min(start + 100_000, entries.count)])
      _ = try append(.forgotten, record: Forgotten.encode(part))
    }
  }

  /// Takes results back for good, in the packs and in the index.
  func forget(_ entries: [(key: Digest, identity: Digest)], of store: Store) throws {
    guard !entries.isEmpty else { return }
    try append(forgotten: entries)
    try seal()
    try store.healing {
      try store.index.write { database in
        for entry in entries { try database.forget(key: entry.key, identity: entry.identity) }
        for (name, end) in ends { try database.setScanned(name, end) }
      }
    }
  }

  /// Removes the packs written, after others that hold what is still needed of them were sealed.
  ///
  /// - Parameter results: the results that lie in those now.
  func remove(for successor: FreshPack, with results: [LocatedResult], of store: Store) throws {
    try store.files.gate.exclusive {
      try store.healing {
        try store.index.write { database in
          for (name, end) in ends { try database.drain(name, size: end) }
          for located in results { try database.insert(located) }
          for (name, end) in successor.ends { try database.setScanned(name, end) }
        }
      }
      for pack in written { try Folder.removeFile(pack.file.path) }
    }
  }
}

extension Database {
  /// Removes what came from a pack that is about to go; it counts as read, so that nobody reads it again.
  func drain(_ pack: String, size: Int) throws {
    try dropPack(pack)
    try setScanned(pack, size)
  }
}

extension Descriptor {
  /// Copies a stretch to another file, a MiB at a time.
  func copy(_ range: Range<Int>, to target: Descriptor, at offset: Int) throws {
    var buffer = Buffer()
    var done = 0
    while done < range.count {
      let piece = buffer.reserve(min(1 << 20, range.count - done))
      guard try read(into: piece, at: range.lowerBound + done) == piece.count else {
        throw StoreError(.damaged, "\(path): ends before its directory says; verify the store")
      }
      try target.write(UnsafeRawBufferPointer(piece), at: offset + done)
      done += piece.count
    }
  }
}
