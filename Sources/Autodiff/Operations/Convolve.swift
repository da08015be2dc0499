internal import Numerics

extension Variable {
  /// The cross-correlation of images `[n, height, width, in]` with weights `[kernel height, kernel width,
  /// in, out]`, plus a bias `[out]`: `[n, height′, width′, out]`.
  public func convolution2d(
    weights: Variable, bias: Variable? = nil, _ options: Convolution2D = Convolution2D()
  ) -> Variable {
    let (x, w) = (value, weights.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.convolution2d(x.shape, weights: w.shape, bias: bias?.shape, options)
    }
    let window = trapping { () throws(TensorError) in
      try ShapeRules.imageWindow(
        "convolution2d", x.shape, window: Extent2D(height: w.shape[0], width: w.shape[1]),
        stride: options.stride, padding: options.padding, dilation: options.dilation)
    }
    let kernel = ConvolutionKernel<Scalar>(
      images: x.shape[0], window: window, outChannels: target[3])
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
    let (xNode, wNode, biasNode) = (node, weights.node, bias?.node ?? .constant)
    return tape.record(
      "convolution2d", result,
      when: isRecorded || weights.isRecorded || bias?.isRecorded ?? false
    ) { gradient, gradients in
      gradients.add(to: biasNode) { gradient.summed(over: [0, 1, 2]).reshaped(to: [target[3]]) }
      gradients.add(to: wNode) {
        Tensor(
          shape: w.shape,
          writing: { result in
            x.read { x in
              gradient.read { kernel.backwardWeights(x, gradient: $0, into: result) }
            }
          })
      }
      gradients.add(to: xNode) {
        Tensor(
          shape: x.shape,
          writing: { result in
            w.read { w in
              gradient.read { kernel.backwardData(gradient: $0, weights: w, into: result) }
            }
          })
      }
    }
  }
}
