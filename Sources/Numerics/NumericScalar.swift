/// The element types of Meridian's arrays: `Float` and `Double`, nothing else.
///
/// Geometry and eigenproblems use `Double`; learning uses `Float` and checks its gradients in `Double`.
public protocol NumericScalar: BinaryFloatingPoint, Codable, SIMDScalar, Sendable {}

extension Float: NumericScalar {}
extension Double: NumericScalar {}
