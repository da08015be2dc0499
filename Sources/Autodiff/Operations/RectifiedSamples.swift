internal import Numerics

extension Variable {
  /// The rectifier of functions known by their coefficients: A max(0, S x) for the numbers x of every row and channel.
  ///
  /// S samples a function, as the inverse Fourier transform on a circle does, and A gives the coefficients of what came
  /// out (de Haan et al., 2021, section 4, "RegularNonlinearity"). Samples stay in registers.
  ///
  /// - Parameters:
  ///   - synthesis: S, `[samples, size]`; a constant.
  ///   - analysis: A, `[size, samples]`; a constant.
  /// - Returns: the shape of the variable, `[rows, size, c]`.
  public func rectifiedSamples(synthesis: Tensor<Scalar>, analysis: Tensor<Scalar>) -> Variable {
    trapping { () throws(TensorError) in
      try ShapeRules.rectifiedSamples(shape, synthesis: synthesis.shape, analysis: analysis.shape)
    }
    let (x, samples) = (value, synthesis.shape[0])
    let back = analysis.transposed().contiguous()
    let (rows, size, channels) = (x.shape[0], x.shape[1], x.shape[2])
    let result = Tensor<Scalar>(
      shape: x.shape,
      writing: { y in
        synthesis.read { synthesis in
          back.read { analysis in
            x.read {
              Kernels.rectifiedSamples(
                rows: rows, size: size, channels: channels, count: samples, synthesis: synthesis,
                analysis: analysis, $0, into: y)
            }
          }
        }
      })
    return tape.record("rectifiedSamples", result, when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: x.shape,
          writing: { target in
            synthesis.read { synthesis in
              back.read { analysis in
                x.read { x in
                  gradient.read {
                    Kernels.rectifiedSamplesPullback(
                      rows: rows, size: size, channels: channels, count: samples,
                      synthesis: synthesis, analysis: analysis, x, gradient: $0, into: target)
                  }
                }
              }
            }
          })
      }
    }
  }
}
