import Store

/// The IDX format of the MNIST files: a type, the extents, then big-endian numbers.
public enum IDX {
  /// Reads an array; its numbers become little-endian.
  ///
  /// - Throws: `FormatError` when the header is not IDX or disagrees with the file's size.
  /// - Complexity: O(size of the file).
  public static func read(_ source: FileBytes) throws(FormatError) -> NumberArray {
    try source.requireContent()
    let bytes = source.bytes
    func fail(_ code: FormatError.Code, _ offset: Int, _ problem: String, _ remedy: String)
      -> FormatError
    {
      FormatError(
        code, file: source.name, place: .byte(offset), element: "header", problem: problem,
        remedy: remedy)
    }
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
      throw fail(
        bytes.count < 4 ? .truncated : .malformed, 0, "an IDX file starts with two zero bytes",
        "check that this is an IDX file")
    }
    guard let type = type(of: bytes[2]) else {
      throw fail(
        .malformed, 2, "the element type 0x\(String(bytes[2], radix: 16)) is unknown",
        "use 0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e")
    }
    let rank = Int(bytes[3])
    let start = 4 + 4 * rank
    guard bytes.count >= start else {
      throw fail(
        .truncated, 3, "declares \(rank) axes, but the file ends within them",
        "the file is cut off: copy it again")
    }
    let shape = (0..<rank).map { axis in
      bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    let promised = NumberArray.byteCount(shape, type)
    guard promised == bytes.count - start else {
      let extents = shape.map(String.init).joined(separator: " × ")
      let needed = promised.map { "\($0)" } ?? "more than 2⁶³"
      throw fail(
        .truncated, 4,
        "declares \(extents) \(type.rawValue) = \(needed) bytes, but \(bytes.count - start) follow",
        "the file is cut off or its header is wrong: copy it again")
    }
    var data = Array(bytes[start...])
    LittleEndian.swap(&data, elementSize: type.byteCount)
    return NumberArray(elementType: type, shape: shape, bytes: data)
  }

  /// Writes an array.
  ///
  /// - Throws: `FormatError` for an element type IDX lacks, over 255 axes, or an extent beyond 32 bits.
  public static func write(_ array: NumberArray, file: String = "array.idx") throws(FormatError)
    -> [UInt8]
  {
    guard let code = (UInt8(8)...14).first(where: { type(of: $0) == array.elementType }),
      let rank = UInt8(exactly: array.shape.count),
      array.shape.allSatisfy({ UInt32(exactly: $0) != nil })
    else {
      throw FormatError(
        .unsupported, file: file,
        problem: "IDX cannot hold \(array.elementType.rawValue) of shape \(array.shape)",
        remedy: "write .npy")
    }
    var bytes: [UInt8] = [0, 0, code, rank]
    for extent in array.shape {
      withUnsafeBytes(of: UInt32(extent).bigEndian) { bytes.append(contentsOf: $0) }
    }
    var data = array.bytes
    LittleEndian.swap(&data, elementSize: array.elementType.byteCount)
    return bytes + data
  }

  private static func type(of code: UInt8) -> ElementType? {
    switch code {
    case 0x08: .uint8
    case 0x09: .int8
    case 0x0b: .int16
    case 0x0c: .int32
    case 0x0d: .float32
    case 0x0e: .float64
    default: nil
    }
  }
}
