internal import Numerics

extension SparsePattern {
  /// The products of rows of two dense variables at the entries alone: for an entry in row i and column j,
  /// `a[i, …, :] · b[j, …, :]` (a sampled dense-dense product); gradients flow to both.
  ///
  /// - Parameters:
  ///   - a: `[rows, k]`, or `[rows, heads, k]`.
  ///   - b: `[columns, k]`, or `[columns, heads, k]`.
  /// - Returns: `[entries]`, or `[entries, heads]`.
  public func sampledProduct<Scalar>(
    _ a: Variable<Scalar>, _ b: Variable<Scalar>
  ) -> Variable<Scalar> {
    let (x, y) = (a.value, b.value)
    let (aNode, bNode) = (a.node, b.node)
    return a.tape.record(
      "sampledProduct", sampled(x, y), when: a.isRecorded || b.isRecorded
    ) { [self] gradient, gradients in
      gradients.add(to: aNode) { product(gradient, y) }
      gradients.add(to: bNode) { transposed().product(transposed(gradient), x) }
    }
  }

  /// The sums of elements of two dense variables at the entries: `a[i, …] + b[j, …]`; gradients flow to both.
  ///
  /// - Parameters:
  ///   - a: `[rows]`, or `[rows, heads]`.
  ///   - b: `[columns]`, or `[columns, heads]`.
  /// - Returns: `[entries]`, or `[entries, heads]`.
  public func sampledSum<Scalar>(
    _ a: Variable<Scalar>, _ b: Variable<Scalar>
  ) -> Variable<Scalar> {
    let (x, y) = (a.value, b.value)
    let (aNode, bNode) = (a.node, b.node)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.sampled(
        "sampledSum", shape, entries: nonzeroCount, x.shape, y.shape, summingLast: false)
    }
    let heads = target.dropFirst().reduce(1, *)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { values in
        withRows { offsets, indices in
          x.read { x in
            y.read {
              Kernels.sampledSum(
                rows: rows, rowOffsets: offsets, columnIndices: indices, heads: heads, x, $0,
                into: values)
            }
          }
        }
      })
    return a.tape.record("sampledSum", result, when: a.isRecorded || b.isRecorded) {
      [self] gradient, gradients in
      gradients.add(to: aNode) { gradient.summed(over: rowSegments) }
      gradients.add(to: bNode) { gradient.summed(over: columnSegments) }
    }
  }

  /// The tensor that ``sampledProduct(_:_:)`` records.
  func sampled<Scalar: TensorScalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.sampled(
        "sampledProduct", shape, entries: nonzeroCount, a.shape, b.shape, summingLast: true)
    }
    let heads = target.dropFirst().reduce(1, *)
    let channels = a.shape[a.rank - 1]
    return Tensor(
      shape: target,
      writing: { values in
        withRows { offsets, indices in
          a.read { a in
            b.read {
              Kernels.sampledProduct(
                rows: rows, rowOffsets: offsets, columnIndices: indices, heads: heads,
                channels: channels, a, $0, into: values)
            }
          }
        }
      })
  }
}
