internal import Numerics

extension Variable {
  /// (x − mean) / √(variance + ε) · scale + shift along the last axis (Ba, Kiros and Hinton, 2016).
  ///
  /// - Parameters:
  ///   - scale: of shape `[size of the last axis]`.
  ///   - shift: of the same shape.
  ///   - epsilon: positive; added to the (biased) variance.
  public func layerNormalized(
    scale: Variable, shift: Variable, epsilon: Double = 1e-5
  ) -> Variable {
    let (x, factor) = (value, scale.value)
    let columns = x.shape.last ?? 0
    precondition(
      columns > 0 && factor.shape == [columns] && shift.shape == [columns],
      "layerNormalized: shape \(x.shape) with scale \(factor.shape) and shift \(shift.shape)")
    let rows = x.count / columns
    let statistics = LayerStatistics<Scalar>(rows: rows)
    let result = Tensor<Scalar>(
      shape: x.shape,
      writing: { y in
        x.read { x in
          factor.read { factor in
            shift.value.read {
              Kernels.layerNorm(
                rows: rows, columns: columns, epsilon: epsilon, x, scale: factor, shift: $0,
                into: y,
                means: statistics.means.pointer, inverses: statistics.inverses.pointer)
            }
          }
        }
      })
    let (xNode, scaleNode, shiftNode) = (node, scale.node, shift.node)
    return tape.record(
      "layerNormalized", result, when: isRecorded || scale.isRecorded || shift.isRecorded
    ) { gradient, gradients in
      gradients.add(to: shiftNode) { gradient.unbroadcast(to: [columns]) }
      gradients.add(to: scaleNode) {
        Tensor.combining(
          .multiply, "layerNormalized", gradient, statistics.normalized(x, rows, columns)
        ).unbroadcast(to: [columns])
      }
      gradients.add(to: xNode) {
        Tensor(
          shape: x.shape,
          writing: { target in
            x.read { x in
              factor.read { factor in
                gradient.read {
                  Kernels.layerNormPullback(
                    rows: rows, columns: columns, x, scale: factor,
                    means: statistics.means.pointer, inverses: statistics.inverses.pointer,
                    gradient: $0, into: target)
                }
              }
            }
          })
      }
    }
  }
}

/// The mean and the inverse deviation of each row.
private struct LayerStatistics<Scalar: TensorScalar> {
  let means: TensorStorage<Scalar>
  let inverses: TensorStorage<Scalar>

  init(rows: Int) {
    means = TensorStorage(count: rows)
    inverses = TensorStorage(count: rows)
  }

  /// The rows less their means over their deviations, in x's shape.
  func normalized(_ x: Tensor<Scalar>, _ rows: Int, _ columns: Int) -> Tensor<Scalar> {
    let flat = x.reshaped(to: [rows, columns])
    let centered = Tensor.combining(
      .subtract, "layerNormalized", flat, Tensor(shape: [rows, 1], storage: means))
    return Tensor.combining(
      .multiply, "layerNormalized", centered, Tensor(shape: [rows, 1], storage: inverses)
    ).reshaped(to: x.shape)
  }
}
