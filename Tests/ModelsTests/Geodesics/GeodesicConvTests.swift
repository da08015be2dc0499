import Autodiff
import Foundation
import Models
import Numerics
import Testing

@Suite struct GeodesicConvTests {
  private static let radius = 1.6

  private func block(rings: Int, angles: Int) -> ModelValue {
    [
      "geodesicconv": [
        "channels": 2, "radius": .number(Self.radius), "rings": .integer(rings),
        "angles": .integer(angles),
      ]
    ]
  }

  /// The values of a vertex's neighbours by normalized windows at each place of its patch, `[ring][angle][channel]` (the paper,
  /// equations 4 and 5).
  private func patch(
    _ vertex: Int, _ entries: [(row: Int, column: Int, distance: Double, angle: Double)],
    _ x: Tensor<Double>, rings: Int, angles: Int
  ) -> [[[Double]]] {
    (1...rings).map { ring in
      (0..<angles).map { place in
        var (sum, values) = (0.0, [Double](repeating: 0, count: x.shape[1]))
        for entry in entries where entry.row == vertex {
          let step = Self.radius / Double(rings), width = 2 * Double.pi / Double(angles)
          let along = (entry.distance - step * Double(ring)) / step
          let way = entry.angle - width * Double(place)
          let around = atan2(sin(way), cos(way)) / width
          // The vertex itself lies in no direction.
          let weight =
            exp(-along * along / 2)
            * (entry.column == vertex ? 1 / Double(angles) : exp(-around * around / 2))
          sum += weight
          for c in values.indices { values[c] += weight * x[entry.column, c] }
        }
        return values.map { sum > 0 ? $0 / sum : 0 }
      }
    }
  }

  private func reference(
    _ operators: [DomainOperator], _ x: Tensor<Double>, _ parameters: ParameterTree<Double>,
    rings: Int, angles: Int
  ) -> Tensor<Double> {
    let directions = MeshCases.matrix(operators, .geodesicAngle).values
    let entries = zip(
      GraphCases.triplets(MeshCases.matrix(operators, .geodesicDistance)), directions
    ).map { (row: $0.0, column: $0.1, distance: $0.2, angle: $1) }
    let (filter, bias) = (parameters.leaves[0].tensor, parameters.leaves[1].tensor.scalars)
    let rows = (0..<x.shape[0]).map { vertex in
      let patch = patch(vertex, entries, x, rings: rings, angles: angles)
      return bias.indices.map { k in
        let responses = (0..<angles).map { turn in
          var sum = 0.0
          for ring in 0..<rings {
            for place in 0..<angles {
              for c in 0..<x.shape[1] {
                sum +=
                  patch[ring][place][c] * filter[ring, (place - turn + angles) % angles, c, k]
              }
            }
          }
          return sum
        }
        return (responses.max() ?? 0) + bias[k]
      }
    }
    return RaggedCases.tensor(rows, width: bias.count)
  }

  @Test(arguments: [(2, 4), (1, 1), (3, 5)])
  func `filters on patches take their largest response, the same for turns by whole places`(
    rings: Int, angles: Int
  ) throws {
    try MeshBlockCase(block: block(rings: rings, angles: angles), frames: .parts(angles)).check(
      seed: 10
    ) { operators, x, parameters in
      reference(operators, x, parameters, rings: rings, angles: angles)
    }
  }

  @Test
  func `the error at other turns falls as places grow in number, for filters that are smooth`()
    throws
  {
    // One filter of low waves along the ring, sampled at more and more places.
    let waves = randomTensor([2, 5, 3, 2], seed: 11, "waves")
    let errors = try [8, 16, 32, 64].map { angles in
      try MeshBlockCase(block: block(rings: 2, angles: angles)).frameError(seed: 11) {
        path, shape in
        guard path.hasSuffix("filter") else { return nil }
        var filter = Tensor<Double>(zeros: shape)
        for ring in 0..<2 {
          for place in 0..<angles {
            let angle = 2 * Double.pi * Double(place) / Double(angles)
            let heights = [1, cos(angle), sin(angle), cos(2 * angle), sin(2 * angle)]
            for c in 0..<3 {
              for k in 0..<2 {
                filter[ring, place, c, k] =
                  heights.indices.reduce(0) { $0 + heights[$1] * waves[ring, $1, c, k] }
                  / Double(angles)
              }
            }
          }
        }
        return filter
      }
    }
    #expect(errors.allSatisfy { $0 > 1e-6 }, "\(errors)")
    for (index, error) in errors.enumerated() {
      #expect(error < 8 / Double(8 << index), "\(errors)")
    }
    #expect((errors.last ?? 1) < errors[0] / 4, "\(errors)")
  }
}
