import Store

/// NumPy's array file (NEP 1): reading versions 1–3 of either byte and axis order, writing version 1.
public enum NPY {
  /// What a file holds.
  public enum Content: Sendable, Equatable {
    /// Numbers; booleans become uint8.
    case numbers(NumberArray)
    /// Fixed-length strings (`S` or `U`), flattened in row-major order.
    case text([String])
  }

  /// Reads an array of numbers, in row-major order and little-endian.
  ///
  /// - Throws: `FormatError` when the file is damaged, its header lies about its size, or its type is
  ///   not a real number.
  /// - Complexity: O(size of the file).
  public static func read(_ source: FileBytes) throws(FormatError) -> NumberArray {
    switch try readAny(source) {
    case .numbers(let array): return array
    case .text:
      throw FormatError(
        .unsupported, file: source.name, problem: "holds text, not numbers",
        remedy: "save a numeric array")
    }
  }

  /// Reads an array of numbers or strings.
  public static func readAny(_ source: FileBytes) throws(FormatError) -> Content {
    let header = try NPYHeader(source)
    let data = Array(source.bytes[header.dataStart...])
    switch header.kind {
    case .number(let type):
      var bytes = data
      if header.isBigEndian { LittleEndian.swap(&bytes, elementSize: type.byteCount) }
      if header.isFortranOrder, header.shape.count > 1 {
        bytes = rowMajor(bytes, header.shape, type.byteCount)
      }
      return .numbers(NumberArray(elementType: type, shape: header.shape, bytes: bytes))
    case .bytes(let size): return .text(strings(data, size, unit: 1, isBigEndian: false))
    case .unicode(let size):
      return .text(strings(data, size * 4, unit: 4, isBigEndian: header.isBigEndian))
    }
  }

  /// Writes an array as version 1.0, C order, data aligned to 64 bytes.
  public static func write(_ array: NumberArray) -> [UInt8] {
    header(descriptor: descriptor(of: array.elementType), shape: array.shape) + array.bytes
  }

  /// Writes one ASCII string as a zero-dimensional `S` array (SciPy's `format` entry).
  static func write(text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    return header(descriptor: "|S\(max(bytes.count, 1))", shape: []) + (bytes.isEmpty ? [0] : bytes)
  }

  private static func header(descriptor: String, shape: [Int]) -> [UInt8] {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(extents)), }"
    // Magic, version and length take ten bytes; the header ends with a newline at a multiple of 64.
    text += String(repeating: " ", count: 63 - (text.utf8.count + 10) % 64) + "\n"
    let length = UInt16(clamping: text.utf8.count)
    return NPYHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }

  private static func descriptor(of type: ElementType) -> String {
    switch type {
    case .float32: "<f4"
    case .float64: "<f8"
    case .int8: "|i1"
    case .uint8: "|u1"
    case .int16: "<i2"
    case .uint16: "<u2"
    case .int32: "<i4"
    case .uint32: "<u4"
    case .int64: "<i8"
    case .uint64: "<u8"
    }
  }

  /// Column-major bytes reordered row-major.
  private static func rowMajor(_ bytes: [UInt8], _ shape: [Int], _ size: Int) -> [UInt8] {
    guard !bytes.isEmpty else { return bytes }
    var result = [UInt8](repeating: 0, count: bytes.count)
    var strides = [Int](repeating: size, count: shape.count)
    for axis in shape.indices.dropFirst() { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    for target in stride(from: 0, to: bytes.count, by: size) {
      for offset in 0..<size { result[target + offset] = bytes[source + offset] }
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return result
  }

  private static func strings(_ data: [UInt8], _ size: Int, unit: Int, isBigEndian: Bool)
    -> [String]
  {
    guard size > 0 else { return [] }
    return stride(from: 0, to: data.count - size + 1, by: size).map { start in
      let cell = data[start..<start + size]
      if unit == 1 {
        let end = cell.lastIndex { $0 != 0 }.map { $0 + 1 } ?? cell.startIndex
        return String(decoding: cell[cell.startIndex..<end], as: UTF8.self)
      }
      var text = ""
      for position in stride(from: start, to: start + size, by: 4) {
        let word = data[position..<position + 4]
        let code = (isBigEndian ? Array(word) : word.reversed()).reduce(UInt32(0)) {
          $0 << 8 | UInt32($1)
        }
        if code == 0 { break }
        text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
      }
      return text
    }
  }
}
