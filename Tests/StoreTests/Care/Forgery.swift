import Foundation
import Store
import TestSupport

/// Archives and containers as whoever wants to mislead a reader would make them, byte by byte from
/// docs/store-format.md.
enum Forgery {
  /// A container under a name, true or not.
  struct Container {
    let reference: ArtifactReference
    let bytes: [UInt8]
  }

  static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// A sound container of a few numbers.
  static func container(seed: UInt64 = 1) throws -> Container {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.packedBytes = 0
    let files = try ObjectFiles(root: folder.path("store"), options: options)
    let reference = try files.write([ExampleArray("a", .int32, [50], seed: seed)])
    return Container(
      reference: reference, bytes: try StoreTests.bytes(of: files.place(reference).path))
  }

  /// A container with one `uint8` array of a shape and chunks of these stored bytes, and a directory that fits them.
  static func lie(shape: [UInt64], chunks: [[UInt8]]) -> Container {
    let hash = Digest.of([UInt8](repeating: 0, count: 1 << 20))
    return container(
      element: (4, "uint8"), shape: shape, chunkBytes: 1 << 20,
      chunks: chunks.map {
        Chunk(stored: $0, claimedLength: UInt32($0.count), codec: 1, filter: 0, hash: hash)
      })
  }

  /// A chunk as it lies in a container, and what the directory says of it.
  struct Chunk {
    var stored: [UInt8]
    var claimedLength: UInt32
    var codec: UInt8
    var filter: UInt8
    var hash: Digest
  }

  /// A container with one array whose directory says all of this, under the digest that follows from it.
  static func container(
    element: (code: UInt8, name: String), shape: [UInt64], chunkBytes: UInt32, chunks: [Chunk]
  ) -> Container {
    var directory = little(UInt16(1)) + Array("t".utf8) + little(UInt32(1)) + little(UInt32(1))
    directory += little(UInt16(1)) + Array("a".utf8) + [element.code, UInt8(shape.count)]
    for length in shape { directory += little(length) }
    directory += little(chunkBytes)
    for chunk in chunks {
      directory += little(chunk.claimedLength) + [chunk.codec, chunk.filter, 0, 0]
      directory += chunk.hash.bytes
    }
    let header = Array("MRDNARTF".utf8) + little(UInt32(1)) + little(UInt32(0))
    let bytes =
      header + chunks.flatMap(\.stored) + directory + little(UInt64(directory.count))
      + Digest.of(header + directory).bytes + Array("MRDNEND\n".utf8)
    let array = CanonicalCBOR.array([
      .text(element.name), .array(shape.map { .unsigned($0) }), .unsigned(UInt64(chunkBytes)),
      .bytes(chunks.flatMap(\.hash.bytes)),
    ])
    let digest = Digest.of(
      .array([
        .text("meridian artifact"), .integer(1), .text("t"), .integer(1),
        .array([.array([.text("a"), .digest(Digest.of(array))])]),
      ]))
    let reference = ArtifactReference(
      digest: digest, type: ArtifactType("t", version: 1), location: .object, rawBytes: 1 << 20,
      storedBytes: bytes.count)
    return Container(reference: reference, bytes: bytes)
  }

  /// A zstd frame (RFC 8878) of so many run-length blocks of 128 KiB zeros, four bytes each.
  static func zstdZeros(blocks: Int) -> [UInt8] {
    // No content size, no checksum, a window of 8 MiB.
    var frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68]
    for block in 0..<blocks {
      let header = UInt32(128 << 10) << 3 | 1 << 1 | (block == blocks - 1 ? 1 : 0)
      frame += little(header).prefix(3) + [0]
    }
    return frame
  }

  /// A result record of the given outputs.
  static func result(
    outputs: [ArtifactReference], stage: String = "s", run: String = "r", port: String = "out"
  ) -> (key: Digest, bytes: [UInt8]) {
    let key = Digest.of(text: stage)
    let listed = outputs.map { output -> CanonicalCBOR in
      var place = CanonicalCBOR.null
      if case .pack(let name, let offset, let length) = output.location {
        place = .array([.text(name), .integer(offset), .integer(length)])
      }
      return .array([
        .text(port), .digest(output.digest), .text(output.type.name),
        .integer(output.type.version), place, .integer(output.rawBytes),
        .integer(output.storedBytes),
      ])
    }
    let record = CanonicalCBOR.array([
      .integer(1), .digest(key), .text("k"), .integer(1), .text(stage), .text("{}"), .array([]),
      .array(listed), .null, .array([.double(1), .double(1), .integer(1)]), .text("f"),
      .integer(1), .text(run),
    ])
    return (key, record.encoded())
  }

  /// An archive of records and containers.
  ///
  /// - Parameter claimedLength: what the table of contents says of each container's length, if not the truth.
  static func archive(
    results: [[UInt8]], artifacts: [Container], claimedLength: Int? = nil
  ) -> [UInt8] {
    let table = CanonicalCBOR.array([
      .integer(1), .array([]),
      .array(results.map { .array([.digest(Digest.of($0)), .integer($0.count)]) }),
      .array(
        artifacts.map {
          .array([.digest($0.reference.digest), .integer(claimedLength ?? $0.bytes.count)])
        }),
    ]).encoded()
    var archive = Array("MRDNARCV".utf8) + little(UInt32(1)) + little(UInt32(0))
    archive += little(UInt64(table.count)) + Digest.of(table).bytes + table
    for result in results { archive += frame(2, Digest.of(result), result) }
    for artifact in artifacts { archive += frame(1, artifact.reference.digest, artifact.bytes) }
    return archive
  }

  /// A frame of a pack or an archive.
  ///
  /// - Parameter claimedLength: what its header says of the payload's length, if not the truth.
  static func frame(
    _ kind: UInt8, _ identity: Digest, _ payload: [UInt8], claimedLength: UInt64? = nil
  ) -> [UInt8] {
    let head =
      Array("MFRM".utf8) + [kind, 0, 0, 0] + little(claimedLength ?? UInt64(payload.count))
      + identity.bytes
    return head + Digest.of(head).bytes.prefix(16) + payload
  }
}
