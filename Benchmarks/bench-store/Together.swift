internal import CZstd
internal import Crypto
internal import Dispatch
internal import Foundation
internal import Store
internal import Synchronization

/// The work inside writing and reading on all cores at once, from memory to memory: wall seconds of nothing but the work,
/// under whatever else keeps the machine busy.
struct Together {
  private let bytes: UnsafeRawBufferPointer
  private let level: Int32
  private let threads: Int
  /// Room for every chunk compressed, and what each takes of it.
  private let packed: UnsafeMutableRawBufferPointer
  private let sizes: UnsafeMutableBufferPointer<Int>

  private static let chunk = 1 << 20
  private static let bound = ZSTD_compressBound(chunk)

  init(_ bytes: UnsafeRawBufferPointer, level: Int32, threads: Int) {
    self.bytes = bytes
    self.level = level
    self.threads = threads
    let count = (bytes.count + Together.chunk - 1) / Together.chunk
    packed = .allocate(byteCount: count * Together.bound, alignment: 64)
    packed.initializeMemory(as: UInt8.self, repeating: 1)
    sizes = .allocate(capacity: count)
    sizes.initialize(repeating: 0)
  }

  func deallocate() {
    packed.deallocate()
    sizes.deallocate()
  }

  /// Hashes, shuffles and compresses everything.
  func pack() -> Double {
    inLanes { index, lane in
      let part = chunk(index)
      Together.hash(part)
      let shuffled = UnsafeMutableRawBufferPointer(rebasing: lane.first[..<part.count])
      ByteShuffle.shuffle(part, into: shuffled, width: 4)
      sizes[index] = ZSTD_compressCCtx(
        lane.compressor, place(index).baseAddress, Together.bound, shuffled.baseAddress,
        shuffled.count, level)
    }
  }

  /// Decompresses, unshuffles and hashes what `pack` made.
  func unpack() -> Double {
    inLanes { index, lane in
      let shuffled = UnsafeMutableRawBufferPointer(rebasing: lane.first[..<chunk(index).count])
      let plain = UnsafeMutableRawBufferPointer(rebasing: lane.second[..<shuffled.count])
      ZSTD_decompressDCtx(
        lane.decompressor, shuffled.baseAddress, shuffled.count, place(index).baseAddress,
        sizes[index])
      ByteShuffle.unshuffle(UnsafeRawBufferPointer(shuffled), into: plain, width: 4)
      Together.hash(UnsafeRawBufferPointer(plain))
    }
  }

  private func chunk(_ index: Int) -> UnsafeRawBufferPointer {
    let start = index * Together.chunk
    return UnsafeRawBufferPointer(
      rebasing: bytes[start..<min(start + Together.chunk, bytes.count)])
  }

  private func place(_ index: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: packed[(index * Together.bound)...])
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) {
    var hasher = SHA256()
    hasher.update(bufferPointer: bytes)
    _ = hasher.finalize()
  }

  private func inLanes(_ body: (Int, Lane) -> Void) -> Double {
    let next = Atomic<Int>(0)
    return withoutActuallyEscaping(body) { body in
      // Each chunk is one lane's alone, and Dispatch returns when all lanes have.
      nonisolated(unsafe) let body = body
      let count = sizes.count
      let start = ContinuousClock.now
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        let lane = Lane(Together.chunk)
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          body(index, lane)
        }
      }
      return (ContinuousClock.now - start) / .seconds(1)
    }
  }

  /// The contexts and buffers of one thread.
  private final class Lane {
    let compressor = ZSTD_createCCtx()
    let decompressor = ZSTD_createDCtx()
    let first: UnsafeMutableRawBufferPointer
    let second: UnsafeMutableRawBufferPointer

    init(_ size: Int) {
      first = .allocate(byteCount: size, alignment: 64)
      second = .allocate(byteCount: size, alignment: 64)
    }

    deinit {
      first.deallocate()
      second.deallocate()
      ZSTD_freeCCtx(compressor)
      ZSTD_freeDCtx(decompressor)
    }
  }
}
