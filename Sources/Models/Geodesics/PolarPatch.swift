public import Autodiff
internal import Foundation
internal import Numerics

/// Polar patches of a mesh's vertices: rings × angles places, each a normalized Gaussian window on the neighbours (Masci,
/// Boscaini, Bronstein & Vandergheynst, "Geodesic convolutional neural networks on Riemannian manifolds", 2015, equations
/// 4 and 5).
public struct PolarPatch: Sendable, Hashable {
  /// Rings of places, the last at the radius, and places on each ring.
  public let rings: Int, angles: Int
  /// The distance of the last ring, in length units.
  public let radius: Double

  /// Places of `rings` rings with `angles` places each.
  public init(rings: Int, angles: Int, radius: Double) {
    precondition(
      rings >= 1 && angles >= 1 && radius > 0,
      "PolarPatch: \(rings) rings of \(angles) over a radius of \(radius)")
    (self.rings, self.angles, self.radius) = (rings, angles, radius)
  }

  /// How much each neighbour counts at each place: `[entries, rings · angles]`, angles innermost; over a row's entries the
  /// weights of a place sum to 1.
  ///
  /// Windows are as wide as places are apart. The vertex itself lies in no direction, so it counts alike at all places of a
  /// ring; turning a frame by 2π / angles moves the places by one, whatever the mesh.
  ///
  /// - Parameters:
  ///   - distances: row p has the distance of every vertex in the disk, p among them.
  ///   - directions: their angles in the frame of p, in radians, with the same pattern.
  ///   - turn: the angle of the first place of each ring, in radians.
  /// - Throws: `ModelError` with code `operators` when the patterns differ.
  public func weights<Scalar>(
    distances: SparseOperator<Scalar>, directions: SparseOperator<Scalar>, turn: Double = 0
  ) throws(ModelError) -> Tensor<Scalar> {
    guard distances.rowOffsets == directions.rowOffsets,
      distances.columnIndices == directions.columnIndices
    else {
      throw ModelError(
        .operators,
        "distances and angles have entries at different places; take both from one mesh.patches",
        at: "operators")
    }
    let (rho, theta) = (distances.values.scalars, directions.values.scalars)
    let places = rings * angles
    var values = [Double](repeating: 0, count: rho.count * places)
    for row in 0..<distances.rows {
      var sums = [Double](repeating: 0, count: places)
      let entries = Int(distances.rowOffsets[row])..<Int(distances.rowOffsets[row + 1])
      for entry in entries {
        let isCentre = Int(distances.columnIndices[entry]) == row
        let near = (1...rings).map {
          window(Double(rho[entry]) - radius * Double($0) / Double(rings), radius / Double(rings))
        }
        let turned = (0..<angles).map { angle in
          isCentre
            ? 1 / Double(angles)
            : window(
              remainder(
                Double(theta[entry]) - turn - 2 * .pi * Double(angle) / Double(angles), 2 * .pi),
              2 * .pi / Double(angles))
        }
        for ring in 0..<rings {
          for angle in 0..<angles {
            let weight = near[ring] * turned[angle]
            values[entry * places + ring * angles + angle] = weight
            sums[ring * angles + angle] += weight
          }
        }
      }
      for entry in entries {
        for place in 0..<places where sums[place] > 0 {
          values[entry * places + place] /= sums[place]
        }
      }
    }
    return Tensor(shape: [rho.count, places], values).converted(to: Scalar.self)
  }

  private func window(_ way: Double, _ width: Double) -> Double {
    exp(-0.5 * (way / width) * (way / width))
  }

  /// A filter at every turn by 2π / angles, side by side: `[rings, angles, c, k]` to `[rings · angles · c, angles · k]`.
  func turnedFilters<Scalar>(_ filter: Variable<Scalar>) -> Variable<Scalar> {
    let (c, k) = (filter.shape[2], filter.shape[3])
    // Turned by s places, the filter's place (ring, angle − s) is laid on the patch's (ring, angle).
    var order: [Int32] = []
    for turn in 0..<angles {
      for ring in 0..<rings {
        for angle in 0..<angles {
          order.append(Int32(ring * angles + (angle - turn + angles) % angles))
        }
      }
    }
    return filter.reshaped(to: [rings * angles, c * k]).gatherRows(order)
      .reshaped(to: [angles, rings * angles * c, k]).transposed([1, 0, 2])
      .reshaped(to: [rings * angles * c, angles * k])
  }

  /// The filters' responses on patches, each at the turn where it is largest (angular max pooling): `[rows, rings · angles,
  /// c]` to `[rows, k]`.
  ///
  /// - Parameter filter: `[rings, angles, c, k]`.
  public func responses<Scalar>(
    _ patches: Variable<Scalar>, filter: Variable<Scalar>
  ) -> Variable<Scalar> {
    let (rows, k) = (patches.shape[0], filter.shape[3])
    return patches.reshaped(to: [rows, patches.shape[1] * patches.shape[2]])
      .linear(weights: turnedFilters(filter)).reshaped(to: [rows, angles, k]).max(axis: 1)
  }
}
