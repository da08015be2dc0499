/// Reads an artifact: all of it, one array, or some rows.
///
/// Opening reads the table of contents alone. Every chunk is checked against its hash each time it
/// is read, and what fails the check is never handed on. A reader holds no open file, so thousands
/// may exist at a time, and may be shared between threads.
public final class ArtifactReader: Sendable {
  /// What was opened.
  public let reference: ArtifactReference
  /// The arrays, in the order written.
  public let arrays: [ArrayDescription]

  private let path: String
  private let base: Int
  private let threads: Int
  private let stored: [StoredArray]
  private let places: [String: Int]

  init(_ reference: ArtifactReference, path: String, base: Int, directory: Directory, threads: Int)
  {
    self.reference = reference
    self.path = path
    self.base = base
    self.threads = threads
    stored = directory.arrays
    arrays = stored.map(\.description)
    places = Dictionary(uniqueKeysWithValues: arrays.enumerated().map { ($1.name, $0) })
  }

  /// The identity of the content.
  public var digest: Digest { reference.digest }
  /// What the artifact is.
  public var type: ArtifactType { reference.type }
  /// The size of all arrays in bytes, uncompressed.
  public var rawBytes: Int { reference.rawBytes }
  /// The size on disk in bytes.
  public var storedBytes: Int { reference.storedBytes }

  /// Whether there is an array of this name.
  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// Element type and shape of an array.
  ///
  /// - Throws: `StoreError` (`noSuchArray`), listing the arrays there are.
  public func description(of name: String) throws -> ArrayDescription {
    try array(name).description
  }

  /// The sizes of an array in bytes, before and after compression.
  public func sizes(of name: String) throws -> (raw: Int, stored: Int) {
    let array = try array(name)
    return (array.description.byteCount, array.storedBytes)
  }

  /// Reads a whole array into memory of exactly its size.
  ///
  /// - Throws: `StoreError` (`damaged`, `missing`, `noSuchArray`, `invalidShape`); what `buffer`
  ///   then holds must not be used.
  public func read(_ name: String, into buffer: UnsafeMutableRawBufferPointer) throws {
    let array = try array(name)
    try readRows(name, 0..<array.description.rowCount, into: buffer)
  }

  /// Reads a whole array as bytes.
  public func read(_ name: String) throws -> [UInt8] {
    try readRows(name, 0..<(try array(name)).description.rowCount)
  }

  /// Reads a whole array of exactly this element type.
  ///
  /// - Throws: `StoreError` (`wrongElementType` and what `read(_:into:)` throws).
  public func read<Element: ArrayElement>(_ name: String, as type: Element.Type) throws -> [Element]
  {
    try readRows(name, 0..<(try array(name)).description.rowCount, as: type)
  }

