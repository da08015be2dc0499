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
  public func linear(
    weights: Variable, bias: Variable? = nil, activation: Activation = .identity
  ) -> Variable {
    let (x, w) = (value, weights.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.linear(x.shape, weights: w.shape, bias: bias?.shape)
    }
    let (m, n, k) = (x.shape.dropLast().reduce(1, *), w.shape[1], w.shape[0])
    let isNeeded = isRecorded || weights.isRecorded || bias?.isRecorded ?? false
    let (function, parameter, keepsResult) = activation.kernel
    let slopes =
      keepsResult || !isNeeded || !tape.isRecording ? nil : TensorStorage<Scalar>(count: m * n)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        withPointers(x, w, bias?.value) { x, w, bias in
          Kernels.linear(
            m: m, n: n, k: k, x, weights: w, bias: bias, function: function,
            parameter: parameter, slopes: slopes?.pointer, into: y)
        }
      })
    let kept =
      function == nil ? nil : slopes.map { Tensor(shape: target, storage: $0) } ?? result
    let (xNode, wNode, biasNode) = (node, weights.node, bias?.node ?? .constant)
    let wanted = (x: isRecorded, bias: bias?.isRecorded ?? false)
    // Without a gradient to x its weights are not kept, and without one to the weights x is not.
    let (keptX, keptW) = (weights.isRecorded ? x : nil, isRecorded ? w : nil)
    let shapes = (x: x.shape, w: w.shape)
    return tape.record("linear", result, when: isNeeded) { gradient, gradients in
      let product = kept.map { _ in TensorStorage<Scalar>(count: m * n) }
      let biasGradient = wanted.bias ? TensorStorage<Scalar>(count: n) : nil
      let xGradient = wanted.x ? TensorStorage<Scalar>(count: m * k) : nil
      withPointers(gradient, keptW ?? gradient, kept) { gradient, w, kept in
        Kernels.linearPullback(
          m: m, n: n, k: k, weights: w, function: function, parameter: parameter,
          keptResults: keepsResult, kept: kept, gradient: gradient, product: product?.pointer,
          biasGradient: biasGradient?.pointer, into: xGradient?.pointer)
      }
      if let biasGradient {
        gradients.add(to: biasNode) { Tensor(shape: [n], storage: biasGradient) }
      }
      if let keptX {
        let inner = product.map { Tensor(shape: [m, n], storage: $0) } ?? gradient
        gradients.add(to: wNode) {
          Tensor(
            shape: shapes.w,
            writing: { target in
              withPointers(keptX, inner, nil) { x, inner, _ in
                Kernels.outerProduct(m: m, k: k, n: n, x, inner, into: target)
              }
            })
        }
      }
      if let xGradient {
        gradients.add(to: xNode) { Tensor(shape: shapes.x, storage: xGradient) }
      }
    }
  }
}

/// The addresses of two tensors' elements and of a third's, if there is one.
private func withPointers<Scalar>(
  _ a: Tensor<Scalar>, _ b: Tensor<Scalar>, _ c: Tensor<Scalar>?,
  _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>?) -> Void
) {
  a.read { a in
    b.read { b in
      if let c { c.read { body(a, b, $0) } } else { body(a, b, nil) }
    }
  }
}
