public import Numerics

/// An element type that tensors may hold: `Float` and `Double` to compute with (``TensorScalar``), `Int32`
/// and `Int64` for indices, classes and masks.
///
/// Only these four have kernels; conforming another type is a mistake.
public protocol TensorElement: Numeric, Comparable, Sendable, BitwiseCopyable {}

/// An element type that operations compute with: `Float`, for learning, or `Double`, for checking.
///
/// Only these two have kernels; conforming another type is a mistake.
public protocol TensorScalar: NumericScalar, TensorElement {}

extension Float: TensorScalar {}
extension Double: TensorScalar {}
extension Int32: TensorElement {}
extension Int64: TensorElement {}
