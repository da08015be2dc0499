import Store
import TestSupport
import Testing

@Suite struct DamageTests {
  /// A small artifact as a file of its own, and its arrays.
  private func example(
    _ folder: TemporaryFolder
  ) throws -> (ObjectFiles, ArtifactReference, [ExampleArray]) {
    var options = StoreOptions()
    options.packedBytes = 0
    let files = try ObjectFiles(root: folder.path("store"), options: options)
    let arrays = [
      ExampleArray("a", .float32, [40, 2]), ExampleArray("b", .int64, [0, 3]),
      ExampleArray("c", .uint8, []),
    ]
    return (files, try files.write(arrays), arrays)
  }

  /// What reading everything gives: the right bytes, or a typed error that blames the artifact.
  private func isHarmlessOrDetected(
    _ files: ObjectFiles, _ reference: ArtifactReference, _ arrays: [ExampleArray]
  ) throws -> Bool {
    do {
      let reader = try files.open(reference)
      for array in arrays where try reader.read(array.name) != array.bytes { return false }
      return reader.arrays.count == arrays.count
    } catch let error as StoreError {
      return error.code == .damaged && error.digest == reference.digest
    }
  }

  @Test func everyFlippedBitIsDetectedOrHarmless() throws {
    let folder = try TemporaryFolder()
    let (files, reference, arrays) = try example(folder)
    let path = files.place(reference).path
    let good = try bytes(of: path)
    for bit in 0..<8 * good.count {
      var bad = good
      bad[bit / 8] ^= 1 << UInt8(bit % 8)
      try overwrite(path, bad)
      #expect(try isHarmlessOrDetected(files, reference, arrays), "bit \(bit) of \(8 * good.count)")
    }
    try overwrite(path, good)
    #expect(try files.open(reference).read("a") == arrays[0].bytes)
  }

  @Test func everyTruncationAndExtensionIsDetected() throws {
    let folder = try TemporaryFolder()
    let (files, reference, _) = try example(folder)
    let path = files.place(reference).path
    let good = try bytes(of: path)
    for length in 0..<good.count {
      try overwrite(path, Array(good.prefix(length)))
      let error = #expect(throws: StoreError.self) { try files.open(reference) }
      #expect(error?.code == .damaged)
    }
    try overwrite(path, good + [0])
    #expect(throws: StoreError.self) { try files.open(reference) }
  }

  @Test func anotherArtifactsBytesAreNotTaken() throws {
    let folder = try TemporaryFolder()
    let (files, reference, _) = try example(folder)
    let other = try files.write([ExampleArray("a", .float32, [41, 2])])
    try overwrite(files.place(reference).path, try bytes(of: files.place(other).path))
    #expect(#expect(throws: StoreError.self) { try files.open(reference) }?.code == .damaged)
  }

  /// A container with this directory, as whoever wants to mislead a reader would make it.
  private func forged(directory: [UInt8], data: [UInt8] = []) -> [UInt8] {
    let header = Array("MRDNARTF".utf8) + [1, 0, 0, 0, 0, 0, 0, 0]
    let checksum = Digest.of(header + directory).bytes
    return header + data + directory + little(UInt64(directory.count)) + checksum
      + Array("MRDNEND\n".utf8)
  }

  private func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private func directory(shape: [UInt64], chunkBytes: UInt32, chunks: [UInt8]) -> [UInt8] {
    var bytes = little(UInt16(1)) + Array("t".utf8) + little(UInt32(1)) + little(UInt32(1))
    bytes += little(UInt16(1)) + Array("a".utf8) + [4, UInt8(shape.count)]
    for length in shape { bytes += little(length) }
    return bytes + little(chunkBytes) + chunks
  }

  private func chunk(_ stored: UInt32, codec: UInt8) -> [UInt8] {
    little(stored) + [codec, 0, 0, 0] + Digest.of([]).bytes
  }

  @Test func headersThatLieAreRefused() throws {
    let folder = try TemporaryFolder()
    let (files, reference, _) = try example(folder)
    let limit: UInt32 = 1 << 20
    let lies: [(String, [UInt8])] = [
      (
        "2^60 elements",
        forged(directory: directory(shape: [1 << 60], chunkBytes: limit, chunks: []))
      ),
      (
        "overflow",
        forged(directory: directory(shape: [1 << 40, 1 << 40], chunkBytes: limit, chunks: []))
      ),
      ("negative", forged(directory: directory(shape: [.max], chunkBytes: limit, chunks: []))),
      ("tiny chunks", forged(directory: directory(shape: [9], chunkBytes: 0, chunks: []))),
      (
        "chunk past the data",
        forged(
          directory: directory(shape: [9], chunkBytes: limit, chunks: chunk(9, codec: 0)), data: [1]
        )
      ),
      (
        "gap",
        forged(
          directory: directory(shape: [1], chunkBytes: limit, chunks: chunk(1, codec: 0)),
          data: [1, 2])
      ),
      (
        "many arrays",
        forged(directory: little(UInt16(1)) + [116] + little(UInt32(1)) + little(UInt32.max))
      ),
    ]
    for (name, content) in lies {
      try overwrite(files.place(reference).path, content)
      let error = #expect(throws: StoreError.self, "\(name)") { try files.open(reference) }
      #expect(error?.code == .damaged, "\(name)")
    }
  }

  @Test func aFolderInTheFilesPlaceIsDamageAndHeals() throws {
    let folder = try TemporaryFolder()
    let (files, reference, arrays) = try example(folder)
    let path = files.place(reference).path
    try remove(path)
    _ = try folder.write("store" + path.dropFirst(files.root.utf8.count) + "/file", "in the way")
    #expect(#expect(throws: StoreError.self) { try files.open(reference) }?.code == .damaged)
    #expect(try files.write(arrays) == reference)
    #expect(try files.open(reference).read("a") == arrays[0].bytes)
  }

  @Test func aMissingFileSaysSo() throws {
    let folder = try TemporaryFolder()
    let (files, reference, _) = try example(folder)
    let reader = try files.open(reference)
    try remove(files.place(reference).path)
    #expect(#expect(throws: StoreError.self) { try files.open(reference) }?.code == .missing)
    #expect(#expect(throws: StoreError.self) { try reader.read("a") }?.code == .missing)
  }
}
