package import Autodiff
import Numerics

/// A rotation or reflection of space with a shift, and a renumbering of points.
package struct SpaceMotion: SymmetryAction {
  /// Rows of an orthogonal matrix.
  private let turn: [[Double]]
  private let shift: [Double]
  private let relabelling: PointRelabelling

  /// A motion of the space of so many dimensions.
  init(dimension: Int, levels: [[Int]], stream: inout RandomStream) {
    turn = Self.orthogonal(dimension, &stream)
    shift = (0..<dimension).map { _ in stream.normal() }
    relabelling = PointRelabelling(levels: levels, stream: &stream)
  }

  package var name: String { "rotation or reflection, shift and renumbering" }

  package func moved(_ operators: [DomainOperator]) throws -> [DomainOperator] {
    try relabelling.moved(operators)
  }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    guard let y = relabelling.moved(x, signature) else { return nil }
    switch signature.type {
    case .scalar: return y
    case .position(let dimension) where dimension == shift.count: return moved(y, by: shift)
    case .irreps(.o3, [1]) where shift.count == 3:
      return moved(y, by: [Double](repeating: 0, count: 3))
    default: return nil
    }
  }

  private func moved<Scalar: TensorScalar>(_ x: Tensor<Scalar>, by shift: [Double]) -> Tensor<
    Scalar
  > {
    let size = shift.count
    let scalars = x.scalars
    var moved = scalars
    for start in stride(from: 0, to: scalars.count, by: size) {
      for row in 0..<size {
        var sum = shift[row]
        for column in 0..<size { sum += turn[row][column] * Double(scalars[start + column]) }
        moved[start + row] = Scalar(sum)
      }
    }
    return Tensor(shape: x.shape, moved)
  }

  /// Gram–Schmidt of normal numbers: distributed evenly over the rotations and reflections.
  private static func orthogonal(_ size: Int, _ stream: inout RandomStream) -> [[Double]] {
    var rows: [[Double]] = []
    while rows.count < size {
      var row = (0..<size).map { _ in stream.normal() }
      for other in rows {
        let overlap = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - overlap * $1 }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // Nearly dependent draws would lose the digits that the audit measures.
      if length > 0.1 { rows.append(row.map { $0 / length }) }
    }
    return rows
  }
}
