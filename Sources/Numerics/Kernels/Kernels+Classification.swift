internal import CKernels

extension Kernels {
  /// What rows of logits are held to: labels, −1 where there is none, or rows of probabilities.
  package enum ClassTargets<S: NumericScalar> {
    case labels(UnsafePointer<Int32>)
    case probabilities(UnsafePointer<S>)

    func parts(
      from row: Int, _ columns: Int
    ) -> (labels: UnsafePointer<Int32>?, probabilities: UnsafePointer<S>?) {
      switch self {
      case .labels(let labels): (labels + row, nil)
      case .probabilities(let all): (nil, all + row * columns)
      }
    }
  }

  /// The cross-entropy of each row, its share in a weighted mean, and the logarithm of its sum of
  /// exponentials.
  ///
  /// - Parameters:
  ///   - weights: one for each class, or none.
  ///   - smoothing: what part of a target is spread evenly over the classes.
  package static func classLoss<S: NumericScalar>(
    rows: Int, columns: Int, _ x: UnsafePointer<S>, targets: ClassTargets<S>,
    weights: UnsafePointer<S>?, smoothing: Double, losses: UnsafeMutablePointer<S>,
    shares: UnsafeMutablePointer<S>, logarithms: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: rowShard(elementsPerRow: 4 * columns)) { range in
      let start = range.lowerBound
      let (labels, probabilities) = targets.parts(from: start, columns)
      meridian_class_loss(
        S.element, range.count, columns, x + start * columns, labels, probabilities, weights,
        smoothing, losses + start, shares + start, logarithms + start)
    }
  }

  /// The gradient of the sum of
  /// ``classLoss(rows:columns:_:targets:weights:smoothing:losses:shares:logarithms:)``'s losses
  /// times `scale`.
  package static func classLossPullback<S: NumericScalar>(
    rows: Int, columns: Int, _ x: UnsafePointer<S>, targets: ClassTargets<S>,
    weights: UnsafePointer<S>?, smoothing: Double, logarithms: UnsafePointer<S>, scale: Double,
    into result: UnsafeMutablePointer<S>
  ) {
    shards(rows, size: rowShard(elementsPerRow: 4 * columns)) { range in
      let start = range.lowerBound
      let (labels, probabilities) = targets.parts(from: start, columns)
      meridian_class_loss_pullback(
        S.element, range.count, columns, x + start * columns, labels, probabilities, weights,
        smoothing, logarithms + start, scale, result + start * columns)
    }
  }
}
