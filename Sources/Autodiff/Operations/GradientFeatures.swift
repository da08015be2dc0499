internal import Numerics

extension Variable {
  /// How well tangent vectors are aligned with learned turns and mixtures of themselves: tanh(Re(z̄ · A z)), channel by
  /// channel, for z = u + i v (Sharp et al., "DiffusionNet", 2022, equation 8).
  ///
  /// The inner products are the same in every tangent frame. With the imaginary part of A channels are compared turned, so
  /// that features tell a pattern from its mirror image; without it they do not.
  ///
  /// - Parameters:
  ///   - real: the real part of A, `[c, c]`: column k makes what channel k is compared with.
  ///   - imaginary: the imaginary part, `[c, c]`, or none.
  /// - Returns: `[rows, c]` for vectors of shape `[rows, 2, c]`, u before v.
  public func gradientFeatures(real: Variable, imaginary: Variable? = nil) -> Variable {
    let weights = imaginary.map { concatenate([real, $0], axis: 1) } ?? real
    return aligned(with: linear(weights: weights))
  }

  /// tanh(Re(z̄ m)) for vectors z and their products m with weights; both are variables.
  private func aligned(with mixed: Variable) -> Variable {
    let (x, m) = (value, mixed.value)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.alignment(x.shape, with: m.shape)
    }
    let (rows, channels, isComplex) = (target[0], target[1], m.shape[2] != target[1])
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        x.read { x in
          m.read {
            Kernels.alignment(
              rows: rows, channels: channels, isComplex: isComplex, x, $0, into: y)
          }
        }
      })
    let (xNode, mixedNode) = (node, mixed.node)
    return tape.record("gradientFeatures", result, when: isRecorded || mixed.isRecorded) {
      gradient, gradients in
      let toX = TensorStorage<Scalar>(count: x.count)
      let toMixed = TensorStorage<Scalar>(count: m.count)
      x.read { x in
        m.read { m in
          result.read { y in
            gradient.read {
              Kernels.alignmentPullback(
                rows: rows, channels: channels, isComplex: isComplex, x, m, result: y,
                gradient: $0, into: toX.pointer, toMixed.pointer)
            }
          }
        }
      }
      gradients.add(to: mixedNode) { Tensor(shape: m.shape, storage: toMixed) }
      gradients.add(to: xNode) { Tensor(shape: x.shape, storage: toX) }
    }
  }
}
