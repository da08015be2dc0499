import CZlib

/// Gzip (RFC 1952) and raw deflate (RFC 1951) through zlib.
public enum Gzip {
  /// The most bytes a compressed file may expand to unless the caller says otherwise: 16 GiB.
  public static let defaultLimit = 16 << 30

  /// Whether the bytes start like a gzip member.
  ///
  /// - Parameter bytes: The first bytes of a file, at least three to be recognized.
  public static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 3 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8
  }

  /// Expands all members of a gzip file, checking each member's CRC and length.
  ///
  /// - Parameters:
  ///   - source: A gzip file.
  ///   - limit: The most bytes it may expand to.
  /// - Throws: `FormatError` when the data is damaged, cut off, or larger than `limit`.
  /// - Complexity: O(size of the result).
  public static func expand(_ source: FileBytes, limit: Int = defaultLimit) throws(FormatError)
    -> [UInt8]
  {
    var result: [UInt8] = []
    var start = 0
    // zlib's window bits: 15 for the size, + 16 for the gzip wrapper.
    repeat {
      let member = try inflate(
        source, range: start..<source.bytes.count, windowBits: 31, limit: limit - result.count)
      if result.isEmpty { result = member.bytes } else { result += member.bytes }
      start += member.consumed
    } while source.bytes.count - start >= 3 && isGzip(Array(source.bytes[start..<start + 3]))
    return result
  }

  /// Compresses bytes as one gzip member.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - level: zlib's level, 1 (fast) … 9 (small).
  public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    deflate(bytes, windowBits: 31, level: level)
  }

  /// zlib's CRC-32 of the bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
    }
  }

  /// Expands one deflate stream that starts at `range`; says how many bytes it took.
  static func inflate(
    _ source: FileBytes, range: Range<Int>, windowBits: Int32, limit: Int
  ) throws(FormatError) -> (bytes: [UInt8], consumed: Int) {
    func fail(_ code: FormatError.Code, _ problem: String, _ offset: Int) -> FormatError {
      FormatError(
        code, file: source.name, place: .byte(offset), problem: problem,
        remedy: "compress or copy the file again")
    }
    var stream = z_stream()
    guard
      inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw fail(.unreadable, "zlib cannot start (out of memory)", range.lowerBound) }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var taken = range.lowerBound
    // Deflate expands at most 1,032 times, so the first guess never exceeds what can come out.
    var capacity = min(max(range.count &* 4, 1 << 12), 1 << 26)
    while true {
      var code = Z_OK
      let part = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        (code, count) = step(&stream, source.bytes, &taken, range.upperBound, buffer)
      }
      if output.isEmpty { output = part } else { output += part }
      if output.count > limit {
        throw fail(
          .outOfRange, "expands to more than the allowed \(limit) bytes", range.lowerBound)
      }
      if code == Z_STREAM_END { return (output, taken - range.lowerBound) }
      if code == Z_BUF_ERROR || (code == Z_OK && taken == range.upperBound && part.count < capacity)
      {
        throw fail(.truncated, "the compressed data ends too early", range.upperBound)
      }
      guard code == Z_OK else { throw fail(.malformed, "the compressed data is damaged", taken) }
      capacity = min(max(output.count, 1 << 12), 1 << 28)
    }
  }

  /// Inflates into one buffer until it is full or the input or the stream ends.
  private static func step(
    _ stream: inout z_stream, _ input: [UInt8], _ taken: inout Int, _ end: Int,
    _ buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> (Int32, Int) {
    var filled = 0
    var code = Z_OK
    input.withUnsafeBufferPointer { bytes in
      while filled < buffer.count, code == Z_OK, let base = bytes.baseAddress,
        let out = buffer.baseAddress
      {
        let give = min(end - taken, 1 << 30)
        let room = min(buffer.count - filled, 1 << 30)
        stream.next_in = UnsafeMutablePointer(mutating: base + taken)
        stream.avail_in = UInt32(give)
        stream.next_out = out + filled
        stream.avail_out = UInt32(room)
        code = CZlib.inflate(&stream, Z_NO_FLUSH)
        taken += give - Int(stream.avail_in)
        filled += room - Int(stream.avail_out)
        if code == Z_BUF_ERROR || (give == 0 && stream.avail_out != 0) { break }
      }
    }
    return (code, filled)
  }

  /// Deflates bytes whole with the given wrapper (31 gzip, −15 none).
  static func deflate(_ bytes: [UInt8], windowBits: Int32, level: Int) -> [UInt8] {
    var stream = z_stream()
    let started = deflateInit2_(
      &stream, Int32(min(max(level, 1), 9)), Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY,
      ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK, "zlib refuses its own constants")
    defer { deflateEnd(&stream) }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count / 2 + 64)
    var given = 0
    var code = Z_OK
    bytes.withUnsafeBufferPointer { input in
      while code == Z_OK {
        let give = min(input.count - given, 1 << 30)
        let last = given + give == input.count
        let part = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
          stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + given) }
          stream.avail_in = UInt32(give)
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          code = CZlib.deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH)
          given += give - Int(stream.avail_in)
          count = buffer.count - Int(stream.avail_out)
        }
        output += part
      }
    }
    return output
  }
}
