package import Autodiff
import Numerics

/// A renumbering of the nodes, elements or vertices of every item; levels below the finest keep their numbers.
package struct PointRelabelling: SymmetryAction {
  private let relabelling: Relabelling

  /// A renumbering drawn for points that lie between offsets.
  init(offsets: [Int], stream: inout RandomStream) {
    relabelling = Relabelling(offsets: offsets, stream: &stream)
  }

  package var name: String { "renumbering" }

  package func moved(_ operators: [DomainOperator]) throws -> [DomainOperator] {
    try operators.map { try relabelling.moved($0) }
  }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    switch signature.support {
    case .whole: return x
    case .nodes(let level): return level == 0 ? x.rows(at: relabelling.inverse) : x
    case .grid, .sphere, .rotations: return nil
    }
  }
}
