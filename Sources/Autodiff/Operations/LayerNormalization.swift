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
    layerNormalized(adding: nil, scale: scale, shift: shift, epsilon: epsilon, nil)
  }

  /// ``layerNormalized(scale:shift:epsilon:)`` of the sum of this and a residual of the same shape,
  /// after a dropout of this: how a layer with a shortcut ends, in one walk over the rows each way.
  ///
  /// - Parameters:
  ///   - residual: what is added.
  ///   - dropoutRate: of this, as of ``dropout(rate:key:)``; 0 is none.
  ///   - dropoutKey: a fresh number for each application, from a random stream.
  ///   - scale: of shape `[size of the last axis]`.
  ///   - shift: of the same shape.
  ///   - epsilon: positive; added to the (biased) variance.
  public func layerNormalized(
    adding residual: Variable, dropoutRate: Double = 0, dropoutKey: UInt64 = 0, scale: Variable,
    shift: Variable, epsilon: Double = 1e-5
  ) -> Variable {
    let dropout = dropoutRate == 0 ? nil : DropoutPlan(rate: dropoutRate).dropping(dropoutKey)
    return layerNormalized(
      adding: residual, scale: scale, shift: shift, epsilon: epsilon, dropout)
  }

  private func layerNormalized(
    adding residual: Variable?, scale: Variable, shift: Variable, epsilon: Double,
    _ dropout: Kernels.Dropping?
  ) -> Variable {
    let (x, factor) = (value, scale.value)
    _ = trapping { () throws(TensorError) in
      try ShapeRules.layerNormalized(
        x.shape, adding: residual?.shape, scale: factor.shape, shift: shift.shape)
    }
    let columns = factor.shape[0]
    let rows = x.count / columns
    let means = TensorStorage<Scalar>(count: rows)
    let inverses = TensorStorage<Scalar>(count: rows)
    let sum = residual.map { _ in TensorStorage<Scalar>(count: x.count) }
    func write(_ added: Kernels.ResidualSum<Scalar>?, _ y: UnsafeMutablePointer<Scalar>) {
      x.read { x in
        factor.read { factor in
          shift.value.read {
            Kernels.layerNorm(
              rows: rows, columns: columns, epsilon: epsilon, x, adding: added, scale: factor,
              shift: $0, into: y, means: means.pointer, inverses: inverses.pointer)
          }
        }
      }
    }
    let none = Kernels.Dropping(threshold: 0, scale: 1, key: 0)
    let result = Tensor<Scalar>(
      shape: x.shape,
      writing: { y in
        guard let residual, let sum else { return write(nil, y) }
        residual.value.read { write(.init($0, dropout ?? none, into: sum.pointer), y) }
      })
    let kept = sum.map { Tensor(shape: x.shape, storage: $0) } ?? x
    let nodes = (
      x: node, residual: residual?.node ?? .constant, scale: scale.node, shift: shift.node
    )
    return tape.record(
      "layerNormalized", result,
      when: isRecorded || residual?.isRecorded ?? false || scale.isRecorded || shift.isRecorded
    ) { gradient, gradients in
      let whole = TensorStorage<Scalar>(count: kept.count)
      let scaleGradient = TensorStorage<Scalar>(count: columns)
      let shiftGradient = TensorStorage<Scalar>(count: columns)
      let dropped = dropout.map { _ in TensorStorage<Scalar>(count: kept.count) }
      kept.read { x in
        factor.read { factor in
          gradient.read {
            Kernels.layerNormPullback(
              rows: rows, columns: columns, x, scale: factor, means: means.pointer,
              inverses: inverses.pointer, gradient: $0, into: whole.pointer,
              scale: scaleGradient.pointer, shift: shiftGradient.pointer,
              dropped: dropout.flatMap { plan in dropped.map { ($0.pointer, plan) } })
          }
        }
      }
      gradients.add(to: nodes.shift) { Tensor(shape: [columns], storage: shiftGradient) }
      gradients.add(to: nodes.scale) { Tensor(shape: [columns], storage: scaleGradient) }
      gradients.add(to: nodes.residual) { Tensor(shape: kept.shape, storage: whole) }
      gradients.add(to: nodes.x) { Tensor(shape: kept.shape, storage: dropped ?? whole) }
    }
  }
}
