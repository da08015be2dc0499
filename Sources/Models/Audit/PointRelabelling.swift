package import Autodiff
import Numerics

/// A renumbering of the nodes, elements or vertices of every item, on each level of a hierarchy by itself.
package struct PointRelabelling: SymmetryAction {
  /// One a level, finest first.
  private let relabellings: [Relabelling]

  /// A renumbering drawn for points that lie between offsets, those of each level.
  init(levels: [[Int]], stream: inout RandomStream) {
    var drawn: [Relabelling] = []
    for offsets in levels { drawn.append(Relabelling(offsets: offsets, stream: &stream)) }
    relabellings = drawn
  }

  package var name: String { "renumbering\(Self.scope(relabellings.count))" }

  /// What behind the name of a change says on how many levels it is made.
  static func scope(_ levels: Int) -> String { levels > 1 ? " on each of \(levels) levels" : "" }

  package func moved(_ operators: [DomainOperator]) throws -> [DomainOperator] {
    try operators.map { try $0.renumbered(relabellings) }
  }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    switch signature.support {
    case .whole: return x
    case .nodes(let level):
      // How a pass numbers nodes that it chooses itself is not said.
      return relabellings.indices.contains(level) ? x.rows(at: relabellings[level].inverse) : nil
    case .grid, .sphere, .rotations: return nil
    }
  }
}
