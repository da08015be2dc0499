/// The type of an array's elements, stored little-endian.
public enum ElementType: String, Sendable, Codable, CaseIterable {
  /// IEEE 754 single precision.
  case float32
  /// IEEE 754 double precision.
  case float64
  /// Signed 8-bit integer.
  case int8
  /// Unsigned 8-bit integer; also the bytes of texts and files.
  case uint8
  /// Signed 16-bit integer.
  case int16
  /// Unsigned 16-bit integer.
  case uint16
  /// Signed 32-bit integer.
  case int32
  /// Unsigned 32-bit integer.
  case uint32
  /// Signed 64-bit integer.
  case int64
  /// Unsigned 64-bit integer.
  case uint64

  /// The bytes of one element: 1, 2, 4 or 8.
  public var byteCount: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Whether the elements are floating-point numbers.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// The type's number in files: its place in `allCases`, from 1, which never changes.
  var code: UInt8 {
    UInt8((ElementType.allCases.firstIndex(of: self) ?? 0) + 1)
  }

  init?(code: UInt8) {
    guard code >= 1, Int(code) <= ElementType.allCases.count else { return nil }
    self = ElementType.allCases[Int(code) - 1]
  }
}
