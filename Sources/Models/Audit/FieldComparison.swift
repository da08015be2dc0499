import Autodiff

/// How far two fields are apart, over all of their rows or some.
struct FieldComparison {
  /// The rows that count; nil for all.
  let rows: [Int32]?

  /// The largest difference over the largest value of the second; nil where no row counts, infinite where shapes differ or
  /// something is no number.
  func error<Scalar: TensorScalar>(_ found: Tensor<Scalar>, _ wanted: Tensor<Scalar>) -> Double? {
    guard found.shape == wanted.shape else { return .infinity }
    let width = found.shape[found.shape.count - 1]
    var (a, b) = (found, wanted)
    if let rows {
      guard !rows.isEmpty else { return nil }
      a = a.reshaped(to: [a.count / width, width]).rows(at: rows)
      b = b.reshaped(to: [b.count / width, width]).rows(at: rows)
    }
    var (difference, scale) = (0.0, 0.0)
    for (x, y) in zip(a.scalars, b.scalars) {
      let distance = abs(Double(x) - Double(y))
      // What is no number is no small error.
      guard distance.isFinite else { return .infinity }
      difference = max(difference, distance)
      scale = max(scale, abs(Double(y)))
    }
    return difference == 0 ? 0 : difference / max(scale, .leastNormalMagnitude)
  }

  /// The largest difference of two fields over the largest value of a third, all of one shape.
  func distance<Scalar: TensorScalar>(
    _ found: Tensor<Scalar>, _ other: Tensor<Scalar>, over scale: Tensor<Scalar>
  ) -> Double {
    guard found.shape == other.shape else { return .infinity }
    let difference = zip(found.scalars, other.scalars).reduce(0.0) {
      max($0, abs(Double($1.0) - Double($1.1)))
    }
    let largest = scale.scalars.reduce(0.0) { max($0, abs(Double($1))) }
    return difference == 0 ? 0 : difference / max(largest, .leastNormalMagnitude)
  }

  /// The Euclidean length of a difference over that of the second; infinite where the fields have different numbers of values.
  static func change<Scalar: TensorScalar>(
    _ found: [Tensor<Scalar>], from still: [Tensor<Scalar>]
  ) -> Double {
    guard found.map(\.count) == still.map(\.count) else { return .infinity }
    var (difference, size) = (0.0, 0.0)
    for (a, b) in zip(found, still) {
      for (x, y) in zip(a.scalars, b.scalars) {
        difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
        size += Double(y) * Double(y)
      }
    }
    return difference == 0 ? 0 : (difference / max(size, .leastNormalMagnitude)).squareRoot()
  }
}
