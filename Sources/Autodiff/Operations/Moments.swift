internal import Numerics

extension SparsePattern {
  /// Several weighted sums over the entries of each row at a time: y[i, k, :] = Σ_j weights[(i, j), k] x[j, :]; gradients
  /// flow to values and weights.
  ///
  /// It is what convolutions on surfaces and graphs gather with, before a dense product mixes the channels: the weights
  /// are a gradient's two components, Gaussians of pseudo-coordinates (Monti et al., 2017, equation 9), the places of a
  /// polar patch (Masci et al., 2015, equation 6), or functions of an angle (de Haan et al., 2021, table 1). Nothing of
  /// the size of entries × channels is made.
  ///
  /// - Parameters:
  ///   - x: `[columns, c]`; with turns `[columns, dimension, c]`, a field of ``FrameTurns/orders`` in c channels.
  ///   - weights: `[entries, k]`, in the order of the pattern's entries.
  ///   - turns: how the field turns along each entry before it is weighed; a constant.
  /// - Returns: `[rows, k, c]` or `[rows, k, dimension, c]`; rows without entries are 0.
  public func moments<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, weights: Variable<Scalar>, turns: FrameTurns<Scalar>? = nil
  ) -> Variable<Scalar> {
    let (values, w) = (x.value, weights.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.moments(
        shape, entries: nonzeroCount, values.shape, weights: w.shape, dimension: turns?.dimension)
    }
    precondition(
      turns.map { $0.table.shape[0] == nonzeroCount } ?? true,
      "moments: turns of \(turns?.table.shape[0] ?? 0) entries at \(nonzeroCount)")
    let sizes = MomentSizes(
      count: w.shape[1], channels: values.shape[values.rank - 1], turns: turns)
    let table = turns?.table ?? Tensor(zeros: [0])
    let (xNode, weightsNode) = (x.node, weights.node)
    // Each is the other's slope, and not kept where that is a constant.
    let keptX = weights.isRecorded ? values : nil
    let keptW = x.isRecorded ? w : nil
    let xShape = values.shape
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        values.read { x in
          w.read { w in
            table.read { table in
              with(sizes) { Kernels.moments($0, weights: w, turns: table, x, into: y) }
            }
          }
        }
      })
    return x.tape.record("moments", result, when: x.isRecorded || weights.isRecorded) {
      [self] gradient, gradients in
      if let keptW {
        gradients.add(to: xNode) {
          momentsPullback(sizes, keptW, table, gradient, shape: xShape)
        }
      }
      if let keptX {
        gradients.add(to: weightsNode) { momentWeightsPullback(sizes, table, keptX, gradient) }
      }
    }
  }

  private func momentsPullback<Scalar: TensorScalar>(
    _ sizes: MomentSizes, _ weights: Tensor<Scalar>, _ table: Tensor<Scalar>,
    _ gradient: Tensor<Scalar>, shape: [Int]
  ) -> Tensor<Scalar> {
    let (transposed, permutation) = (transposition.pattern, transposition.permutation)
    return Tensor(
      shape: shape,
      writing: { target in
        weights.read { weights in
          table.read { table in
            gradient.read { gradient in
              withIndices(permutation) { order in
                transposed.with(sizes) {
                  Kernels.momentsPullback(
                    $0, order: order, weights: weights, turns: table, gradient: gradient,
                    into: target)
                }
              }
            }
          }
        }
      })
  }

  private func momentWeightsPullback<Scalar: TensorScalar>(
    _ sizes: MomentSizes, _ table: Tensor<Scalar>, _ x: Tensor<Scalar>, _ gradient: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    Tensor(
      shape: [nonzeroCount, sizes.count],
      writing: { target in
        table.read { table in
          x.read { x in
            gradient.read { gradient in
              with(sizes) {
                Kernels.momentWeightsPullback(
                  $0, turns: table, x, gradient: gradient, into: target)
              }
            }
          }
        }
      })
  }

  private func with(_ sizes: MomentSizes, _ body: (Kernels.Moments) -> Void) {
    withRows { offsets, columns in
      body(
        Kernels.Moments(
          rows: rows, rowOffsets: offsets, columnIndices: columns, count: sizes.count,
          components: sizes.components, channels: sizes.channels, turnCount: sizes.turnCount,
          spans: sizes.spans))
    }
  }
}

/// The sizes of ``SparsePattern/moments(_:weights:turns:)``.
private struct MomentSizes {
  let count: Int, channels: Int, components: Int, turnCount: Int
  let spans: [Kernels.MomentSpan]

  init<Scalar>(count: Int, channels: Int, turns: FrameTurns<Scalar>?) {
    (self.count, self.channels) = (count, channels)
    components = turns?.dimension ?? 1
    turnCount = turns?.turnCount ?? 0
    spans = turns?.spans ?? [.init(component: 0, count: 1, turn: nil)]
  }
}
