import Autodiff
import Foundation
import Models
import Numerics
import Testing

@Suite struct MoNetTests {
  /// Σ_k Σ_q w_k(u(p, q)) x_q W_k + b with w_k(u) = exp(−½ Σ ((u − μ_k) s_k)²), over entries of vertices and neighbours.
  private func reference(
    _ x: Tensor<Double>, _ parameters: ParameterTree<Double>, entries: [(Int, Int)],
    places: [[Double]], isNormalized: Bool
  ) -> Tensor<Double> {
    func values(_ name: String) -> [[Double]] {
      parameters.leaves.first { $0.path.hasSuffix(".\(name)") }.map { GraphCases.rows($0.tensor) }
        ?? []
    }
    let (means, scales, weight) = (values("means"), values("scales"), values("weight"))
    let (inputs, outputs) = (x.shape[1], weight.first?.count ?? 0)
    let bias = values("bias").first ?? [Double](repeating: 0, count: outputs)
    var result = [[Double]](repeating: bias, count: x.shape[0])
    for kernel in (means.first ?? []).indices {
      let heights = places.map { place in
        exp(
          -place.indices.reduce(0) { sum, axis in
            let z = (place[axis] - means[axis][kernel]) * scales[axis][kernel]
            return sum + z * z / 2
          })
      }
      var sums = [Double](repeating: isNormalized ? 1e-6 : 1, count: x.shape[0])
      if isNormalized {
        for (entry, height) in zip(entries, heights) { sums[entry.0] += height }
      }
      for (entry, height) in zip(entries, heights) {
        for o in 0..<outputs {
          for c in 0..<inputs {
            result[entry.0][o] +=
              height / sums[entry.0] * x[entry.1, c] * weight[kernel * inputs + c][o]
          }
        }
      }
    }
    return RaggedCases.tensor(result, width: outputs)
  }

  @Test(
    arguments: ["distance", "polar", "tangent"], [true, false])
  func `mixtures of Gaussians weigh the neighbours on a surface as loops do`(
    coordinates: String, isNormalized: Bool
  ) throws {
    let options: ModelValue = [
      "channels": 2, "kernels": 3, "coordinates": .string(coordinates), "radius": 1.6,
      "normalize": .bool(isNormalized),
    ]
    let needsFrame = coordinates != "distance"
    try MeshBlockCase(
      block: ["monet": options], symmetry: needsFrame ? .permutation : .gauge,
      frames: needsFrame ? .still : .anyTurns, turn: 0.1
    ).check(seed: 7) { operators, x, parameters in
      let entries = GraphCases.triplets(MeshCases.matrix(operators, .geodesicDistance))
      let angles = MeshCases.matrix(operators, .geodesicAngle).values
      let places = zip(entries, angles).map { entry, angle -> [Double] in
        let distance = entry.2 / 1.6
        switch coordinates {
        case "polar": return [distance, atan2(sin(angle), cos(angle)) / .pi]
        case "tangent": return [distance * cos(angle), distance * sin(angle)]
        default: return [distance]
        }
      }
      return reference(
        x, parameters, entries: entries.map { ($0.0, $0.1) }, places: places,
        isNormalized: isNormalized)
    }
  }

  @Test func `on a graph they weigh neighbours by the degrees of both ends`() throws {
    let block: ModelValue = [
      "monet": ["channels": 2, "kernels": 3, "coordinates": "degree", "bias": false]
    ]
    try GraphBlockCase(block: block).check(seed: 9) { adjacency, x, parameter in
      let degrees = adjacency.map { row in Double(row.count { $0 != 0 }) }
      let entries = adjacency.indices.flatMap { i in
        adjacency.indices.filter { adjacency[i][$0] != 0 }.map { (i, $0) }
      }
      let places = entries.map {
        [1 / degrees[$0.0].squareRoot(), 1 / degrees[$0.1].squareRoot()]
      }
      let parameters = ParameterTree(
        ["means", "scales", "weight"].map {
          ParameterTree<Double>.Leaf(".\($0)", GraphCases.tensor(parameter($0)))
        })
      return GraphCases.rows(
        reference(
          GraphCases.tensor(x), parameters, entries: entries, places: places, isNormalized: true))
    }
  }
}
