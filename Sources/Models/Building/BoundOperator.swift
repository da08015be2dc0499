package import Autodiff

/// An operator found for a slot, in the precision of the passes.
package enum BoundOperator<Scalar: TensorScalar> {
  case matrix(SparseOperator<Scalar>)
  case basis(SpectralBasis<Scalar>)
  /// An operator of which each pass takes the part of some nodes; what a block would rather have is made of that part.
  case selectable(SparseOperator<Scalar>, OperatorKind)

  package var matrix: SparseOperator<Scalar>? {
    switch self {
    case .matrix(let matrix), .selectable(let matrix, _): matrix
    case .basis: nil
    }
  }

  package var basis: SpectralBasis<Scalar>? {
    if case .basis(let basis) = self { basis } else { nil }
  }
}
