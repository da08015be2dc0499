internal import Numerics

extension Variable {
  /// The spectrum of a field over the rotations: the mean over them of its product with every real matrix element.
  ///
  /// The field `[items, 2 b, 2 b, 2 b, channels]` is sampled at rotations by angles β = π (2 j + 1) / 4 b, α = π i / b and
  /// γ = π k / b, in this order of axes. Matrices are those of ``Numerics/Wigner/real(degree:alpha:beta:gamma:)``: degree l
  /// stands in the rows from Σ (2 k + 1)², k < l, on, row by row. Exact for fields of bandwidth b (Cohen, Geiger,
  /// Köhler & Welling, Spherical CNNs, ICLR 2018, section 4; Kostelec & Rockmore 2008).
  ///
  /// - Parameter degrees: degrees 0 … `degrees` − 1 are kept, at most b; all unless given.
  /// - Returns: `[items, Σ (2 l + 1)², channels]`.
  public func rotationFourier(degrees: Int? = nil) -> Variable {
    let bandwidth = trapping { () throws(TensorError) in
      try ShapeRules.bandwidth("rotationFourier", .rotations, shape)
    }
    let degrees = degrees ?? bandwidth
    let target = trapping { () throws(TensorError) in
      try ShapeRules.rotationFourier(shape, degrees: degrees)
    }
    return analyzed(
      "rotationFourier", .rotations, bandwidth: bandwidth, degrees: degrees, shape: target)
  }

  /// The field over the rotations of a spectrum `[items, Σ (2 l + 1)², channels]`: Σ (2 l + 1) times coefficient times
  /// matrix element.
  ///
  /// - Parameter bandwidth: b of the grid, at least the spectrum's degrees, which it is unless given.
  /// - Returns: `[items, 2 b, 2 b, 2 b, channels]`.
  public func inverseRotationFourier(bandwidth: Int? = nil) -> Variable {
    let degrees = trapping { () throws(TensorError) in
      try ShapeRules.degrees("inverseRotationFourier", .rotations, shape)
    }
    let bandwidth = bandwidth ?? Swift.max(1, degrees)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.inverseRotationFourier(shape, bandwidth: bandwidth)
    }
    return synthesized(
      "inverseRotationFourier", .rotations, bandwidth: bandwidth, degrees: degrees, shape: target)
  }
}
