internal import BenchSupport
internal import Foundation
internal import Store

/// `bench-store MEGABYTES FOLDER`: writes and reads one artifact of float32 through the store, then does the work that
/// is in it piece by piece on one thread, and prints all of it as one JSON object.
@main struct BenchStore {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 2, let megabytes = arguments.first.flatMap(Int.init), megabytes > 0,
      let folder = arguments.last
    else {
      FileHandle.standardError.write(Data("usage: bench-store MEGABYTES FOLDER\n".utf8))
      exit(2)
    }
    let rows = megabytes * 1_000_000 / 12
    let points = MeshLikePoints.make(rows)
    defer { points.deallocate() }
    let bytes = UnsafeRawBufferPointer(points)

    var figures: [String: Double] = [:]
    let options = StoreOptions()
    let files = try ObjectFiles(root: folder, options: options)
    let before = Memory.restart()
    let (written, reference) = try Effort.of {
      let writer = try files.makeWriter(type: ArtifactType("bench", version: 1))
      try writer.write("points", elementType: .float32, shape: [rows, 3], bytes: bytes)
      return try writer.finish()
    }
    figures["write_seconds"] = written.wall
    figures["write_cpu_seconds"] = written.processor
    figures["write_extra_mb"] = Memory.peak().flatMap { peak in before.map { peak - $0 } }
    figures["ratio"] = Double(reference.storedBytes) / Double(bytes.count)

    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
    defer { target.deallocate() }
    target.initializeMemory(as: UInt8.self, repeating: 1)
    let beforeReading = Memory.restart()
    let (read, _) = try Effort.of { try files.open(reference).read("points", into: target) }
    figures["read_seconds"] = read.wall
    figures["read_cpu_seconds"] = read.processor
    figures["read_extra_mb"] = Memory.peak().flatMap { peak in beforeReading.map { peak - $0 } }
    guard isSame(bytes, target) else { throw Mismatch() }

    figures.merge(try Pieces.measure(bytes, level: options.compressionLevel)) { $1 }
    let together = Together(bytes, level: options.compressionLevel, threads: options.threads)
    figures["pack_seconds"] = together.pack()
    figures["unpack_seconds"] = together.unpack()
    together.deallocate()
    figures["disk_seconds"] = try Disk.write(reference.storedBytes, in: folder)
    figures["threads"] = Double(options.threads)
    let json = try JSONSerialization.data(withJSONObject: figures, options: .sortedKeys)
    print(String(decoding: json, as: UTF8.self))
  }

  private static func isSame(
    _ one: UnsafeRawBufferPointer, _ other: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let first = one.baseAddress, let second = other.baseAddress else { return false }
    return one.count == other.count && memcmp(first, second, one.count) == 0
  }

  private struct Mismatch: Error, CustomStringConvertible {
    let description = "what was read is not what was written"
  }
}
