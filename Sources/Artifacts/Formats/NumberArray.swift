public import Store

/// An n-dimensional array of one element type: row-major, little-endian bytes.
public struct NumberArray: Sendable, Equatable {
  /// The type of each element.
  public let elementType: ElementType
  /// The extent of each axis, slowest first; empty for a single number.
  public let shape: [Int]
  /// `product(shape) × elementType.byteCount` bytes.
  public let bytes: [UInt8]

  /// The number of elements.
  public var count: Int { bytes.count / elementType.byteCount }

  /// Wraps bytes that match the shape.
  ///
  /// - Precondition: the byte count is the shape's product times the element's size, no extent negative.
  public init(elementType: ElementType, shape: [Int], bytes: [UInt8]) {
    precondition(
      Self.byteCount(shape, elementType) == bytes.count, "bytes do not match the shape \(shape)")
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// The bytes an array takes; nil if that overflows or an extent is negative.
  public static func byteCount(_ shape: [Int], _ elementType: ElementType) -> Int? {
    // Extents are multiplied without the zeros, as a zero must not hide an overflow elsewhere.
    var total = elementType.byteCount
    for extent in shape where extent != 0 {
      let (product, overflow) = total.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow else { return nil }
      total = product
    }
    return shape.contains(0) ? 0 : total
  }

  /// Makes a float64 array.
  public init(_ values: [Double], shape: [Int]? = nil) {
    self.init(
      elementType: .float64, shape: shape ?? [values.count], bytes: LittleEndian.bytes(values))
  }

  /// Makes a float32 array.
  public init(_ values: [Float], shape: [Int]? = nil) {
    self.init(
      elementType: .float32, shape: shape ?? [values.count], bytes: LittleEndian.bytes(values))
  }

  /// Makes an int32 array.
  public init(_ values: [Int32], shape: [Int]? = nil) {
    self.init(
      elementType: .int32, shape: shape ?? [values.count], bytes: LittleEndian.bytes(values))
  }

  /// Makes an int64 array.
  public init(_ values: [Int64], shape: [Int]? = nil) {
    self.init(
      elementType: .int64, shape: shape ?? [values.count], bytes: LittleEndian.bytes(values))
  }

  /// Makes a uint8 array.
  public init(_ values: [UInt8], shape: [Int]? = nil) {
    self.init(elementType: .uint8, shape: shape ?? [values.count], bytes: values)
  }

  /// Every element as a Double; 64-bit integers beyond 2⁵³ are rounded.
  public var doubles: [Double] {
    switch elementType {
    case .float64: LittleEndian.values(bytes)
    case .float32: (LittleEndian.values(bytes) as [Float]).map(Double.init)
    case .int8: (LittleEndian.values(bytes) as [Int8]).map(Double.init)
    case .uint8: bytes.map(Double.init)
    case .int16: (LittleEndian.values(bytes) as [Int16]).map(Double.init)
    case .uint16: (LittleEndian.values(bytes) as [UInt16]).map(Double.init)
    case .int32: (LittleEndian.values(bytes) as [Int32]).map(Double.init)
    case .uint32: (LittleEndian.values(bytes) as [UInt32]).map(Double.init)
    case .int64: (LittleEndian.values(bytes) as [Int64]).map(Double.init)
    case .uint64: (LittleEndian.values(bytes) as [UInt64]).map(Double.init)
    }
  }

  /// Every element as a Float, rounded to nearest.
  public var floats: [Float] {
    elementType == .float32
      ? LittleEndian.values(bytes)
      : elementType == .uint8 ? bytes.map(Float.init) : doubles.map(Float.init)
  }

  /// Every element as an Int; nil if the type is floating point or a value does not fit.
  public var integers: [Int]? {
    switch elementType {
    case .float32, .float64: nil
    case .int8: (LittleEndian.values(bytes) as [Int8]).map(Int.init)
    case .uint8: bytes.map(Int.init)
    case .int16: (LittleEndian.values(bytes) as [Int16]).map(Int.init)
    case .uint16: (LittleEndian.values(bytes) as [UInt16]).map(Int.init)
    case .int32: (LittleEndian.values(bytes) as [Int32]).map(Int.init)
    case .uint32: (LittleEndian.values(bytes) as [UInt32]).map(Int.init)
    case .int64: (LittleEndian.values(bytes) as [Int64]).map(Int.init)
    case .uint64: Self.exact(LittleEndian.values(bytes))
    }
  }

  private static func exact(_ values: [UInt64]) -> [Int]? {
    let fitting = values.compactMap { Int(exactly: $0) }
    return fitting.count == values.count ? fitting : nil
  }
}
