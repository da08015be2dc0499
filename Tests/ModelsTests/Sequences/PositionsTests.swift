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
      try checkLayer(layer, seed: 61, motions: []) { x, _ in reference(x, lengths) }
    }
  }

  private func reference(_ x: Tensor<Double>, _ lengths: [Int]) -> Tensor<Double> {
    let channels = x.shape[1]
    let rows = GraphCases.rows(x)
    let outputs = RaggedCases.ranges(lengths).flatMap { range in
      range.enumerated().map { place, row in
        rows[row].enumerated().map { channel, value in
          let angle = Double(place) * rate(channel, of: channels)
          return value + (channel % 2 == 0 ? sin(angle) : cos(angle))
        }
      }
    }
    return RaggedCases.tensor(outputs, width: channels)
  }

  private func rate(_ channel: Int, of channels: Int) -> Double {
    pow(100, -Double(channel / 2 * 2) / Double(channels))
  }

  @Test("a shift turns each pair of sine and cosine by an angle of its own")
  func shifts() throws {
    let (length, channels, shift) = (7, 6, 3)
    let x = randomTensor([length, channels], seed: 62, "input")
    let layer = LayerCase(
      block: ["positions": 100], domain: .sequence, shape: x.shape, symmetry: .translation,
      offsets: [0, length])
    let motion = Motion(
      name: "a shift", offsets: [0, length + shift],
      moveInput: {
        Tensor(
          shape: [length + shift, channels],
          [Double](repeating: 0, count: shift * channels) + $0.scalars)
      },
      moveOutput: { y in
        var moved = x
        for row in 0..<length {
          for channel in stride(from: 0, to: channels, by: 2) {
            let angle = Double(shift) * rate(channel, of: channels)
            let (s, c) = (
              y[row, channel] - x[row, channel], y[row, channel + 1] - x[row, channel + 1]
            )
            moved[row, channel] += cos(angle) * s + sin(angle) * c
            moved[row, channel + 1] += cos(angle) * c - sin(angle) * s
          }
        }
        return moved
      }, compared: { Array($0.scalars.suffix(length * channels)) })
    try checkLayer(layer, seed: 62, motions: [motion]) { x, _ in reference(x, [length]) }
  }
}