  /// Reads an array of bytes as UTF-8 text.
  public func readText(_ name: String) throws -> String {
    let bytes = try read(name, as: UInt8.self)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StoreError(
        .wrongElementType, "artifact \(digest.short), array “\(name)”: not UTF-8 text",
        digest: digest, array: name)
    }
    return text
  }

  /// Reads rows, that is steps along the outermost axis, as bytes; only their chunks
  /// are touched.
  public func readRows(_ name: String, _ rows: Range<Int>) throws -> [UInt8] {
    let range = try byteRange(of: rows, in: try array(name))
    return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
      try read(name, range, into: UnsafeMutableRawBufferPointer(buffer))
      initialized = range.count
    }
  }

  /// Reads rows of an array of exactly this element type.
  public func readRows<Element: ArrayElement>(
    _ name: String, _ rows: Range<Int>, as type: Element.Type
  ) throws -> [Element] {
    let array = try array(name)
    guard array.description.elementType == Element.elementType else {
      throw StoreError(
        .wrongElementType,
        "artifact \(digest.short), array “\(name)”: holds "
          + "\(array.description.elementType.rawValue), not \(Element.elementType.rawValue)",
        digest: digest, array: name)
    }
    let range = try byteRange(of: rows, in: array)
    let count = range.count / MemoryLayout<Element>.size
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(
        start: buffer.baseAddress, count: count * MemoryLayout<Element>.size)
      try read(name, range, into: bytes)
      initialized = count
    }
  }

  /// Reads rows into memory of exactly their size.
  public func readRows(
    _ name: String, _ rows: Range<Int>, into buffer: UnsafeMutableRawBufferPointer
  ) throws {
    let range = try byteRange(of: rows, in: try array(name))
    guard buffer.count == range.count else {
      throw StoreError(
        .invalidShape,
        "artifact \(digest.short), array “\(name)”: \(range.count) bytes do not fit a buffer of "
          + "\(buffer.count)", digest: digest, array: name)
    }
    try read(name, range, into: buffer)
  }

  /// Reads everything and checks it, in bounded memory.
  public func verify() throws {
    let file = try descriptor()
    for array in stored {
      try ChunkLanes.forEach(array.chunks.count, threads: threads) { chunk, codec in
        try decode(chunk, of: array, from: file, codec, codec.scratch(array.rawLength(chunk)))
      }
    }
  }

  private func array(_ name: String) throws -> StoredArray {
    if let place = places[name] { return stored[place] }
    let names = arrays.map(\.name).joined(separator: ", ")
    throw StoreError(
      .noSuchArray, "artifact \(digest.short) (\(type)) has no array “\(name)”; it has \(names)",
      digest: digest, array: name)
  }

  private func byteRange(of rows: Range<Int>, in array: StoredArray) throws -> Range<Int> {
    let description = array.description
    guard rows.lowerBound >= 0, rows.upperBound <= description.rowCount else {
      throw StoreError(
        .outOfRange,
        "artifact \(digest.short), array “\(description.name)”: rows \(rows) of "
          + "\(description.rowCount)", digest: digest, array: description.name)
    }
    guard description.byteCount > 0 else { return 0..<0 }
    return rows.lowerBound * description.rowBytes..<rows.upperBound * description.rowBytes
  }

  private func descriptor() throws -> Descriptor {
    do {
      return try ObjectFiles.openForReading(path)
    } catch let error as StoreError where error.code == .missing {
      throw StoreError(
        .missing,
        "artifact \(digest.short): its bytes are gone from \(path); run again to remake it",
        digest: digest)
    }
  }

  /// Decodes the chunks that overlap `range`, whole ones straight into their place.
  private func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer
  ) throws {
    guard !range.isEmpty else { return }
    let array = try array(name)
    let file = try descriptor()
    let first = range.lowerBound / array.chunkBytes
    let last = (range.upperBound - 1) / array.chunkBytes
    try ChunkLanes.forEach(last - first + 1, threads: threads) { step, codec in
      let chunk = first + step
      let start = chunk * array.chunkBytes
      let whole = start..<start + array.rawLength(chunk)
      let wanted = whole.clamped(to: range)
      let target = UnsafeMutableRawBufferPointer(
        rebasing: buffer[
          wanted.lowerBound - range.lowerBound..<wanted.upperBound - range.lowerBound])
      if wanted == whole {
        try decode(chunk, of: array, from: file, codec, target)
      } else {
        let all = codec.scratch(whole.count)
        try decode(chunk, of: array, from: file, codec, all)
        target.copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: all[wanted.lowerBound - start..<wanted.upperBound - start]))
      }
    }
  }

  private func decode(
    _ chunk: Int, of array: StoredArray, from file: Descriptor, _ codec: ChunkCodec,
    _ target: UnsafeMutableRawBufferPointer
  ) throws {
    let record = array.chunks[chunk]
    let staged = codec.stage(record.storedLength)
    let offset = base + array.chunkOffsets[chunk]
    let count = try file.read(into: staged, at: offset)
    let width = array.description.elementType.byteCount
    guard count == staged.count,
      codec.decode(UnsafeRawBufferPointer(staged), record, width: width, into: target)
    else {
      throw StoreError(
        .damaged,
        "artifact \(digest.short) (\(type)), array “\(array.description.name)”, chunk \(chunk): "
          + "damaged in \(path); run again to remake it",
        digest: digest, array: array.description.name, chunk: chunk)
    }
  }
}
