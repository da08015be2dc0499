internal import Numerics

/// The square root of the sum of all squares of several tensors, in double precision; for no tensors 0.
///
/// Elements are squared in double precision, too, so that no finite gradient of single precision overflows; sums are
/// added in an order fixed by the shapes.
public func norm<Scalar: TensorScalar>(of tensors: [Tensor<Scalar>]) -> Double {
  tensors.reduce(0) { sum, tensor in
    sum + tensor.read { Kernels.sumOfWideSquares(count: tensor.count, $0) }
  }.squareRoot()
}

/// Scales several tensors by one factor so that their common norm is at most `limit` (Pascanu, Mikolov and Bengio,
/// 2013, algorithm 1).
///
/// A norm that is NaN or infinite leaves the tensors as they are: no factor would mend them, and the caller sees it.
///
/// - Parameter limit: at least 0.
/// - Returns: the norm before, as ``norm(of:)`` gives it.
@discardableResult
public func clipNorm<Scalar: TensorScalar>(of tensors: inout [Tensor<Scalar>], to limit: Double)
  -> Double
{
  precondition(limit >= 0, "clipNorm: the limit \(limit) is negative")
  let norm = norm(of: tensors)
  if norm.isFinite && norm > limit {
    for index in tensors.indices { tensors[index].scale(by: Scalar(limit / norm)) }
  }
  return norm
}
