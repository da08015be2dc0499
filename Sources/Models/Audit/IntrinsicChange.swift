package import Autodiff
import Geometry
import Numerics

/// What an isometry leaves open: vertices have other numbers and every eigenvector may have the other sign.
///
/// The Laplacian is the same on isometric surfaces, but an eigenvector is only one up to its sign.
package struct IntrinsicChange: SymmetryAction {
  private let relabelling: PointRelabelling
  private let seed: UInt64

  /// A change drawn for vertices that lie between offsets, those of each level.
  init(levels: [[Int]], stream: inout RandomStream) {
    relabelling = PointRelabelling(levels: levels, stream: &stream)
    seed = stream.next()
  }

  package var name: String { "\(relabelling.name), and other signs of eigenvectors" }

  package func moved(_ operators: [DomainOperator]) throws -> [DomainOperator] {
    try relabelling.moved(operators).map { found in
      guard case .eigenbasis(let parts) = found.content else { return found }
      var stream = RandomStream(seed: seed, "signs", found.signature.label)
      return DomainOperator(
        name: found.name,
        bases: try parts.map { part in
          let signs = (0..<part.basis.count).map { _ in stream.below(2) == 0 ? 1.0 : -1.0 }
          let modes = part.basis.count
          let values = part.basis.vectors.values.enumerated().map {
            $0.element * signs[$0.offset % modes]
          }
          return try SpectralPart(
            Eigenbasis(
              values: part.basis.values,
              vectors: DenseMatrix(rows: part.basis.size, columns: modes, values: values)),
            mass: part.mass)
        }, level: found.level)
    }
  }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? { relabelling.moved(x, signature) }
}
