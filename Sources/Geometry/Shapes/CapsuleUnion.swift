internal import Foundation

/// Capsules that run smoothly into each other: −k log Σ exp(−dᵢ / k) of their distances dᵢ.
struct CapsuleUnion: ImplicitSurface {
  let capsules: [Capsule]
  /// The length k over which they run together, in length units.
  let blend: Double
  let genus: Int
  let steepest: Double

  init(_ capsules: [Capsule], blend: Double, genus: Int = 0) {
    (self.capsules, self.blend, self.genus) = (capsules, blend, genus)
    // A mean of gradients is no longer than the longest of them.
    steepest = capsules.reduce(0) { max($0, $1.steepest) }
  }

  var thinnest: Double {
    capsules.reduce(.infinity) { min($0, $1.startRadius, $1.endRadius) }
  }

  var box: (lower: SIMD3<Double>, upper: SIMD3<Double>) {
    var lower = SIMD3<Double>(repeating: .infinity)
    var upper = -lower
    // So many capsules at one place are thicker by so much.
    let margin = blend * log(Double(capsules.count))
    for capsule in capsules {
      let radius = max(capsule.startRadius, capsule.endRadius) + margin
      for end in [capsule.start, capsule.end] {
        lower = pointwiseMin(lower, end - radius)
        upper = pointwiseMax(upper, end + radius)
      }
    }
    return (lower, upper)
  }

  func value(at point: SIMD3<Double>) -> Double { sample(at: point).value }

  /// The capsule whose surface is nearest to a point, or in which it lies deepest; of equal ones the first.
  func nearest(to point: SIMD3<Double>) -> Int {
    var (best, distance) = (0, Double.infinity)
    for (index, capsule) in capsules.enumerated() {
      let found = capsule.distance(to: point).value
      if found < distance { (best, distance) = (index, found) }
    }
    return best
  }

  /// Weights of sum 1 that fall with the distance from each capsule, by e over `width`.
  func weights(at point: SIMD3<Double>, width: Double) -> [Double] {
    let distances = capsules.map { $0.distance(to: point).value }
    let least = distances.min() ?? 0
    let weights = distances.map { exp((least - $0) / width) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  func sample(at point: SIMD3<Double>) -> (value: Double, gradient: SIMD3<Double>) {
    // Around the least distance so far, so that no exponential overflows.
    var (least, sum, gradient) = (Double.infinity, 0.0, SIMD3<Double>.zero)
    for capsule in capsules {
      let distance = capsule.distance(to: point)
      // What is farther adds nothing to a Double.
      if distance.value - least > 40 * blend { continue }
      if distance.value < least {
        let share = sum > 0 ? exp((distance.value - least) / blend) : 0
        sum = sum * share + 1
        gradient = gradient * share + distance.gradient
        least = distance.value
      } else {
        let share = exp((least - distance.value) / blend)
        sum += share
        gradient += distance.gradient * share
      }
    }
    return (least - blend * log(sum), gradient / sum)
  }
}
