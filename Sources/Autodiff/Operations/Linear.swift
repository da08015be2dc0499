internal import Numerics

extension Variable {
  /// f(x W + b) along the last axis: `[…, in]` to `[…, out]`.
  ///
  /// Bias and function are applied to each tile of the product while it is in cache. Kept for the pullback
  /// are, besides x and W, the results if the function's slope can be told from them, else the slopes.
  ///
  /// - Parameters:
  ///   - weights: of shape `[in, out]`.
  ///   - bias: of shape `[out]`.
  ///   - activation: the function f.
  ///   - dropoutRate: of the results, as of ``dropout(rate:key:)``; 0 is none.
  ///   - dropoutKey: a fresh number for each application with dropout, from a random stream.
  @_specialize(where Scalar == Float)
  public func linear(
    weights: Variable, bias: Variable? = nil, activation: Activation = .identity,
    dropoutRate: Double = 0, dropoutKey: UInt64 = 0
  ) -> Variable {
    if dropoutRate != 0 && activation == .identity {
      return linear(weights: weights, bias: bias).dropout(rate: dropoutRate, key: dropoutKey)
    }
    let dropping = dropoutRate == 0 ? nil : DropoutPlan(rate: dropoutRate).dropping(dropoutKey)
    let (x, w) = (value, weights.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.linear(x.shape, weights: w.shape, bias: bias?.shape)
    }
    let (m, n, k) = (x.shape.dropLast().reduce(1, *), w.shape[1], w.shape[0])
    let isNeeded = isRecorded || weights.isRecorded || bias?.isRecorded ?? false
    let (function, parameter, tellsSlope) = activation.kernel
    // Slopes take part in the dropout, so that the way back needs no random numbers.
    let keepsResult = tellsSlope && dropping == nil
    let slopes =
      keepsResult || !isNeeded || !tape.isRecording ? nil : TensorStorage<Scalar>(count: m * n)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        withPointers(x, w, bias?.value) { x, w, bias in
          guard let x, let w else { return }
          Kernels.linear(
            m: m, n: n, k: k, x, weights: w, bias: bias, function: function,
            parameter: parameter, slopes: slopes?.pointer, dropping: dropping, into: y)
        }
      })
    let kept =
      function == nil ? nil : slopes.map { Tensor(shape: target, storage: $0) } ?? result
    let (xNode, wNode, biasNode) = (node, weights.node, bias?.node ?? .constant)
    let wantsBias = bias?.isRecorded ?? false
    // Without a gradient to x its weights are not kept, and without one to the weights x is not.
    let (keptX, keptW) = (weights.isRecorded ? x : nil, isRecorded ? w : nil)
    let xShape = x.shape
    return tape.record("linear", result, when: isNeeded) { gradient, gradients in
      let found = (
        x: keptW.map { _ in TensorStorage<Scalar>(count: m * k) },
        w: keptX.map { _ in TensorStorage<Scalar>(count: k * n) },
        bias: wantsBias ? TensorStorage<Scalar>(count: n) : nil
      )
      gradient.read { gradient in
        withPointers(keptX, keptW, kept) { x, w, kept in
          Kernels.linearPullback(
            m: m, n: n, k: k, x, weights: w, function: function, parameter: parameter,
            keptResults: keepsResult, kept: kept, gradient: gradient, into: found.x?.pointer,
            weights: found.w?.pointer, bias: found.bias?.pointer)
        }
      }
      if let bias = found.bias { gradients.add(to: biasNode) { Tensor(shape: [n], storage: bias) } }
      if let w = found.w { gradients.add(to: wNode) { Tensor(shape: [k, n], storage: w) } }
      if let x = found.x { gradients.add(to: xNode) { Tensor(shape: xShape, storage: x) } }
    }
  }
}
