package import Autodiff
import Numerics

/// An element of a finite group of turns and reflections about the middle of the grid.
package struct GridTurn: SymmetryAction {
  private let group: FiniteGroup
  private let element: Int

  /// An element of the group, drawn among those that are not the identity.
  init(of group: FiniteGroup, stream: inout RandomStream) {
    self.group = group
    element = group.order > 1 ? 1 + stream.below(group.order - 1) : 0
  }

  package var name: String { "element \(element) of \(group.name) about the middle of the grid" }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    let turned: Tensor<Scalar>
    switch signature.support {
    case .whole: turned = x
    case .grid(let height?, let width?) where height == width:
      // (g x)(p) = x(g⁻¹ p), with p counted in half cells from the middle.
      let back = group.action[group.inverses[element]]
      turned = GridCells(x).moved { row, column in
        let place = back(row: 2 * row - height + 1, column: 2 * column - width + 1)
        return ((place.row + height - 1) / 2, (place.column + width - 1) / 2)
      }
    default: return nil
    }
    switch signature.type {
    case .scalar: return turned
    case .regular(let own) where own == group: return permuted(turned)
    default: return nil
    }
  }

  /// Left translation of regular channels: (g f)(h) = f(g⁻¹ h).
  private func permuted<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let order = group.order
    let rows = x.count / order
    let sources = (0..<order).map { group.product(group.inverses[element], $0) }
    let places = (0..<rows).flatMap { row in sources.map { Int32(row * order + $0) } }
    return x.reshaped(to: [x.count, 1]).rows(at: places).reshaped(to: x.shape)
  }
}
