import Store
import TestSupport
import Testing

@Suite struct RoundTripTests {
  static let shapes: [[Int]] = [
    [], [0], [1], [7], [3, 0, 5], [0, 9], [17, 3], [2, 3, 5], [1, 300_001], [70_001, 5],
  ]

  @Test(arguments: ElementType.allCases)
  func everyElementTypeAndShapeComesBack(elementType: ElementType) throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let arrays = RoundTripTests.shapes.enumerated().map {
      ExampleArray("a\($0)", elementType, $1, seed: UInt64($0 + 1))
    }
    let reference = try files.write(arrays)
    let reader = try files.open(reference)
    #expect(reader.type == exampleType)
    #expect(reader.rawBytes == arrays.reduce(0) { $0 + $1.bytes.count })
    for (array, found) in zip(arrays, reader.arrays) {
      #expect(found.name == array.name && found.shape == array.shape)
      #expect(found.elementType == elementType)
      #expect(try reader.read(array.name) == array.bytes)
    }
    try reader.verify()
    #expect(reference.digest.hex == documentedDigest(arrays))
  }

  @Test func digestIgnoresLevelThreadsPlaceAndOrder() throws {
    let arrays = [
      ExampleArray("values", .float32, [400_003, 3]), ExampleArray("faces", .int32, [9, 3]),
    ]
    var digests: Set<Digest> = []
    for (level, threads, packed) in [(1, 1, 0), (9, 1, 64 << 10), (1, 4, 64 << 20), (3, 8, 10)] {
      let folder = try TemporaryFolder()
      var options = StoreOptions()
      options.compressionLevel = Int32(level)
      options.threads = threads
      options.packedBytes = packed
      let files = try ObjectFiles(root: folder.path("store"), options: options)
      let reference = try files.write(threads == 8 ? arrays.reversed() : arrays)
      digests.insert(reference.digest)
      #expect(try files.open(reference).read("values") == arrays[0].bytes)
    }
    #expect(digests.map(\.hex) == [documentedDigest(arrays)])
  }

  @Test(arguments: [-3, -1, 0, 1, 3])
  func sizesAroundTheBoundsOfChunksComeBack(difference: Int) throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let arrays = [
      ExampleArray("bytes", .uint8, [1 << 20 + difference]),
      ExampleArray("halves", .uint16, [1 << 19 + difference]),
      ExampleArray("points", .float32, [2 * 87_381 + difference, 3]),
      ExampleArray("row", .float64, [1, 1 << 17 + difference]),
      ExampleArray("rows", .int64, [3, 43_691 + difference]),
    ]
    let reference = try files.write(arrays)
    let reader = try files.open(reference)
    for array in arrays { #expect(try reader.read(array.name) == array.bytes) }
    try reader.verify()
    #expect(reference.digest.hex == documentedDigest(arrays))
  }

  /// Enough that does not compress for several stretches to be flushed while later ones are written.
  @Test(arguments: [1, 2, 3, 8])
  func largeContainersFlushedOnTheWayComeBack(threads: Int) throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.threads = threads
    let files = try ObjectFiles(root: folder.path("store"), options: options)
    var state: UInt64 = 3
    let noise = (0..<2_100_003).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
    }
    let tail = ExampleArray("tail", .int16, [1_000_003])

    let writer = try files.makeWriter(type: exampleType)
    try writer.beginArray("noise", elementType: .uint64, shape: [noise.count])
    try noise.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 5_000_001) {
        let end = min(start + 5_000_001, bytes.count)
        try writer.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      }
    }
    try writer.endArray()
    try tail.bytes.withUnsafeBytes {
      try writer.write("tail", elementType: .int16, shape: tail.shape, bytes: $0)
    }
    let reference = try writer.finish()
    #expect(reference.storedBytes > noise.count * 8)
    let reader = try files.open(reference)
    #expect(try reader.read("noise", as: UInt64.self) == noise)
    #expect(
      try reader.readRows("noise", 131_071..<1_000_001, as: UInt64.self)[...]
        == noise[131_071..<1_000_001])
    #expect(try reader.read("tail") == tail.bytes)
    try reader.verify()
  }

  @Test func everythingOfTheContentEntersTheDigest() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let variants: [([ExampleArray], ArtifactType)] = [
      ([ExampleArray("a", .int32, [6])], exampleType),
      ([ExampleArray("b", .int32, [6])], exampleType),
      ([ExampleArray("a", .uint32, [6])], exampleType),
      ([ExampleArray("a", .int32, [2, 3])], exampleType),
      ([ExampleArray("a", .int32, [6], seed: 2)], exampleType),
      ([ExampleArray("a", .int32, [6])], ArtifactType("example", version: 4)),
      ([ExampleArray("a", .int32, [6])], ArtifactType("other", version: 3)),
      ([ExampleArray("a", .int32, [6]), ExampleArray("z", .int32, [0])], exampleType),
    ]
    let digests = try variants.map { try files.write($0.0, type: $0.1).digest }
    #expect(Set(digests).count == variants.count)
  }

  @Test(arguments: [0..<0, 0..<1, 5..<6, 80_000..<99_000, 199_999..<200_000, 0..<200_000])
  func rowsComeAsSlices(rows: Range<Int>) throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let values = (0..<600_000).map { Float($0) / 3 }
    let writer = try files.makeWriter(type: exampleType)
    try writer.write("values", values, shape: [200_000, 3])
    let reader = try files.open(try writer.finish())
    let found = try reader.readRows("values", rows, as: Float.self)
    #expect(found == Array(values[3 * rows.lowerBound..<3 * rows.upperBound]))
  }

  @Test func aSliceTouchesOnlyItsChunks() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let reference = try files.write([ExampleArray("values", .float64, [500_000, 1])])
    let (path, range) = files.place(reference)
    var content = try bytes(of: path)
    content[range.count / 2] ^= 0x10
    try overwrite(path, content)
    let reader = try files.open(reference)
    #expect(try reader.readRows("values", 0..<10).count == 80)
    #expect(try reader.readRows("values", 499_990..<500_000).count == 80)
    let error = #expect(throws: StoreError.self) { try reader.read("values") }
    #expect(error?.code == .damaged && error?.array == "values" && error?.chunk != nil)
    #expect(error?.digest == reference.digest)
  }

  @Test func arraysStreamInPieces() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let array = ExampleArray("values", .int16, [1_000_003, 2])
    let writer = try files.makeWriter(type: exampleType)
    try writer.beginArray("values", elementType: .int16, shape: array.shape)
    var start = 0
    for size in [1, 1_048_575, 3, 2_000_000, 0, 7] + [array.bytes.count] {
      let end = min(start + size, array.bytes.count)
      try array.bytes[start..<end].withUnsafeBytes { try writer.append($0) }
      start = end
    }
    try writer.endArray()
    let reference = try writer.finish()
    #expect(reference.digest.hex == documentedDigest([array]))
    #expect(try files.open(reference).read("values") == array.bytes)
  }

  @Test func mistakesOfTheWriterAreErrors() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let writer = try files.makeWriter(type: exampleType)
    func code(_ body: () throws -> Void) -> StoreError.Code? {
      #expect(throws: StoreError.self, performing: body)?.code
    }
    #expect(code { try writer.write("a", [Float(1)], shape: [2]) } == .invalidShape)
    #expect(code { try writer.write("a", [Float](), shape: [-1]) } == .invalidShape)
    #expect(code { try writer.write("a", [Float](), shape: [1 << 60, 1 << 60]) } == .invalidShape)
    #expect(code { try writer.write("", [Float]()) } == .invalidName)
    try writer.write("a", [Float(1)])
    #expect(code { try writer.write("a", [Float(1)]) } == .invalidName)
    #expect(code { try writer.append(UnsafeRawBufferPointer(start: nil, count: 0)) } == .unfinished)
    let reader = try files.open(try writer.finish())
    #expect(code { _ = try writer.finish() } == .unfinished)
    #expect(code { _ = try reader.read("b") } == .noSuchArray)
    #expect(code { _ = try reader.read("a", as: Double.self) } == .wrongElementType)
    #expect(code { _ = try reader.readRows("a", 0..<2) } == .outOfRange)
  }

  @Test func anUnfinishedWriterLeavesNothing() throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.packedBytes = 0
    let files = try ObjectFiles(root: folder.path("store"), options: options)
    do {
      let writer = try files.makeWriter(type: exampleType)
      try writer.write("a", [Float](repeating: 1, count: 100))
      #expect(try fileCount("\(files.root)/tmp") == 1)
    }
    #expect(try fileCount("\(files.root)/tmp") == 0)
    #expect(try fileCount("\(files.root)/objects") == 0)
  }
}
