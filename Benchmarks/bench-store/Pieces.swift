internal import CZstd
internal import Crypto
internal import Foundation
internal import Store

/// The work inside writing and reading, each kind of it alone on one thread: processor seconds.
enum Pieces {
  private static let chunk = 1 << 20

  /// The seconds by name: `hash`, `shuffle`, `unshuffle`, `compress`, `decompress`.
  static func measure(_ bytes: UnsafeRawBufferPointer, level: Int32) throws -> [String: Double] {
    let bound = ZSTD_compressBound(chunk)
    let shuffled = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 64)
    let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 64)
    let packed = UnsafeMutableRawBufferPointer.allocate(byteCount: bound, alignment: 64)
    let compressor = ZSTD_createCCtx()
    let decompressor = ZSTD_createDCtx()
    defer {
      for buffer in [shuffled, plain, packed] { buffer.deallocate() }
      ZSTD_freeCCtx(compressor)
      ZSTD_freeDCtx(decompressor)
    }
    var sums: [String: Double] = [:]
    var sink = UInt8(0)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + chunk, bytes.count)])
      let target = UnsafeMutableRawBufferPointer(rebasing: shuffled[..<part.count])
      let back = UnsafeMutableRawBufferPointer(rebasing: plain[..<part.count])
      var size = 0
      add("hash_seconds", &sums) {
        var hasher = SHA256()
        hasher.update(bufferPointer: part)
        sink ^= hasher.finalize().first(where: { _ in true }) ?? 0
      }
      add("shuffle_seconds", &sums) { ByteShuffle.shuffle(part, into: target, width: 4) }
      add("compress_seconds", &sums) {
        size = ZSTD_compressCCtx(
          compressor, packed.baseAddress, packed.count, target.baseAddress, target.count, level)
      }
      guard ZSTD_isError(size) == 0 else { throw Refused() }
      add("decompress_seconds", &sums) {
        size = ZSTD_decompressDCtx(
          decompressor, target.baseAddress, target.count, packed.baseAddress, size)
      }
      add("unshuffle_seconds", &sums) {
        ByteShuffle.unshuffle(UnsafeRawBufferPointer(target), into: back, width: 4)
      }
      guard size == part.count, let one = part.baseAddress, let two = back.baseAddress,
        memcmp(one, two, size) == 0
      else { throw Refused() }
    }
    // The hashes must have been worth making.
    sums["check"] = Double(sink)
    return sums
  }

  private static func add(_ name: String, _ sums: inout [String: Double], _ body: () -> Void) {
    let start = now()
    body()
    sums[name, default: 0] += now() - start
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private struct Refused: Error, CustomStringConvertible {
    let description = "zstd did not give back what it was given"
  }
}
