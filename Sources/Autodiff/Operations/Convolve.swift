internal import Numerics

extension Variable {
  /// f of the cross-correlation of grids `[n, size…, in]`, of one to three dimensions, with weights `[window…,
  /// in / groups, out]`, plus a bias `[out]`: `[n, size′…, out]`.
  ///
  /// The positive part is taken while results are in cache; other functions follow as an operation of their
  /// own. Windows 3 × 3 at stride 1 with channels in multiples of 16, or a little fewer, are computed
  /// by minimal filtering (Lavin and Gray, CVPR 2016), whose rounding errors are about twice a direct sum's.
  ///
  /// - Parameter activation: the function f.
  public func convolution(
    weights: Variable, bias: Variable? = nil, _ options: Convolution = Convolution(),
    activation: Activation = .identity
  ) -> Variable {
    let (x, w) = (value, weights.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.convolution(x.shape, weights: w.shape, bias: bias?.shape, options)
    }
    let window = trapping { () throws(TensorError) in
      try ShapeRules.window("convolution", x.shape, weights: w.shape, options)
    }
    let isRectified = activation == .relu
    let kernel = ConvolutionKernel<Scalar>(
      items: x.shape[0], window: window, outChannels: target[target.count - 1],
      groups: options.groups, isRectified: isRectified)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        x.read { x in
          w.read { w in
            if let bias {
              bias.value.read { kernel.forward(x, weights: w, bias: $0, into: y) }
            } else {
              kernel.forward(x, weights: w, bias: nil, into: y)
            }
          }
        }
      })
    let pullback = ConvolutionPullback(
      kernel: kernel, grid: weights.isRecorded ? x : nil, weights: isRecorded ? w : nil,
      result: isRectified ? result : nil,
      shapes: (
        isRecorded ? x.shape : nil, weights.isRecorded ? w.shape : nil,
        bias?.isRecorded ?? false ? bias?.shape : nil
      ))
    let (xNode, wNode, biasNode) = (node, weights.node, bias?.node ?? .constant)
    let recorded = tape.record(
      "convolution", result,
      when: isRecorded || weights.isRecorded || bias?.isRecorded ?? false
    ) { gradient, gradients in
      let found = pullback(gradient)
      if let bias = found.bias { gradients.add(to: biasNode) { bias } }
      if let weights = found.weights { gradients.add(to: wNode) { weights } }
      if let grid = found.grid { gradients.add(to: xNode) { grid } }
    }
    return isRectified ? recorded : recorded.applying(activation)
  }

  /// f of the cross-correlation of images `[n, height, width, in]` with weights `[kernel height, kernel width,
  /// in / groups, out]`, plus a bias `[out]`: `[n, height′, width′, out]`.
  ///
  /// - Parameter activation: the function f.
  public func convolution2d(
    weights: Variable, bias: Variable? = nil, _ options: Convolution2D = Convolution2D(),
    activation: Activation = .identity
  ) -> Variable {
    _ = trapping { () throws(TensorError) in
      try ShapeRules.convolution2d(
        shape, weights: weights.shape, bias: bias?.shape, options)
    }
    return convolution(
      weights: weights, bias: bias, options.onGrids, activation: activation)
  }
}

/// The way back over a convolution: all gradients that are wanted, in one pass.
private struct ConvolutionPullback<Scalar: TensorScalar> {
  let kernel: ConvolutionKernel<Scalar>
  let grid: Tensor<Scalar>?
  let weights: Tensor<Scalar>?
  let result: Tensor<Scalar>?
  /// The shapes of the gradients that are wanted.
  let shapes: (grid: [Int]?, weights: [Int]?, bias: [Int]?)

  func callAsFunction(
    _ gradient: Tensor<Scalar>
  ) -> (grid: Tensor<Scalar>?, weights: Tensor<Scalar>?, bias: Tensor<Scalar>?) {
    func room(_ shape: [Int]?) -> Tensor<Scalar>? {
      shape.map { Tensor(shape: $0, storage: TensorStorage(count: $0.reduce(1, *))) }
    }
    let found = (room(shapes.grid), room(shapes.weights), room(shapes.bias))
    let targets = ConvolutionKernel<Scalar>.Targets(
      grid: found.0?.storage.pointer, weights: found.1?.storage.pointer,
      bias: found.2?.storage.pointer)
    gradient.read { gradient in
      // Grid and weights may be views, which only reading puts in order.
      withPointers(grid, weights, result) { grid, weights, result in
        kernel.backward(
          .init(
            grid: grid ?? gradient, weights: weights ?? gradient, result: result,
            gradient: gradient),
          into: targets)
      }
    }
    return found
  }
}
