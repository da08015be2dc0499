extension Directory {
  /// Reads and checks the table of contents of the container at `base` of a file.
  ///
  /// - Parameter length: the container's length; to the end of the file if nil.
  static func load(from file: Descriptor, at base: Int, length: Int?) throws -> Directory {
    let available = try file.size() - base
    let length = length ?? available
    let least = ContainerFormat.headerLength + ContainerFormat.trailerLength
    guard length >= least, length <= available else { throw Malformed("it ends early") }
    let tail = try file.read(
      count: min(length, 16 << 10), at: base + length - min(length, 16 << 10))
    let header =
      tail.count == length
      ? Array(tail.prefix(ContainerFormat.headerLength))
      : try file.read(count: ContainerFormat.headerLength, at: base)
    try check(header: header)

    let trailer = Array(tail.suffix(ContainerFormat.trailerLength))
    let (size, checksum) = try parse(trailer: trailer)
    guard size <= length - least else { throw Malformed("its directory is larger than the file") }
    let end = ContainerFormat.trailerLength
    let bytes =
      size <= tail.count - end
      ? Array(tail.dropLast(end).suffix(size))
      : try file.read(count: size, at: base + length - end - size)
    guard Directory.checksum(bytes) == checksum else {
      throw Malformed("its directory does not match its checksum")
    }
    return try bytes.withUnsafeBytes {
      try Directory(decoding: $0, dataLength: length - least - size)
    }
  }

  private static func check(header: [UInt8]) throws {
    guard header.prefix(8) == ContainerFormat.openingMagic[...] else {
      throw Malformed("it is not an artifact")
    }
    let version = header.withUnsafeBytes {
      UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }
    guard version == ContainerFormat.version, header == ContainerFormat.header else {
      throw Malformed(
        "it has container format \(version), this program knows \(ContainerFormat.version)")
    }
  }

  private static func parse(trailer: [UInt8]) throws -> (size: Int, checksum: Digest) {
    try trailer.withUnsafeBytes { bytes in
      var fields = FieldReader(bytes)
      guard let size = Int(exactly: try fields.number(UInt64.self)) else {
        throw Malformed("its directory has an impossible length")
      }
      let checksum = try fields.digest()
      guard try fields.bytes(8).elementsEqual(ContainerFormat.closingMagic) else {
        throw Malformed("it ends early")
      }
      return (size, checksum)
    }
  }
}
