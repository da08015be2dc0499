import Artifacts
import Foundation
import Store
import TestSupport
import Testing

@Suite("IDX, NPY and NPZ files")
struct ArrayFormatTests {
  private func sample(_ type: ElementType, _ shape: [Int]) -> NumberArray {
    let size = shape.reduce(type.byteCount, *)
    // Bytes up to 60 keep every float finite, so that comparisons of values hold.
    return NumberArray(elementType: type, shape: shape, bytes: (0..<size).map { UInt8($0 % 60) })
  }

  @Test(
    "IDX round trip for every element type it has",
    arguments: [ElementType.uint8, .int8, .int16, .int32, .float32, .float64])
  func idxRoundTrip(type: ElementType) throws {
    for shape in [[], [0], [3], [2, 3], [1, 2, 2, 2]] {
      let array = sample(type, shape)
      #expect(try IDX.read(FileBytes(IDX.write(array), name: "i")) == array)
    }
  }

  @Test("IDX numbers are big-endian in the file")
  func idxOrder() throws {
    let array = try IDX.read(
      FileBytes([0, 0, 0x0b, 1, 0, 0, 0, 2, 0x01, 0x02, 0xff, 0xfe], name: "i"))
    #expect(array.integers == [258, -2])
    #expect(formatError { _ = try IDX.write(NumberArray([Int64(1)])) }?.code == .unsupported)
  }

  @Test("an IDX header that lies about the size is an error with both sizes, either way")
  func idxLies() {
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2]
    let short = formatError {
      _ = try IDX.read(FileBytes(header + [1, 2, 3], name: "x-idx3-ubyte"))
    }
    #expect(
      short?.description
        == "x-idx3-ubyte: byte 4: header: declares 2 × 2 × 2 uint8 = 8 bytes, but 3 follow; the file is cut off or its header is wrong: copy it again"
    )
    #expect(
      formatError {
        _ = try IDX.read(FileBytes(header + [UInt8](repeating: 0, count: 9), name: "x"))
      } != nil)
    let huge: [UInt8] = [0, 0, 14, 3] + [UInt8](repeating: 255, count: 12)
    #expect(formatError { _ = try IDX.read(FileBytes(huge, name: "x")) }?.code == .truncated)
    #expect(
      formatError { _ = try IDX.read(FileBytes([0, 0, 7, 1, 0, 0, 0, 0], name: "x")) }?.code
        == .malformed)
    #expect(formatError { _ = try IDX.read(FileBytes([], name: "x")) }?.code == .empty)
  }

  @Test("NPY round trip for every element type and shape", arguments: ElementType.allCases)
  func npyRoundTrip(type: ElementType) throws {
    for shape in [[], [0], [3], [2, 3], [2, 0, 4], [1, 2, 3, 2]] {
      let array = sample(type, shape)
      let bytes = NPY.write(array)
      #expect((bytes.count - array.bytes.count) % 64 == 0)
      #expect(try NPY.read(FileBytes(bytes, name: "n")) == array)
    }
  }

  @Test("NPY headers that lie, objects and foreign files are refused")
  func npyBad() {
    let good = NPY.write(NumberArray([1.0, 2, 3]))
    let cut = formatError { _ = try NPY.read(FileBytes(Array(good.dropLast(4)), name: "a.npy")) }
    #expect(cut?.problem == "declares shape [3] of '<f8' = 24 bytes, but 20 follow")
    func changed(_ from: String, _ to: String) -> FileBytes {
      var bytes = good
      let source = Array(from.utf8)
      for start in 0..<bytes.count - source.count
      where Array(bytes[start..<start + source.count]) == source {
        bytes.replaceSubrange(start..<start + source.count, with: Array(to.utf8))
        break
      }
      return FileBytes(bytes, name: "a.npy")
    }
    #expect(formatError { _ = try NPY.read(changed("<f8", "|O8")) }?.code == .unsupported)
    #expect(formatError { _ = try NPY.read(changed("<f8", "<c8")) }?.code == .unsupported)
    #expect(formatError { _ = try NPY.read(changed("(3,)", "(-1)")) }?.code == .malformed)
    #expect(formatError { _ = try NPY.read(changed("descr", "dascr")) }?.code == .malformed)
    #expect(formatError { _ = try NPY.read(file("not a numpy file")) }?.code == .malformed)
  }

  @Test("NPZ round trip, stored and deflated, keeps names and order")
  func npzRoundTrip() throws {
    let arrays = [
      ("b", NumberArray([1.5, -2])),
      ("a", NumberArray([UInt8](repeating: 7, count: 5000), shape: [50, 100])),
    ]
    for compressed in [true, false] {
      let bytes = try NPZ.write(arrays, compressed: compressed)
      #expect((bytes.count < 2000) == compressed)
      let back = try NPZ.read(FileBytes(bytes, name: "z"))
      #expect(back.map(\.name) == ["b", "a"])
      #expect(back.map(\.array) == arrays.map(\.1))
    }
  }

  @Test("a byte changed inside an NPZ entry is a checksum error naming the entry")
  func npzChecksum() throws {
    var bytes = try NPZ.write([("first", NumberArray([1.0, 2, 3]))], compressed: false)
    let place = try #require(bytes.indices.first { bytes[$0] == 0x93 })
    bytes[place + 130] ^= 1
    let error = formatError { _ = try NPZ.read(FileBytes(bytes, name: "z.npz")) }
    #expect(error?.code == .checksum)
    #expect(error?.element == "entry \"first.npy\"")
  }

  @Test("damaged array files give an array or an error, never a trap")
  func damage() throws {
    let array = NumberArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
    survivesDamage(NPY.write(array)) { _ = try NPY.read($0) }
    survivesDamage(try NPZ.write([("x", array), ("y", array)])) { _ = try NPZ.read($0) }
    survivesDamage(try NPZ.write([("x", array)], compressed: false)) { _ = try NPZ.read($0) }
    survivesDamage(try IDX.write(array)) { _ = try IDX.read($0) }
  }

  @Test("gzip: several members, cut off, damaged, and expanding beyond the limit")
  func gzip() throws {
    let text = Array(String(repeating: "meridian ", count: 1000).utf8)
    let packed = Gzip.compress(text)
    #expect(packed.count < 200)
    #expect(try Gzip.expand(FileBytes(packed + packed, name: "g")) == text + text)
    #expect(
      formatError { _ = try Gzip.expand(FileBytes(Array(packed.dropLast(9)), name: "g")) }?.code
        == .truncated)
    #expect(
      formatError { _ = try Gzip.expand(FileBytes(packed, name: "g"), limit: 8999) }?.code
        == .outOfRange)
    var damaged = packed
    damaged[packed.count - 6] ^= 1
    #expect(formatError { _ = try Gzip.expand(FileBytes(damaged, name: "g")) }?.code == .malformed)
    survivesDamage(packed) { _ = try Gzip.expand($0, limit: 1 << 20) }
    let folder = try TemporaryFolder()
    let path = try folder.write(packed, "plain-name")
    #expect(try FileBytes.read(path: path).bytes == text)
  }

  @Test("files that are missing, folders or empty are refused by name")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let missing = formatError {
      _ = try FileBytes.read(path: folder.path("none"), name: "none.obj")
    }
    #expect(missing?.code == .unreadable)
    #expect(missing?.description.hasPrefix("none.obj: cannot be opened") == true)
    #expect(formatError { _ = try FileBytes.read(path: folder.path) }?.problem == "is a folder")
    let empty = try folder.write([], "empty.ply")
    #expect(formatError { _ = try FileBytes.read(path: empty, name: "empty.ply") }?.code == .empty)
  }
}
