/// Walks the frames of a pack, past damaged ones, up to its torn or unwritten tail.
struct PackScanner {
  /// A frame whose header, and payload if it is a record, match their checksums.
  struct Frame {
    let kind: FrameKind
    let identity: Digest
    let start: Int
    let payload: Range<Int>
    /// The payload of a record; empty for artifacts, which are not read here.
    let record: [UInt8]
  }

  /// After the last frame that was whole.
  private(set) var end: Int
  /// Whether nothing damaged was passed over.
  private(set) var isIntact = true

  private var window: FileWindow
  private var position: Int

  /// Starts at a frame's boundary.
  ///
  /// - Parameter checksHeader: whether the file must begin as a pack does.
  /// - Throws: `StoreError` (`damaged`) if the file is not a pack.
  init(
    _ file: Descriptor, from start: Int, limit: Int = .max, checksHeader: Bool = true
  ) throws {
    window = try FileWindow(file, limit: limit)
    position = start
    end = start
    guard checksHeader else { return }
    let header = try window.bytes(0..<PackFormat.headerLength)
    guard header.elementsEqual(PackFormat.header) else {
      throw StoreError(
        .damaged, "\(file.path): not a pack of format \(PackFormat.version); move it away")
    }
  }

  /// The next whole frame; nil at the end of what is readable.
  mutating func next() throws -> Frame? {
    while position + PackFormat.frameHeaderLength <= window.size {
      if let frame = try frame(at: position) {
        position = frame.payload.upperBound
        end = position
        return frame
      }
      guard let found = try nextMagic(after: position) else { return nil }
      isIntact = false
      position = found
    }
    return nil
  }

  private mutating func frame(at start: Int) throws -> Frame? {
    let first = start + PackFormat.frameHeaderLength
    guard let header = FrameHeader(try window.bytes(start..<first)),
      first + header.length <= window.size
    else { return nil }
    let payload = first..<first + header.length
    var record: [UInt8] = []
    if header.kind != .artifact {
      guard header.length <= PackFormat.recordLimit else { return nil }
      record = Array(try window.bytes(payload))
      guard Digest.of(record) == header.identity else { return nil }
    }
    return Frame(
      kind: header.kind, identity: header.identity, start: start, payload: payload, record: record)
  }

  private mutating func nextMagic(after start: Int) throws -> Int? {
    let magic = PackFormat.frameMagic
    var candidate = start + 1
    while candidate + PackFormat.frameHeaderLength <= window.size {
      let stretch = try window.bytes(candidate..<min(candidate + (64 << 10), window.size))
      if let found = stretch.indices.first(where: { index in
        stretch[index] == magic[0] && stretch[index...].starts(with: magic)
      }) {
        return candidate + (found - stretch.startIndex)
      }
      // A magic may straddle two stretches.
      candidate += max(stretch.count - magic.count + 1, 1)
    }
    return nil
  }
}

/// Reads a file in large pieces for someone who walks it in small steps.
struct FileWindow {
  let size: Int
  private let file: Descriptor
  private var start = 0
  private var held: [UInt8] = []

  init(_ file: Descriptor, limit: Int) throws {
    self.file = file
    size = min(limit, try file.size())
  }

  /// The bytes of a range, fewer if the file ends in it.
  mutating func bytes(_ range: Range<Int>) throws -> ArraySlice<UInt8> {
    if range.lowerBound < start || range.upperBound > start + held.count {
      start = range.lowerBound
      held = try file.read(
        count: max(0, min(max(range.count, 256 << 10), size - start)), at: start)
    }
    let from = range.lowerBound - start
    return held[min(from, held.count)..<min(from + range.count, held.count)]
  }
}
