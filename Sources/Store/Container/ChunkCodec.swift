internal import CZstd
internal import Synchronization

/// zstd's working memory and the buffers of one thread: turns chunks into stored bytes and back.
///
/// Unchecked for the C handles and buffers: `borrow` hands a codec to one thread at a time.
final class ChunkCodec: @unchecked Sendable {
  private let compressor: OpaquePointer
  private let decompressor: OpaquePointer
  /// The stored form of the chunk last encoded or about to be decoded.
  private var stored = Buffer()
  private var shuffled = Buffer()
  private var sample = Buffer()
  private var plain = Buffer()

  init() throws {
    guard let compressor = ZSTD_createCCtx() else { throw ChunkCodec.outOfMemory }
    guard let decompressor = ZSTD_createDCtx() else {
      ZSTD_freeCCtx(compressor)
      throw ChunkCodec.outOfMemory
    }
    self.compressor = compressor
    self.decompressor = decompressor
  }

  deinit {
    ZSTD_freeCCtx(compressor)
    ZSTD_freeDCtx(decompressor)
  }

  private static let outOfMemory = StoreError(.ioFailure, "zstd found no memory; free some")

  /// Runs `body` with a codec that no other thread uses meanwhile.
  static func borrow<Result>(_ body: (ChunkCodec) throws -> Result) throws -> Result {
    let codec = try idle.withLock { $0.popLast() } ?? ChunkCodec()
    defer { idle.withLock { if $0.count < 16 { $0.append(codec) } } }
    return try body(codec)
  }

  private static let idle = Mutex<[ChunkCodec]>([])

  /// Hashes, filters and compresses a chunk; the bytes are valid until the codec's next use.
  func encode(
    _ chunk: UnsafeRawBufferPointer, width: Int, level: Int32
  ) -> (record: ChunkRecord, bytes: UnsafeRawBufferPointer) {
    var record = ChunkRecord(
      storedLength: chunk.count, codec: .raw, filter: .none, digest: Digest.of(chunk))
    let shuffles = width > 1 && prefersShuffle(chunk, width: width, level: level)
    var source = chunk
    if shuffles {
      let target = shuffled.reserve(chunk.count)
      ByteShuffle.shuffle(chunk, into: target, width: width)
      source = UnsafeRawBufferPointer(target)
    }
    let target = stored.reserve(ZSTD_compressBound(chunk.count))
    let size = compress(source, into: target, level: level)
    guard let size, size < chunk.count else { return (record, chunk) }
    record.storedLength = size
    record.codec = .zstd
    record.filter = shuffles ? .shuffle : .none
    return (record, UnsafeRawBufferPointer(rebasing: target[..<size]))
  }

  /// Compresses a sample from the middle both ways.
  private func prefersShuffle(_ chunk: UnsafeRawBufferPointer, width: Int, level: Int32) -> Bool {
    let length = min(chunk.count, 16 << 10) / width * width
    let start = (chunk.count - length) / 2 / width * width
    let part = UnsafeRawBufferPointer(rebasing: chunk[start..<start + length])
    let scratch = shuffled.reserve(length)
    ByteShuffle.shuffle(part, into: scratch, width: width)
    let target = sample.reserve(ZSTD_compressBound(length))
    guard let plain = compress(part, into: target, level: level),
      let filtered = compress(UnsafeRawBufferPointer(scratch), into: target, level: level)
    else { return false }
    return filtered < plain
  }

  private func compress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, level: Int32
  ) -> Int? {
    let size = ZSTD_compressCCtx(
      compressor, target.baseAddress, target.count, source.baseAddress, source.count, level)
    return ZSTD_isError(size) == 0 ? size : nil
  }

  /// Room for the stored bytes of a chunk to decode.
  func stage(_ count: Int) -> UnsafeMutableRawBufferPointer { stored.reserve(count) }

  /// Room for a chunk of which not all is wanted; apart from what `decode` uses.
  func scratch(_ count: Int) -> UnsafeMutableRawBufferPointer { plain.reserve(count) }

  /// Decodes staged bytes into `target`, whose size the container's shape fixes; false if they
  /// are not what the record says, hash included.
  func decode(
    _ staged: UnsafeRawBufferPointer, _ record: ChunkRecord, width: Int,
    into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    let shuffles = record.filter == .shuffle
    let plain = shuffles ? shuffled.reserve(target.count) : target
    switch record.codec {
    case .raw:
      guard staged.count == target.count else { return false }
      plain.copyMemory(from: staged)
    case .zstd:
      let size = ZSTD_decompressDCtx(
        decompressor, plain.baseAddress, plain.count, staged.baseAddress, staged.count)
      guard ZSTD_isError(size) == 0, size == target.count else { return false }
    }
    if shuffles {
      ByteShuffle.unshuffle(UnsafeRawBufferPointer(plain), into: target, width: width)
    }
    return Digest.of(UnsafeRawBufferPointer(target)) == record.digest
  }
}

/// Memory that grows as needed and is kept for the next use.
struct Buffer: ~Copyable {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit { memory.deallocate() }

  mutating func reserve(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if memory.count < count || memory.baseAddress == nil {
      memory.deallocate()
      memory = .allocate(byteCount: max(count, 4096), alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
  }
}
