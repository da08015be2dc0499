internal import Numerics

extension Variable {
  /// The spectrum of a real grid over one or more axes: X(k) = Σ x(j) exp(−2πi Σ k·j / n).
  ///
  /// As the spectrum of real values at −k is the conjugate of that at k, only frequencies 0 … n / 2 of the last of the
  /// axes are kept; those of the others are 0 … n − 1, of which the upper half are the negative ones.
  ///
  /// - Parameters:
  ///   - axes: which are transformed, in any order, negative ones counted from the back; of any size but 0. Channels
  ///     last (`axes: [1, 2]` of `[n, height, width, channels]`) is as good as any other.
  ///   - normalization: where the factor stands.
  /// - Returns: this shape with `n / 2 + 1` frequencies along the last transformed axis.
  /// - Complexity: O(N log N) for N elements.
  public func realFourier(
    axes: [Int], normalization: FourierNormalization = .backward
  ) -> ComplexVariable<Scalar> {
    let shape = self.shape
    let axes = trapping { () throws(TensorError) in
      try ShapeRules.fourierAxes("realFourier", shape, axes: axes)
    }
    let grid = GridFourier<Scalar>(shape: shape, axes: axes)
    let scale = normalization.forwardScale(points: grid.points)
    return ComplexVariable(
      parts: tape.record(
        "realFourier", value.spectrum(grid, edge: scale, interior: scale), when: isRecorded
      ) { [node] gradient, gradients in
        // The transpose of the sum above: a stored frequency stands for itself alone.
        gradients.add(to: node) { gradient.grid(grid, edge: scale, interior: scale / 2) }
      })
  }
}

extension ComplexVariable {
  /// The real grid of a half-complex spectrum, the inverse of ``Variable/realFourier(axes:normalization:)``.
  ///
  /// Where the spectrum of real values would have to be its own conjugate (frequency 0 of the last axis and, if its size is
  /// even, n / 2), what contradicts that does not count.
  ///
  /// - Parameters:
  ///   - axes: as they were transformed.
  ///   - size: the points along the last of the axes, which n / 2 + 1 frequencies do not tell.
  ///   - normalization: where the factor stands.
  public func inverseRealFourier(
    axes: [Int], size: Int, normalization: FourierNormalization = .backward
  ) -> Variable<Scalar> {
    let half = shape
    let target = trapping { () throws(TensorError) in
      try ShapeRules.inverseRealFourier(half, axes: axes, size: size)
    }
    let axes = trapping { () throws(TensorError) in
      try ShapeRules.fourierAxes("inverseRealFourier", half, axes: axes)
    }
    let grid = GridFourier<Scalar>(shape: target, axes: axes)
    let scale = normalization.inverseScale(points: grid.points)
    let node = parts.node
    return parts.tape.record(
      "inverseRealFourier", parts.value.grid(grid, edge: scale, interior: scale),
      when: parts.isRecorded
    ) { gradient, gradients in
      gradients.add(to: node) { gradient.spectrum(grid, edge: scale, interior: 2 * scale) }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// The half-complex spectrum of this real grid with weights, its parts in a last axis.
  fileprivate func spectrum(
    _ grid: GridFourier<Scalar>, edge: Double, interior: Double
  ) -> Tensor {
    Tensor(
      shape: grid.halfShape + [2],
      writing: { y in
        read { grid.forwardReal($0, edge: edge, interior: interior, into: y) }
      })
  }

  /// The real grid of this half-complex spectrum with weights.
  fileprivate func grid(
    _ grid: GridFourier<Scalar>, edge: Double, interior: Double
  ) -> Tensor {
    Tensor(
      shape: grid.shape,
      writing: { y in
        read { grid.inverseReal($0, edge: edge, interior: interior, into: y) }
      })
  }
}
