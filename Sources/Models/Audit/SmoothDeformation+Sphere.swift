import Autodiff
import Foundation

extension SmoothDeformation {
  /// Fields `[items, 2 b, 2 b, c]` over the sphere, bilinear between the grid's points, over the poles to the circle's other side.
  ///
  /// Each direction u takes what the field has at u − τ(u), brought back to the sphere, for the part of a smooth displacement of space
  /// that is tangent to it.
  func warpedOverSphere<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let side = x.shape[1]
    let moves = (0..<3).map { displacement(axes: 3, axis: $0, curvature: 2) }
    return Self.resampled(x) { row, column in
      corners(of: origin(of: direction(row, column, side: side), moves), side: side)
    }
  }

  /// The unit vector of a point of the grid: colatitudes π (2 j + 1) / 4 b, longitudes π i / b.
  private func direction(_ row: Int, _ column: Int, side: Int) -> [Double] {
    let colatitude = Double.pi * (Double(row) + 0.5) / Double(side)
    let longitude = 2 * Double.pi * Double(column) / Double(side)
    return [
      sin(colatitude) * cos(longitude), sin(colatitude) * sin(longitude), cos(colatitude),
    ]
  }

  /// The unit vector whose value a direction takes.
  private func origin(of direction: [Double], _ moves: [([Double]) -> Double]) -> [Double] {
    // The extent is the sphere's diameter.
    let move = moves.map { 2 * $0(direction.map { $0 / 2 }) }
    let height = zip(move, direction).reduce(0) { $0 + $1.0 * $1.1 }
    let place = zip(direction, move).map { $0 - ($1 - height * $0) }
    let length = place.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return place.map { $0 / length }
  }

  /// The points of the grid around a direction, and how much of each it takes.
  private func corners(
    of place: [Double], side: Int
  ) -> [Corner] {
    let y = acos(min(max(place[2], -1), 1)) / .pi * Double(side) - 0.5
    let turn = atan2(place[1], place[0]) / (2 * .pi) * Double(side)
    let z = turn < 0 ? turn + Double(side) : turn
    let (top, left) = (y.rounded(.down), z.rounded(.down))
    let (v, h) = (y - top, z - left)
    return [(0, 0, (1 - v) * (1 - h)), (0, 1, (1 - v) * h), (1, 0, v * (1 - h)), (1, 1, v * h)]
      .map { down, right, weight in
        let row = Int(top) + down
        let isBeyond = row < 0 || row >= side
        let column = Int(left) + right + (isBeyond ? side / 2 : 0)
        return (isBeyond ? min(max(row, 0), side - 1) : row, column % side, weight)
      }
  }
}
