import Autodiff
import Foundation
import Geometry
import Models
import Numerics
import Testing

@Suite struct PolarPatchTests {
  private let patch = PolarPatch(rings: 2, angles: 4, radius: 1.6)

  private func responses(
    _ patches: GeodesicPatches, _ angles: SparseMatrix<Double>, _ x: Tensor<Double>,
    _ filter: Tensor<Double>
  ) throws -> Tensor<Double> {
    let tape = Tape<Double>(recording: false)
    let distances = SparseOperator(patches.distances)
    let weights = try patch.weights(distances: distances, directions: SparseOperator(angles))
    return patch.responses(
      distances.pattern.moments(tape.constant(x), weights: tape.constant(weights)),
      filter: tape.constant(filter)
    ).value
  }

  @Test func `weights of a place sum to one over the neighbours`() throws {
    let patches = try MeshCases.patches()
    let weights = try patch.weights(
      distances: SparseOperator(patches.distances), directions: SparseOperator(patches.angles))
    for row in 0..<patches.vertexCount {
      let entries =
        Int(patches.distances.rowOffsets[row])..<Int(patches.distances.rowOffsets[row + 1])
      for place in 0..<8 {
        let sum = entries.reduce(0.0) { $0 + weights[$1, place] }
        #expect(abs(sum - 1) < 1e-13)
      }
    }
  }

  @Test func `responses are the largest over turns of the filter, by loops`() throws {
    let patches = try MeshCases.patches()
    let x = randomTensor([20, 3], seed: 1, "x")
    let filter = randomTensor([2, 4, 3, 5], seed: 1, "filter")
    let weights = try patch.weights(
      distances: SparseOperator(patches.distances), directions: SparseOperator(patches.angles))
    let found = try responses(patches, patches.angles, x, filter)
    let entries = GraphCases.triplets(patches.distances)
    for row in 0..<20 {
      for k in 0..<5 {
        let turns = (0..<4).map { turn in
          entries.enumerated().filter { $0.element.0 == row }.reduce(0.0) { sum, one in
            (0..<2).reduce(sum) { sum, ring in
              (0..<4).reduce(sum) { sum, angle in
                (0..<3).reduce(sum) {
                  $0 + weights[one.offset, ring * 4 + angle] * x[one.element.1, $1]
                    * filter[ring, (angle - turn + 4) % 4, $1, k]
                }
              }
            }
          }
        }
        #expect(abs(found[row, k] - (turns.max() ?? 0)) < 1e-12)
      }
    }
  }

  @Test func `turns of frames by multiples of the places' angle change nothing`() throws {
    let patches = try MeshCases.patches()
    let x = randomTensor([20, 3], seed: 2, "x")
    let filter = randomTensor([2, 4, 3, 5], seed: 2, "filter")
    let still = try responses(patches, patches.angles, x, filter)
    let quarters = (0..<20).map { Double($0 % 4) * .pi / 2 }
    let moved = try responses(
      patches, MeshCases.turned(patches, by: quarters).angles, x, filter)
    #expect(relativeError(moved.scalars, still.scalars) < 1e-12)
    // Other turns do change it: the test can fail.
    let others = try responses(
      patches, MeshCases.turned(patches, by: MeshCases.angles(seed: 3)).angles, x, filter)
    #expect(relativeError(others.scalars, still.scalars) > 1e-3)
  }
}
