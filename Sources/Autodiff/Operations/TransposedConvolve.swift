internal import Numerics

extension Variable {
  /// The adjoint of a convolution, which spreads grids `[n, size…, in]`, of one to three dimensions, by weights
  /// `[window…, out / groups, in]`, plus a bias `[out]`: `[n, size′…, out]`.
  ///
  /// Weights are those of the convolution whose adjoint this is: it takes grids with `out` channels to grids
  /// with `in`.
  public func transposedConvolution(
    weights: Variable, bias: Variable? = nil,
    _ options: TransposedConvolution = TransposedConvolution()
  ) -> Variable {
    let (x, w) = (value, weights.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.transposedConvolution(
        x.shape, weights: w.shape, bias: bias?.shape, options)
    }
    let window = trapping { () throws(TensorError) in
      try ShapeRules.window(
        "transposedConvolution", target, weights: w.shape, options.adjoint)
    }
    let kernel = ConvolutionKernel<Scalar>(
      items: x.shape[0], window: window, outChannels: x.shape[x.rank - 1], groups: options.groups)
    let channels = target[target.count - 1]
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        x.read { x in
          w.read {
            kernel.backward(
              .init(grid: x, weights: $0, result: nil, gradient: x), into: .init(grid: y))
          }
        }
        guard let bias, channels > 0 else { return }
        bias.value.read {
          Kernels.binary(
            .add, rows: target.dropLast().reduce(1, *), columns: channels, y, rowStep: channels,
            columnStep: 1, $0, rowStep: 0, columnStep: 1, into: y)
        }
      })
    let (xNode, wNode, biasNode) = (node, weights.node, bias?.node ?? .constant)
    // Without a gradient to x the weights are not kept, and without one to the weights x is not.
    let (keptX, keptW) = (weights.isRecorded ? x : nil, isRecorded ? w : nil)
    let shapes = (x: x.shape, w: w.shape)
    return tape.record(
      "transposedConvolution", result,
      when: isRecorded || weights.isRecorded || bias?.isRecorded ?? false
    ) { gradient, gradients in
      gradients.add(to: biasNode) { gradient.unbroadcast(to: [channels]) }
      if let keptX {
        gradients.add(to: wNode) {
          Tensor(
            shape: shapes.w,
            writing: { target in
              gradient.read { gradient in
                keptX.read {
                  kernel.backward(
                    .init(grid: gradient, weights: gradient, result: nil, gradient: $0),
                    into: .init(grid: nil, weights: target))
                }
              }
            })
        }
      }
      if let keptW {
        gradients.add(to: xNode) {
          Tensor(
            shape: shapes.x,
            writing: { target in
              gradient.read { gradient in
                keptW.read { kernel.forward(gradient, weights: $0, bias: nil, into: target) }
              }
            })
        }
      }
    }
  }
}
