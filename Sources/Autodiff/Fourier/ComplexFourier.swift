internal import Numerics

extension ComplexVariable {
  /// The spectrum of a complex grid over one or more axes: X(k) = Σ x(j) exp(−2πi Σ k·j / n).
  ///
  /// - Parameters:
  ///   - axes: which are transformed, in any order, negative ones counted from the back; of any size but 0.
  ///   - normalization: where the factor stands.
  /// - Complexity: O(N log N) for N elements.
  public func fourier(
    axes: [Int], normalization: FourierNormalization = .backward
  ) -> ComplexVariable {
    transform("fourier", axes, inverse: false) { normalization.forwardScale(points: $0) }
  }

  /// The complex grid of a spectrum, the inverse of ``fourier(axes:normalization:)``.
  public func inverseFourier(
    axes: [Int], normalization: FourierNormalization = .backward
  ) -> ComplexVariable {
    transform("inverseFourier", axes, inverse: true) { normalization.inverseScale(points: $0) }
  }

  private func transform(
    _ operation: StaticString, _ axes: [Int], inverse: Bool, scale: (Int) -> Double
  ) -> ComplexVariable {
    let shape = self.shape
    let axes = trapping { () throws(TensorError) in
      try ShapeRules.fourierAxes("\(operation)", shape, axes: axes)
    }
    let grid = GridFourier<Scalar>(shape: shape, axes: axes)
    let factor = scale(grid.points)
    let node = parts.node
    return ComplexVariable(
      parts: parts.tape.record(
        operation, parts.value.transformed(grid, inverse: inverse, scale: factor),
        when: parts.isRecorded
      ) { gradient, gradients in
        // The matrix is symmetric, so its adjoint is its conjugate: the other direction.
        gradients.add(to: node) {
          gradient.transformed(grid, inverse: !inverse, scale: factor)
        }
      })
  }
}

extension Tensor where Scalar: TensorScalar {
  fileprivate func transformed(
    _ grid: GridFourier<Scalar>, inverse: Bool, scale: Double
  ) -> Tensor {
    Tensor(
      shape: shape,
      writing: { y in read { grid.complex(inverse: inverse, scale: scale, $0, into: y) } })
  }
}
