internal import Numerics

extension ComplexVariable {
  /// The product of complex matrices in the last two axes, batch by batch: `[batch…, m, k] × [batch…, k, n]`.
  public func matmul(_ other: ComplexVariable) -> ComplexVariable {
    let target = trapping { () throws(TensorError) in
      guard self.shape.count == other.shape.count else {
        throw TensorError(
          "complex matmul", [self.shape, other.shape], "the leading axes differ")
      }
      return try ShapeRules.matmul(self.shape, other.shape)
    }
    let (m, n, k) = (target[target.count - 2], target[target.count - 1], shape[shape.count - 1])
    return product(
      "complex matmul", other, shape: target, batch: target.dropLast(2).reduce(1, *), m: m, n: n,
      k: k, left: .init(rowStep: k, step: m * k), result: .init(rowStep: n, step: m * n))
  }

  /// The channels of each frequency mixed by a matrix of its own (the Fourier neural operator: Li et al., 2021, R in
  /// equation 4): `[n, frequencies…, in]` and weights `[frequencies…, in, out]` to `[n, frequencies…, out]`.
  ///
  /// Nothing is moved: the matrix of a frequency's channels, item by item, is read where it stands.
  public func mixingChannels(by weights: ComplexVariable) -> ComplexVariable {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.channelMixing(self.shape, weights: weights.shape)
    }
    let (m, n, k) = (target[0], target[target.count - 1], shape[shape.count - 1])
    let frequencies = target.dropFirst().dropLast().reduce(1, *)
    return product(
      "mixingChannels", weights, shape: target, batch: frequencies, m: m, n: n, k: k,
      left: .init(rowStep: frequencies * k, step: k),
      result: .init(rowStep: frequencies * n, step: n))
  }

  /// Where the left matrices and the results stand; the right ones stand one after the other.
  private struct Layout {
    let rowStep: Int
    let step: Int

    func matrices(adjoint: Bool = false) -> Kernels.ComplexMatrices {
      .init(rowStep: max(1, rowStep), step: step, adjoint: adjoint)
    }
  }

  private func product(
    _ operation: StaticString, _ other: ComplexVariable, shape: [Int], batch: Int, m: Int, n: Int,
    k: Int, left: Layout, result: Layout
  ) -> ComplexVariable {
    let (a, b) = (parts.value, other.parts.value)
    let (aNode, bNode) = (parts.node, other.parts.node)
    let right = Layout(rowStep: n, step: k * n)
    let value = Tensor<Scalar>(
      shape: shape + [2],
      writing: { c in
        a.read { a in
          b.read { b in
            Kernels.complexGemm(
              batch: batch, m: m, n: n, k: k, a, left.matrices(), b, right.matrices(), into: c,
              result.matrices())
          }
        }
      })
    return ComplexVariable(
      parts: parts.tape.record(
        operation, value, when: parts.isRecorded || other.parts.isRecorded
      ) { gradient, gradients in
        gradients.add(to: aNode) {
          Tensor(
            shape: a.shape,
            writing: { target in
              gradient.read { gradient in
                b.read { b in
                  Kernels.complexGemm(
                    batch: batch, m: m, n: k, k: n, gradient, result.matrices(), b,
                    right.matrices(adjoint: true), into: target, left.matrices())
                }
              }
            })
        }
        gradients.add(to: bNode) {
          Tensor(
            shape: b.shape,
            writing: { target in
              a.read { a in
                gradient.read { gradient in
                  Kernels.complexGemm(
                    batch: batch, m: k, n: n, k: m, a, left.matrices(adjoint: true), gradient,
                    result.matrices(), into: target, right.matrices())
                }
              }
            })
        }
      })
  }
}
