internal import Foundation

/// A closed surface as the zeros of a function: negative inside, positive outside, its gradient not 0 on the surface.
protocol ImplicitSurface: Sendable {
  /// The corners of a box around the surface, in length units.
  var box: (lower: SIMD3<Double>, upper: SIMD3<Double>) { get }
  /// The radius of the thinnest tube or gap, in length units: a lattice must not be coarser.
  var thinnest: Double { get }
  /// The number of handles.
  var genus: Int { get }
  /// A bound of the gradient's length everywhere; infinite where none is known.
  var steepest: Double { get }
  /// The function at a point.
  func value(at point: SIMD3<Double>) -> Double
  /// The function and its gradient at a point.
  func sample(at point: SIMD3<Double>) -> (value: Double, gradient: SIMD3<Double>)
}

extension ImplicitSurface {
  var genus: Int { 0 }
  var steepest: Double { .infinity }

  /// Central differences, good to about ten digits.
  func sample(at point: SIMD3<Double>) -> (value: Double, gradient: SIMD3<Double>) {
    let step = 1e-5
    var gradient = SIMD3<Double>.zero
    for axis in 0..<3 {
      var (before, after) = (point, point)
      before[axis] -= step
      after[axis] += step
      gradient[axis] = (value(at: after) - value(at: before)) / (2 * step)
    }
    return (value(at: point), gradient)
  }

  /// The surface's point near one beside it, by Newton's method along the gradient.
  ///
  /// - Parameter reach: the farthest that one step goes, in length units.
  func projected(_ point: SIMD3<Double>, reach: Double) -> SIMD3<Double> {
    var point = point
    for _ in 0..<Self.mostSteps {
      let (value, gradient) = sample(at: point)
      let square = (gradient * gradient).sum()
      guard square > 0 else { return point }
      let step = gradient * (value / square)
      let length = TriangleMesh.length(step)
      point -= length > reach ? step * (reach / length) : step
      if length < Self.tolerance * reach { return point }
    }
    return point
  }

  /// The outward normal near a point, or zero where the function has none.
  func normal(at point: SIMD3<Double>) -> SIMD3<Double> {
    let gradient = sample(at: point).gradient
    let length = TriangleMesh.length(gradient)
    return length > 0 ? gradient / length : .zero
  }

  private static var mostSteps: Int { 8 }
  /// Steps end below this share of the reach; the error left is about its square.
  private static var tolerance: Double { 1e-6 }
}
