internal import Numerics

extension Variable {
  /// Sums over a grid of angles, and on the way back what spreads the gradient over it.
  func analyzed(
    _ name: StaticString, _ support: HarmonicTransform<Scalar>.Support, bandwidth: Int,
    degrees: Int, shape: [Int]
  ) -> Variable {
    let transform = HarmonicTransform<Scalar>(
      support, bandwidth: bandwidth, degrees: degrees, weights: .quadrature)
    let original = self.shape
    return tape.record(name, value.analyzed(transform, shape: shape), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.synthesized(transform, shape: original) }
    }
  }

  /// A spectrum spread over a grid of angles, and on the way back the sums over the gradient.
  func synthesized(
    _ name: StaticString, _ support: HarmonicTransform<Scalar>.Support, bandwidth: Int,
    degrees: Int, shape: [Int]
  ) -> Variable {
    let transform = HarmonicTransform<Scalar>(
      support, bandwidth: bandwidth, degrees: degrees, weights: .dimension)
    let original = self.shape
    return tape.record(name, value.synthesized(transform, shape: shape), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.analyzed(transform, shape: original) }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  fileprivate func analyzed(_ transform: HarmonicTransform<Scalar>, shape: [Int]) -> Tensor {
    Tensor(
      shape: shape,
      writing: { spectrum in
        read {
          transform.analyze(items: shape[0], columns: shape[2], $0, into: spectrum)
        }
      })
  }

  fileprivate func synthesized(_ transform: HarmonicTransform<Scalar>, shape: [Int]) -> Tensor {
    Tensor(
      shape: shape,
      writing: { grid in
        read {
          transform.synthesize(
            items: shape[0], columns: shape[shape.count - 1], $0, into: grid)
        }
      })
  }
}
