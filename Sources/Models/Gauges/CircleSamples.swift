public import Autodiff
internal import Foundation

/// Functions on a circle by their Fourier coefficients and by samples at equally spaced angles.
///
/// A function is a number for order 0 and two, (a, b), for every other order n: a cos nφ + b sin nφ. When the frame turns by
/// γ, each pair turns by −nγ and the function moves along the circle; that samples move likewise makes a function of each
/// of them respect the turn, exactly where γ is a multiple of 2π / N, and the closer the larger N elsewhere.
public struct CircleSamples<Scalar: TensorScalar>: Sendable {
  /// The orders, each at most once.
  public let orders: [Int]
  /// From coefficients to samples, `[N, dimension]`.
  public let synthesis: Tensor<Scalar>
  /// From samples to coefficients, `[dimension, N]`; with at least 2 · (the largest order) + 1 samples it undoes the synthesis.
  public let analysis: Tensor<Scalar>

  /// Functions of some orders at N angles.
  public init(orders: [Int], count: Int) {
    self.orders = orders
    let dimension = FrameTurns<Scalar>.dimension(orders)
    var (to, from) = ([Double](), [Double](repeating: 0, count: dimension * count))
    for sample in 0..<count {
      let angle = 2 * Double.pi * Double(sample) / Double(count)
      let row = orders.flatMap { order in
        order == 0 ? [1.0] : [cos(Double(order) * angle), sin(Double(order) * angle)]
      }
      let weights = orders.flatMap { $0 == 0 ? [1.0] : [2.0, 2.0] }
      for (index, (value, weight)) in zip(row, weights).enumerated() {
        from[index * count + sample] = value * weight / Double(count)
      }
      to += row
    }
    synthesis = Tensor(shape: [count, dimension], to).converted(to: Scalar.self)
    analysis = Tensor(shape: [dimension, count], from).converted(to: Scalar.self)
  }

  /// How far ``rectified(_:)`` may be from respecting a turn of the frame, in any number it makes of a function, as a share of
  /// the function's largest value: 4 (t² / sin² t − 1) with t = π M / N and M the largest order, about 4 t² / 3.
  ///
  /// The slope of max(0, f) varies around the circle by no more than that of f does, by 2π M² max|f| at most. So its Fourier
  /// coefficient of order k is at most M² max|f| / k². Samples take those of orders n ± N, n ± 2N, … for that of order n,
  /// before the turn and after.
  public static func turnError(orders: [Int], count: Int) -> Double {
    let turn = Double.pi * Double(orders.max() ?? 0) / Double(count)
    if turn == 0 { return 0 }
    return 4 * (turn * turn / (sin(turn) * sin(turn)) - 1)
  }

  /// The rectifier of every function: sampled, rectified, and brought back to its orders.
  ///
  /// - Parameter x: `[vertices, dimension, channels]`.
  public func rectified(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.rectifiedSamples(synthesis: synthesis, analysis: analysis)
  }
}
