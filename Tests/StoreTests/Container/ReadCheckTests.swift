import Foundation
import Store
import TestSupport
import Testing

/// Every read checks what it read, whatever the file looks like: a flipped bit is never handed on.
@Suite struct ReadCheckTests {
  /// Where the artifact lies.
  enum Place: CaseIterable {
    case object, pack
  }

  private let folder: TemporaryFolder
  private let arrays = [
    ExampleArray("a", .float64, [300, 3]), ExampleArray("b", .int32, [100_000, 4], seed: 9),
  ]

  init() throws { folder = try TemporaryFolder() }

  private func written(_ place: Place) throws -> (
    ObjectFiles, ArtifactReference, path: String, Range<Int>
  ) {
    var options = StoreOptions()
    options.packedBytes = place == .object ? 0 : 16 << 20
    let files = try ObjectFiles(root: folder.path("store"), options: options)
    let reference = try files.write(arrays)
    let (path, range) = files.place(reference)
    return (files, reference, path, range)
  }

  /// Makes the file look as if nobody could have changed it: read-only and a year old.
  private func age(_ path: String) throws {
    try FileManager.default.setAttributes(
      [
        .posixPermissions: 0o444,
        .modificationDate: Date(timeIntervalSinceNow: -365 * 86_400),
      ], ofItemAtPath: path)
  }

  private func flip(_ path: String, at offset: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    try damage(path, at: offset)
    try age(path)
  }

  @Test(arguments: Place.allCases)
  func aBitFlippedInAnOldReadOnlyFileIsNeverHandedOn(place: Place) throws {
    let (files, reference, path, range) = try written(place)
    try age(path)
    let before = try files.open(reference)
    #expect(try before.read("b") == arrays[1].bytes)
    // In the chunks, the last of which belong to "b".
    for offset in stride(
      from: range.lowerBound + 40, to: range.upperBound - 400, by: range.count / 7)
    {
      try flip(path, at: offset)
      // One that is opened now, and one that has read the very bytes while they were sound.
      for reader in [try files.open(reference), before] {
        var damaged = 0
        for array in arrays {
          do {
            #expect(try reader.read(array.name) == array.bytes, "\(offset)")
          } catch let error as StoreError {
            #expect(error.code == .damaged && error.digest == reference.digest, "\(offset)")
            damaged += 1
          }
        }
        #expect(damaged == 1, "\(offset)")
        #expect(throws: StoreError.self) { try reader.verify() }
      }
      try flip(path, at: offset)
      #expect(try before.read("b") == arrays[1].bytes)
    }
  }

  @Test(arguments: Place.allCases)
  func someRowsAreCheckedWithTheChunkTheyLieIn(place: Place) throws {
    let (files, reference, path, range) = try written(place)
    let reader = try files.open(reference)
    #expect(try reader.readRows("b", 99_990..<100_000).count == 160)
    // Before the directory lies the last chunk, of which a few rows are asked for.
    let chunks = reader.arrays.count + 1
    try flip(path, at: range.upperBound - 48 - 40 * chunks - 120)
    #expect(
      #expect(throws: StoreError.self) { try reader.readRows("b", 99_990..<100_000) }?.code
        == .damaged)
    #expect(try reader.readRows("a", 0..<300) == arrays[0].bytes)
  }
}
