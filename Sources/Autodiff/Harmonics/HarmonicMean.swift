internal import Numerics

extension Variable {
  /// The mean over the sphere of a field `[items, 2 b, 2 b, channels]`, or over the rotations of one with three axes of
  /// 2 b angles: `[items, channels]`.
  ///
  /// Latitudes weigh by the sphere's quadrature, so that it is the coefficient of degree 0: exact for what is
  /// band-limited, and unchanged when such a field is rotated.
  public func harmonicMean() -> Variable {
    let shape = self.shape
    let bandwidth = trapping { () throws(TensorError) in
      try ShapeRules.bandwidth(
        "harmonicMean", shape.count == 4 ? .sphere : .rotations, shape)
    }
    let (items, channels) = (shape[0], shape[shape.count - 1])
    let rows = 2 * bandwidth
    let weights = Tensor<Scalar>(
      shape: [rows, 1], SphericalQuadrature(bandwidth: bandwidth).weights.map { Scalar($0) })
    let circles = reshaped(to: [
      items, rows, shape.dropFirst(2).dropLast().reduce(1, *), channels,
    ]).mean(axes: [2])
    return (circles * tape.constant(weights)).sum(axes: [1])
  }
}
