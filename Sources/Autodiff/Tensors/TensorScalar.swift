public import Numerics

/// An element type that tensors may hold: `Float`, for learning, or `Double`, for checking.
///
/// Only these two have kernels; conforming another type is a mistake.
public protocol TensorScalar: NumericScalar {}

extension Float: TensorScalar {}
extension Double: TensorScalar {}
