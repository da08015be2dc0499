internal import Numerics

extension Variable {
  /// The spectrum over the rotations of the correlation of fields over the sphere with filters over it, both given by
  /// their spectra: f̂ψ̂ᵀ for each degree, summed over the input's channels.
  ///
  /// The correlation at a rotation R is the mean over the sphere of the field times the filter moved by R (Cohen, Geiger,
  /// Köhler & Welling 2018, equations 4 and 9), so that rotating the field rotates the result.
  ///
  /// - Parameter filters: `[degrees², in, out]`.
  /// - Returns: `[items, Σ (2 l + 1)², out]` of a spectrum `[items, degrees², in]`.
  public func sphericalCorrelation(_ filters: Variable) -> Variable {
    correlated("sphericalCorrelation", .sphere, filters)
  }

  /// The spectrum of the correlation of fields over the rotations with filters over them, both given by their spectra:
  /// f̂ψ̂ᵀ for each degree, summed over the input's channels.
  ///
  /// The correlation at a rotation R is the mean over rotations of the field times the filter moved by R from the left
  /// (Cohen, Geiger, Köhler & Welling 2018, equations 7 and 9).
  ///
  /// - Parameter filters: `[Σ (2 l + 1)², in, out]`.
  /// - Returns: `[items, Σ (2 l + 1)², out]` of a spectrum `[items, Σ (2 l + 1)², in]`.
  public func rotationCorrelation(_ filters: Variable) -> Variable {
    correlated("rotationCorrelation", .rotations, filters)
  }

  private func correlated(
    _ operation: String, _ support: HarmonicTransform<Float>.Support, _ filters: Variable
  ) -> Variable {
    let (target, degrees) = trapping { () throws(TensorError) in
      try ShapeRules.harmonicCorrelation(operation, support, shape, filters: filters.shape)
    }
    let (items, inputs, outputs) = (shape[0], shape[2], filters.shape[2])
    guard degrees > 0 else { return tape.constant(Tensor(zeros: target)) }
    let sizes = (0..<degrees).map { support.rows(degrees: $0 + 1) - support.rows(degrees: $0) }
    let fields = split(axis: 1, sizes: sizes)
    let banks = filters.split(axis: 0, sizes: sizes)
    let parts = (0..<degrees).map { degree in
      let size = 2 * degree + 1, inner = support == .sphere ? 1 : size
      let field = fields[degree].reshaped(to: [items * size, inner * inputs])
      // (ν, p, in, out) → (p, in, ν, out)
      let filter = banks[degree]
        .reshaped(to: [size, inner * inputs, outputs]).transposed([1, 0, 2])
        .reshaped(to: [inner * inputs, size * outputs])
      return field.matmul(filter).reshaped(to: [items, size * size, outputs])
    }
    return concatenate(parts, axis: 1)
  }
}
