package import Autodiff

/// An operator found for a slot, in the precision of the passes.
package enum BoundOperator<Scalar: TensorScalar> {
  case matrix(SparseOperator<Scalar>)
  case basis(SpectralBasis<Scalar>)

  package var matrix: SparseOperator<Scalar>? {
    if case .matrix(let matrix) = self { matrix } else { nil }
  }

  package var basis: SpectralBasis<Scalar>? {
    if case .basis(let basis) = self { basis } else { nil }
  }
}
