import Autodiff
import Foundation
import Models
import Testing

@Suite("Places in a sequence") struct PositionsTests {
  @Test("sines and cosines of the place in its own item are added", arguments: RaggedCases.lengths)
  func sinusoidal(lengths: [Int]) throws {
    for channels in [1, 5, 6] {
      let layer = LayerCase(
        block: ["positions": 100], domain: .sequence, shape: [lengths.reduce(0, +), channels],
        symmetry: .translation, offsets: RaggedCases.offsets(lengths))
      try checkLayer(layer, seed: 61) { x, _ in
        let rows = GraphCases.rows(x)
        let outputs = RaggedCases.ranges(lengths).flatMap { range in
          range.enumerated().map { place, row in
            rows[row].enumerated().map { channel, value in
              let rate = pow(100, -Double(channel / 2 * 2) / Double(channels))
              return value
                + (channel % 2 == 0 ? sin(Double(place) * rate) : cos(Double(place) * rate))
            }
          }
        }
        return RaggedCases.tensor(outputs, width: channels)
      }
    }
  }
}
