internal import Numerics

extension Variable {
  /// The largest value in each window of images `[n, height, width, channels]`, channel by channel.
  ///
  /// The gradient goes to the first of equals; NaN counts as largest.
  public func maxPool2d(_ options: Pool2D) -> Variable {
    let input = shape
    let window = trapping { () throws(TensorError) in
      try ShapeRules.poolWindow("maxPool2d", input, options)
    }
    let target = [input[0], window.outHeight, window.outWidth, input[3]]
    var positions = [Int32](repeating: 0, count: target.reduce(1, *))
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        positions.withUnsafeMutableBufferPointer { positions in
          guard let positions = positions.baseAddress else { return }
          value.read {
            Kernels.maxPool(images: input[0], window, $0, into: y, positions: positions)
          }
        }
      })
    return tape.record("maxPool2d", result, when: isRecorded) {
      [node, positions] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: input,
          writing: { target in
            positions.withUnsafeBufferPointer { positions in
              guard let positions = positions.baseAddress else { return }
              gradient.read {
                Kernels.maxPoolPullback(
                  images: input[0], window, gradient: $0, positions: positions, into: target)
              }
            }
          })
      }
    }
  }

  /// The mean in each window of images `[n, height, width, channels]`, channel by channel, over the cells
  /// that lie in the image.
  public func averagePool2d(_ options: Pool2D) -> Variable {
    let input = shape
    let window = trapping { () throws(TensorError) in
      try ShapeRules.poolWindow("averagePool2d", input, options)
    }
    let target = [input[0], window.outHeight, window.outWidth, input[3]]
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        value.read { Kernels.averagePool(images: input[0], window, $0, into: y) }
      })
    return tape.record("averagePool2d", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: input,
          writing: { target in
            gradient.read {
              Kernels.averagePoolPullback(images: input[0], window, gradient: $0, into: target)
            }
          })
      }
    }
  }
}
