internal import Numerics

extension SparsePattern {
  /// Attention over the entries of each row (Veličković et al., "Graph attention networks", 2018, equations 1 to 6).
  ///
  /// For row i and head h: `y[i, h, :] = Σ_j c[i, j, h] values[j, h, :]` over the columns j of the row, with the
  /// coefficients c the softmax over these j of `leakyRelu(queries[i, h] + keys[j, h])`. The coefficients are kept
  /// for the pullback, `[entries, heads]`; nothing of the size of entries × heads × channels is ever made.
  ///
  /// - Parameters:
  ///   - queries: the rows' part of the scores, `[rows, heads]`.
  ///   - keys: the columns' part, `[columns, heads]`.
  ///   - values: what is summed, `[columns, heads, c]`.
  ///   - slope: of the leaky rectifier below 0.
  ///   - rate: the probability with which a coefficient is dropped, as ``Variable/dropout(rate:key:)`` does.
  ///   - key: a fresh number for each application; of no effect where nothing is dropped.
  /// - Returns: `[rows, heads, c]`; rows without entries are 0.
  public func attend<Scalar>(
    queries: Variable<Scalar>, keys: Variable<Scalar>, values: Variable<Scalar>,
    slope: Double = 0.2, dropout rate: Double = 0, key: UInt64 = 0
  ) -> Variable<Scalar> {
    let (a, b, x) = (queries.value, keys.value, values.value)
    _ = trapping { () throws(TensorError) in
      try ShapeRules.graphAttention(shape, queries: a.shape, keys: b.shape, values: x.shape)
    }
    let (heads, channels) = (x.shape[1], x.shape[2])
    let coefficients = Tensor<Scalar>(
      shape: [nonzeroCount, heads],
      writing: { target in
        withAttention(heads: heads, channels: channels, slope: slope) { plan in
          a.read { a in b.read { Kernels.attentionCoefficients(plan, a, $0, into: target) } }
        }
      })
    let dropped =
      rate == 0 ? coefficients : DropoutPlan(rate: rate).applied(to: coefficients, key: key)
    let (queryNode, keyNode, valueNode) = (queries.node, keys.node, values.node)
    return values.tape.record(
      "attend", product(dropped, x),
      when: queries.isRecorded || keys.isRecorded || values.isRecorded
    ) { [self] gradient, gradients in
      if queryNode.index != nil || keyNode.index != nil {
        var sums = Tensor<Scalar>(shape: [nonzeroCount, heads], initializing: { _ in })
        let toQueries = Tensor<Scalar>(
          shape: a.shape,
          writing: { target in
            sums.withUnsafeMutableBufferPointer { sums in
              guard let sums = sums.baseAddress else { return }
              withAttention(heads: heads, channels: channels, slope: slope) { plan in
                a.read { a in
                  b.read { b in
                    coefficients.read { coefficients in
                      dropped.read { dropped in
                        x.read { x in
                          gradient.read {
                            Kernels.attentionPullback(
                              plan, a, b, coefficients: coefficients, dropped: dropped, x,
                              gradient: $0, sums: sums, into: target)
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          })
        gradients.add(to: queryNode) { toQueries }
        gradients.add(to: keyNode) { sums.summed(over: columnSegments) }
      }
      gradients.add(to: valueNode) { transposed().product(transposed(dropped), gradient) }
    }
  }

  /// The scores of dynamic attention at the entries (Brody, Alon and Yahav, "How attentive are graph attention
  /// networks?", 2022, equation 7): `weights[h, :] · leakyRelu(a[i, h, :] + b[j, h, :])`; gradients flow to all
  /// three.
  ///
  /// With ``Variable/softmax(over:)`` over ``rowSegments`` and ``multiply(_:_:)`` they make the layer. Nothing of
  /// the size of entries × heads × channels is made.
  ///
  /// - Parameters:
  ///   - a: the rows' features, `[rows, heads, c]`.
  ///   - b: the columns' features, `[columns, heads, c]`.
  ///   - weights: `[heads, c]`.
  ///   - slope: of the leaky rectifier below 0.
  /// - Returns: `[entries, heads]`.
  public func attentionScores<Scalar>(
    _ a: Variable<Scalar>, _ b: Variable<Scalar>, weights: Variable<Scalar>, slope: Double = 0.2
  ) -> Variable<Scalar> {
    let (x, y, w) = (a.value, b.value, weights.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.sampled(
        "attentionScores", shape, entries: nonzeroCount, x.shape, y.shape, summingLast: true)
    }
    precondition(
      x.rank == 3 && w.shape == Array(x.shape.dropFirst()),
      "attentionScores: weights of shape \(w.shape) for features of shape \(x.shape)")
    let (heads, channels) = (x.shape[1], x.shape[2])
    let scores = Tensor<Scalar>(
      shape: target,
      writing: { target in
        withAttention(heads: heads, channels: channels, slope: slope) { plan in
          x.read { x in
            y.read { y in
              w.read { Kernels.attentionScores(plan, x, y, weights: $0, into: target) }
            }
          }
        }
      })
    let (aNode, bNode, weightsNode) = (a.node, b.node, weights.node)
    return a.tape.record(
      "attentionScores", scores, when: a.isRecorded || b.isRecorded || weights.isRecorded
    ) { [self] gradient, gradients in
      if aNode.index != nil || weightsNode.index != nil {
        var toWeights = Tensor<Scalar>(shape: w.shape, initializing: { _ in })
        let toRows = toWeights.withUnsafeMutableBufferPointer { toWeights in
          scoresPullback(x, y, w, slope, gradient, weightsInto: toWeights.baseAddress)
        }
        gradients.add(to: aNode) { toRows }
        gradients.add(to: weightsNode) { toWeights }
      }
      gradients.add(to: bNode) {
        transposed().scoresPullback(y, x, w, slope, transposed(gradient), weightsInto: nil)
      }
    }
  }

  /// The gradient of scores to the features of this pattern's rows, and to the weights where an address is given.
  private func scoresPullback<Scalar: TensorScalar>(
    _ a: Tensor<Scalar>, _ b: Tensor<Scalar>, _ weights: Tensor<Scalar>, _ slope: Double,
    _ gradient: Tensor<Scalar>, weightsInto weightGradient: UnsafeMutablePointer<Scalar>?
  ) -> Tensor<Scalar> {
    Tensor(
      shape: a.shape,
      writing: { target in
        withAttention(heads: a.shape[1], channels: a.shape[2], slope: slope) { plan in
          a.read { a in
            b.read { b in
              weights.read { weights in
                gradient.read {
                  Kernels.attentionScoresPullback(
                    plan, a, b, weights: weights, gradient: $0, into: target,
                    weightsInto: weightGradient)
                }
              }
            }
          }
        }
      })
  }

  private func withAttention(
    heads: Int, channels: Int, slope: Double, _ body: (Kernels.GraphAttention) -> Void
  ) {
    withRows { offsets, indices in
      body(
        Kernels.GraphAttention(
          rows: rows, rowOffsets: offsets, columnIndices: indices, heads: heads,
          channels: channels, slope: slope))
    }
  }
}
