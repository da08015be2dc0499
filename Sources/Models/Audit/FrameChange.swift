package import Autodiff
import Foundation
import Numerics

/// A turn of the frame at every vertex by an angle of its own: what a gauge is.
///
/// A frame turned by φ sees a direction of angle θ at θ − φ, and a vector of frequency m turned by −m φ.
package struct FrameChange: SymmetryAction {
  /// One a vertex, of each level by itself.
  private let angles: [[Double]]

  /// Angles drawn for so many vertices on each level, finest first.
  init(vertices: [Int], stream: inout RandomStream) {
    var drawn: [[Double]] = []
    for count in vertices { drawn.append((0..<count).map { _ in 2 * .pi * stream.uniform() }) }
    angles = drawn
  }

  package var name: String {
    "turn of every vertex's frame\(PointRelabelling.scope(angles.count))"
  }

  package var movesBetweenSamples: Bool { true }

  package func moved(_ operators: [DomainOperator]) throws -> [DomainOperator] {
    var moved = operators
    for (index, found) in operators.enumerated() {
      guard case .matrix(let matrix) = found.content, found.level < angles.count,
        matrix.rows == angles[found.level].count
      else { continue }
      let angles = angles[found.level]
      switch found.kind {
      case .geodesicAngle:
        moved[index] = found.with(matrix.mapped { row, _, value in Self.turn(value - angles[row]) })
      case .transport:
        moved[index] = found.with(
          matrix.mapped { row, column, value in value + angles[column] - angles[row] })
      case .gradientX, .gradientY:
        // Both are components in the frame, so that each of the new ones needs both of the old.
        moved[index] = try components(found, among: operators)
      default: break
      }
    }
    return moved
  }

  package func moved<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ signature: FieldSignature
  ) -> Tensor<Scalar>? {
    if signature.support == .whole { return x }
    guard case .nodes(let level) = signature.support, angles.indices.contains(level),
      let orders = signature.type.rotationOrders
    else { return nil }
    let angles = angles[level]
    var scalars = x.scalars
    let width = x.shape[1]
    for row in 0..<x.shape[0] {
      var place = row * width
      while place < (row + 1) * width {
        for order in orders {
          guard order > 0 else {
            place += 1
            continue
          }
          let (sine, cosine) = (
            sin(-Double(order) * angles[row]), cos(-Double(order) * angles[row])
          )
          let (a, b) = (Double(scalars[place]), Double(scalars[place + 1]))
          scalars[place] = Scalar(cosine * a - sine * b)
          scalars[place + 1] = Scalar(sine * a + cosine * b)
          place += 2
        }
      }
    }
    return Tensor(shape: x.shape, scalars)
  }

  private func components(
    _ found: DomainOperator, among operators: [DomainOperator]
  ) throws -> DomainOperator {
    let other: OperatorKind = found.kind == .gradientX ? .gradientY : .gradientX
    guard case .matrix(let own) = found.content,
      case .matrix(let partner)? = operators.first(where: {
        $0.kind == other && $0.level == found.level
      })?.content
    else {
      throw ModelError(
        .operators,
        "'\(found.signature.label)' is one component of a gradient; connect \(other), too")
    }
    let angles = angles[found.level]
    // x′ = cos φ x + sin φ y and y′ = cos φ y − sin φ x.
    let sign = found.kind == .gradientX ? 1.0 : -1.0
    let turned = own.scalingRows(by: angles.map { cos($0) })
      .adding(partner.scalingRows(by: angles.map { sign * sin($0) }), scaledBy: 1)
    return found.with(turned)
  }

  private static func turn(_ angle: Double) -> Double {
    let rest = angle.truncatingRemainder(dividingBy: 2 * .pi)
    return rest < 0 ? rest + 2 * .pi : rest
  }
}

extension SparseMatrix<Double> {
  /// The matrix with each stored entry replaced.
  fileprivate func mapped(_ change: (_ row: Int, _ column: Int, _ value: Double) -> Double)
    -> SparseMatrix
  {
    var changed = self
    var entries = values
    for row in 0..<rows {
      for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) {
        entries[entry] = change(row, Int(columnIndices[entry]), values[entry])
      }
    }
    changed.values = entries
    return changed
  }
}
