/// Writes one artifact, array by array, and publishes it in one step when finished.
///
/// Chunks are hashed, shuffled and compressed on several threads and stream to the disk: a writer
/// holds a few MiB a thread whatever the artifact's size. A writer is used by one thread at a
/// time. One that is dropped unfinished leaves nothing behind.
public final class ArtifactWriter {
  /// What the artifact will be.
  public let type: ArtifactType

  private let files: ObjectFiles
  private let sink: ContainerSink
  private var directory: Directory
  private var open: OpenArray?
  private var finished = false

  private struct OpenArray {
    var array: StoredArray
    var pending: [UInt8] = []
    var remaining: Int
  }

  init(type: ArtifactType, files: ObjectFiles) throws {
    guard !type.name.isEmpty, type.name.utf8.count <= ContainerFormat.maximumNameLength,
      (0...Int(Int32.max)).contains(type.version)
    else {
      throw StoreError(.invalidName, "artifact type \(type): give a short name and version ≥ 0")
    }
    self.type = type
    self.files = files
    directory = Directory(type: type, arrays: [])
    sink = ContainerSink(
      temporaryFolder: files.temporaryPath, limit: files.options.packedBytes)
    try ContainerFormat.header.withUnsafeBytes { try sink.append($0) }
  }

  deinit { if !finished { sink.discard() } }

  /// Writes a whole array.
  ///
  /// - Parameters:
  ///   - name: unique within the artifact, 1 to 1024 bytes of UTF-8.
  ///   - elementType: the type of the elements.
  ///   - shape: the lengths of the axes, outermost first; empty for a scalar.
  ///   - bytes: the elements, row-major and little-endian; exactly as many as the shape says.
  /// - Throws: `StoreError` (`invalidName`, `invalidShape`, `diskFull`, `notWritable`, …).
  public func write(
    _ name: String, elementType: ElementType, shape: [Int], bytes: UnsafeRawBufferPointer
  ) throws {
    try beginArray(name, elementType: elementType, shape: shape)
    guard bytes.count == open?.remaining else {
      let expected = open?.remaining ?? 0
      open = nil
      throw StoreError(
        .invalidShape,
        "array “\(name)” of \(type): \(elementType.rawValue)\(shape) takes \(expected) bytes, "
          + "got \(bytes.count)", array: name)
    }
    try compress(bytes)
    open?.remaining = 0
    try endArray()
  }

  /// Writes values as a whole array.
  ///
  /// - Parameter shape: `[values.count]` unless given.
  public func write<Element: ArrayElement>(
    _ name: String, _ values: [Element], shape: [Int]? = nil
  ) throws {
    try values.withUnsafeBytes {
      try write(
        name, elementType: Element.elementType, shape: shape ?? [values.count], bytes: $0)
    }
  }

  /// Writes a text as an array of its UTF-8 bytes.
  public func write(_ name: String, text: String) throws {
    try write(name, Array(text.utf8))
  }

  /// Starts an array that is handed over in pieces, so that it need not fit in memory.
  public func beginArray(_ name: String, elementType: ElementType, shape: [Int]) throws {
    guard !finished, open == nil else {
      throw StoreError(
        .unfinished, "array “\(name)” of \(type): end the array before, and write before finishing")
    }
    guard !name.isEmpty, name.utf8.count <= ContainerFormat.maximumNameLength else {
      throw StoreError(
        .invalidName, "array “\(name.prefix(40))” of \(type): a name has 1 to 1024 bytes",
        array: name)
    }
    guard !directory.arrays.contains(where: { $0.description.name == name }) else {
      throw StoreError(.invalidName, "array “\(name)” of \(type): written twice", array: name)
    }
    let description = ArrayDescription(name: name, elementType: elementType, shape: shape)
    guard let byteCount = ContainerFormat.checkedByteCount(description) else {
      throw StoreError(
        .invalidShape, "array “\(name)” of \(type): \(shape) is not a shape that can be stored",
        array: name)
    }
    let array = StoredArray(
      description: description, chunkBytes: ContainerFormat.chunkBytes(description),
      offset: sink.length)
    open = OpenArray(array: array, remaining: byteCount)
  }

  /// Appends the next bytes of the array begun; pieces need not be whole rows.
  public func append(_ bytes: UnsafeRawBufferPointer) throws {
    guard let remaining = open?.remaining, let chunkBytes = open?.array.chunkBytes else {
      throw StoreError(.unfinished, "artifact \(type): begin an array before appending to it")
    }
    guard bytes.count <= remaining else {
      throw StoreError(
        .invalidShape, "array “\(openName)” of \(type): more bytes than its shape takes",
        array: openName)
    }
    open?.remaining = remaining - bytes.count
    var rest = bytes[...]
    if let held = open?.pending.count, held > 0 {
      let taken = rest.prefix(chunkBytes - held)
      open?.pending.append(contentsOf: taken)
      rest = rest.dropFirst(taken.count)
      if open?.pending.count == chunkBytes { try compressPending() }
    }
    let whole = rest.count / chunkBytes * chunkBytes
    try compress(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
    open?.pending.append(contentsOf: rest.dropFirst(whole))
  }

  /// Ends the array begun, which must be complete.
  public func endArray() throws {
    guard let remaining = open?.remaining else {
      throw StoreError(.unfinished, "artifact \(type): there is no array to end")
    }
    guard remaining == 0 else {
      throw StoreError(
        .unfinished, "array “\(openName)” of \(type): \(remaining) bytes are missing",
        array: openName)
    }
    if open?.pending.isEmpty == false { try compressPending() }
    if let array = open?.array { directory.arrays.append(array) }
    open = nil
  }

  /// Publishes the artifact: after this it can be opened, and survives this process.
  ///
  /// - Returns: the reference to hand on. Content that the store has already is not written twice.
  public func finish() throws -> ArtifactReference {
    guard !finished, open == nil else {
      throw StoreError(.unfinished, "artifact \(type): end the last array, and finish once")
    }
    let closing = Directory.closing(directory.encoded())
    try closing.withUnsafeBytes { try sink.append($0) }
    let reference = try files.publish(sink, directory, closing: closing)
    finished = true
    return reference
  }

  private var openName: String { open?.array.description.name ?? "" }

  private func compressPending() throws {
    guard let pending = open?.pending else { return }
    open?.pending = []
    try pending.withUnsafeBytes { try compress($0) }
    if (open?.remaining ?? 0) > 0 { open?.pending.reserveCapacity(pending.count) }
  }

  /// Compresses consecutive chunks in parallel and stores them in order.
  private func compress(_ bytes: UnsafeRawBufferPointer) throws {
    guard let array = open?.array, bytes.count > 0 else { return }
    let size = array.chunkBytes
    let count = (bytes.count + size - 1) / size
    let width = array.description.elementType.byteCount
    let turnstile = Turnstile()
    let level = files.options.compressionLevel
    var records: [ChunkRecord] = []
    try ChunkLanes.forEach(count, threads: files.options.threads) { index, codec in
      let chunk = UnsafeRawBufferPointer(
        rebasing: bytes[index * size..<min((index + 1) * size, bytes.count)])
      let (record, stored) = codec.encode(chunk, width: width, level: level)
      do {
        let place = try turnstile.pass(index) {
          records.append(record)
          let offset = sink.length
          return (file: try sink.reserve(stored.count, small: stored), offset: offset)
        }
        if let place, let file = place.file {
          try file.write(stored, at: place.offset)
          ContainerSink.didWrite(place.offset..<place.offset + stored.count, to: file)
        }
      } catch {
        turnstile.abandon()
        throw error
      }
    }
    for record in records { open?.array.append(record) }
  }
}
