/// The constants of the artifact container; docs/store-format.md describes the whole.
enum ContainerFormat {
  static let version: UInt32 = 1
  static let headerLength = 16
  static let trailerLength = 48
  static let chunkRecordLength = 40
  static let chunkLimit = 1 << 20
  static let maximumRank = 32
  static let maximumNameLength = 1024
  static let maximumArrays = 1 << 20
  static let openingMagic = Array("MRDNARTF".utf8)
  static let closingMagic = Array("MRDNEND\n".utf8)

  static let header: [UInt8] = {
    var bytes = openingMagic
    bytes.append(little: version)
    bytes.append(little: UInt32(0))
    return bytes
  }()

  /// The uncompressed size of an array's chunks (the last may be shorter): as many whole rows as
  /// fit 1 MiB, or 1 MiB where a single row does not fit.
  static func chunkBytes(_ array: ArrayDescription) -> Int {
    let row = array.rowBytes
    guard row > 0, row <= chunkLimit else { return chunkLimit }
    return chunkLimit / row * row
  }

  /// The size in bytes of an array that may be a lie; nil if it is negative or exceeds 2⁶².
  static func checkedByteCount(_ array: ArrayDescription) -> Int? {
    guard array.shape.count <= maximumRank, array.shape.allSatisfy({ $0 >= 0 }) else { return nil }
    var product = array.elementType.byteCount
    for length in array.shape where length > 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      guard !overflow, next <= 1 << 62 else { return nil }
      product = next
    }
    return array.shape.contains(0) ? 0 : product
  }
}

/// How one chunk lies in the container.
struct ChunkRecord: Sendable, Equatable {
  enum Codec: UInt8 { case raw = 0, zstd = 1 }
  enum Filter: UInt8 { case none = 0, shuffle = 1 }

  var storedLength: Int
  var codec: Codec
  var filter: Filter
  /// The SHA-256 of the uncompressed, unfiltered bytes.
  var digest: Digest
}

/// One array of a container with its chunks.
struct StoredArray: Sendable {
  let description: ArrayDescription
  let chunkBytes: Int
  /// Where the first chunk starts, from the start of the container.
  let offset: Int
  private(set) var chunks: [ChunkRecord] = []
  /// Where each chunk starts, from the start of the container.
  private(set) var chunkOffsets: [Int] = []
  private(set) var storedBytes = 0

  init(description: ArrayDescription, chunkBytes: Int, offset: Int) {
    self.description = description
    self.chunkBytes = chunkBytes
    self.offset = offset
  }

  mutating func append(_ chunk: ChunkRecord) {
    chunkOffsets.append(offset + storedBytes)
    chunks.append(chunk)
    storedBytes += chunk.storedLength
  }

  mutating func reserveCapacity(_ count: Int) {
    chunks.reserveCapacity(count)
    chunkOffsets.reserveCapacity(count)
  }

  /// The uncompressed length of a chunk.
  func rawLength(_ chunk: Int) -> Int {
    min(chunkBytes, description.byteCount - chunk * chunkBytes)
  }
}
