/// A Swift type whose values are stored as they lie in memory.
public protocol ArrayElement: BitwiseCopyable, Sendable {
  /// The stored type.
  static var elementType: ElementType { get }
}

extension Float: ArrayElement {
  /// `float32`.
  public static var elementType: ElementType { .float32 }
}
extension Double: ArrayElement {
  /// `float64`.
  public static var elementType: ElementType { .float64 }
}
extension Int8: ArrayElement {
  /// `int8`.
  public static var elementType: ElementType { .int8 }
}
extension UInt8: ArrayElement {
  /// `uint8`.
  public static var elementType: ElementType { .uint8 }
}
extension Int16: ArrayElement {
  /// `int16`.
  public static var elementType: ElementType { .int16 }
}
extension UInt16: ArrayElement {
  /// `uint16`.
  public static var elementType: ElementType { .uint16 }
}
extension Int32: ArrayElement {
  /// `int32`.
  public static var elementType: ElementType { .int32 }
}
extension UInt32: ArrayElement {
  /// `uint32`.
  public static var elementType: ElementType { .uint32 }
}
extension Int64: ArrayElement {
  /// `int64`.
  public static var elementType: ElementType { .int64 }
}
extension UInt64: ArrayElement {
  /// `uint64`.
  public static var elementType: ElementType { .uint64 }
}
