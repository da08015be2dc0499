/// The table of contents of a container: its type and arrays with their chunks.
struct Directory: Sendable {
  let type: ArtifactType
  var arrays: [StoredArray]

  var rawBytes: Int { arrays.reduce(0) { $0 &+ $1.description.byteCount } }

  /// The root of the hash tree.
  func digest() -> Digest {
    var leaves: [(name: String, digest: Digest)] = []
    for array in arrays { leaves.append((array.description.name, Directory.digest(of: array))) }
    leaves.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var root = CBOREncoder()
    root.array(count: 5)
    root.text("meridian artifact")
    root.integer(1)
    root.text(type.name)
    root.integer(Int64(type.version))
    root.array(count: leaves.count)
    for leaf in leaves {
      root.array(count: 2)
      root.text(leaf.name)
      root.digest(leaf.digest)
    }
    return Digest.of(root.bytes)
  }

  private static func digest(of array: StoredArray) -> Digest {
    var node = CBOREncoder()
    node.array(count: 4)
    node.text(array.description.elementType.rawValue)
    node.array(count: array.description.shape.count)
    for length in array.description.shape { node.integer(Int64(length)) }
    node.integer(Int64(array.chunkBytes))
    var hashes: [UInt8] = []
    hashes.reserveCapacity(32 * array.chunks.count)
    for chunk in array.chunks { hashes.append(chunk.digest) }
    node.byteString(hashes)
    return Digest.of(node.bytes)
  }

  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(little: UInt16(type.name.utf8.count))
    bytes.append(contentsOf: type.name.utf8)
    bytes.append(little: UInt32(type.version))
    bytes.append(little: UInt32(arrays.count))
    for array in arrays {
      let description = array.description
      bytes.append(little: UInt16(description.name.utf8.count))
      bytes.append(contentsOf: description.name.utf8)
      bytes.append(description.elementType.code)
      bytes.append(UInt8(description.shape.count))
      for length in description.shape { bytes.append(little: UInt64(length)) }
      bytes.append(little: UInt32(array.chunkBytes))
      for chunk in array.chunks {
        bytes.append(little: UInt32(chunk.storedLength))
        bytes.append(chunk.codec.rawValue)
        bytes.append(chunk.filter.rawValue)
        bytes.append(little: UInt16(0))
        bytes.append(chunk.digest)
      }
    }
    return bytes
  }

  /// The end of a container: directory and trailer.
  static func closing(_ directory: [UInt8]) -> [UInt8] {
    var bytes = directory
    bytes.append(little: UInt64(directory.count))
    bytes.append(checksum(directory))
    bytes.append(contentsOf: ContainerFormat.closingMagic)
    return bytes
  }

  static func checksum(_ directory: [UInt8]) -> Digest {
    var hasher = DigestBuilder()
    ContainerFormat.header.withUnsafeBytes { hasher.update($0) }
    directory.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }
}

extension Directory {
  /// Why bytes are not a directory.
  struct Malformed: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// Parses a directory whose chunks must fill exactly `dataLength` bytes after the header.
  ///
  /// Every count is checked against the bytes that are there before memory is taken for it.
  init(decoding bytes: UnsafeRawBufferPointer, dataLength: Int) throws {
    var fields = FieldReader(bytes)
    do {
      let name = try Directory.name(&fields)
      let version = try fields.number(UInt32.self)
      guard version <= Int32.max else { throw Malformed("its type version is out of range") }
      type = ArtifactType(name, version: Int(version))
      let count = try fields.number(UInt32.self)
      guard Int(count) <= fields.remaining / 8 else { throw Malformed("it claims too many arrays") }
      arrays = []
      var names: Set<String> = []
      var offset = ContainerFormat.headerLength
      for _ in 0..<count {
        let array = try Directory.array(&fields, offset: offset)
        guard names.insert(array.description.name).inserted else {
          throw Malformed("two arrays are called “\(array.description.name)”")
        }
        offset += array.storedBytes
        guard offset - ContainerFormat.headerLength <= dataLength else {
          throw Malformed("its chunks reach past the data")
        }
        arrays.append(array)
      }
      guard fields.remaining == 0, offset - ContainerFormat.headerLength == dataLength else {
        throw Malformed("its chunks do not fill the data")
      }
    } catch is FieldReader.PastEnd {
      throw Malformed("its directory ends early")
    }
  }

  private static func name(_ fields: inout FieldReader) throws -> String {
    let length = Int(try fields.number(UInt16.self))
    guard length > 0, length <= ContainerFormat.maximumNameLength,
      let name = String(validating: try fields.bytes(length), as: UTF8.self)
    else { throw Malformed("a name is not valid") }
    return name
  }

  private static func array(_ fields: inout FieldReader, offset: Int) throws -> StoredArray {
    let name = try name(&fields)
    guard let elementType = ElementType(code: try fields.number(UInt8.self)) else {
      throw Malformed("“\(name)” has an unknown element type")
    }
    let rank = Int(try fields.number(UInt8.self))
    guard rank <= ContainerFormat.maximumRank else { throw Malformed("“\(name)” has rank \(rank)") }
    var shape: [Int] = []
    for _ in 0..<rank {
      guard let length = Int(exactly: try fields.number(UInt64.self)) else {
        throw Malformed("“\(name)” claims an impossible shape")
      }
      shape.append(length)
    }
    let description = ArrayDescription(name: name, elementType: elementType, shape: shape)
    guard let byteCount = ContainerFormat.checkedByteCount(description) else {
      throw Malformed("“\(name)” claims the impossible shape \(shape)")
    }
    let chunkBytes = Int(try fields.number(UInt32.self))
    guard chunkBytes == ContainerFormat.chunkBytes(description) else {
      throw Malformed("“\(name)” has chunks of \(chunkBytes) bytes")
    }
    let chunkCount = (byteCount + chunkBytes - 1) / chunkBytes
    guard chunkCount <= fields.remaining / ContainerFormat.chunkRecordLength else {
      throw Malformed("“\(name)” claims shape \(shape), more than its chunks can hold")
    }
    var array = StoredArray(
      description: description, chunkBytes: chunkBytes, offset: offset)
    array.reserveCapacity(chunkCount)
    for index in 0..<chunkCount {
      let record = try chunk(&fields, of: name)
      let raw = array.rawLength(index)
      guard record.storedLength > 0, record.storedLength <= raw,
        record.codec == .zstd || record.storedLength == raw
      else { throw Malformed("chunk \(index) of “\(name)” has an impossible length") }
      array.append(record)
    }
    return array
  }

  private static func chunk(_ fields: inout FieldReader, of name: String) throws -> ChunkRecord {
    let length = Int(try fields.number(UInt32.self))
    guard let codec = ChunkRecord.Codec(rawValue: try fields.number(UInt8.self)),
      let filter = ChunkRecord.Filter(rawValue: try fields.number(UInt8.self)),
      try fields.number(UInt16.self) == 0
    else { throw Malformed("“\(name)” has a chunk of unknown codec") }
    return ChunkRecord(
      storedLength: length, codec: codec, filter: filter, digest: try fields.digest())
  }
}
