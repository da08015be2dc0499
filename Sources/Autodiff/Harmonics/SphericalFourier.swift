internal import Numerics

extension Variable {
  /// The spectrum of a field over the sphere: the mean over the sphere of its product with every real harmonic.
  ///
  /// The field `[items, 2 b, 2 b, channels]` is sampled at colatitudes π (2 j + 1) / 4 b and longitudes π i / b. Harmonics
  /// are the middle columns of ``Numerics/Wigner/real(degree:alpha:beta:gamma:)``, of mean square 1 / (2 l + 1): degree l
  /// stands in the rows from l² on, with orders −l … l, the negative ones those of sines. Exact for fields of bandwidth b
  /// (Cohen, Geiger, Köhler & Welling, Spherical CNNs, ICLR 2018, section 4).
  ///
  /// - Parameter degrees: degrees 0 … `degrees` − 1 are kept, at most b; all unless given.
  /// - Returns: `[items, degrees², channels]`.
  public func sphericalFourier(degrees: Int? = nil) -> Variable {
    let bandwidth = trapping { () throws(TensorError) in
      try ShapeRules.bandwidth("sphericalFourier", .sphere, shape)
    }
    let degrees = degrees ?? bandwidth
    let target = trapping { () throws(TensorError) in
      try ShapeRules.sphericalFourier(shape, degrees: degrees)
    }
    return analyzed(
      "sphericalFourier", .sphere, bandwidth: bandwidth, degrees: degrees, shape: target)
  }

  /// The field over the sphere of a spectrum `[items, degrees², channels]`: Σ (2 l + 1) times coefficient times harmonic.
  ///
  /// - Parameter bandwidth: b of the grid, at least the spectrum's degrees, which it is unless given.
  /// - Returns: `[items, 2 b, 2 b, channels]`.
  public func inverseSphericalFourier(bandwidth: Int? = nil) -> Variable {
    let degrees = trapping { () throws(TensorError) in
      try ShapeRules.degrees("inverseSphericalFourier", .sphere, shape)
    }
    let bandwidth = bandwidth ?? Swift.max(1, degrees)
    let target = trapping { () throws(TensorError) in
      try ShapeRules.inverseSphericalFourier(shape, bandwidth: bandwidth)
    }
    return synthesized(
      "inverseSphericalFourier", .sphere, bandwidth: bandwidth, degrees: degrees, shape: target)
  }
}
