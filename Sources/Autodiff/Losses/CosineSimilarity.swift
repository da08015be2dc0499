internal import Numerics

extension Variable {
  /// The cosine of the angle between vectors along the last axis, x · y / (|x| |y|): `[…, c]` to `[…]`.
  ///
  /// - Parameters:
  ///   - other: of this shape.
  ///   - least: positive; a length below counts as this, so that the zero vector has the cosine 0.
  public func cosineSimilarity(to other: Variable, least: Double = 1e-8) -> Variable {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.cosineSimilarity(shape, other.shape)
    }
    let (x, y) = (value, other.value)
    let (rows, columns) = (target.reduce(1, *), x.shape[x.rank - 1])
    let inverses = TensorStorage<Scalar>(count: 2 * rows)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { similarities in
        x.read { x in
          y.read {
            Kernels.cosine(
              rows: rows, columns: columns, least: least, x, $0, into: similarities,
              inverses: inverses.pointer)
          }
        }
      })
    let (xNode, yNode) = (node, other.node)
    return tape.record("cosineSimilarity", result, when: isRecorded || other.isRecorded) {
      gradient, gradients in
      for (node, own, rest, isFirst) in [(xNode, x, y, true), (yNode, y, x, false)] {
        gradients.add(to: node) {
          Tensor(
            shape: own.shape,
            writing: { target in
              own.read { own in
                rest.read { rest in
                  result.read { similarities in
                    gradient.read {
                      Kernels.cosinePullback(
                        rows: rows, columns: columns, least: least, isFirst: isFirst, own, rest,
                        similarities: similarities, inverses: inverses.pointer, gradient: $0,
                        into: target)
                    }
                  }
                }
              }
            })
        }
      }
    }
  }

  /// The loss of pairs of embeddings that shall point the same way or not: 1 − cos where they shall, max(0, cos −
  /// margin) where not; the mean over pairs.
  ///
  /// - Parameters:
  ///   - other: of this shape `[n, c]`.
  ///   - alike: whether each of the n pairs shall point the same way.
  ///   - margin: the cosine up to which pairs that shall differ cost nothing, in −1 ... 1.
  public func cosineEmbeddingLoss(
    _ other: Variable, alike: [Bool], margin: Double = 0
  ) -> Variable {
    let cosine = cosineSimilarity(to: other)
    precondition(
      cosine.shape == [alike.count],
      "cosineEmbeddingLoss: \(alike.count) answers for pairs of shape \(shape)")
    let share = 1 / Scalar(Swift.max(1, alike.count))
    func mask(_ value: Bool) -> Variable {
      tape.constant(Tensor(shape: [alike.count], alike.map { $0 == value ? share : 0 }))
    }
    let apart = (cosine - Scalar(margin)).relu() * mask(false)
    return ((1 - cosine) * mask(true) + apart).sum()
  }
}
