internal import Numerics

extension Variable {
  /// Learned Gaussians of constant coordinates: exp(−½ Σ_d ((x[e, d] − means[d, k]) scales[d, k])²); gradients flow to
  /// means and scales (Monti et al., "MoNet", 2017, equation 11, with diagonal covariances).
  ///
  /// The variable is the means, `[axes, k]`.
  ///
  /// - Parameters:
  ///   - coordinates: x, `[elements, axes]`.
  ///   - scales: the inverses of the deviations, `[axes, k]`; their sign means nothing.
  /// - Returns: `[elements, k]`.
  public func gaussians(at coordinates: Tensor<Scalar>, scales: Variable) -> Variable {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.gaussians(coordinates.shape, means: shape, scales: scales.shape)
    }
    let (rows, axes, count) = (target[0], shape[0], target[1])
    let (m, s) = (value, scales.value)
    let result = Tensor<Scalar>(
      shape: target,
      writing: { y in
        coordinates.read { x in
          m.read { m in
            s.read {
              Kernels.gaussians(
                rows: rows, axes: axes, count: count, x, means: m, scales: $0, into: y)
            }
          }
        }
      })
    let (meansNode, scalesNode, parametersShape) = (node, scales.node, shape)
    return tape.record("gaussians", result, when: isRecorded || scales.isRecorded) {
      gradient, gradients in
      let toMeans = TensorStorage<Scalar>(count: axes * count)
      let toScales = TensorStorage<Scalar>(count: axes * count)
      coordinates.read { x in
        m.read { m in
          s.read { s in
            result.read { y in
              gradient.read {
                Kernels.gaussiansPullback(
                  rows: rows, axes: axes, count: count, x, means: m, scales: s, results: y,
                  gradient: $0, means: toMeans.pointer, scales: toScales.pointer)
              }
            }
          }
        }
      }
      gradients.add(to: meansNode) { Tensor(shape: parametersShape, storage: toMeans) }
      gradients.add(to: scalesNode) { Tensor(shape: parametersShape, storage: toScales) }
    }
  }
}
