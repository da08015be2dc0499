/// Numbers of a PLY file's data in order, whatever the encoding.
protocol PLYReader {
  var scanner: ByteScanner { get set }

  /// Throws when the declared count cannot fit in what is left of the file.
  func checkRoom(for element: PLYHeader.Element) throws(FormatError)
  /// The next value as a number.
  mutating func number(_ type: PLYHeader.Scalar, _ element: PLYHeader.Element, _ item: Int)
    throws(FormatError) -> Double
  /// The next value as a whole number.
  mutating func integer(_ type: PLYHeader.Scalar, _ element: PLYHeader.Element, _ item: Int)
    throws(FormatError) -> Int
  /// An error at a place of the data.
  func error(
    _ code: FormatError.Code, _ element: String, _ problem: String, _ remedy: String,
    at place: UnsafePointer<UInt8>
  ) -> FormatError
}

extension PLYReader {
  func truncated(_ element: PLYHeader.Element, _ item: Int) -> FormatError {
    error(
      .truncated, "\(element.name) \(item)",
      "the file ends here, but the header declares \(element.count) of element \(element.name)",
      "the file is cut off: copy or write it again", at: scanner.position)
  }

  fileprivate func noRoom(_ element: PLYHeader.Element, _ least: Int) -> FormatError {
    let item = scanner.remaining / max(least, 1)
    return scanner.error(
      .truncated, "element \(element.name)",
      "the header declares \(element.count), but the file ends within \(element.name) \(item) at the latest",
      "the file is cut off: copy or write it again", at: element.place)
  }
}

/// Data of an ascii PLY file: tokens between white space.
struct PLYTextReader: PLYReader {
  var scanner: ByteScanner

  func checkRoom(for element: PLYHeader.Element) throws(FormatError) {
    // Each value takes a digit and a separator, the last one the digit alone.
    let least = element.properties.count * 2
    guard element.count <= (scanner.remaining + 1) / least else { throw noRoom(element, least) }
  }

  @inline(__always)
  mutating func number(_ type: PLYHeader.Scalar, _ element: PLYHeader.Element, _ item: Int)
    throws(FormatError) -> Double
  {
    scanner.skipWhitespace()
    guard let value = scanner.number(), scanner.isAtBoundary else {
      throw malformed(element, item, "a number")
    }
    return value
  }

  @inline(__always)
  mutating func integer(_ type: PLYHeader.Scalar, _ element: PLYHeader.Element, _ item: Int)
    throws(FormatError) -> Int
  {
    scanner.skipWhitespace()
    guard let value = scanner.integer(), scanner.isAtBoundary else {
      throw malformed(element, item, "a whole number")
    }
    return value
  }

  func error(
    _ code: FormatError.Code, _ element: String, _ problem: String, _ remedy: String,
    at place: UnsafePointer<UInt8>
  ) -> FormatError {
    var ahead = scanner
    ahead.position = place
    ahead.skipWhitespace()
    return scanner.error(code, element, problem, remedy, at: ahead.position)
  }

  private func malformed(_ element: PLYHeader.Element, _ item: Int, _ wanted: String)
    -> FormatError
  {
    if scanner.isAtEnd { return truncated(element, item) }
    return error(
      .malformed, "\(element.name) \(item)", "expected \(wanted), found \(scanner.excerpt())",
      "write one value for each property of the header", at: scanner.position)
  }
}

/// Data of a binary PLY file.
struct PLYBinaryReader: PLYReader {
  var scanner: ByteScanner
  let isBigEndian: Bool

  func checkRoom(for element: PLYHeader.Element) throws(FormatError) {
    let least = element.leastBytes
    guard element.count <= scanner.remaining / least else { throw noRoom(element, least) }
  }

  @inline(__always)
  mutating func number(_ type: PLYHeader.Scalar, _ element: PLYHeader.Element, _ item: Int)
    throws(FormatError) -> Double
  {
    switch type {
    case .float32: Double(Float(bitPattern: try load(element, item)))
    case .float64: Double(bitPattern: try load(element, item))
    default: Double(try integer(type, element, item))
    }
  }

  @inline(__always)
  mutating func integer(_ type: PLYHeader.Scalar, _ element: PLYHeader.Element, _ item: Int)
    throws(FormatError) -> Int
  {
    switch type {
    case .int8: Int(try load(element, item) as Int8)
    case .uint8: Int(try load(element, item) as UInt8)
    case .int16: Int(try load(element, item) as Int16)
    case .uint16: Int(try load(element, item) as UInt16)
    case .int32: Int(try load(element, item) as Int32)
    case .uint32: Int(try load(element, item) as UInt32)
    case .float32, .float64: throw wrongType(element, item)
    }
  }

  @inline(__always)
  private mutating func load<Value: FixedWidthInteger>(
    _ element: PLYHeader.Element, _ item: Int
  ) throws(FormatError) -> Value {
    guard scanner.remaining >= MemoryLayout<Value>.size else { throw truncated(element, item) }
    let value = UnsafeRawPointer(scanner.position).loadUnaligned(as: Value.self)
    scanner.position += MemoryLayout<Value>.size
    return isBigEndian ? Value(bigEndian: value) : Value(littleEndian: value)
  }

  private func wrongType(_ element: PLYHeader.Element, _ item: Int) -> FormatError {
    error(
      .malformed, "\(element.name) \(item)", "an index has a floating-point type",
      "declare an integer type", at: scanner.position)
  }

  func error(
    _ code: FormatError.Code, _ element: String, _ problem: String, _ remedy: String,
    at place: UnsafePointer<UInt8>
  ) -> FormatError {
    FormatError(
      code, file: scanner.file, place: .byte(place - scanner.start), element: element,
      problem: problem, remedy: remedy)
  }
}
